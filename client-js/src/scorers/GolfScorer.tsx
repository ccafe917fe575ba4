/** Golf match play: the card hole by hole, and a stepper for the hole being played. */
import { useState } from 'react'
import type { GolfBoard, Move } from '../protocol.gen'
import { Button, Quiet, Sheet } from '../ui/controls'

interface Props {
  board: GolfBoard
  names: string[]
  seat: number
  ready: boolean
  carded: boolean
  onMove: (move: Move) => void
}

/** A fresh stepper for each hole. */
export const GolfScorer = (props: Props) => <Hole key={props.board.hole} {...props} />

function Hole({ board, names, seat, ready, carded, onMove }: Props) {
  const [strokes, setStrokes] = useState(4)
  const [giving, setGiving] = useState(false)
  const step = 'press size-14 rounded-control border border-edge bg-sheet text-2xl font-bold disabled:opacity-45'
  return (
    <div className="grid gap-4">
      <p className="text-lg font-bold" data-testid="golf-status">{board.words[Math.max(seat, 0)]}{board.to_play > 0 ? `, ${board.to_play} to play` : ''}{board.dormie ? ', dormie' : ''}</p>
      {seat >= 0 && (
        <div className="grid gap-3 rounded-panel border border-rule bg-sheet p-4">
          <p className="font-semibold">Hole {board.hole}: your strokes</p>
          <div className="flex items-center gap-4">
            <button type="button" aria-label="One less" className={step} disabled={!ready || strokes <= 1} onClick={() => setStrokes(strokes - 1)}>−</button>
            <output className="narrow min-w-16 text-center text-score font-bold" data-testid="strokes">{strokes}</output>
            <button type="button" aria-label="One more" className={step} disabled={!ready || strokes >= 30} onClick={() => setStrokes(strokes + 1)}>+</button>
          </div>
          <div className="flex flex-wrap gap-3">
            <Button disabled={!ready} onClick={() => onMove({ type: 'card_hole', hole: board.hole, strokes })} data-testid="card">Card {strokes}</Button>
            <Quiet disabled={!ready} onClick={() => setGiving(true)}>Concede the hole</Quiet>
          </div>
          {carded && <p className="text-sm text-ink-2" role="status">Carded. Waiting for your opponent's strokes; theirs stay hidden until both are in.</p>}
        </div>
      )}
      <Card board={board} names={names} />
      {giving && (
        <Sheet title={`Concede hole ${board.hole}?`} onClose={() => setGiving(false)}>
          <p className="mb-4 text-ink-2">Your opponent wins the hole. It cannot be taken back (Rule 3.2b).</p>
          <Button onClick={() => { onMove({ type: 'concede_hole', hole: board.hole }); setGiving(false) }}>Concede the hole</Button>
        </Sheet>
      )}
    </div>
  )
}

/** Names stay in place while the holes scroll. The winner of a hole is ringed, not only coloured. */
function Card({ board, names }: { board: GolfBoard; names: string[] }) {
  const holes = Math.max(board.holes, board.hole)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="overflow-x-auto rounded-control border border-edge" tabIndex={0} role="region" aria-label="Card">
      <table className="border-collapse text-center">
        <thead>
          <tr>
            <th scope="col" className="sticky left-0 bg-sunk px-3 text-left text-xs text-ink-2">Hole</th>
            {Array.from({ length: holes }, (_, place) => <th key={place} scope="col" className={`min-w-9 px-1 py-1 text-xs ${board.hole === place + 1 ? 'bg-flare-wash text-ink' : 'bg-sunk text-ink-2'}`}>{place + 1}</th>)}
          </tr>
        </thead>
        <tbody>
          {names.map((name, player) => (
            <tr key={name}>
              <th scope="row" className="sticky left-0 max-w-28 truncate border-t border-rule bg-sheet px-3 text-left text-sm">{name}</th>
              {Array.from({ length: holes }, (_, place) => {
                const hole = board.played[place]
                const won = hole?.winner === player
                return (
                  <td key={place} className="narrow border-t border-l border-rule bg-sheet p-1 text-lg font-semibold">
                    <span className={`inline-grid size-7 place-items-center rounded-full ${won ? 'border-2 border-ink' : ''}`}>{hole ? (hole.strokes[player] ?? (hole.conceded ? 'c' : '–')) : ''}</span>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
