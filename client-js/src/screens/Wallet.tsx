import { useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { money } from '../format'
import { partsOf, pendingOf } from '../money/payments'
import type { Balance, OpenHold } from '../protocol.gen'
import { useStore } from '../store'
import { CoinsPanel } from '../tables/Coins'
import { Button, Quiet } from '../ui/controls'
import { Owed } from '../ui/Standing'
import { PaymentList, Returned } from './Payments'
import { DepositSheet, WithdrawSheet } from './PaymentSheets'
import { StatementList } from './StatementList'

export function WalletScreen() {
  const wallet = useStore((state) => state.wallet)
  const usd = wallet?.view.balances.find((balance) => balance.currency === 'USD')
  const search = new URLSearchParams(useSearch())
  const returned = search.get('deposit')
  const left = search.has('left')
  return (
    <div className="mx-auto grid max-w-wide gap-6">
      <h1 tabIndex={-1} className="wide text-2xl font-extrabold">Wallet</h1>
      {returned && <Returned id={returned} left={left} />}
      {usd ? <Dollars balance={usd} holds={wallet?.view.holds ?? []} named={search.get('payouts')} /> : <div className="skeleton h-40 rounded-panel" />}
      <PaymentList paying={left ? null : returned} />
      <StatementList />
      <CoinsPanel />
    </div>
  )
}

function Dollars({ balance, holds, named }: { balance: Balance; holds: OpenHold[]; named: string | null }) {
  const [sheet, setSheet] = useState<'in' | 'out' | null>(named === null ? null : 'out')
  const [, go] = useLocation()
  const pending = pendingOf(useStore((state) => state.payments?.rows) ?? [])
  const parts = partsOf(balance, holds)
  const close = () => {
    setSheet(null)
    if (named !== null) go('/wallet', { replace: true })
  }
  return (
    <section className="rounded-panel border border-rule bg-sheet p-5 shadow-lift">
      <p className="text-sm font-semibold text-ink-2">Available</p>
      <p data-testid="wallet-available" className="text-3xl font-bold">{money(balance.available)}</p>
      <Bar available={balance.available} held={balance.held} />
      <p className="text-sm text-ink-2">
        <span className="whitespace-nowrap"><span data-testid="wallet-total">{money(balance.total)}</span> total</span>
        {parts.map((part, place) => <span key={part.name}> {place === 0 ? '=' : '+'} <span className={`whitespace-nowrap ${place > 0 ? 'font-semibold text-flare-text' : ''}`}>{money(part.minor)} {part.name}</span></span>)}
      </p>
      {pending > 0 && <p className="mt-2 text-sm text-ink-2">{money(pending)} is on its way in from a slow bank, and is not counted yet.</p>}
      <Owed />
      <Holds holds={holds} />
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <Button onClick={() => setSheet('in')} data-testid="deposit">Deposit</Button>
        <Quiet onClick={() => setSheet('out')} data-testid="open-withdraw">Withdraw</Quiet>
        <Link href="/limits" className="inline-flex min-h-target items-center px-2 font-semibold underline">Limits</Link>
      </div>
      {sheet === 'in' && <DepositSheet onClose={close} />}
      {sheet === 'out' && <WithdrawSheet available={balance.available} named={named} onClose={close} />}
    </section>
  )
}

function Holds({ holds }: { holds: OpenHold[] }) {
  if (holds.length === 0) return null
  return (
    <ul className="mt-3 grid gap-1">
      {holds.map((hold) => (
        <li key={hold.hold_id}>
          {hold.table ? (
            <Link href={`/table/${hold.table}`} className="inline-flex min-h-target items-center gap-2 underline">{money(hold.minor, hold.currency)} held for a bet</Link>
          ) : hold.match_id ? (
            <Link href={`/match/${hold.match_id}`} className="inline-flex min-h-target items-center gap-2 underline">{money(hold.minor, hold.currency)} held for a match</Link>
          ) : (
            <span className="inline-flex min-h-target items-center">{money(hold.minor, hold.currency)} held for {hold.currency === 'SC' ? 'a redemption' : 'a withdrawal'}</span>
          )}
        </li>
      ))}
    </ul>
  )
}

/** What is held is shown apart, in the colour of dollars in play. */
function Bar({ available, held }: { available: number; held: number }) {
  const total = available + held || 1
  return (
    <svg className="my-3 h-2 w-full rounded-cell" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="2" className="fill-ink" />
      <rect x={(100 * available) / total} width={(100 * held) / total} height="2" className="fill-flare" />
    </svg>
  )
}
