/** Darts: the board and a keypad, the darts of this throw, and what the game shows beside them. Each dart goes to the house as it is thrown. */
import { type ReactNode, useState } from 'react'
import type { CricketBoard, DartsBoard, HalveItBoard, Move, Ring, ThrowDart } from '../protocol.gen'
import { DartBoard } from './DartBoard'
import { markOf } from './geometry'
import { ByPlayer } from './parts'

interface Props<B> {
  board: B
  ready: boolean
  onMove: (move: Move) => void
}

export function DartsScorer({ board, ready, onMove }: Props<DartsBoard>) {
  const last = board.throws.at(-1)
  return (
    <Oche darts={board.darts} hint={board.checkout[0]} ready={ready} onThrow={onMove}>
      {board.checkout.length > 0 ? (
        <p className="text-sm font-semibold" data-testid="checkout">Out: <span className="text-flare-text">{board.checkout.join('  ')}</span></p>
      ) : (
        last && <p className="text-sm text-ink-2">Last throw: {last.bust ? 'bust' : last.scored}</p>
      )}
    </Oche>
  )
}

const MARKS = ['', '/', '✕', '✕']
const MARK_WORDS = ['open', 'one mark', 'two marks', 'closed']

export function CricketScorer({ board, names, ready, onMove }: Props<CricketBoard> & { names: string[] }) {
  return (
    <div className="grid gap-3">
      <ByPlayer
        label="Marks"
        names={names}
        heads={board.numbers.map((number) => (number === 25 ? 'B' : number))}
        won={(player, place) => board.marks[player]?.[place] === 3}
        cell={(player, place) => MARKS[board.marks[player]?.[place] ?? 0]}
        said={(player, place) => MARK_WORDS[board.marks[player]?.[place] ?? 0]}
      />
      <Oche darts={board.darts} hint={undefined} ready={ready} onThrow={onMove} />
    </div>
  )
}

const TARGET_WORDS: Record<string, string> = { T: 'any treble', D: 'any double', B: 'the bull', '3C': 'three colours', H: 'hurdles' }

export function HalveItScorer({ board, names, ready, onMove }: Props<HalveItBoard> & { names: string[] }) {
  const hint = board.target === 'B' ? '25' : /^\d+$/.test(board.target) ? `T${board.target}` : undefined
  return (
    <div className="grid gap-3">
      <p className="text-lg font-bold">Round {board.round}: {TARGET_WORDS[board.target] ?? board.target}</p>
      <Oche darts={board.darts} hint={hint} ready={ready} onThrow={onMove} />
      <ByPlayer label="Target" names={names} heads={board.targets} now={board.round - 1} cell={(player, place) => board.running[player]?.[place] ?? ''} />
    </div>
  )
}

interface OcheProps {
  darts: string[]
  hint: string | undefined
  ready: boolean
  onThrow: (dart: ThrowDart) => void
  children?: ReactNode
}

/** Where one stands to throw: the three darts, the board, the keypad. */
function Oche({ darts, hint, ready, onThrow, children }: OcheProps) {
  const [way, setWay] = useState<'board' | 'keys'>('board')
  return (
    <div className="grid gap-3">
      <Throw darts={darts}>{children}</Throw>
      <div className="grid items-center gap-4 sm:grid-cols-[3fr_2fr]">
        <div className={way === 'board' ? '' : 'hidden sm:block'}><DartBoard darts={darts} hint={hint} ready={ready} onThrow={onThrow} /></div>
        <div className={way === 'keys' ? '' : 'hidden sm:block'}><Keypad ready={ready} onThrow={onThrow} /></div>
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

/** The three darts of this throw. */
function Throw({ darts, children }: { darts: string[]; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <ol className="flex gap-2" aria-label="Darts of this throw">
        {[0, 1, 2].map((nth) => (
          <li key={nth} className={`narrow grid h-11 w-14 place-items-center rounded-cell border text-xl font-bold ${darts[nth] ? 'border-ink bg-sheet' : 'border-rule bg-sunk text-ink-3'}`}>
            {darts[nth] === '0' ? 'Miss' : (darts[nth] ?? '·')}
          </li>
        ))}
      </ol>
      {children}
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
