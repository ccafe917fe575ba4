/** What a tap on the balance opens: what it is made of, what is on its way, what is owed, and the sum in one line. */
import { Link } from 'wouter'
import { money } from '../format'
import { partsOf, pendingOf, sumLine } from '../money/payments'
import type { Balance } from '../protocol.gen'
import { useStore } from '../store'
import { Sheet } from './controls'
import { Owed } from './Standing'

const HELD = { name: 'held for matches', minor: 0 }

export function WalletPeek({ balance, onClose }: { balance: Balance; onClose: () => void }) {
  const holds = useStore((state) => state.wallet?.view.holds) ?? []
  const pending = pendingOf(useStore((state) => state.payments?.rows) ?? [])
  const parts = partsOf(balance, holds)
  const shown = parts.length > 1 ? parts : [...parts, HELD]
  return (
    <Sheet title="Your dollars" onClose={onClose}>
      <dl className="grid gap-2 text-lg">
        {shown.map((part) => <Line key={part.name} name={part.name} minor={part.minor} />)}
        <Line name="total" minor={balance.total} strong />
      </dl>
      <p className="mt-3 text-sm text-ink-2">{sumLine(balance.total, shown)}</p>
      {pending > 0 && <p className="mt-1 text-sm text-ink-2">Pending: {money(pending)} on its way in, not counted yet.</p>}
      <Owed />
      <Link href="/wallet" onClick={onClose} className="mt-4 inline-flex min-h-target items-center font-semibold underline">Open the wallet</Link>
    </Sheet>
  )
}

const Line = ({ name, minor, strong = false }: { name: string; minor: number; strong?: boolean }) => (
  <div className={`flex justify-between gap-3 ${strong ? 'border-t border-rule pt-2 font-bold' : ''}`}>
    <dt className="first-letter:uppercase">{name}</dt>
    <dd>{money(minor)}</dd>
  </div>
)
