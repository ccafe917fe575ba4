/** Basketball: made or missed, the shot that was called, and the racks against the clock. */
import { useState } from 'react'
import type { HorseBoard, Move, Spot, Style, ThreePointBoard, TwentyOneBoard } from '../protocol.gen'
import { Button, Choice, Quiet } from '../ui/controls'
import { ByPlayer, Clock, Key, Panel, useRunClock } from './parts'

interface Props<B> {
  board: B
  names: string[]
  ready: boolean
  onMove: (move: Move) => void
}

export function TwentyOneScorer({ board, names, ready, onMove }: Props<TwentyOneBoard>) {
  const line = board.due === 'free_throw'
  const shot = (kind: TwentyOneBoard['due'], made: boolean) => onMove({ type: 'shoot_ball', shot: kind, made })
  return (
    <div className="grid gap-4">
      <Panel>
        <p className="font-semibold">{line ? `Free throw ${board.free_throws + 1} of 3, worth 1` : 'From the field'}{(board.score[board.shooter] ?? 0) >= 19 && <span className="font-normal text-ink-2">, {21 - (board.score[board.shooter] ?? 0)} needed</span>}</p>
        <div className={`grid gap-2 ${!line && board.three_pointers ? 'grid-cols-3' : 'grid-cols-2'}`}>
          <Key strong mark="made" disabled={!ready} onPress={() => shot(board.due, true)}>{line ? 'Made' : 'Made, 2'}</Key>
          {!line && board.three_pointers && <Key strong mark="three" disabled={!ready} onPress={() => shot('three', true)}>Made, 3</Key>}
          <Key mark="missed" disabled={!ready} onPress={() => shot(board.due, false)}>Missed</Key>
        </div>
      </Panel>
      <ByPlayer label="Last shots" names={names} heads={board.shots.map((_, nth) => nth + 1)} cell={(player, nth) => (board.shots[nth]?.[0] === player ? board.shots[nth]?.[1] || '–' : '')} />
    </div>
  )
}

const SPOTS: readonly (readonly [Spot, string])[] = [['layup', 'Layup'], ['free_throw', 'Free throw'], ['elbow', 'Elbow'], ['baseline', 'Baseline'], ['corner_three', 'Corner three'], ['wing_three', 'Wing three'], ['top_three', 'Top three'], ['half_court', 'Half court']]
const STYLES: readonly (readonly [Style, string])[] = [['any', 'Any way'], ['swish', 'Swish'], ['bank', 'Bank'], ['off_hand', 'Off hand'], ['one_foot', 'One foot'], ['eyes_closed', 'Eyes closed']]
const called = (spot: Spot, style: Style): string => `${SPOTS.find(([one]) => one === spot)?.[1]}${style === 'any' ? '' : `, ${STYLES.find(([one]) => one === style)?.[1]?.toLowerCase()}`}`

export function HorseScorer({ board, names, ready, onMove }: Props<HorseBoard>) {
  const [spot, setSpot] = useState<Spot>('free_throw')
  const [style, setStyle] = useState<Style>('any')
  const set = (made: boolean, as_called: boolean) => onMove({ type: 'set_shot', spot, style, made, as_called })
  return (
    <div className="grid gap-4">
      <Letters board={board} names={names} />
      {board.spot !== null && board.style !== null ? (
        <Panel>
          <p className="text-lg font-bold">Match it: {called(board.spot, board.style)}</p>
          <div className="grid grid-cols-2 gap-2">
            <Key strong mark="made" disabled={!ready} onPress={() => onMove({ type: 'match_shot', made: true })}>Made</Key>
            <Key mark="missed" disabled={!ready} onPress={() => onMove({ type: 'match_shot', made: false })}>Missed, a letter</Key>
          </div>
        </Panel>
      ) : (
        <Panel>
          <Choice label={`${names[board.setter]} calls a shot`} value={spot} options={SPOTS} onChange={setSpot} />
          <Choice label="How" value={style} options={STYLES} onChange={setStyle} />
          <div className="grid grid-cols-1 gap-2 sm:grid-cols-3">
            <Key strong mark="set" disabled={!ready} onPress={() => set(true, true)}>Made as called</Key>
            <Key mark="otherwise" disabled={!ready || style === 'any'} onPress={() => set(true, false)}>Made otherwise</Key>
            <Key mark="missed" disabled={!ready} onPress={() => set(false, false)}>Missed</Key>
          </div>
        </Panel>
      )}
    </div>
  )
}

function Letters({ board, names }: { board: HorseBoard; names: string[] }) {
  return (
    <div className="grid gap-2">
      {names.map((name, player) => (
        <div key={name} className="flex items-center justify-between gap-3">
          <span className="min-w-0 truncate text-sm font-semibold">{name}</span>
          <span className="flex gap-1" role="img" aria-label={`${name}: ${board.word.slice(0, board.letters[player]) || 'no letters'}`}>
            {[...board.word].map((letter, place) => (
              <span key={place} className={`narrow grid size-9 place-items-center rounded-cell border text-xl font-bold ${place < (board.letters[player] ?? 0) ? 'border-ink bg-ink text-on-ink' : 'border-rule text-ink-3'}`}>{letter}</span>
            ))}
          </span>
        </div>
      ))}
    </div>
  )
}

/** A fresh clock for each shooter and round. */
export const ThreePointScorer = (props: Props<ThreePointBoard>) => <Racks key={`${props.board.round}-${props.board.shooter}`} {...props} />

function Racks({ board, names, ready, onMove }: Props<ThreePointBoard>) {
  const sheet = board.sheets[board.shooter]
  const clock = useRunClock(board.limit_ms, sheet?.released_ms ?? 0)
  const balls = sheet?.balls ?? []
  const next = board.worth[balls.length] ?? 0
  const shot = (made: boolean) => onMove({ type: 'shoot_rack_ball', made, released_ms: Math.max(clock.now(), sheet?.released_ms ?? 0) })
  return (
    <div className="grid gap-4">
      <Panel>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="font-semibold">Ball {balls.length + 1} of {board.worth.length}, worth {next}</p>
          <Clock clock={clock} />
        </div>
        {clock.running ? (
          <div className="grid grid-cols-2 gap-2">
            <Key strong mark="made" disabled={!ready} onPress={() => shot(true)}>Made, {next}</Key>
            <Key mark="missed" disabled={!ready} onPress={() => shot(false)}>Missed</Key>
          </div>
        ) : (
          <div><Button disabled={!ready} onClick={clock.start} data-testid="start">Start the clock</Button></div>
        )}
        <div><Quiet disabled={!ready} onClick={() => onMove({ type: 'end_run' })}>End my round</Quiet></div>
      </Panel>
      {names.map((name, player) => <Balls key={name} name={name} worth={board.worth} made={board.sheets[player]?.balls ?? []} total={board.sheets[player]?.total ?? 0} />)}
    </div>
  )
}

/** The balls in their order: money balls ringed, made ones filled. */
function Balls({ name, worth, made, total }: { name: string; worth: number[]; made: number[]; total: number }) {
  return (
    <div>
      <p className="mb-1 text-sm font-semibold">{name}, {total}</p>
      <ol className="flex flex-wrap gap-1">
        {worth.map((points, place) => {
          const shot = made[place]
          return <li key={place} aria-label={`Ball ${place + 1}: ${shot === undefined ? 'to come' : shot ? 'made' : 'missed'}`} className={`narrow grid size-7 place-items-center rounded-full text-sm font-bold ${points > 1 ? 'border-2' : 'border'} ${shot ? 'border-ink bg-ink text-on-ink' : 'border-edge text-ink-3'}`}>{shot === undefined ? points : shot || '–'}</li>
        })}
      </ol>
    </div>
  )
}
