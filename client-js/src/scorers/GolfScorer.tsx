/** Golf: the card hole by hole, and a stepper for the hole being played. Match play, stroke play and skins differ in what may be given up. */
import { useState } from 'react'
import type { GolfBoard, Move, SkinsBoard, StrokePlayBoard } from '../protocol.gen'
import { Button, Quiet, Sheet } from '../ui/controls'
import { ByPlayer } from './parts'

type Card = GolfBoard | StrokePlayBoard | SkinsBoard

interface Props {
  board: Card
  names: string[]
  seat: number
  ready: boolean
  carded: boolean
  onMove: (move: Move) => void
}

/** A fresh stepper for each hole. */
export const GolfScorer = (props: Props) => <Hole key={props.board.hole} {...props} />

/** How it stands, in a line. */
function status(board: Card, seat: number): string {
  const left = board.to_play > 0 ? `, ${board.to_play} to play` : ', extra holes'
  switch (board.game) {
    case 'golf_match_play':
      return `${board.words[Math.max(seat, 0)]}${left}${board.dormie ? ', dormie' : ''}`
    case 'golf_stroke_play': {
      const gap = (board.net[1 - Math.max(seat, 0)] ?? 0) - (board.net[Math.max(seat, 0)] ?? 0)
      return `${gap === 0 ? 'Level' : gap > 0 ? `${gap} ahead` : `${-gap} behind`}${left}`
    }
    case 'golf_skins':
      return `${board.carried + (board.to_play > 0 ? 1 : 0) || 1} on this hole${left}`
  }
}

/** What may be given up on a hole: the hole itself in match play, the ball otherwise. */
const GIVING = {
  golf_match_play: { word: 'Concede the hole', meaning: 'Your opponent wins the hole. It cannot be taken back (Rule 3.2b).', type: 'concede_hole' },
  golf_stroke_play: { word: 'Pick up', meaning: 'Without holing out you have no valid card: you lose the match (Rule 3.3c).', type: 'pick_up' },
  golf_skins: { word: 'Pick up', meaning: 'You cannot win this hole.', type: 'pick_up' },
} as const

function Hole({ board, names, seat, ready, carded, onMove }: Props) {
  const [strokes, setStrokes] = useState(4)
  const [giving, setGiving] = useState(false)
  const step = 'press size-14 rounded-control border border-edge bg-sheet text-2xl font-bold disabled:opacity-45'
  const give = GIVING[board.game]
  return (
    <div className="grid gap-4">
      <p className="text-lg font-bold" data-testid="golf-status">{status(board, seat)}</p>
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
            <Quiet disabled={!ready} onClick={() => setGiving(true)}>{give.word}</Quiet>
          </div>
          {carded && <p className="text-sm text-ink-2" role="status">Carded. Waiting for your opponent's strokes; theirs stay hidden until both are in.</p>}
        </div>
      )}
      <Holes board={board} names={names} />
      {giving && (
        <Sheet title={`${give.word}, hole ${board.hole}?`} onClose={() => setGiving(false)}>
          <p className="mb-4 text-ink-2">{give.meaning}</p>
          <Button onClick={() => { onMove({ type: give.type, hole: board.hole }); setGiving(false) }}>{give.word}</Button>
        </Sheet>
      )}
    </div>
  )
}

function Holes({ board, names }: { board: Card; names: string[] }) {
  const heads = Array.from({ length: Math.max(board.holes, board.hole) }, (_, place) => place + 1)
  return (
    <ByPlayer
      label="Hole"
      names={names}
      heads={heads}
      now={board.hole - 1}
      won={(player, place) => board.played[place]?.winner === player}
      cell={(player, place) => {
        const hole = board.played[place]
        return hole && (hole.strokes[player] ?? (hole.conceded ? 'c' : '–'))
      }}
    />
  )
}
