/** Formats: money, times and ids as people read them. The only place where a minor unit becomes a string. */
import type { Amount, Currency } from './protocol.gen'

const SYMBOL: Record<Currency, string> = { USD: '$', GC: 'GC ', SC: 'SC ' }
const number = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const MINUS = '\u2212'

/** Minor units as money: always two decimals, a real minus sign. */
export function money(minor: number, currency: Currency = 'USD'): string {
  const text = SYMBOL[currency] + number.format(Math.abs(minor) / 100)
  return minor < 0 ? MINUS + text : text
}

/** With its sign, also when it came to you. */
export function signed(minor: number, currency: Currency = 'USD'): string {
  return minor > 0 ? `+${money(minor, currency)}` : money(minor, currency)
}

export const amount = (value: Amount): string => money(value.minor, value.currency)

const WHOLE = /^\d+[.,]?$/
const DECIMAL = /^(\d*)[.,](\d{1,2})$/
const GROUPED = /^(\d{1,3}(?:,\d{3})+)\.(\d{1,2})$|^(\d{1,3}(?:\.\d{3})+),(\d{1,2})$/

/** What somebody typed as minor units: 12, 12.5, 12,50 and 1,234.56 are read; what can be read in two ways, such as 1,234, is nothing. */
export function cents(text: string): number | null {
  const typed = text.replace(/[\s$]/g, '')
  if (WHOLE.test(typed)) return Number(typed.replace(/\D/g, '')) * 100
  const grouped = GROUPED.exec(typed)
  const [whole, part] = grouped ? [grouped[1] ?? grouped[3], grouped[2] ?? grouped[4]] : (DECIMAL.exec(typed)?.slice(1) ?? [])
  if (part === undefined) return null
  return Number((whole ?? '').replace(/\D/g, '')) * 100 + Number(part.padEnd(2, '0'))
}

/** What of a key press an amount may hold. */
export const amountLetters = (text: string): string => text.replace(/[^0-9.,]/g, '')

/** How long to wait, as one says it. */
export function waiting(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  if (seconds < 90) return `${seconds} s`
  return seconds < 5_400 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 3_600)} hours`
}

/** The end of a break or an exclusion; none when it is for ever. */
export const until = (ms: number): string | null => (ms > 8e15 ? null : new Date(ms).toLocaleString('en-US', { dateStyle: 'long', timeStyle: 'short' }))

/** Basis points as a share: 500 is 5%. */
export function share(bp: number): string {
  return `${Number((bp / 100).toFixed(2))}%`
}

/** Seconds as a clock: 4:05, or 1:02:03. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  const shown = parts[0] ? parts : parts.slice(1)
  return shown.map((part, place) => (place ? String(part).padStart(2, '0') : String(part))).join(':')
}

/** A moment in local words. */
export function when(ms: number, now: number = Date.now()): string {
  const date = new Date(ms)
  const time = date.toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' })
  return Math.abs(now - ms) < 12 * 3600_000 ? time : `${date.toLocaleDateString('en-US', { month: 'short', day: 'numeric' })}, ${time}`
}

/** Hundredths as a figure: 5342 is 53.42. */
export const hundredths = (value: number): string => (value / 100).toFixed(2)
