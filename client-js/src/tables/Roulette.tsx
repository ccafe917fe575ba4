/** Roulette: the cloth under the thumb, the wheel that stops where the house said. */
import { useEffect, useRef, useState } from 'react'
import { money } from '../format'
import type { Chip, RouletteSpin, TableView } from '../protocol.gen'
import { useStore } from '../store'
import { useSecondsLeft } from '../ui/clockHooks'
import { Choice, Quiet } from '../ui/controls'
import { COLUMNS, DOZENS, INSIDE, type Inside, liesOn, OUTSIDE, spotAt, WHEEL } from './cloth'
import { AmountField, BetBar, smallest } from './Pad'
import type { AtTable } from './Room'
import { pocketLook } from './Strip'

const KINDS = Object.entries(INSIDE) as [Inside, string][]
const SPOTS_MAX = 40

export function Roulette(at: AtTable) {
  const { view, currency, limit, available, mine } = at
  const [amount, setAmount] = useState(() => smallest(currency))
  const [chips, setChips] = useState<Chip[]>([])
  const [kind, setKind] = useState<Inside>('straight')
  const total = chips.reduce((sum, chip) => sum + chip.minor, 0)
  const spin = view.play?.type === 'roulette_spin' ? view.play : null
  const shown = chips.length > 0 ? chips : mine?.bet.type === 'roulette_bet' ? mine.bet.chips : []
  const put = (spot: string | null) => {
    if (!spot || amount <= 0) return
    setChips((now) => {
      const known = now.some((chip) => chip.spot === spot)
      if (!known && now.length >= SPOTS_MAX) return now
      return known ? now.map((chip) => (chip.spot === spot ? { ...chip, minor: chip.minor + amount } : chip)) : [...now, { spot, minor: amount }]
    })
  }
  return (
    <div className="grid gap-4 md:grid-cols-[minmax(0,18rem)_minmax(0,1fr)]">
      <div className="order-2 grid content-start gap-3 md:order-1">
        <Choice hidden oneRow label="What a tap on a number bets" value={kind} options={KINDS} onChange={setKind} />
        <Cloth chips={shown} onPut={(number) => put(spotAt(kind, number))} onSpot={put} />
      </div>
      <div className="contents md:order-2 md:grid md:content-start md:gap-4">
        <div className={`order-1 ${view.stage === 'betting' && !spin ? 'hidden md:block' : ''}`}>
          <Wheel spin={spin} stage={view.stage} />
        </div>
        <div className="order-3">
          <BetBar at={at} stake={total || (mine?.minor ?? 0)} bet={chips.length > 0 && total >= limit.least ? { type: 'roulette_bet', chips } : null}>
            <AmountField value={amount} onChange={setAmount} {...{ currency, limit, available }} />
            <div className="flex flex-wrap items-center justify-between gap-2">
              <p className="text-sm text-ink-2">{shown.length === 0 ? 'Tap the cloth: each tap puts this amount there.' : `${shown.length} ${shown.length === 1 ? 'spot' : 'spots'}, ${money(shown.reduce((sum, chip) => sum + chip.minor, 0), currency)}`}</p>
              <Quiet disabled={chips.length === 0} onClick={() => setChips([])}>Clear</Quiet>
            </div>
          </BetBar>
        </div>
      </div>
    </div>
  )
}

function Cloth({ chips, onPut, onSpot }: { chips: readonly Chip[]; onPut: (number: number) => void; onSpot: (spot: string) => void }) {
  const on = (number: number) => chips.filter((chip) => liesOn(chip.spot).includes(number)).reduce((sum, chip) => sum + chip.minor / liesOn(chip.spot).length, 0)
  const named = (spot: string) => chips.find((chip) => chip.spot === spot)?.minor ?? 0
  return (
    <div className="grid gap-1 rounded-panel bg-bed-green p-2" role="group" aria-label="The cloth">
      <Spot label="0" look={pocketLook(0)} minor={on(0)} onClick={() => onPut(0)} />
      <div className="grid grid-cols-3 gap-1">
        {Array.from({ length: 36 }, (_, place) => place + 1).map((number) => (
          <Spot key={number} label={String(number)} look={pocketLook(number)} minor={on(number)} onClick={() => onPut(number)} />
        ))}
        {COLUMNS.map(([spot, label]) => <Spot key={spot} name={spot} label={label} minor={named(spot)} onClick={() => onSpot(spot)} />)}
        {DOZENS.map(([spot, label]) => <Spot key={spot} name={spot} label={label} minor={named(spot)} onClick={() => onSpot(spot)} />)}
        {OUTSIDE.map(([spot, label]) => <Spot key={spot} name={spot} label={label} look={spot === 'red' ? 'bg-bed-red text-chalk' : spot === 'black' ? 'bg-bed-dark text-chalk' : undefined} minor={named(spot)} onClick={() => onSpot(spot)} />)}
      </div>
    </div>
  )
}

function Spot({ label, name, look = 'bg-bed-green text-chalk border border-chalk/40', minor, onClick }: { label: string; name?: string; look?: string; minor: number; onClick: () => void }) {
  return (
    <button type="button" data-testid={`spot-${name ?? label}`} onClick={onClick} className={`press relative min-h-target rounded-cell font-bold ${look}`}>
      {label}
      <span className="sr-only">{name?.startsWith('column') && ` ${name.replace('-', ' ')}`}{minor > 0 && `, ${minor / 100} on it`}</span>
      {minor > 0 && <span aria-hidden="true" className="absolute top-0 right-0 grid min-h-6 min-w-6 place-items-center rounded-full border-2 border-dashed border-chalk bg-gold px-1 text-xs font-extrabold text-on-gold">{compact(minor)}</span>}
    </button>
  )
}

const compact = (minor: number): string => (minor >= 100_000 ? `${Math.round(minor / 100_000)}k` : String(Math.round(minor / 100)))

const STEP = 360 / 37
const TURNS = 5

/** It turns so that the pocket that was drawn comes to lie under the mark when the house says that the ball lies. */
function Wheel({ spin, stage }: { spin: RouletteSpin | null; stage: TableView['stage'] }) {
  const ahead = useStore((state) => state.clockAhead)
  const turning = useRef<SVGGElement>(null)
  const angle = useRef(0)
  const left = useSecondsLeft(spin?.stops_ms ?? null)
  const lies = spin !== null && (left === 0 || stage === 'settled')
  const pocket = spin?.pocket
  const stops = spin?.stops_ms
  useEffect(() => {
    const wheel = turning.current
    if (pocket === undefined || stops === undefined || !wheel) return
    const ms = Math.max(0, stops - Date.now() - ahead)
    const target = -WHEEL.indexOf(pocket as (typeof WHEEL)[number]) * STEP
    const turned = (((target - angle.current) % 360) + 360) % 360
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches || ms < 300
    angle.current += turned + (still ? 0 : TURNS * 360)
    wheel.style.transition = still ? 'none' : `transform ${ms}ms cubic-bezier(0.15, 0.6, 0.2, 1)`
    wheel.style.transform = `rotate(${angle.current}deg)`
  }, [pocket, stops, ahead])
  return (
    <div className="relative mx-auto aspect-square w-full max-w-72">
      <svg viewBox="-110 -110 220 220" className="size-full" aria-hidden="true">
        <circle r="108" className="fill-bed-dark" />
        <g ref={turning}>
          {WHEEL.map((number, place) => (
            <g key={number} transform={`rotate(${place * STEP})`}>
              <path d={wedge()} className={number === 0 ? 'fill-bed-green' : place % 2 === 1 ? 'fill-bed-red' : 'fill-bed-dark'} stroke="var(--color-wire)" strokeWidth="0.6" />
              <text y="-90" textAnchor="middle" className="fill-chalk text-[9px] font-bold">{number}</text>
            </g>
          ))}
          <circle r="60" className="fill-bed-light" />
          <circle r="44" className="fill-bed-dark" />
        </g>
        <path d="M0 -98 l-6 -12 h12 z" className="fill-chalk" />
        {lies && <circle cy="-70" r="5" className="fill-chalk" />}
      </svg>
      <p role="status" data-testid="pocket" className="absolute inset-0 m-auto grid size-20 place-items-center text-center">
        {lies ? <span className={`narrow grid size-16 place-items-center rounded-full text-score-sm font-extrabold ${pocketLook(pocket ?? 0)}`}>{pocket}</span> : <span className="text-sm font-semibold text-chalk">{stage === 'betting' ? '' : 'turning'}</span>}
      </p>
    </div>
  )
}

function wedge(): string {
  const half = (STEP / 2) * (Math.PI / 180)
  const at = (radius: number, angle: number) => `${(radius * Math.sin(angle)).toFixed(2)} ${(-radius * Math.cos(angle)).toFixed(2)}`
  return `M${at(60, -half)}L${at(100, -half)}A100 100 0 0 1 ${at(100, half)}L${at(60, half)}A60 60 0 0 0 ${at(60, -half)}Z`
}
