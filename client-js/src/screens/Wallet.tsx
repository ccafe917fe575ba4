import { useEffect, useState } from 'react'
import { Link, useSearch } from 'wouter'
import { money, signed, when } from '../format'
import { statement, words } from '../house'
import type { Cause, StatementLine } from '../protocol.gen'
import { useStore } from '../store'
import { Button, Problem, Quiet } from '../ui/controls'
import { CoinsPanel } from '../tables/Coins'
import { DepositSheet, PaymentList, Returned, WithdrawSheet } from './Payments'

const SAID: Record<Cause, string> = {
  grant: 'Given',
  hold: 'Held',
  release: 'Released',
  capture: 'Lost',
  payout: 'Won',
  deposit: 'Deposit',
  taken_back: 'Deposit taken back',
  withdrawal: 'Withdrawal held',
  withdrawn: 'Withdrawn',
  withdrawal_failed: 'Withdrawal returned',
  mode: 'Switched',
  lapsed: 'Lapsed',
  redemption: 'Redemption held',
  redeemed: 'Redeemed',
  redemption_denied: 'Redemption returned',
  prize: 'Prize',
  adjustment: 'Put right by the house',
  purchase: 'Bought',
}
const GAINS: ReadonlySet<Cause> = new Set(['payout', 'grant', 'deposit', 'prize', 'purchase'])

export function WalletScreen() {
  const wallet = useStore((state) => state.wallet)
  const usd = wallet?.view.balances.find((balance) => balance.currency === 'USD')
  const [sheet, setSheet] = useState<'in' | 'out' | null>(null)
  const search = new URLSearchParams(useSearch())
  const returned = search.get('deposit')
  return (
    <div className="mx-auto grid max-w-4xl gap-6">
      <h1 tabIndex={-1} className="wide text-2xl font-extrabold">Wallet</h1>
      {returned && <Returned id={returned} left={search.has('left')} />}
      {usd ? (
        <section className="rounded-panel border border-rule bg-sheet p-5 shadow-lift">
          <p className="text-sm font-semibold text-ink-2">Available</p>
          <p data-testid="wallet-available" className="text-3xl font-bold">{money(usd.available)}</p>
          <Bar available={usd.available} held={usd.held} />
          <p className="text-sm text-ink-2">
            <span data-testid="wallet-total">{money(usd.total)}</span> total = {money(usd.available)} available + <span data-testid="wallet-held" className="font-semibold text-flare-text">{money(usd.held)} held</span>
          </p>
          <ul className="mt-3 grid gap-1">
            {wallet?.view.holds.map((hold) => (
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
          <div className="mt-4 flex flex-wrap items-center gap-3">
            <Button onClick={() => setSheet('in')} data-testid="deposit">Deposit</Button>
            <Quiet onClick={() => setSheet('out')} data-testid="open-withdraw">Withdraw</Quiet>
            <Link href="/limits" className="inline-flex min-h-target items-center px-2 font-semibold underline">Limits</Link>
          </div>
          {sheet === 'in' && <DepositSheet onClose={() => setSheet(null)} />}
          {sheet === 'out' && <WithdrawSheet available={usd.available} onClose={() => setSheet(null)} />}
        </section>
      ) : (
        <div className="skeleton h-40 rounded-panel" />
      )}
      <CoinsPanel />
      <PaymentList />
      <StatementList version={wallet?.version ?? 0} />
    </div>
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

function StatementList({ version }: { version: number }) {
  const [lines, setLines] = useState<StatementLine[] | null>(null)
  const [more, setMore] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    statement(null).then(
      (page) => {
        setLines(page.lines)
        setMore(page.more)
        setProblem(null)
      },
      (error: unknown) => setProblem(words(error)),
    )
  }, [version])
  const older = async () => {
    const page = await statement(lines?.at(-1)?.seq ?? null)
    setLines([...(lines ?? []), ...page.lines])
    setMore(page.more)
  }
  return (
    <section>
      <div className="mb-2 flex items-center gap-4">
        <h2 className="flex-1 text-lg font-bold">Statement</h2>
        <a href="/papers/statement.csv" download className="inline-flex min-h-target items-center font-semibold underline">CSV</a>
        <a href="/papers/statement.pdf" download className="inline-flex min-h-target items-center font-semibold underline">PDF</a>
      </div>
      {problem && <Problem>{problem}</Problem>}
      {!lines && !problem && <div className="skeleton h-40 rounded-panel" />}
      {lines && lines.length === 0 && <p className="rounded-panel border border-rule bg-sheet p-5 text-ink-2">No lines yet. They begin with your first match.</p>}
      {lines && lines.length > 0 && (
        <ul className="overflow-hidden rounded-panel border border-rule bg-sheet">
          {lines.map((line) => <StatementRow key={`${line.seq}-${line.currency}`} line={line} />)}
        </ul>
      )}
      {more && <Quiet className="mt-3" onClick={older}>Older lines</Quiet>}
    </section>
  )
}

function StatementRow({ line }: { line: StatementLine }) {
  const gain = GAINS.has(line.cause)
  return (
    <li className="flex min-h-row items-center gap-3 border-b border-rule px-4 py-2 last:border-b-0">
      <span className="min-w-0 flex-1">
        <span className="block font-semibold">{SAID[line.cause]}</span>
        <span className="block text-sm text-ink-2">
          <time dateTime={new Date(line.at_ms).toISOString()} title={new Date(line.at_ms).toISOString()}>{when(line.at_ms)}</time>
          {line.match_id && <> · <Link href={`/match/${line.match_id}`} className="inline-block min-h-6 underline">match</Link></>}
          {line.table && <> · <Link href={`/table/${line.table}`} className="inline-block min-h-6 underline">table</Link></>}
          <span className="text-ink-3"> · no. {line.seq}</span>
        </span>
      </span>
      <span className="text-right">
        <span className={`block text-lg font-semibold ${gain ? 'text-gain-text' : line.cause === 'hold' ? 'text-flare-text' : ''}`}>{signed(line.minor, line.currency)}</span>
        <span className="block text-xs text-ink-3">{money(line.available, line.currency)} available</span>
      </span>
    </li>
  )
}
