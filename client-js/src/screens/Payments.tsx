/** Money in and out: what was begun and how it stands, live; and the two sheets that begin one. */
import { useRef, useState } from 'react'
import { Link } from 'wouter'
import { money, signed, when } from '../format'
import { beginDeposit, beginWithdrawal, freshKey, payoutLink, words } from '../house'
import type { Payment, PaymentState } from '../protocol.gen'
import { useStore } from '../store'
import { Choice, MoneyButton, Problem, Quiet, Sheet } from '../ui/controls'

const DEPOSITS = [1000, 2500, 5000, 10000] as const
const DEPOSIT_WORDS: Record<PaymentState, string> = {
  begun: 'Being opened',
  open: 'Waiting for your payment',
  processing: 'Your bank takes its time; nothing to do',
  review: 'Being looked at',
  paid: 'Paid in',
  failed: 'Failed; nothing was taken',
  expired: 'Not paid, and over',
  denied: 'Denied',
  refused: 'Refused; nothing was begun',
  refunded: 'Refunded',
  disputed: 'Disputed at your bank',
}
const WITHDRAWAL_WORDS: Record<PaymentState, string> = {
  ...DEPOSIT_WORDS,
  begun: 'On its way to Stripe',
  review: 'An operator looks at it first',
  processing: 'On its way to your bank',
  paid: 'Paid out',
  failed: 'Came back; the money is yours again',
  denied: 'Denied; the money is yours again',
}
const wordsOf = (payment: Payment): string => (payment.kind === 'deposit' ? DEPOSIT_WORDS : WITHDRAWAL_WORDS)[payment.state]
const WAITS: ReadonlySet<PaymentState> = new Set(['begun', 'open', 'processing', 'review'])

/** What came of the deposit with which one returns from Stripe: what the house knows, never what the address says. */
export function Returned({ id, left }: { id: string; left: boolean }) {
  const payments = useStore((state) => state.payments)
  const payment = payments?.rows.find((one) => one.payment_id === id)
  if (!payments) return <div className="skeleton h-24 rounded-panel" role="status" aria-label="Loading" />
  if (!payment) return null
  const waiting = WAITS.has(payment.state)
  const title = payment.state === 'paid' ? `${signed(payment.minor)} paid in` : waiting ? (left ? 'Not paid yet' : 'Waiting for Stripe') : wordsOf(payment)
  return (
    <section role="status" data-testid="returned" className={`rounded-panel border p-5 ${payment.state === 'paid' ? 'border-gain bg-gain-wash' : 'border-rule bg-sheet'}`}>
      <p className={`wide text-xl font-bold ${payment.state === 'paid' ? 'text-gain-text' : ''}`}>{payment.state === 'paid' && '✓ '}{title}</p>
      <p className="mt-1 text-ink-2">
        {payment.state === 'paid' && 'It is in your wallet, and on your statement.'}
        {payment.state === 'processing' && 'Your bank takes its time with this one. It comes in by itself; you can close this page.'}
        {payment.state === 'open' && (left ? `Nothing was taken. Your deposit of ${money(payment.minor)} still waits.` : 'Stripe has not told us yet. This changes by itself, and you are not charged twice.')}
        {!waiting && payment.state !== 'paid' && 'Nothing is in your wallet from this one.'}
      </p>
      {payment.state === 'open' && left && payment.url && <a href={payment.url} className="mt-3 inline-flex min-h-target items-center font-semibold underline">Back to Stripe</a>}
    </section>
  )
}

export function PaymentList() {
  const rows = useStore((state) => state.payments?.rows)?.filter((one) => one.state !== 'refused')
  if (!rows || rows.length === 0) return null
  return (
    <section>
      <h2 className="mb-2 text-lg font-bold">In and out</h2>
      <ul className="overflow-hidden rounded-panel border border-rule bg-sheet" data-testid="payments">
        {rows.slice(0, 10).map((one) => <PaymentRow key={one.payment_id} payment={one} />)}
      </ul>
    </section>
  )
}

function PaymentRow({ payment }: { payment: Payment }) {
  const into = payment.kind === 'deposit'
  const done = payment.state === 'paid'
  return (
    <li className="flex min-h-row items-center gap-3 border-b border-rule px-4 py-2 last:border-b-0" data-testid="payment" data-state={payment.state}>
      <span className="min-w-0 flex-1">
        <span className="block font-semibold">{into ? 'Deposit' : 'Withdrawal'}</span>
        <span className="block text-sm text-ink-2">
          {wordsOf(payment)}
          {payment.why && !done && `: ${payment.why.replaceAll('_', ' ').toLowerCase()}`}
          {payment.returned_minor > 0 && `, ${money(payment.returned_minor)} went back to the payer`}
          {' · '}
          <time dateTime={new Date(payment.at_ms).toISOString()}>{when(payment.at_ms)}</time>
        </span>
        {payment.url && payment.state === 'open' && <a href={payment.url} className="inline-flex min-h-target items-center text-sm font-semibold underline">Pay at Stripe</a>}
      </span>
      <span className={`text-lg font-semibold ${done && into ? 'text-gain-text' : ''}`}>{signed(into ? payment.minor : -payment.minor, payment.currency)}</span>
    </li>
  )
}

export function DepositSheet({ onClose }: { onClose: () => void }) {
  const account = useStore((state) => state.account)
  const [minor, setMinor] = useState<number>(5000)
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  // One key for one amount on this sheet: pressing again after a lost line names the same deposit.
  const keys = useRef<Record<number, string>>({})
  const wanted = typed === '' ? minor : Math.round(Number(typed) * 100)
  const fits = Number.isFinite(wanted) && wanted >= 500 && wanted <= 1_000_000
  const deposit = async () => {
    setBusy(true)
    setProblem(null)
    const key = (keys.current[wanted] ??= freshKey())
    try {
      const payment = await beginDeposit(key, wanted)
      if (payment.url) return location.assign(payment.url)
      delete keys.current[wanted]
      setProblem(`${wordsOf(payment)}. Try again.`)
    } catch (error) {
      setProblem(words(error))
    }
    setBusy(false)
  }
  return (
    <Sheet title="Deposit" onClose={onClose}>
      <div className="grid gap-4">
        <Choice label="How much" value={typed === '' ? minor : 0} options={DEPOSITS.map((one) => [one as number, money(one)] as const)} onChange={(one) => { setMinor(one); setTyped('') }} />
        <label className="grid gap-1.5">
          <span className="text-sm font-semibold text-ink-2">Or another amount, $5 to $10,000</span>
          <input inputMode="decimal" value={typed} onChange={(event) => setTyped(event.target.value.replace(/[^0-9.]/g, ''))} placeholder="0.00" className="min-h-target rounded-control border border-edge bg-sunk px-3 text-base" />
        </label>
        <p className="text-sm text-ink-2">You pay on Stripe’s page; card numbers never reach us. A deposit can be withdrawn {account ? `${account.cooling_hours} hours` : 'a day'} after it came. No fee.</p>
        {!account?.limits.some((one) => one.kind === 'deposit') && <p className="text-sm text-ink-2">You have set no limit for deposits. <Link href="/limits" onClick={onClose} className="underline">Set one</Link></p>}
        {problem && <Problem>{problem}</Problem>}
        <div><MoneyButton busy={busy} disabled={!fits} onClick={deposit} className="w-full" data-testid="to-stripe">{fits ? `Deposit ${money(wanted)} at Stripe` : 'Choose an amount'}</MoneyButton></div>
      </div>
    </Sheet>
  )
}

export function WithdrawSheet({ available, onClose }: { available: number; onClose: () => void }) {
  const account = useStore((state) => state.account)
  const ready = useStore((state) => state.payments?.ready ?? false)
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const keys = useRef<Record<number, string>>({})
  const wanted = Math.round(Number(typed || '0') * 100)
  const fits = wanted >= 500 && wanted <= available
  const go = async (work: () => Promise<void>) => {
    setBusy(true)
    setProblem(null)
    await work().catch((error: unknown) => setProblem(words(error)))
    setBusy(false)
  }
  const setUp = () => go(async () => location.assign(await payoutLink()))
  const withdraw = () =>
    go(async () => {
      await beginWithdrawal((keys.current[wanted] ??= freshKey()), wanted)
      onClose()
    })
  return (
    <Sheet title="Withdraw" onClose={onClose}>
      <div className="grid gap-4">
        <p className="text-ink-2">{money(available)} is available. It goes to your own bank account through Stripe, usually within two working days. What was paid in within the last {account?.cooling_hours ?? 24} hours stays until then; {money(account?.review_minor ?? 0)} and more in a day is looked at by an operator first.</p>
        {ready ? (
          <>
            <label className="grid gap-1.5">
              <span className="text-sm font-semibold text-ink-2">Amount, from $5</span>
              <input inputMode="decimal" data-testid="withdraw-amount" value={typed} onChange={(event) => setTyped(event.target.value.replace(/[^0-9.]/g, ''))} placeholder="0.00" className="min-h-target rounded-control border border-edge bg-sunk px-3 text-base" />
            </label>
            {problem && <Problem>{problem}</Problem>}
            <div><MoneyButton busy={busy} disabled={!fits} onClick={withdraw} className="w-full" data-testid="withdraw">{fits ? `Withdraw ${money(wanted)}` : 'Withdraw'}</MoneyButton></div>
          </>
        ) : (
          <>
            <p className="text-ink-2">First, say at Stripe which account that is. Stripe asks who you are, as the law wants it.</p>
            {problem && <Problem>{problem}</Problem>}
            <Quiet onClick={() => void setUp()} disabled={busy} data-testid="set-up-payouts">Name the account at Stripe</Quiet>
          </>
        )}
      </div>
    </Sheet>
  )
}
