/** Plinko: a ball through the pins, on the way that was drawn, row by row. */
import * as m from 'motion/react-m'
import { useState } from 'react'
import type { PlinkoDraw, Risk } from '../protocol.gen'
import { useStore } from '../store'
import { Choice, Problem } from '../ui/controls'
import { BALLS, useWorn } from '../ui/Worn'
import { useOwnSeeds } from './Dice'
import { AmountField, BetBar, smallest } from './Pad'
import type { AtTable } from './Room'

const ROWS = [[8, '8'], [12, '12'], [16, '16']] as const
const RISKS = [['low', 'Low'], ['medium', 'Medium'], ['high', 'High']] as const
const HALVES: Record<number, Record<Risk, number[]>> = {
  8: { low: [560, 210, 110, 100, 50], medium: [1300, 300, 130, 70, 40], high: [2900, 400, 150, 30, 20] },
  12: { low: [1000, 300, 160, 140, 110, 100, 50], medium: [3300, 1100, 400, 200, 110, 60, 30], high: [17_000, 2400, 810, 200, 70, 20, 20] },
  16: { low: [1600, 900, 200, 140, 140, 120, 110, 100, 50], medium: [11_000, 4100, 1000, 500, 300, 150, 100, 50, 30], high: [100_000, 13_000, 2600, 900, 400, 200, 20, 20, 20] },
}
export const multipliers = (rows: number, risk: Risk): number[] => {
  const half = HALVES[rows]?.[risk] ?? []
  return [...half, ...half.slice(0, -1).toReversed()]
}

/** How long a ball falls as published, and less where the tables are paced. */
const FALL_MS = 4_000

export function Plinko(at: AtTable) {
  const { view, currency, limit, available, mine, me } = at
  const seeds = useOwnSeeds(view.table)
  const [amount, setAmount] = useState(() => smallest(currency))
  const [rows, setRows] = useState<8 | 12 | 16>(12)
  const [risk, setRisk] = useState<Risk>('medium')
  const draws = view.play?.type === 'personal_draws' ? view.play.draws.filter((draw) => draw.type === 'plinko_draw') : []
  const own = draws.find((draw) => draw.player === me)
  const bet = mine?.bet.type === 'plinko_bet' ? mine.bet : null
  const shownRows = own ? own.path.length : (bet?.rows ?? rows)
  const balls = draws.filter((draw) => draw.path.length === shownRows)
  return (
    <div className="grid gap-4">
      <Board rows={shownRows} risk={bet?.risk ?? risk} balls={balls} me={me} round={view.round} shown={view.play?.type === 'personal_draws' ? view.play.shown_ms : 0} />
      {seeds.problem && <Problem>{seeds.problem}</Problem>}
      <BetBar at={at} fixed ready={seeds.ready} stake={amount} bet={{ type: 'plinko_bet', minor: amount, rows, risk }}>
        <div className="flex flex-wrap gap-4">
          <Choice label="Rows" value={rows} options={ROWS} onChange={setRows} />
          <Choice label="Risk" value={risk} options={RISKS} onChange={setRisk} />
        </div>
        <AmountField value={amount} onChange={setAmount} {...{ currency, limit, available }} />
      </BetBar>
    </div>
  )
}

const W = 600
const TOP = 30

function Board({ rows, risk, balls, me, round, shown }: { rows: number; risk: Risk; balls: PlinkoDraw[]; me: string; round: number; shown: number }) {
  const gap = (W - 40) / (rows + 1)
  const step = Math.min(34, 420 / rows)
  const height = TOP + rows * step + 60
  const x = (row: number, place: number) => W / 2 + (place - row / 2) * gap
  const y = (row: number) => TOP + row * step
  return (
    <svg viewBox={`0 0 ${W} ${height}`} className="w-full rounded-panel border border-rule bg-sheet" role="img" aria-label={`${rows} rows, ${risk} risk`}>
      {Array.from({ length: rows }, (_, row) => Array.from({ length: row + 2 }, (_, place) => <circle key={`${row}-${place}`} cx={x(row + 1, place)} cy={y(row)} r={rows > 12 ? 4 : 5} className="fill-edge" />))}
      {multipliers(rows, risk).map((multiplier, bucket) => (
        <g key={bucket} transform={`translate(${x(rows, bucket)} ${y(rows) + 12})`}>
          <rect x={-gap / 2 + 1.5} width={gap - 3} height="30" rx="3" className={multiplier >= 100 ? 'fill-gain-wash' : 'fill-sunk'} />
          <text y="20" textAnchor="middle" className={`font-bold ${rows > 12 ? 'text-[13px]' : rows > 8 ? 'text-[18px]' : 'text-[22px]'} ${multiplier >= 100 ? 'fill-gain-text' : 'fill-ink-2'}`}>{multiplier >= 1_000 ? Math.round(multiplier / 100) : multiplier / 100}</text>
        </g>
      ))}
      {balls.map((ball) => <Ball key={`${round}-${ball.player}`} ball={ball} mine={ball.player === me} x={x} y={y} shown={shown} />)}
    </svg>
  )
}

/** Its stops are the letters of the path: what is seen is what was drawn. */
function Ball({ ball, mine, x, y, shown }: { ball: PlinkoDraw; mine: boolean; x: (row: number, place: number) => number; y: (row: number) => number; shown: number }) {
  const ahead = useStore((state) => state.clockAhead)
  const [seconds] = useState(() => Math.max(0.1, Math.min(FALL_MS, shown - Date.now() - ahead) / 1000 - 0.2))
  const stops: [number, number][] = [[x(0, 0), y(0) - 24]]
  let rights = 0
  for (const [row, side] of [...ball.path].entries()) {
    rights += side === 'R' ? 1 : 0
    stops.push([x(row + 1, rights), y(row + 1) - (row + 1 === ball.path.length ? -6 : 12)])
  }
  const skin = BALLS[useWorn(ball.player).ball ?? '']
  return (
    <m.g
      data-testid={mine ? 'ball' : undefined}
      data-path={ball.path}
      initial={{ x: stops[0]?.[0], y: stops[0]?.[1] }}
      animate={{ x: stops.map((stop) => stop[0]), y: stops.map((stop) => stop[1]) }}
      transition={{ duration: seconds, ease: 'linear' }}
    >
      {skin ?? <circle r={mine ? 9 : 6} className={mine ? 'fill-ink' : 'fill-ink-3'} />}
    </m.g>
  )
}
