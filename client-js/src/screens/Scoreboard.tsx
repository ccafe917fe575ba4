/** The scoreboard: whoever has the turn stands on solid ink, the other on the plain sheet, so that the turn is seen across a room. */
import { AnimatePresence } from 'motion/react'
import * as m from 'motion/react-m'
import { hundredths } from '../format'
import type { Board, MatchView } from '../protocol.gen'
import { useStore } from '../store'
import { Avatar, Title } from '../ui/Worn'

/** past: as it was; nobody is there, and nothing is called out. */
export function Scoreboard({ view, seat, past = false }: { view: MatchView; seat: number; past?: boolean }) {
  const latest = useStore((state) => state.moments[view.offer.match_id])
  const moment = past ? undefined : latest
  const order = seat === 1 ? [1, 0] : [0, 1]
  return (
    <div className="relative grid grid-cols-2 overflow-hidden rounded-panel border border-ink shadow-lift">
      {order.map((player) => <Side key={player} view={view} player={player} mine={player === seat} past={past} />)}
      <p className="sr-only" aria-live="polite">{spoken(view)}</p>
      <AnimatePresence>
        {moment && moment.calls.length > 0 && (
          <m.p
            key={moment.count}
            initial={{ opacity: 0, y: 8 }}
            animate={{ opacity: 1, y: 0 }}
            exit={{ opacity: 0 }}
            transition={{ duration: 0.26 }}
            className={`pointer-events-none absolute bottom-2 wide text-sm font-bold ${order[0] === moment.seat ? 'left-4' : 'right-4'} ${view.turn.includes(moment.seat) ? 'text-on-ink' : 'text-ink'}`}
          >
            {moment.calls.join(', ')}
          </m.p>
        )}
      </AnimatePresence>
    </div>
  )
}

function Side({ view, player, mine, past }: { view: MatchView; player: number; mine: boolean; past: boolean }) {
  const turn = view.turn.includes(player)
  const { score, small } = figures(view.board, player)
  return (
    <div data-testid={mine ? 'my-side' : 'their-side'} className={`min-w-0 p-3 pb-9 transition-colors duration-(--duration-turn) sm:p-4 sm:pb-9 ${turn ? 'bg-ink text-on-ink' : 'bg-sheet text-ink'}`}>
      <p className="flex items-center gap-2 font-semibold">
        <Avatar id={view.players[player] ?? ''} size={24} />
        <span className="min-w-0"><span className="block truncate">{mine ? 'You' : view.names[player]}</span><Title id={view.players[player] ?? ''} className={turn ? 'text-on-ink-2' : 'text-ink-2'} /></span>
        {!past && view.present.length > 0 && <span className={`ml-auto size-2.5 shrink-0 rounded-full border ${view.present[player] ? 'border-gain bg-gain' : 'border-current'}`} role="img" aria-label={view.present[player] ? 'connected' : 'away'} />}
      </p>
      <m.p key={score} initial={{ opacity: 0.3, y: -6 }} animate={{ opacity: 1, y: 0 }} transition={{ duration: 0.26 }} className="narrow mt-1 text-score font-bold lg:text-score-lg" data-testid="score">
        {score}
      </m.p>
      <p className={`mt-2 min-h-5 text-sm ${turn ? 'text-on-ink-2' : 'text-ink-2'}`}>{small}</p>
    </div>
  )
}

function figures(board: Board | null, player: number): { score: string; small: string } {
  switch (board?.game) {
    case 'darts_501':
      return { score: String(board.remaining[player]), small: `legs ${board.legs[player]} of ${board.legs_to_win} · avg ${hundredths(board.average_x100[player] ?? 0)}` }
    case 'darts_cricket':
      return { score: String(board.points[player]), small: `legs ${board.legs[player]} of ${board.legs_to_win}` }
    case 'darts_halve_it':
      return { score: String(board.score[player]), small: `after ${board.running[player]?.length ?? 0} rounds` }
    case 'ten_pin':
    case 'current_frame':
    case 'no_tap': {
      const sheet = board.sheets[player]
      return { score: String(sheet?.total ?? 0), small: `best possible ${sheet?.best ?? 300}` }
    }
    case 'golf_match_play': {
      const lead = player === 0 ? board.lead : -board.lead
      const score = board.lead === 0 ? 'AS' : lead > 0 ? `${lead} up` : `${-lead} dn`
      return { score, small: board.dormie ? 'dormie' : board.to_play > 0 ? `${board.to_play} to play` : 'extra holes' }
    }
    case 'golf_stroke_play':
      return { score: String(board.net[player]), small: board.net[player] === board.gross[player] ? 'strokes' : `${board.gross[player]} gross` }
    case 'golf_skins':
      return { score: String(board.skins[player]), small: board.carried ? `skins, ${board.carried} carried` : 'skins' }
    case 'sports_series':
    case 'fighting_set':
      return { score: String(board.wins[player]), small: `games, ${board.to_win} to win` }
    case 'kill_race':
      return { score: String(board.points[player]), small: `${board.kills[player]} kills` }
    case 'twenty_one':
      return { score: String(board.score[player]), small: board.shooter === player ? (board.due === 'free_throw' ? 'at the line' : 'has the ball') : '' }
    case 'horse':
      return { score: board.word.slice(0, board.letters[player]) || '–', small: board.setter === player ? 'sets' : 'matches' }
    case 'three_point':
      return { score: String(board.sheets[player]?.total ?? 0), small: `${board.sheets[player]?.balls.length ?? 0} of ${board.worth.length} balls` }
    case 'field_goals':
      return { score: String(board.totals[player]), small: `${board.kicks[player]?.length ?? 0} kicks` }
    case 'qb_accuracy':
      return { score: String(board.sheets[player]?.total ?? 0), small: board.run > 1 ? 'sudden run' : `${board.sheets[player]?.hits.length ?? 0} targets` }
    case 'punt_pass_kick':
      return { score: `${Math.floor((board.totals_in[player] ?? 0) / 12)}′`, small: `${(board.totals_in[player] ?? 0) % 12} inches, ${board.tries[player]?.length ?? 0} of 3` }
    default:
      return { score: '–', small: '' }
  }
}

const spoken = (view: MatchView): string => [0, 1].map((player) => `${view.names[player]} ${figures(view.board, player).score}`).join(', ')
