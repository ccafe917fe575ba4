/** Limits of one's own, in words, and which of them is in the way. Pure. */
import { money } from '../format'
import type { AccountView, Currency, LimitKind, LimitPeriod, PlayLimit } from '../protocol.gen'

export const PERIODS: Record<LimitPeriod, string> = { day: '24 hours', week: '7 days', month: '30 days' }
const NAMES: Record<LimitKind, string> = { deposit: 'deposits', stake: 'stakes', loss: 'losses', session: 'time' }
const IN_THE_WAY: Record<'stake' | 'deposit', readonly LimitKind[]> = { stake: ['stake', 'loss', 'session'], deposit: ['deposit'] }

/** An amount of a limit as one reads it: money of its currency, or minutes. */
export const shown = (kind: LimitKind, value: number, currency: Currency = 'USD'): string => (kind === 'session' ? `${value} min` : money(value, currency))

export const left = (limit: PlayLimit): number => Math.max(0, (limit.most ?? 0) - limit.used)

/** The limits that so much more would go beyond. */
export function inTheWay(account: AccountView | null, to: 'stake' | 'deposit', minor: number, currency: Currency): PlayLimit[] {
  return (account?.limits ?? []).filter((one) => {
    const more = one.kind === 'session' ? 1 : minor
    const counts = IN_THE_WAY[to].includes(one.kind) && (one.kind === 'session' || one.currency === currency)
    return counts && one.most !== null && one.used + more > one.most
  })
}

/** Such as "stakes in 24 hours, $3.00 at most, $1.00 left". */
export const limitWords = (one: PlayLimit): string =>
  `${NAMES[one.kind]} in ${PERIODS[one.period]}, ${shown(one.kind, one.most ?? 0, one.currency)} at most, ${left(one) > 0 ? `${shown(one.kind, left(one), one.currency)} left` : 'nothing left'}`

/** Whether how one stands may have changed by the clock alone: time that is limited goes on, a break ends. */
export const changesByItself = (account: AccountView | null): boolean => account !== null && (account.excluded_until_ms !== null || account.limits.some((one) => one.kind === 'session'))
