/** The scorer made for each game. */
import { lazy, Suspense } from 'react'
import type { MatchView, Move } from '../protocol.gen'

// Each comes with the first match of its kind.
const HorseScorer = lazy(() => import('./BasketballScorers').then((one) => ({ default: one.HorseScorer })))
const ThreePointScorer = lazy(() => import('./BasketballScorers').then((one) => ({ default: one.ThreePointScorer })))
const TwentyOneScorer = lazy(() => import('./BasketballScorers').then((one) => ({ default: one.TwentyOneScorer })))
const CricketScorer = lazy(() => import('./DartsScorer').then((one) => ({ default: one.CricketScorer })))
const DartsScorer = lazy(() => import('./DartsScorer').then((one) => ({ default: one.DartsScorer })))
const HalveItScorer = lazy(() => import('./DartsScorer').then((one) => ({ default: one.HalveItScorer })))
const FieldGoalsScorer = lazy(() => import('./FootballScorers').then((one) => ({ default: one.FieldGoalsScorer })))
const PuntPassKickScorer = lazy(() => import('./FootballScorers').then((one) => ({ default: one.PuntPassKickScorer })))
const QbScorer = lazy(() => import('./FootballScorers').then((one) => ({ default: one.QbScorer })))
const GolfScorer = lazy(() => import('./GolfScorer').then((one) => ({ default: one.GolfScorer })))
const TenPinScorer = lazy(() => import('./TenPinScorer').then((one) => ({ default: one.TenPinScorer })))
const FightingScorer = lazy(() => import('./VideoScorers').then((one) => ({ default: one.FightingScorer })))
const KillRaceScorer = lazy(() => import('./VideoScorers').then((one) => ({ default: one.KillRaceScorer })))
const SeriesScorer = lazy(() => import('./VideoScorers').then((one) => ({ default: one.SeriesScorer })))

interface Props {
  view: MatchView
  seat: number
  ready: boolean
  onMove: (move: Move) => void
}

export const Scorer = (props: Props) => (
  <Suspense fallback={<div className="skeleton h-80 rounded-panel" role="status" aria-label="Loading the scorer" />}>
    <Made {...props} />
  </Suspense>
)

function Made({ view, seat, ready, onMove }: Props) {
  const { board, names } = view
  const props = { names, ready, onMove }
  switch (board?.game) {
    case 'golf_stroke_play':
    case 'golf_match_play':
    case 'golf_skins':
      return <GolfScorer {...props} board={board} seat={seat} carded={!view.turn.includes(seat)} />
    case 'sports_series':
      return <SeriesScorer {...props} board={board} seat={seat} />
    case 'fighting_set':
      return <FightingScorer {...props} board={board} seat={seat} />
    case 'kill_race':
      return <KillRaceScorer {...props} board={board} seat={seat} />
    case 'twenty_one':
      return <TwentyOneScorer {...props} board={board} />
    case 'horse':
      return <HorseScorer {...props} board={board} />
    case 'three_point':
      return <ThreePointScorer {...props} board={board} />
    case 'field_goals':
      return <FieldGoalsScorer {...props} board={board} />
    case 'qb_accuracy':
      return <QbScorer {...props} board={board} />
    case 'punt_pass_kick':
      return <PuntPassKickScorer {...props} board={board} />
    case 'darts_501':
      return <DartsScorer board={board} ready={ready} onMove={onMove} />
    case 'darts_cricket':
      return <CricketScorer {...props} board={board} />
    case 'darts_halve_it':
      return <HalveItScorer {...props} board={board} />
    case 'ten_pin':
    case 'current_frame':
    case 'no_tap':
      return <TenPinScorer {...props} board={board} />
    default:
      return null
  }
}
