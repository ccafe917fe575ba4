/** What a tap on the balance opens: held and total, and the sum in one line. */
import { Link } from 'wouter'
import { money } from '../format'
import type { Balance } from '../protocol.gen'
import { Sheet } from './controls'

export function WalletPeek({ balance, onClose }: { balance: Balance; onClose: () => void }) {
  return (
    <Sheet title="Your dollars" onClose={onClose}>
      <dl className="grid gap-2 text-lg">
        <Line name="Available" minor={balance.available} />
        <Line name="Held for matches" minor={balance.held} />
        <Line name="Total" minor={balance.total} strong />
      </dl>
      <p className="mt-3 text-sm text-ink-2">
        {money(balance.total)} = {money(balance.available)} available + {money(balance.held)} held
      </p>
      <Link href="/wallet" onClick={onClose} className="mt-4 inline-flex min-h-target items-center font-semibold underline">Open the wallet</Link>
    </Sheet>
  )
}

const Line = ({ name, minor, strong = false }: { name: string; minor: number; strong?: boolean }) => (
  <div className={`flex justify-between ${strong ? 'border-t border-rule pt-2 font-bold' : ''}`}>
    <dt>{name}</dt>
    <dd>{money(minor)}</dd>
  </div>
)
