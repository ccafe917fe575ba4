/** Money in and out: what was begun and how it stands, live; and what came of the one with which one returns from Stripe. */
import { useState } from 'react'
import { money, when } from '../format'
import { dropDeposit } from '../house'
import { returnedWords, sumOf, whyOf, wordsOf } from '../money/payments'
import type { Payment } from '../protocol.gen'
import type { Trouble } from '../refusals'
import { useStore } from '../store'
import { Copyable } from '../ui/controls'

/** What came of the deposit with which one returns from Stripe: what the house knows, never what the address says. */
export function Returned({ id, left }: { id: string; left: boolean }) {
  const payments = useStore((state) => state.payments)
  const payment = payments?.rows.find((one) => one.payment_id === id)
  if (!payments) return <div className="skeleton h-24 rounded-panel" role="status" aria-label="Loading" />
  if (!payment) return null
  const { title, words } = returnedWords(payment, left)
  return (
    <section role="status" data-testid="returned" className={`rounded-panel border p-5 ${payment.state === 'paid' ? 'border-gain bg-gain-wash' : 'border-rule bg-sheet'}`}>
      <p className={`wide text-xl font-bold ${payment.state === 'paid' ? 'text-gain-text' : ''}`}>{payment.state === 'paid' && '✓ '}{title}</p>
      <p className="mt-1 text-ink-2">{words}</p>
      {payment.state === 'open' && left && payment.url && <a href={payment.url} className="mt-3 inline-flex min-h-target items-center font-semibold underline">Back to Stripe</a>}
    </section>
  )
}

/** paying: the deposit that its payer says to have paid; nobody is sent to pay it once more. */
export function PaymentList({ paying }: { paying: string | null }) {
  const rows = useStore((state) => state.payments?.rows)?.filter((one) => one.state !== 'refused')
  if (!rows || rows.length === 0) return null
  return (
    <section>
      <h2 className="mb-2 text-lg font-bold">In and out</h2>
      <ul className="overflow-hidden rounded-panel border border-rule bg-sheet" data-testid="payments">
        {rows.slice(0, 10).map((one) => <PaymentRow key={one.payment_id} payment={one} paying={one.payment_id === paying} />)}
      </ul>
    </section>
  )
}

/** An open checkout counts towards the deposit limit until it is over. */
function DropIt({ payment }: { payment: Payment }) {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const drop = async () => {
    setBusy(true)
    setTrouble(await dropDeposit(payment.payment_id))
    setBusy(false)
  }
  return (
    <>
      <button type="button" onClick={() => void drop()} disabled={busy} aria-busy={busy} className="inline-flex min-h-target items-center text-sm font-semibold underline disabled:opacity-60">Drop it</button>
      {trouble && <span role="alert" className="basis-full text-sm text-alert-text">{trouble.words}</span>}
    </>
  )
}

function PaymentRow({ payment, paying }: { payment: Payment; paying: boolean }) {
  const into = payment.kind === 'deposit'
  const why = whyOf(payment)
  return (
    <li className="flex min-h-row items-center gap-3 border-b border-rule px-4 py-2 last:border-b-0" data-testid="payment" data-state={payment.state}>
      <span className="min-w-0 flex-1">
        <span className="block font-semibold">{into ? 'Deposit' : 'Withdrawal'}</span>
        <span className="block text-sm text-ink-2">
          {paying && payment.state === 'open' ? 'Waiting for Stripe' : wordsOf(payment)}
          {why && `: ${why}`}
          {payment.returned_minor > 0 && `, ${money(payment.returned_minor)} went back to the payer`}
        </span>
        <span className="flex flex-wrap items-baseline gap-x-3 text-sm text-ink-3">
          <time dateTime={new Date(payment.at_ms).toISOString()}>{when(payment.at_ms)}</time>
          <span><span className="sr-only">Reference </span><Copyable>{payment.payment_id}</Copyable></span>
        </span>
        {payment.url && payment.state === 'open' && !paying && (
          <span className="flex flex-wrap gap-x-5">
            <a href={payment.url} className="inline-flex min-h-target items-center text-sm font-semibold underline">Pay at Stripe</a>
            <DropIt payment={payment} />
          </span>
        )}
      </span>
      <span className={`text-lg font-semibold whitespace-nowrap ${payment.state === 'paid' && into ? 'text-gain-text' : ''}`}>{sumOf(payment)}</span>
    </li>
  )
}
