/** What players wear, drawn by us: frames and titles by a name, chat inks, card backs, flights, balls, felts, effects. It says how one looks, nothing else. */
import { type ReactNode, useEffect } from 'react'
import { wanted } from '../looks'
import type { Slot } from '../protocol.gen'
import { useStore } from '../store'
import { Silk } from './Silk'

export type Worn = Partial<Record<Slot, string>>
const NOTHING: Worn = {}

/** What somebody wears; asked for once, and kept up by the house. */
export function useWorn(id: string): Worn {
  const worn = useStore((state) => state.looks[id])
  useEffect(() => {
    if (id && worn === undefined) wanted(id)
  }, [id, worn])
  return worn ?? NOTHING
}

export const TITLES: Record<string, string> = { title_regular: 'The Regular', title_shark: 'The Shark', title_founder: 'Founder', title_ironarm: 'Iron Arm' }
const INKS: Record<string, string> = { chat_moss: 'text-gain-text', chat_brick: 'text-alert-text', chat_ink: 'text-ribbon-text' }
export const inkOf = (worn: Worn): string => INKS[worn.chat ?? ''] ?? ''

/** A silk in its frame. */
export function Avatar({ id, size = 36 }: { id: string; size?: number }) {
  return <Framed frame={useWorn(id).frame} size={size}><Silk id={id} size={size} /></Framed>
}

export function Framed({ frame, size, children }: { frame: string | undefined; size: number; children: ReactNode }) {
  if (!frame) return <>{children}</>
  const edge = Math.max(3, size / 9)
  const box = size + 2 * edge
  return (
    <span data-frame={frame} className="relative inline-grid shrink-0 place-items-center" style={{ width: box, height: box }}>
      {children}
      <svg viewBox="0 0 44 44" className="pointer-events-none absolute inset-0 size-full" aria-hidden="true">{FRAMES[frame]}</svg>
    </span>
  )
}

const leaf = (angle: number) => <path key={angle} d="M22 1 q4 3 0 7 q-4 -4 0 -7z" transform={`rotate(${angle} 22 22)`} className="fill-gain" />
const FRAMES: Record<string, ReactNode> = {
  frame_chalk: <rect x="2" y="2" width="40" height="40" rx="9" fill="none" className="stroke-current" strokeWidth="2.4" strokeDasharray="5 3" />,
  frame_laurel: <>{[-150, -125, -100, -75, -50, 50, 75, 100, 125, 150].map(leaf)}<rect x="3.4" y="3.4" width="37.2" height="37.2" rx="9" fill="none" className="stroke-gain" strokeWidth="1.6" /></>,
  frame_ticket: <path d="M4 2h36v14a6 6 0 0 0 0 12v14H4V28a6 6 0 0 0 0-12z" fill="none" className="stroke-ribbon" strokeWidth="2.6" />,
  frame_champion: <><rect x="1.6" y="1.6" width="40.8" height="40.8" rx="10" fill="none" className="stroke-gold" strokeWidth="3" /><path d="M22 -1l2 4 4 .6-3 3 .7 4.4-3.7-2-3.7 2 .7-4.4-3-3 4-.6z" className="fill-gold" /></>,
}

/** Under a name. */
export function Title({ id, className = 'text-ink-2' }: { id: string; className?: string }) {
  const title = useWorn(id).title
  return title ? <span data-testid="title" className={`block truncate text-xs font-semibold ${className}`}>{TITLES[title] ?? title}</span> : null
}

const BACKS: Record<string, ReactNode> = {
  back_diamonds: <path d="M5 4l4 5-4 5-4-5zM15 4l4 5-4 5-4-5zM5 16l4 5-4 5-4-5zM15 16l4 5-4 5-4-5z" />,
  back_stripes: <path d="M0 6h20v3H0zM0 13.500h20v3H0zM0 21h20v3H0z" />,
  back_moon: <path d="M13 6a9 9 0 1 0 3 15 8 8 0 0 1-3-15z" />,
}
const PLAIN_BACK = <path d="M10 2 18 15 10 28 2 15Z" fill="none" stroke="var(--color-chalk)" strokeWidth="1.5" />

export const CardBack = ({ back }: { back: string | undefined }) => (
  <span role="img" aria-label="A card face down" className="inline-grid h-14 w-9 place-items-center rounded-control border border-chalk bg-bed-red">
    <svg viewBox="0 0 20 30" className="h-11 w-7 fill-chalk" aria-hidden="true">{BACKS[back ?? ''] ?? PLAIN_BACK}</svg>
  </span>
)

const FELTS: Record<string, string> = { felt_burgundy: '#5b1f2b', felt_slate: '#2b3a44' }
export const feltOf = (worn: Worn): { background: string } | undefined => (worn.felt && FELTS[worn.felt] ? { background: FELTS[worn.felt] as string } : undefined)

/** A ball as its owner likes it, around its own middle, of radius 9. */
export const BALLS: Record<string, ReactNode> = {
  ball_marble: <><circle r="9" fill="#dfe7e2" stroke="#5c6b63" strokeWidth="1.5" /><path d="M-6 -4q6 3 12 0M-7 3q7 -4 14 1" fill="none" stroke="#2e4a66" strokeWidth="2" /></>,
  ball_eight: <><circle r="9" fill="#161b18" /><circle r="4.500" fill="#f3efe2" /><text y="2.600" textAnchor="middle" fontSize="7" fontWeight="800" fill="#161b18">8</text></>,
  ball_target: <><circle r="9" className="fill-bed-red" /><circle r="6" className="fill-bed-light" /><circle r="3" className="fill-bed-green" /></>,
}

export const FLIGHTS: Record<string, ReactNode> = {
  flight_kite: <path d="M10 1l7 10-7 9-7-9z" className="fill-bed-red" />,
  flight_shield: <path d="M3 2h14v9q0 6-7 9-7-3-7-9z" className="fill-bed-green" />,
}

/** What goes with a win. Once, and never for a loss. */
export function Effect({ effect }: { effect: string | undefined }) {
  if (effect === 'effect_stamp') return <span aria-hidden="true" className="wide absolute top-2 right-3 rotate-6 rounded-cell border-4 border-gain-text px-2 text-xl font-extrabold text-gain-text opacity-80">PAID</span>
  if (effect === 'effect_rays') {
    return (
      <svg viewBox="-50 -50 100 100" aria-hidden="true" className="absolute inset-y-0 right-0 h-full opacity-60">
        {Array.from({ length: 12 }, (_, ray) => <path key={ray} d="M0 -12L3 -48h-6z" transform={`rotate(${ray * 30})`} className="fill-gain" />)}
      </svg>
    )
  }
  return null
}
