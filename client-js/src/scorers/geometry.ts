/** The geometry of a dart board, in millimetres from its middle, y down as on a screen. */
import type { Ring, ThrowDart } from '../protocol.gen'

export const NUMBERS = [20, 1, 18, 4, 13, 6, 10, 15, 2, 17, 3, 19, 7, 16, 8, 11, 14, 9, 12, 5] as const
export const RADII = { bull: 6.35, outer: 15.9, trebleIn: 99, trebleOut: 107, doubleIn: 162, doubleOut: 170, edge: 225 }

/** The bed under a point. */
export function bedAt(x: number, y: number): ThrowDart {
  const radius = Math.hypot(x, y)
  const dart = (number: number, ring: Ring): ThrowDart => ({ type: 'throw_dart', number, ring })
  if (radius <= RADII.bull) return dart(25, 'double')
  if (radius <= RADII.outer) return dart(25, 'single')
  if (radius > RADII.doubleOut) return dart(0, 'miss')
  const sector = Math.round((Math.atan2(x, -y) * 180) / Math.PI / 18 + 20) % 20
  const ring = radius >= RADII.trebleIn && radius <= RADII.trebleOut ? 'treble' : radius >= RADII.doubleIn ? 'double' : 'single'
  return dart(NUMBERS[sector] ?? 20, ring)
}

/** A bed as it is called. */
export function markOf({ number, ring }: ThrowDart): string {
  if (ring === 'miss') return 'Miss'
  if (number === 25) return ring === 'double' ? 'Bull' : '25'
  return `${ring === 'double' ? 'D' : ring === 'treble' ? 'T' : ''}${number}`
}

/** Where to show a dart that is known by its mark alone: in its bed, a little off the middle so that three can be told apart. */
export function placeOf(mark: string, nth: number): { x: number; y: number } {
  const nudge = (nth - 1) * 5
  if (mark === '0') return { x: 150 + nudge * 4, y: 185 }
  if (mark === 'Bull' || mark === '25') return { x: nudge * 0.6, y: mark === 'Bull' ? 0 : 11 }
  const number = Number(mark.replace(/^[DT]/, ''))
  const radius = mark.startsWith('T') ? 103 : mark.startsWith('D') ? 166 : 134 + nudge * 3
  const angle = ((NUMBERS.indexOf(number as 20) * 18 + nudge * 0.7) * Math.PI) / 180
  return { x: radius * Math.sin(angle), y: -radius * Math.cos(angle) }
}

/** The outline of a bed: a piece of a ring, from an inner to an outer radius, 18 degrees wide. */
export function wedge(sector: number, inner: number, outer: number): string {
  const [from, to] = [(sector * 18 - 9) * (Math.PI / 180), (sector * 18 + 9) * (Math.PI / 180)]
  const at = (radius: number, angle: number) => `${(radius * Math.sin(angle)).toFixed(2)} ${(-radius * Math.cos(angle)).toFixed(2)}`
  return `M${at(inner, from)}L${at(outer, from)}A${outer} ${outer} 0 0 1 ${at(outer, to)}L${at(inner, to)}A${inner} ${inner} 0 0 0 ${at(inner, from)}Z`
}
