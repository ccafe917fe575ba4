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
