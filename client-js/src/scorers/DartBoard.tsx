/** A real board to tap. On touch a loupe shows what is under the finger, so that a thumb can hit a double; the dart goes where it is lifted. */
import * as m from 'motion/react-m'
import { type PointerEvent, useRef, useState } from 'react'
import type { ThrowDart } from '../protocol.gen'
import { bedAt, markOf, NUMBERS, placeOf, RADII, wedge } from './geometry'

const EDGE = 205
const BEDS = NUMBERS.flatMap((number, sector) => {
  const even = sector % 2 === 0
  const [single, ring] = even ? ['fill-bed-dark', 'fill-bed-red'] : ['fill-bed-light', 'fill-bed-green']
  return [
    { bed: `${number}`, path: wedge(sector, RADII.outer, RADII.trebleIn), fill: single },
    { bed: `T${number}`, path: wedge(sector, RADII.trebleIn, RADII.trebleOut), fill: ring },
    { bed: `${number}`, path: wedge(sector, RADII.trebleOut, RADII.doubleIn), fill: single },
    { bed: `D${number}`, path: wedge(sector, RADII.doubleIn, RADII.doubleOut), fill: ring },
  ]
})

interface Props {
  darts: string[]
  hint: string | undefined
  ready: boolean
  onThrow: (dart: ThrowDart) => void
}

export function DartBoard({ darts, hint, ready, onThrow }: Props) {
  const svg = useRef<SVGSVGElement>(null)
  const [aim, setAim] = useState<{ x: number; y: number } | null>(null)

  const point = (event: PointerEvent): { x: number; y: number } => {
    const box = svg.current?.getBoundingClientRect()
    if (!box) return { x: 0, y: 0 }
    const scale = (2 * EDGE) / box.width
    return { x: (event.clientX - box.left) * scale - EDGE, y: (event.clientY - box.top) * scale - EDGE }
  }
  const press = (event: PointerEvent) => {
    if (!ready) return
    svg.current?.setPointerCapture(event.pointerId)
    setAim(point(event))
  }
  const lift = (event: PointerEvent) => {
    if (aim && ready) {
      const at = point(event)
      onThrow(bedAt(at.x, at.y))
    }
    setAim(null)
  }

  return (
    <div className="relative mx-auto w-full max-w-[min(34rem,62dvh)]">
      {/* The keypad beside it says the same to who cannot point. */}
      <svg
        ref={svg}
        viewBox={`${-EDGE} ${-EDGE} ${2 * EDGE} ${2 * EDGE}`}
        className={`block w-full touch-none select-none ${ready ? 'cursor-crosshair' : ''}`}
        aria-hidden="true"
        data-testid="board"
        onPointerDown={press}
        onPointerMove={(event) => aim && setAim(point(event))}
        onPointerUp={lift}
        onPointerCancel={() => setAim(null)}
      >
        <Face hint={hint} />
        {darts.map((mark, nth) => <Dart key={`${nth}-${mark}`} mark={mark} nth={nth} />)}
        {!ready && <circle r={EDGE} className="fill-ground opacity-25" />}
      </svg>
      {aim && <Loupe aim={aim} hint={hint} />}
    </div>
  )
}

function Face({ hint }: { hint: string | undefined }) {
  return (
    <>
      <circle r={EDGE - 1} className="fill-bed-dark" data-bed="Miss" />
      {BEDS.map(({ bed, path, fill }) => <path key={path} d={path} data-bed={bed} className={`${fill} stroke-wire`} strokeWidth={0.9} />)}
      <circle r={RADII.outer} data-bed="25" className="fill-bed-green stroke-wire" strokeWidth={0.9} />
      <circle r={RADII.bull} data-bed="Bull" className="fill-bed-red stroke-wire" strokeWidth={0.9} />
      {hint && BEDS.filter(({ bed }) => bed === hint && bed.length > 0).map(({ path }) => <path key={path} d={path} className="fill-none stroke-flare" strokeWidth={3} />)}
      {hint === 'Bull' && <circle r={RADII.bull} className="fill-none stroke-flare" strokeWidth={3} />}
      {NUMBERS.map((number, sector) => {
        const angle = (sector * 18 * Math.PI) / 180
        return (
          <text key={number} x={187 * Math.sin(angle)} y={-187 * Math.cos(angle)} dy="6.5" textAnchor="middle" className="narrow fill-chalk text-[19px] font-bold">
            {number}
          </text>
        )
      })}
    </>
  )
}

/** A dart lands with one small overshoot. */
function Dart({ mark, nth }: { mark: string; nth: number }) {
  const { x, y } = placeOf(mark, nth)
  return (
    <m.g initial={{ opacity: 0, scale: 2.2 }} animate={{ opacity: 1, scale: 1 }} transition={{ duration: 0.26, ease: [0.3, 1.45, 0.5, 1] }} style={{ x, y }}>
      <circle r={7} className="fill-flare stroke-bed-dark" strokeWidth={1.5} />
      <circle r={2.4} className="fill-bed-dark" />
    </m.g>
  )
}

function Loupe({ aim, hint }: { aim: { x: number; y: number }; hint: string | undefined }) {
  const reach = 48
  const right = aim.x < 0
  return (
    <div className={`pointer-events-none absolute top-0 grid justify-items-center ${right ? 'right-0' : 'left-0'}`}>
      <svg viewBox={`${aim.x - reach} ${aim.y - reach} ${2 * reach} ${2 * reach}`} className="size-32 rounded-full border-4 border-ink bg-bed-dark shadow-over">
        <Face hint={hint} />
        <path d={`M${aim.x - 9} ${aim.y}h18M${aim.x} ${aim.y - 9}v18`} className="stroke-flare" strokeWidth={2.5} />
      </svg>
      <span className="-mt-4 rounded-control bg-ink px-3 py-1 font-bold text-on-ink">{markOf(bedAt(aim.x, aim.y))}</span>
    </div>
  )
}
