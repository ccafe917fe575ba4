/** The statement, one currency at a time: how what is available changed, and what is held. The lines add up. */
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { money, signed, when } from '../format'
import { statement, words } from '../house'
import { isGain, saidOf, withNewest } from '../money/statement'
import type { Currency, Statement, StatementLine } from '../protocol.gen'
import { useStore } from '../store'
import { Choice, Copyable, Problem, Quiet } from '../ui/controls'

const OF: readonly (readonly [Currency, string])[] = [['USD', 'Dollars'], ['GC', 'Gold Coins'], ['SC', 'Sweeps Coins']]

export function StatementList() {
  const [of, setOf] = useState<Currency>('USD')
  return (
    <section>
      <div className="mb-2 flex flex-wrap items-center gap-x-4">
        <h2 className="flex-1 text-lg font-bold">Statement</h2>
        <a href="/papers/statement.csv" download className="inline-flex min-h-target items-center font-semibold underline"><span className="sr-only">All lines as </span>CSV</a>
        <a href="/papers/statement.pdf" download className="inline-flex min-h-target items-center font-semibold underline"><span className="sr-only">All lines as </span>PDF</a>
      </div>
      <div className="mb-3 max-w-[28rem]"><Choice hidden even label="Lines of" value={of} options={OF} onChange={setOf} /></div>
      <Lines key={of} of={of} />
    </section>
  )
}

function Lines({ of }: { of: Currency }) {
  const version = useStore((state) => state.wallet?.version ?? 0)
  const open = useStore((state) => state.link.at === 'open')
  const [known, setKnown] = useState<Pick<Statement, 'lines' | 'more'> | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const read = useRef(false)
  useEffect(() => {
    if (!open) return
    statement(null, of).then(
      (page) => {
        setKnown((before) => withNewest(before, page))
        setProblem(null)
      },
      (error: unknown) => setProblem(words(error)),
    )
  }, [version, open, of])
  const older = async () => {
    if (read.current) return
    read.current = true
    setBusy(true)
    await statement(known?.lines.at(-1)?.seq ?? null, of).then(
      (page) => {
        setKnown((before) => ({ lines: [...(before?.lines ?? []), ...page.lines], more: page.more }))
        setProblem(null)
      },
      (error: unknown) => setProblem(words(error)),
    )
    read.current = false
    setBusy(false)
  }
  if (!known) return problem ? <Problem>{problem}</Problem> : <div className="skeleton h-40 rounded-panel" role="status" aria-label="Loading" />
  return (
    <>
      {known.lines.length === 0 ? (
        <p className="rounded-panel border border-rule bg-sheet p-5 text-ink-2">{of === 'USD' ? 'No lines yet. They begin with your first deposit or match.' : 'No lines yet. They begin with your first coins.'}</p>
      ) : (
        <ul className="overflow-hidden rounded-panel border border-rule bg-sheet" data-testid="statement">
          {known.lines.map((line) => <StatementRow key={line.seq} line={line} />)}
        </ul>
      )}
      {problem && <div className="mt-3"><Problem>{problem}</Problem></div>}
      {known.more && <Quiet className="mt-3" disabled={busy} aria-busy={busy} onClick={() => void older()}>{busy ? 'Reading…' : 'Older lines'}</Quiet>}
    </>
  )
}

function StatementRow({ line }: { line: StatementLine }) {
  return (
    <li className="flex min-h-row items-center gap-3 border-b border-rule px-4 py-2 last:border-b-0">
      <span className="min-w-0 flex-1">
        <span className="block font-semibold">{saidOf(line)}</span>
        <span className="block text-sm text-ink-2">
          <time dateTime={new Date(line.at_ms).toISOString()} title={new Date(line.at_ms).toISOString()}>{when(line.at_ms)}</time>
          {line.match_id && <> · <Link href={`/match/${line.match_id}`} className="inline-block min-h-6 underline">match</Link></>}
          {line.table && <> · <Link href={`/table/${line.table}`} className="inline-block min-h-6 underline">table</Link></>}
          <span className="text-ink-3"> · no. <Copyable>{String(line.seq)}</Copyable></span>
        </span>
      </span>
      <span className="text-right whitespace-nowrap">
        <span className={`block text-lg font-semibold ${isGain(line) ? 'text-gain-text' : ''}`}>{signed(line.minor, line.currency)}</span>
        {line.held_minor !== 0 && <span className={`block text-sm ${line.held_minor > 0 ? 'text-flare-text' : 'text-ink-2'}`}>{signed(line.held_minor, line.currency)} held</span>}
        <span className="block text-xs text-ink-3">{money(line.available, line.currency)} available</span>
      </span>
    </li>
  )
}
