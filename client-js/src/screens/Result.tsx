/** How it ended, what was paid, and what next. */
import * as m from 'motion/react-m'
import { useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { amount, money, signed } from '../format'
import { createMatch, freshKey, words } from '../house'
import type { Ending, MatchView } from '../protocol.gen'
import { MoneyButton, Problem } from '../ui/controls'

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
      {why(view, winner) && <p className="text-ink-2">{why(view, winner)}</p>}
      {view.dispute?.verdict && <blockquote className="border-l-4 border-edge pl-3 text-ink-2" data-testid="verdict">{view.dispute.verdict.reason}</blockquote>}
      {settled && paid !== undefined && (
        <p className="text-xl font-bold">
          {won ? <span className="text-gain-text"><Tick /> {signed(paid)} paid to your wallet</span> : winner === null ? `${money(paid)} back in your wallet` : `${signed(-stake)} lost`}
        </p>
      )}
      {won && <p className="text-sm text-ink-2">{money(stake)} of it was your stake; the fee was {money(view.rake_minor)}.</p>}
      {settled && <div className="flex flex-wrap items-center gap-3"><Again view={view} /><Link href="/" className="inline-flex min-h-target items-center font-semibold underline">Another opponent</Link><Link href="/wallet" className="inline-flex min-h-target items-center font-semibold underline">Wallet</Link></div>}
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

function why(view: MatchView, winner: number | null): string {
  if (!view.ending) return ''
  const who = winner === null ? '' : `${view.names[1 - winner]} `
  return view.ending === 'conceded' || view.ending === 'forfeited' ? `${who}${WHY[view.ending]}.` : WHY[view.ending]
}

/** The same match offered again: never staked without a press. */
function Again({ view }: { view: MatchView }) {
  const [, go] = useLocation()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const key = useRef(freshKey())
  const offer = async () => {
    setBusy(true)
    try {
      go(`/match/${await createMatch(key.current, view.offer.options, view.offer.stake.minor)}`)
    } catch (error) {
      setProblem(words(error))
      setBusy(false)
    }
  }
  return (
    <div>
      <MoneyButton busy={busy} onClick={offer}>Offer again for {amount(view.offer.stake)}</MoneyButton>
      {problem && <Problem>{problem}</Problem>}
    </div>
  )
}
