/** Video games: both report. What the other has said is shown, and agreeing with it is one tap. */
import { useState } from 'react'
import type { FightingBoard, KillRaceBoard, Move, SeriesBoard } from '../protocol.gen'
import { Button, Problem } from '../ui/controls'
import { ByPlayer, Key, Panel, Stepper } from './parts'

interface Props<B> {
  board: B
  names: string[]
  seat: number
  ready: boolean
  onMove: (move: Move) => void
}

const Reported = () => <p className="text-sm text-ink-2" role="status">Reported. Your opponent agrees, or it stands when the time is over.</p>
const Contradicted = () => <Problem>Your reports contradict each other. Both stakes stay held until there is a verdict.</Problem>

export const SeriesScorer = (props: Props<SeriesBoard>) => <SeriesReport key={props.board.game_number} {...props} />

function SeriesReport({ board, names, seat, ready, onMove }: Props<SeriesBoard>) {
  const [mine, setMine] = useState(0)
  const [theirs, setTheirs] = useState(0)
  const other = 1 - seat
  const said = board.reports[other] ?? []
  const reported = (board.reports[seat] ?? []).length > 0
  const report = (a: number, b: number) => onMove({ type: 'report_score', number: board.game_number, mine: a, theirs: b })
  return (
    <div className="grid gap-4">
      <p className="text-lg font-bold">Game {board.game_number}, {names[board.home]} at home</p>
      {board.contradicted && <Contradicted />}
      {seat >= 0 && !board.contradicted && (
        <Panel>
          {said.length > 0 && (
            <div className="flex flex-wrap items-center gap-3">
              <p className="font-semibold">{names[other]} reports {said[other]}–{said[seat]} for them.</p>
              <Button disabled={!ready} onClick={() => report(said[seat] ?? 0, said[other] ?? 0)} data-testid="agree">That is right</Button>
            </div>
          )}
          {reported ? <Reported /> : (
            <>
              <div className="flex flex-wrap gap-6">
                <Stepper label="Your score" value={mine} least={0} most={999} disabled={!ready} onChange={setMine} />
                <Stepper label="Theirs" value={theirs} least={0} most={999} disabled={!ready} onChange={setTheirs} />
              </div>
              <div><Button disabled={!ready} onClick={() => report(mine, theirs)} data-testid="report">Report {mine}–{theirs}</Button></div>
            </>
          )}
        </Panel>
      )}
      <ByPlayer label="Game" names={names} heads={board.games.map((one) => one.number)} won={(player, place) => board.games[place]?.winner === player} cell={(player, place) => board.games[place]?.score[player]} />
    </div>
  )
}

const NOT_YET = -2
const DRAW = -1

export function FightingScorer({ board, names, seat, ready, onMove }: Props<FightingBoard>) {
  const other = 1 - seat
  const said = board.reports[other] ?? NOT_YET
  const report = (outcome: 'won' | 'lost' | 'draw') => onMove({ type: 'report_game', number: board.game_number, outcome })
  const claim = said === DRAW ? 'a double knock-out' : said === other ? 'that they won' : 'that you won'
  return (
    <div className="grid gap-4">
      <p className="text-lg font-bold">Game {board.game_number}{board.may_change !== null && <span className="font-normal text-ink-2">, {board.may_change === seat ? 'you' : names[board.may_change]} may change character</span>}</p>
      {board.contradicted && <Contradicted />}
      {seat >= 0 && !board.contradicted && (
        <Panel>
          {said !== NOT_YET && <p className="font-semibold">{names[other]} reports {claim}.</p>}
          {(board.reports[seat] ?? NOT_YET) !== NOT_YET ? <Reported /> : (
            <div className="grid grid-cols-3 gap-2">
              <Key strong mark="won" disabled={!ready} onPress={() => report('won')}>I won</Key>
              <Key mark="lost" disabled={!ready} onPress={() => report('lost')}>I lost</Key>
              <Key mark="draw" disabled={!ready} onPress={() => report('draw')}>Double KO</Key>
            </div>
          )}
        </Panel>
      )}
      <ByPlayer label="Game" names={names} heads={board.games.map((one) => one.number)} won={(player, place) => board.games[place]?.winner === player} cell={(player, place) => (board.games[place]?.winner === player ? 'W' : '')} />
    </div>
  )
}

export const KillRaceScorer = (props: Props<KillRaceBoard>) => <RoundReport key={props.board.round} {...props} />

function RoundReport({ board, names, seat, ready, onMove }: Props<KillRaceBoard>) {
  const [kills, setKills] = useState(0)
  const [place, setPlace] = useState(10)
  const [damage, setDamage] = useState(0)
  return (
    <div className="grid gap-4">
      <p className="text-lg font-bold">Round {board.round}{board.round > board.rounds ? ', to break the tie' : ` of ${board.rounds}`}</p>
      {seat >= 0 && (
        <Panel>
          {board.reported[seat] ? <Reported /> : (
            <>
              <div className="flex flex-wrap gap-6">
                <Stepper label="Kills" value={kills} least={0} most={99} disabled={!ready} onChange={setKills} />
                <Stepper label="Place" value={place} least={1} most={150} disabled={!ready} onChange={setPlace} />
                <Stepper label="Damage" value={damage} least={0} most={20000} step={50} disabled={!ready} onChange={setDamage} />
              </div>
              <div><Button disabled={!ready} onClick={() => onMove({ type: 'report_round', round: board.round, kills, place, damage })} data-testid="report">Report {kills} kills, place {place}</Button></div>
            </>
          )}
        </Panel>
      )}
      <ByPlayer label="Round" names={names} heads={board.played.map((_, nth) => nth + 1)} cell={(player, nth) => board.played[nth]?.points[player] ?? ''} />
    </div>
  )
}
