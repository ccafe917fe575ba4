/** Football: between the posts, at the targets, and along the line. */
import { useState } from 'react'
import type { FieldGoalsBoard, KickOutcome, Move, PuntPassKickBoard, QbBoard } from '../protocol.gen'
import { Button, Quiet } from '../ui/controls'
import { ByPlayer, Clock, Key, Panel, Stepper, useRunClock } from './parts'

interface Props<B> {
  board: B
  names: string[]
  ready: boolean
  onMove: (move: Move) => void
}

const OUTCOMES: readonly (readonly [KickOutcome, string])[] = [['good', 'Good'], ['post_in', 'Off the post, in'], ['post_out', 'Off the post, out'], ['wide', 'Wide'], ['short', 'Short']]
const THROUGH: KickOutcome[] = ['good', 'post_in']

export function FieldGoalsScorer({ board, names, ready, onMove }: Props<FieldGoalsBoard>) {
  const kicks = Math.max(10, ...board.kicks.map((one) => one.length))
  const from = (place: number): number => (place < 10 ? [10, 15, 20, 25, 30][place % 5] ?? 0 : 35 + 5 * (place - 10))
  return (
    <div className="grid gap-4">
      <p className="text-lg font-bold">{board.yards} yards{board.worth ? `, for ${board.worth}` : ', kick-off'}</p>
      <Panel>
        <div className="grid grid-cols-2 gap-2">
          {OUTCOMES.map(([outcome, words]) => (
            <Key key={outcome} mark={outcome} strong={outcome === 'good'} disabled={!ready} onPress={() => onMove({ type: 'kick_ball', outcome })}>{words}</Key>
          ))}
        </div>
      </Panel>
      <ByPlayer
        label="Yards"
        names={names}
        heads={Array.from({ length: kicks }, (_, place) => from(place))}
        cell={(player, place) => {
          const kick = board.kicks[player]?.[place]
          return kick ? (THROUGH.includes(kick.outcome) ? kick.points || '✓' : '–') : ''
        }}
      />
    </div>
  )
}

/** A fresh clock for each passer and run. */
export const QbScorer = (props: Props<QbBoard>) => <Targets key={`${props.board.run}-${props.board.passer}`} {...props} />

function Targets({ board, names, ready, onMove }: Props<QbBoard>) {
  const sheet = board.sheets[board.passer]
  const clock = useRunClock(board.limit_ms, sheet?.released_ms ?? 0)
  const hits = sheet?.hits ?? []
  const pass = (target: number) => onMove({ type: 'throw_pass', target, released_ms: Math.max(clock.now(), sheet?.released_ms ?? 0) })
  return (
    <div className="grid gap-4">
      <Panel>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="font-semibold">{board.run > 1 ? 'Sudden run' : 'Ten targets and the long bucket'}</p>
          <Clock clock={clock} />
        </div>
        {clock.running ? (
          <div className="grid grid-cols-4 gap-2 sm:grid-cols-6">
            <div className="col-span-full grid"><Key mark="missed" disabled={!ready} onPress={() => pass(0)}>Missed</Key></div>
            {board.worth.map((points, place) => (
              <Key key={place} mark={`target-${place + 1}`} strong={hits.includes(place + 1)} disabled={!ready || hits.includes(place + 1)} onPress={() => pass(place + 1)}>
                <span className={place === 10 ? 'text-base' : ''}>{place === 10 ? 'Long' : `#${place + 1}`}</span><span className="block text-xs font-semibold">{points}</span>
              </Key>
            ))}
          </div>
        ) : (
          <div><Button disabled={!ready} onClick={clock.start} data-testid="start">Start the clock</Button></div>
        )}
        <div><Quiet disabled={!ready} onClick={() => onMove({ type: 'end_run' })}>End my run</Quiet></div>
      </Panel>
      <ByPlayer label="Targets" names={names} heads={[...board.worth.map((_, place) => (place === 10 ? 'B' : place + 1)), 'Sum']} cell={(player, place) => (place === board.worth.length ? board.sheets[player]?.total : board.sheets[player]?.hits.includes(place + 1) ? board.worth[place] : '')} />
    </div>
  )
}

const FOOT = 12
const feet = (inches: number): string => (inches % FOOT ? `${Math.floor(inches / FOOT)}′ ${inches % FOOT}″` : `${inches / FOOT}′`)

/** Fresh steppers for each try. */
export const PuntPassKickScorer = (props: Props<PuntPassKickBoard>) => <Try key={`${props.board.round}-${props.board.event}-${props.board.up}`} {...props} />

function Try({ board, names, ready, onMove }: Props<PuntPassKickBoard>) {
  const [along, setAlong] = useState(80)
  const [alongInches, setAlongInches] = useState(0)
  const [off, setOff] = useState(0)
  const [offInches, setOffInches] = useState(0)
  const [fault, setFault] = useState(false)
  const distance_in = FOOT * along + alongInches
  const offset_in = FOOT * off + offInches
  const counts = Math.max(0, distance_in - offset_in - (fault ? 60 : 0))
  return (
    <div className="grid gap-4">
      <p className="text-lg font-bold first-letter:uppercase">{board.event}{board.round > 1 ? ', once more' : ''}: {names[board.up]}</p>
      <Panel>
        <div className="flex flex-wrap gap-6">
          <Stepper label="Along the line, feet" value={along} least={0} most={600} disabled={!ready} onChange={setAlong} />
          <Stepper label="and inches" value={alongInches} least={0} most={11} disabled={!ready} onChange={setAlongInches} />
          <Stepper label="Off the line, feet" value={off} least={0} most={600} disabled={!ready} onChange={setOff} />
          <Stepper label="and inches off" value={offInches} least={0} most={11} disabled={!ready} onChange={setOffInches} />
        </div>
        <label className="flex min-h-target items-center gap-3 font-semibold">
          <input type="checkbox" checked={fault} disabled={!ready} onChange={(event) => setFault(event.target.checked)} className="size-5" />
          Overstepped the line, 5 feet off
        </label>
        <div className="flex flex-wrap gap-3">
          <Button disabled={!ready} onClick={() => onMove({ type: 'measure', distance_in, offset_in, line_fault: fault })} data-testid="measure">Measured: {feet(counts)}</Button>
          <Quiet disabled={!ready} onClick={() => onMove({ type: 'whiff' })}>{board.retake_left ? 'Missed the ball, try again' : 'Missed the ball again'}</Quiet>
        </div>
      </Panel>
      <ByPlayer label="Event" names={names} heads={[...(board.tries[0] ?? []).map((one) => one.event), 'Sum']} cell={(player, place) => (place === (board.tries[0] ?? []).length ? feet(board.totals_in[player] ?? 0) : board.tries[player]?.[place] ? feet(board.tries[player][place].points_in) : '')} />
    </div>
  )
}
