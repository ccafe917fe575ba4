/** How it ended, what was paid, and what next. */
import * as m from 'motion/react-m'
import { useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import { amount, money, signed } from '../format'
import { offerRematch } from '../house'
import type { Ending, MatchView } from '../protocol.gen'
import { useStore } from '../store'
import { MoneyButton, Problem } from '../ui/controls'
import { Rating } from '../ui/Rating'
import { useAttempt } from './Contest'

const LINK = 'inline-flex min-h-target items-center font-semibold underline'

const WHY: Record<Ending, string> = {
  finished: '',
  tied: 'A tie: both stakes went back, no fee.',
  conceded: 'conceded',
  forfeited: 'ran out of time',
  abandoned: 'Nobody played on: both stakes went back, no fee.',
  decided: 'The house decided the dispute.',
  no_show: 'Somebody never came: both stakes went back, no fee.',
  aborted: 'Called off by both: both stakes went back, no fee.',
  voided: 'No verdict in time: both stakes went back, no fee.',
  voided_by_operator: 'The house stopped the match: both stakes went back, no fee.',
}

export function Result({ view, seat }: { view: MatchView; seat: number }) {
  const winner = view.result?.winner ?? null
  const paid = view.paid_minor[seat]
  const won = paid !== undefined && winner === seat
  const stake = view.offer.stake.minor
  const settled = view.phase !== 'settling'
  return (
    <m.section
      initial={{ opacity: 0, scale: 0.97 }}
      animate={{ opacity: 1, scale: 1 }}
      transition={{ duration: 0.34 }}
      className={`grid gap-3 rounded-panel border p-5 ${won ? 'border-gain bg-gain-wash' : 'border-rule bg-sheet'}`}
      aria-live="polite"
      data-testid="result"
    >
      <h2 className="wide text-3xl font-extrabold lg:text-4xl">{heading(view, seat, winner, settled)}</h2>
      {why(view, winner, seat) && <p className="text-ink-2">{why(view, winner, seat)}</p>}
      {view.dispute?.verdict && <blockquote className="border-l-4 border-edge pl-3 text-ink-2" data-testid="verdict">{view.dispute.verdict.reason}</blockquote>}
      {settled && paid !== undefined && (
        <p className="text-xl font-bold">
          {won ? <span className="text-gain-text"><Tick /> {signed(paid)} paid to your wallet</span> : winner === null ? `${money(paid)} back in your wallet` : `${signed(-stake)} lost`}
        </p>
      )}
      {won && <p className="text-sm text-ink-2">{money(stake)} of it was your stake; the fee was {money(view.rake_minor)}.</p>}
      {settled && seat >= 0 && <RatingLine id={view.offer.match_id} />}
      {settled && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          {seat >= 0 && <Rematch view={view} seat={seat} />}
          <Link href="/" className={LINK}>Another opponent</Link>
          <Link href={`/replay/${view.offer.match_id}`} className={LINK}>Replay</Link>
          {seat >= 0 && <Link href={`/player/${view.players[1 - seat]}`} className={LINK}>{view.names[1 - seat]}</Link>}
        </div>
      )}
    </m.section>
  )
}

const Tick = () => (
  <m.span initial={{ scale: 0 }} animate={{ scale: 1 }} transition={{ type: 'spring', stiffness: 420, damping: 18 }} className="mr-1 inline-grid size-7 place-items-center rounded-full bg-gain align-[-4px] text-on-gain" aria-hidden="true">
    ✓
  </m.span>
)

function heading(view: MatchView, seat: number, winner: number | null, settled: boolean): string {
  if (!settled) return 'Settling…'
  if (winner === null) return 'Nobody won'
  const score = view.ending === 'finished' && view.result ? `, ${view.result.words.replace('-', '\u2011')}` : ''
  return winner === seat ? `You won${score}` : `${view.names[winner]} won${score}`
}

function why(view: MatchView, winner: number | null, seat: number): string {
  if (!view.ending) return ''
  const who = winner === null ? '' : `${seat === 1 - winner ? 'You' : view.names[1 - winner]} `
  return view.ending === 'conceded' || view.ending === 'forfeited' ? `${who}${WHY[view.ending]}.` : WHY[view.ending]
}

/** The same again: both must want it, and nothing is staked before. */
function Rematch({ view, seat }: { view: MatchView; seat: number }) {
  const [, go] = useLocation()
  const { busy, problem, attempt } = useAttempt()
  const id = view.offer.match_id
  const next = view.next_match
  const asked = useRef(false)
  useEffect(() => {
    if (next && asked.current) go(`/match/${next}`)
  }, [next, go])
  if (next) return <Link href={`/match/${next}`} className="inline-flex min-h-target items-center font-semibold underline">To the next match</Link>
  const other = view.names[1 - seat]
  if (view.rematch === seat) return <p className="text-ink-2" role="status">Waiting for {other}. Nothing is staked before they agree.</p>
  return (
    <div>
      {view.rematch !== null && <p className="mb-2 font-semibold" role="status">{other} wants another.</p>}
      <MoneyButton busy={busy} data-testid="rematch" onClick={() => attempt(async () => { asked.current = true; await offerRematch(id) })}>{view.rematch === null ? 'Rematch' : 'Play again'} for {amount(view.offer.stake)}</MoneyButton>
      {problem && <Problem>{problem}</Problem>}
    </div>
  )
}

/** What the match did to my rating. */
function RatingLine({ id }: { id: string }) {
  const rating = useStore((state) => state.ratings[id])
  if (!rating) return null
  const change = rating.after - rating.before
  return (
    <m.p initial={{ opacity: 0 }} animate={{ opacity: 1 }} transition={{ duration: 0.3 }} className="text-sm" data-testid="rating">
      Rating <span className="font-bold"><Rating rating={rating.after} provisional={rating.provisional} /></span> <span className={change >= 0 ? 'text-gain-text' : 'text-ink-2'}>({change >= 0 ? '+' : '\u2212'}{Math.abs(change)})</span>
    </m.p>
  )
}
