/** The two sheets that begin a payment: in, and out. */
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { Link } from 'wouter'
import { cents, money, when } from '../format'
import { beginPayment, payoutLink, refreshAccount, troubleOf } from '../house'
import { wordsOf } from '../money/payments'
import type { Payment } from '../protocol.gen'
import type { Trouble } from '../refusals'
import { useStore } from '../store'
import { AmountInput } from '../ui/AmountInput'
import { Choice, MoneyButton, Problem, Quiet, Sheet, Words } from '../ui/controls'
import { useMayNot } from '../ui/mayNot'

const DEPOSITS = [1000, 2500, 5000, 10000] as const
const LEAST = 500
const MOST = 1_000_000

/** Work that is under way, and what came of it; free again when one comes back to the page from elsewhere. */
function useWork(): { busy: boolean; trouble: Trouble | null; work: (deed: () => Promise<Trouble | null>) => Promise<void> } {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  useEffect(() => {
    const back = (event: PageTransitionEvent) => event.persisted && setBusy(false)
    addEventListener('pageshow', back)
    return () => removeEventListener('pageshow', back)
  }, [])
  const work = async (deed: () => Promise<Trouble | null>) => {
    setBusy(true)
    setTrouble(null)
    const came = await deed().catch((error: unknown) => troubleOf(error))
    setTrouble(came)
    if (came) setBusy(false)
  }
  return { busy, trouble, work }
}

const again = (payment: Payment): Trouble => ({ words: `That one was begun before, at ${when(payment.at_ms)}: ${wordsOf(payment).toLowerCase()}. Nothing was taken twice. Press again for another one.`, reference: payment.payment_id })
const ended = (payment: Payment): Trouble => ({ words: `${wordsOf(payment)}. Press again to try anew.`, reference: payment.payment_id })

export function DepositSheet({ onClose }: { onClose: () => void }) {
  const account = useStore((state) => state.account)
  const open = useStore((state) => state.payments?.rows)?.filter((one) => one.kind === 'deposit' && one.state === 'open')
  const mayNot = useMayNot('deposit')
  const [minor, setMinor] = useState<number>(5000)
  const [typed, setTyped] = useState('')
  const { busy, trouble, work } = useWork()
  const wanted = typed === '' ? minor : cents(typed)
  const fits = wanted !== null && wanted >= LEAST && wanted <= MOST
  const deposit = async (): Promise<Trouble | null> => {
    if (!fits) return null
    // One that waits to be paid is paid, not doubled.
    const waiting = open?.find((one) => one.minor === wanted)?.url
    if (waiting) return leaveFor(waiting)
    const begun = await beginPayment('deposit', wanted)
    if ('trouble' in begun) return begun.trouble
    if (begun.payment.url && begun.payment.state === 'open') return leaveFor(begun.payment.url)
    return begun.again ? again(begun.payment) : ended(begun.payment)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (fits && !mayNot && !busy) void work(deposit)
  }
  return (
    <Sheet title="Deposit" onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <Choice even label="How much" value={typed === '' ? minor : 0} options={DEPOSITS.map((one) => [one as number, money(one)] as const)} onChange={(one) => { setMinor(one); setTyped('') }} />
        <AmountInput label={`Or another amount, ${money(LEAST)} to ${money(MOST)}`} value={typed} onChange={setTyped} problem={typed !== '' && !fits ? `From ${money(LEAST)} to ${money(MOST)} at a time.` : null} />
        <p className="text-sm text-ink-2">You pay on Stripe’s page; card numbers never reach us. A deposit can be withdrawn {account ? `${account.cooling_hours} hours` : 'a day'} after it came. No fee.</p>
        {account && !account.limits.some((one) => one.kind === 'deposit') && <p className="text-sm text-ink-2">You have set no limit for deposits. <Link href="/limits" onClick={onClose} className="reach inline-block underline">Set one</Link></p>}
        {trouble && <Problem><Words trouble={trouble} /></Problem>}
        <div><MoneyButton type="submit" busy={busy} mayNot={mayNot} disabled={!fits} className="w-full" data-testid="to-stripe">{fits ? `Deposit ${money(wanted)} at Stripe` : 'Choose an amount'}</MoneyButton></div>
      </form>
    </Sheet>
  )
}

function leaveFor(url: string): null {
  location.assign(url)
  return null
}

/** named: one comes from Stripe, where the account was named, or from a link there that was too old. */
export function WithdrawSheet({ available, named, onClose }: { available: number; named: string | null; onClose: () => void }) {
  const ready = useStore((state) => state.payments?.ready ?? false)
  const { busy, trouble, work } = useWork()
  const mayNot = useMayNot('withdraw')
  useEffect(() => void refreshAccount(), [])
  const setUp = () => work(async () => leaveFor(await payoutLink()))
  return (
    <Sheet title="Withdraw" onClose={onClose}>
      <div className="grid gap-4">
        {named !== null && <p role="status" data-testid="named" className={`rounded-control px-3 py-2 text-sm ${ready ? 'bg-gain-wash font-semibold text-gain-text' : 'bg-sunk'}`}>{namedWords(named, ready)}</p>}
        {ready ? (
          <Amount available={available} onDone={onClose} another={<Quiet onClick={() => void setUp()} disabled={busy} data-testid="another-account">Another bank account</Quiet>} />
        ) : (
          <>
            <p className="text-ink-2">{money(available)} is available. It goes to your own bank account through Stripe. First, say at Stripe which account that is; Stripe asks who you are, as the law wants it.</p>
            {mayNot && <Problem><Words trouble={mayNot} /></Problem>}
            <Quiet onClick={() => void setUp()} disabled={busy || mayNot !== null} data-testid="set-up-payouts">Name the account at Stripe</Quiet>
          </>
        )}
        {trouble && <Problem><Words trouble={trouble} /></Problem>}
      </div>
    </Sheet>
  )
}

function namedWords(named: string, ready: boolean): string {
  if (ready) return '✓ Stripe knows your bank account. You can withdraw.'
  return named === 'again' ? 'That link to Stripe was too old. Ask for a fresh one.' : 'Stripe has not told us yet that the account can be paid to. This changes by itself; if Stripe wants more of you, go there once more.'
}

function Amount({ available, another, onDone }: { available: number; another: ReactNode; onDone: () => void }) {
  const account = useStore((state) => state.account)
  const mayNot = useMayNot('withdraw')
  const [typed, setTyped] = useState('')
  const { busy, trouble, work } = useWork()
  const wanted = cents(typed)
  const most = account?.withdrawable_minor ?? available
  const reason = wanted === null ? null : whyNot(wanted, available, most, account?.cooling_hours ?? 24)
  const withdraw = async (): Promise<Trouble | null> => {
    const begun = await beginPayment('withdrawal', wanted ?? 0)
    if ('trouble' in begun) return begun.trouble
    if (['refused', 'failed', 'denied'].includes(begun.payment.state)) return ended(begun.payment)
    if (begun.again) return again(begun.payment)
    onDone()
    return null
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (wanted !== null && reason === null && !mayNot && !busy) void work(withdraw)
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <dl className="grid gap-1 rounded-control bg-sunk p-3">
        <Line name="Available" minor={available} />
        {available > most && <Line name="Paid in lately, stays for now" minor={available - most} />}
        <Line name="May go now" minor={most} strong />
      </dl>
      <AmountInput label={`Amount, from ${money(LEAST)}`} data-testid="withdraw-amount" value={typed} onChange={setTyped} problem={reason} />
      <p className="text-sm text-ink-2">It goes to your own bank account through Stripe, usually within two working days. {money(account?.review_minor ?? 0)} and more in a day is looked at by an operator first.</p>
      {trouble && <Problem><Words trouble={trouble} /></Problem>}
      <div><MoneyButton type="submit" busy={busy} mayNot={mayNot} disabled={wanted === null || reason !== null} className="w-full" data-testid="withdraw">{wanted !== null && reason === null ? `Withdraw ${money(wanted)}` : 'Withdraw'}</MoneyButton></div>
      {another}
    </form>
  )
}

const Line = ({ name, minor, strong = false }: { name: string; minor: number; strong?: boolean }) => (
  <div className={`flex justify-between gap-3 ${strong ? 'border-t border-rule pt-1 font-bold' : 'text-ink-2'}`}><dt>{name}</dt><dd>{money(minor)}</dd></div>
)

/** Why so much cannot go out now, before anybody is asked. */
function whyNot(wanted: number, available: number, most: number, coolingHours: number): string | null {
  if (wanted < LEAST) return `${money(LEAST)} at least.`
  if (wanted > available) return `${money(available)} is available.`
  return wanted > most ? `${money(most)} may go now: of what is available, too much was paid in lately, and stays for ${coolingHours} hours after it came.` : null
}
