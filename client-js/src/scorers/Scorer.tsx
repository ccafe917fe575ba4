/** The scorer made for each game. */
import type { MatchView, Move } from '../protocol.gen'
import { HorseScorer, ThreePointScorer, TwentyOneScorer } from './BasketballScorers'
import { CricketScorer, DartsScorer, HalveItScorer } from './DartsScorer'
import { FieldGoalsScorer, PuntPassKickScorer, QbScorer } from './FootballScorers'
import { GolfScorer } from './GolfScorer'
import { TenPinScorer } from './TenPinScorer'
import { FightingScorer, KillRaceScorer, SeriesScorer } from './VideoScorers'

export function Scorer({ view, seat, ready, onMove }: { view: MatchView; seat: number; ready: boolean; onMove: (move: Move) => void }) {
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
