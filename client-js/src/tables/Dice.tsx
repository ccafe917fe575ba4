/** Dice: over or under a target, a roll of one's own. */
import { useEffect, useState } from 'react'
import { amountLetters, cents } from '../format'
import { words } from '../house'
import type { DiceDraw } from '../protocol.gen'
import { Choice, Problem } from '../ui/controls'
import { AmountField, BetBar, smallest } from './Pad'
import type { AtTable } from './Room'
import { ownSeeds } from './verbs'

const OVER = [['over', 'Over'], ['under', 'Under']] as const

/** Seeds of one's own before the first bet; made by the browser once the house has committed to its own. */
export function useOwnSeeds(table: string): { ready: boolean; problem: string | null } {
  const [ready, setReady] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    ownSeeds(table).then(() => setReady(true), (error: unknown) => setProblem(words(error)))
  }, [table])
  return { ready, problem }
}

export function Dice(at: AtTable) {
  const { view, currency, limit, available, me } = at
  const seeds = useOwnSeeds(view.table)
  const [amount, setAmount] = useState(() => smallest(currency))
  const [over, setOver] = useState(true)
  const [target, setTarget] = useState(5_000)
  const [typed, setTyped] = useState<string | null>(null)
  const aim = (text: string) => {
    setTyped(text)
    const found = cents(text)
    if (found !== null) setTarget(Math.min(10_000, found))
  }
  const chances = over ? 10_000 - target : target
  const fits = chances >= 1 && chances <= 9_800
  const multiplier = fits ? Math.floor(99_000_000 / chances) : 0
  const draws = view.play?.type === 'personal_draws' ? view.play.draws.filter((draw) => draw.type === 'dice_draw') : []
  const mine = draws.find((draw) => draw.player === me)
  return (
    <div className="grid gap-4">
      <Scale over={over} target={target} draws={draws} me={me} names={Object.fromEntries(view.bets.map((bet) => [bet.player, bet.name]))} />
      <p data-testid="roll" role="status" className="narrow min-h-16 text-center text-score-sm leading-none font-extrabold sm:text-score">{mine ? (mine.roll / 100).toFixed(2) : ''}</p>
      {seeds.problem && <Problem>{seeds.problem}</Problem>}
      <BetBar at={at} fixed ready={seeds.ready} stake={amount} bet={fits ? { type: 'dice_bet', minor: amount, over, target } : null}>
        <div className="flex flex-wrap items-end gap-3">
          <Choice label="The roll is" value={over ? 'over' : 'under'} options={OVER} onChange={(side) => setOver(side === 'over')} />
          <label className="grid gap-1">
            <span className="text-sm font-semibold text-ink-2">Target</span>
            <input inputMode="decimal" aria-label="Target" value={typed ?? target / 100} onChange={(event) => aim(amountLetters(event.target.value))} onBlur={() => setTyped(null)} className="min-h-target w-28 rounded-control border border-edge bg-sunk px-3 text-lg font-semibold" />
          </label>
          <dl className="grid grid-cols-2 gap-x-4 text-sm">
            <dt className="text-ink-2">Chance</dt><dd className="font-bold">{((chances / 10_001) * 100).toFixed(2)}%</dd>
            <dt className="text-ink-2">Pays</dt><dd className="font-bold">{(multiplier / 10_000).toFixed(4)}×</dd>
          </dl>
        </div>
        <input type="range" min="0" max="10000" step="1" value={target} aria-label="Target on the scale" onChange={(event) => setTarget(Number(event.target.value))} className="min-h-target w-full accent-ink" />
        <AmountField value={amount} onChange={setAmount} {...{ currency, limit, available }} />
      </BetBar>
    </div>
  )
}

function Scale({ over, target, draws, me, names }: { over: boolean; target: number; draws: DiceDraw[]; me: string; names: Record<string, string> }) {
  const at = (hundredths: number) => 20 + (hundredths / 10_000) * 560
  return (
    <svg viewBox="0 0 600 120" className="w-full rounded-panel border border-rule bg-sheet" role="img" aria-label={`Wins ${over ? 'over' : 'under'} ${(target / 100).toFixed(2)}`}>
      <rect x="20" y="66" width="560" height="14" rx="7" className="fill-sunk" />
      <rect x={over ? at(target) : 20} y="66" width={Math.max(0, over ? 580 - at(target) : at(target) - 20)} height="14" className="fill-gain" />
      <line x1={at(target)} x2={at(target)} y1="58" y2="88" className="stroke-ink" strokeWidth="4" />
      {[0, 25, 50, 75, 100].map((mark) => <text key={mark} x={at(mark * 100)} y="114" textAnchor="middle" className="fill-ink-2 text-[24px]">{mark}</text>)}
      {draws.map((draw) => (
        <g key={draw.player} style={{ transform: `translateX(${at(draw.roll)}px)`, transition: 'transform var(--duration-tally) var(--ease-out)' }}>
          <path d={draw.player === me ? 'M0 62 l-11 -20 h22 z' : 'M0 62 l-6 -11 h12 z'} className={draw.player === me ? 'fill-ink' : 'fill-ink-3'} />
          <text y={draw.player === me ? 34 : 46} textAnchor="middle" className={`text-[22px] font-bold ${draw.player === me ? 'fill-ink' : 'fill-ink-3'}`}>{draw.player === me ? 'You' : (names[draw.player] ?? '').slice(0, 8)}</text>
        </g>
      ))}
    </svg>
  )
}
