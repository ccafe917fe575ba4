/** Crash: the curve, drawn every frame from the server's clock; where it ends nobody here knows before it has. */
import { useEffect, useRef, useState } from 'react'
import { amountLetters, cents, money } from '../format'
import { words } from '../house'
import type { CrashFlight } from '../protocol.gen'
import { useStore } from '../store'
import { Problem } from '../ui/controls'
import { AmountField, BetBar, smallest } from './Pad'
import type { AtTable } from './Room'
import { cashOut } from './verbs'

const GROWTH = 0.00006
const W = 600
const H = 320

export const multiplierAt = (ms: number): number => Math.floor(100 * Math.exp(GROWTH * Math.max(0, ms)) + 1e-9)
const timeOf = (multiplier: number): number => Math.log(multiplier / 100) / GROWTH

export function Crash(at: AtTable) {
  const { view, currency, limit, available, mine, me } = at
  const [amount, setAmount] = useState(() => smallest(currency))
  const [auto, setAuto] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const flight = view.play?.type === 'crash_flight' ? view.play : null
  const out = flight?.out.find((one) => one.player === me)
  const flying = view.stage === 'playing' && flight !== null && flight.crashed_at === null
  const mark = auto === '' ? null : cents(auto)
  const markFits = auto === '' || (mark !== null && mark >= 101 && mark <= 1_000_000)
  const leave = () => {
    setProblem(null)
    cashOut(view.table, view.round).catch((error: unknown) => setProblem(words(error)))
  }
  return (
    <div className="grid gap-4">
      <Curve flight={flight} flying={flying} />
      {flying && mine && !out && (
        <button type="button" data-testid="cash-out" onClick={leave} className={`press min-h-16 text-xl font-bold ${mine.currency === 'GC' ? 'rounded-coin bg-gold text-on-gold' : 'notched bg-ribbon text-on-ribbon'}`}>
          Cash out <Growing flight={flight} minor={mine.minor} currency={mine.currency} />
        </button>
      )}
      {out && <p role="status" className="rounded-panel bg-gain-wash px-4 py-3 text-lg font-bold text-gain-text">✓ Out at {(out.at / 100).toFixed(2)}×: {money(out.paid, mine?.currency ?? currency)}</p>}
      {problem && <Problem>{problem}</Problem>}
      <BetBar at={at} stake={amount} bet={markFits ? { type: 'crash_bet', minor: amount, auto: mark } : null}>
        <AmountField value={amount} onChange={setAmount} {...{ currency, limit, available }} />
        <label className="grid gap-1">
          <span className="text-sm font-semibold text-ink-2">Cash out by itself at (empty: I do it)</span>
          <input data-testid="auto-out" inputMode="decimal" placeholder="2.00" value={auto} onChange={(event) => setAuto(amountLetters(event.target.value))} aria-invalid={!markFits} className="min-h-target w-full rounded-control border border-edge bg-sunk px-3 text-lg font-semibold placeholder:text-ink-3" />
          {!markFits && <span role="alert" className="text-sm text-alert-text">From 1.01 to 10000, like 2.50.</span>}
        </label>
      </BetBar>
    </div>
  )
}

/** Calls with the milliseconds of the flight, sixty times a second while it flies. */
function useFlight(flight: CrashFlight | null, flying: boolean, draw: (ms: number) => void) {
  const ahead = useStore((state) => state.clockAhead)
  const drawing = useRef(draw)
  useEffect(() => {
    drawing.current = draw
  })
  useEffect(() => {
    if (!flight) return
    if (!flying) {
      drawing.current(flight.crashed_at === null ? 0 : timeOf(flight.crashed_at))
      return
    }
    let frame = requestAnimationFrame(function next() {
      drawing.current(Math.max(0, Date.now() + ahead - flight.began_ms))
      frame = requestAnimationFrame(next)
    })
    return () => cancelAnimationFrame(frame)
  }, [flight, flying, ahead])
}

function Curve({ flight, flying }: { flight: CrashFlight | null; flying: boolean }) {
  const line = useRef<SVGPathElement>(null)
  const area = useRef<SVGPathElement>(null)
  const tip = useRef<SVGCircleElement>(null)
  const figure = useRef<HTMLParagraphElement>(null)
  useFlight(flight, flying, (ms) => {
    const wide = Math.max(ms, 8_000)
    const high = Math.max(multiplierAt(ms), 200)
    const spot = (t: number): [number, number] => [(t / wide) * (W - 40), H - 20 - ((100 * Math.exp(GROWTH * t) - 100) / (high - 100)) * (H - 60)]
    const points = Array.from({ length: 61 }, (_, step) => spot((ms * step) / 60))
    const path = `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`
    const [x, y] = points.at(-1) as [number, number]
    line.current?.setAttribute('d', path)
    area.current?.setAttribute('d', `${path}L${x.toFixed(1)} ${H - 20}L0 ${H - 20}Z`)
    tip.current?.setAttribute('cx', x.toFixed(1))
    tip.current?.setAttribute('cy', y.toFixed(1))
    if (figure.current) figure.current.textContent = `${(multiplierAt(ms) / 100).toFixed(2)}×`
  })
  const over = flight !== null && flight.crashed_at !== null
  return (
    <div className="relative overflow-hidden rounded-panel border border-rule bg-sheet">
      <svg viewBox={`0 0 ${W} ${H}`} className="block w-full" aria-hidden="true">
        {[0.25, 0.5, 0.75].map((part) => <line key={part} x1="0" x2={W} y1={H - 20 - part * (H - 60)} y2={H - 20 - part * (H - 60)} className="stroke-rule" strokeDasharray="2 6" />)}
        <line x1="0" x2={W} y1={H - 20} y2={H - 20} className="stroke-edge" strokeWidth="2" />
        {flight && <path ref={area} className={over ? 'fill-alert-wash' : 'fill-gain-wash'} />}
        {flight && <path ref={line} fill="none" className={over ? 'stroke-alert-text' : 'stroke-gain-text'} strokeWidth="6" strokeLinecap="round" />}
        {flight && <circle ref={tip} r="9" className={over ? 'fill-alert-text' : 'fill-gain-text'} />}
      </svg>
      <div className="absolute inset-x-0 top-4 text-center">
        {flight ? (
          <>
            <p ref={figure} data-testid="multiplier" className={`narrow text-score leading-none font-extrabold ${over ? 'text-alert-text' : ''}`}>1.00×</p>
            {over && <p className="mt-1 font-bold text-alert-text">{flight.crashed_at === 100 ? 'Ended at once' : 'Ended'}</p>}
          </>
        ) : (
          <p className="pt-10 text-lg font-semibold text-ink-2">The curve starts when bets are in</p>
        )}
      </div>
    </div>
  )
}

function Growing({ flight, minor, currency }: { flight: CrashFlight; minor: number; currency: 'USD' | 'GC' | 'SC' }) {
  const figure = useRef<HTMLSpanElement>(null)
  useFlight(flight, true, (ms) => {
    if (figure.current) figure.current.textContent = money(Math.floor((minor * multiplierAt(ms)) / 100), currency)
  })
  return <span ref={figure} className="inline-block min-w-24 text-left">{money(minor, currency)}</span>
}
