/** The cloth of roulette: the wheel's order, and which spot a tap means. */
export const WHEEL = [0, 32, 15, 19, 4, 21, 2, 25, 17, 34, 6, 27, 13, 36, 11, 30, 8, 23, 10, 5, 24, 16, 33, 1, 20, 14, 31, 9, 22, 18, 29, 7, 28, 12, 35, 3, 26] as const

export type Inside = 'straight' | 'split' | 'down' | 'street' | 'corner' | 'line'
export const INSIDE: Record<Inside, string> = { straight: 'Number', split: 'Split →', down: 'Split ↓', street: 'Street', corner: 'Corner', line: 'Line' }

/** The spot of this kind that begins at a number, or nothing where there is none. */
export function spotAt(kind: Inside, number: number): string | null {
  if (kind === 'straight') return String(number)
  if (number === 0) return { split: '0-2', down: '0-1', street: '0-1-2', corner: '0-1-2-3', line: null }[kind] ?? null
  const first = number - ((number - 1) % 3)
  const last = number % 3 === 0
  switch (kind) {
    case 'split':
      return last ? null : `${number}-${number + 1}`
    case 'down':
      return number > 33 ? null : `${number}-${number + 3}`
    case 'street':
      return `${first}-${first + 1}-${first + 2}`
    case 'corner':
      return last || number > 33 ? null : `${number}-${number + 1}-${number + 3}-${number + 4}`
    case 'line':
      return first > 33 ? null : [0, 1, 2, 3, 4, 5].map((step) => first + step).join('-')
  }
}

export const OUTSIDE: readonly (readonly [string, string])[] = [
  ['low', '1–18'], ['even', 'Even'], ['red', 'Red'], ['black', 'Black'], ['odd', 'Odd'], ['high', '19–36'],
]
export const DOZENS: readonly (readonly [string, string])[] = [['dozen-1', '1st 12'], ['dozen-2', '2nd 12'], ['dozen-3', '3rd 12']]
export const COLUMNS: readonly (readonly [string, string])[] = [['column-1', '2 to 1'], ['column-2', '2 to 1'], ['column-3', '2 to 1']]

/** The numbers that a spot lies on, for showing its chips there; outside spots lie on themselves. */
export const liesOn = (spot: string): number[] => (/^\d/.test(spot) ? spot.split('-').map(Number) : [])
