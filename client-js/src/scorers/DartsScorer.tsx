/** Darts: the board and a keypad, the darts of this throw, and a way to check out. Each dart goes to the house as it is thrown. */
import { useState } from 'react'
import type { DartsBoard, Move, Ring, ThrowDart } from '../protocol.gen'
import { DartBoard } from './DartBoard'
import { markOf } from './geometry'

interface Props {
  board: DartsBoard
  ready: boolean
  onMove: (move: Move) => void
}

export function DartsScorer({ board, ready, onMove }: Props) {
  const [way, setWay] = useState<'board' | 'keys'>('board')
  return (
    <div className="grid gap-3">
      <Throw board={board} />
      <div className="grid items-center gap-4 sm:grid-cols-[3fr_2fr]">
        <div className={way === 'board' ? '' : 'hidden sm:block'}><DartBoard darts={board.darts} hint={board.checkout[0]} ready={ready} onThrow={onMove} /></div>
        <div className={way === 'keys' ? '' : 'hidden sm:block'}><Keypad ready={ready} onThrow={onMove} /></div>
      </div>
      <div className="grid grid-cols-2 gap-1 rounded-control bg-sunk p-1 sm:hidden" role="group" aria-label="How to score">
        {(['board', 'keys'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={way === one} onClick={() => setWay(one)} className={`press min-h-target rounded-control font-semibold ${way === one ? 'bg-sheet text-ink shadow-lift' : 'text-ink-2'}`}>
            {one === 'board' ? 'Board' : 'Keypad'}
          </button>
        ))}
      </div>
    </div>
  )
}

/** The three darts of this throw, and how to finish. */
function Throw({ board }: { board: DartsBoard }) {
  const last = board.throws.at(-1)
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <ol className="flex gap-2" aria-label="Darts of this throw">
        {[0, 1, 2].map((nth) => (
          <li key={nth} className={`narrow grid h-11 w-14 place-items-center rounded-cell border text-xl font-bold ${board.darts[nth] ? 'border-ink bg-sheet' : 'border-rule bg-sunk text-ink-3'}`}>
            {board.darts[nth] === '0' ? 'Miss' : (board.darts[nth] ?? '·')}
          </li>
        ))}
      </ol>
      {board.checkout.length > 0 ? (
        <p className="text-sm font-semibold" data-testid="checkout">Out: <span className="text-flare-text">{board.checkout.join('  ')}</span></p>
      ) : (
        last && <p className="text-sm text-ink-2">Last throw: {last.bust ? 'bust' : last.scored}</p>
      )}
    </div>
  )
}

const RINGS: readonly (readonly [Ring, string])[] = [['single', 'Single'], ['double', 'Double'], ['treble', 'Treble']]

function Keypad({ ready, onThrow }: { ready: boolean; onThrow: (dart: ThrowDart) => void }) {
  const [ring, setRing] = useState<Ring>('single')
  const thrown = (number: number, in_: Ring) => {
    onThrow({ type: 'throw_dart', number, ring: in_ })
    setRing('single')
  }
  const key = 'press min-h-target rounded-control border border-edge bg-sheet font-semibold disabled:opacity-45'
  return (
    <div className="grid gap-2" data-testid="keypad">
      <div className="grid grid-cols-3 gap-1.5">
        {RINGS.map(([one, words]) => (
          <button key={one} type="button" aria-pressed={ring === one} onClick={() => setRing(one)} className={`press min-h-target rounded-control border font-semibold ${ring === one ? 'border-ink bg-ink text-on-ink' : 'border-edge bg-sheet'}`}>
            {words}
          </button>
        ))}
      </div>
      <div className="grid grid-cols-5 gap-1.5">
        {Array.from({ length: 20 }, (_, place) => place + 1).map((number) => {
          const mark = markOf({ type: 'throw_dart', number, ring })
          return <button key={number} type="button" data-key={mark} aria-label={`${ring} ${number}`} disabled={!ready} onClick={() => thrown(number, ring)} className={key}>{mark}</button>
        })}
      </div>
      <div className="grid grid-cols-3 gap-1.5">
        <button type="button" data-key="25" disabled={!ready} onClick={() => thrown(25, 'single')} className={key}>25</button>
        <button type="button" data-key="Bull" disabled={!ready} onClick={() => thrown(25, 'double')} className={key}>Bull</button>
        <button type="button" data-key="Miss" disabled={!ready} onClick={() => thrown(0, 'miss')} className={key}>Miss</button>
      </div>
    </div>
  )
}
