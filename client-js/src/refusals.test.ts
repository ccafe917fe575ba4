import { describe, expect, it } from 'vitest'
import { type AccountView, type Code, type PlayLimit, REFUSALS, type Refused } from './protocol.gen'
import { type About, said, standingOf } from './refusals'

const refused = (code: Code, more: Partial<Refused> = {}): Refused => ({ type: 'refused', code, message: REFUSALS[code], retryable: false, may_have_happened: 'no', path: null, retry_after_ms: null, ...more })
const limit = (more: Partial<PlayLimit>): PlayLimit => ({ kind: 'stake', period: 'day', currency: 'USD', most: 300, used: 100, asked: null, asked_ms: null, may_confirm_ms: null, ...more })
const account = (more: Partial<AccountView>): AccountView => ({
  type: 'account_view', state: 'open', may_stake: null, may_deposit: null, excluded_until_ms: null, born_known: true, place: 'US-CO', place_by_header: null, terms: 1, privacy: 1, terms_now: 1, privacy_now: 1,
  owed_minor: 0, withdrawable_minor: 10_900, cooling_hours: 24, loosen_hours: 24, review_minor: 50_000, limits: [], places: [], ...more,
})
const words = (code: Code, about: About = {}, more: Partial<Refused> = {}): string => said(refused(code, more), about).words

describe('every code', () => {
  const codes = Object.keys(REFUSALS) as Code[]
  it.each(codes)('%s has words of its own, without a command in them', (code) => {
    expect(words(code).length).toBeGreaterThan(8)
    if (!['ILLEGAL_MOVE', 'ILLEGAL_BET', 'TABLE_CLOSED', 'INTERNAL'].includes(code)) expect(words(code)).not.toMatch(/[a-z]_[a-z]|retry_after|message|path|ref\b/)
  })
  it('that this page does not know speaks for itself', () => expect(said({ ...refused('BUSY'), code: 'OF_NEXT_YEAR' as Code, message: 'Next year.' }).words).toBe('Next year.'))
})

describe('a refusal that passes', () => {
  it('says when to try again', () => expect(words('TOO_FAST', {}, { retryable: true, retry_after_ms: 11_200 })).toBe('That was often, in a short time. Try again in 12 s.'))
  it('says so without a time', () => expect(words('BUSY', {}, { retryable: true })).toBe('The house is busy. Nothing happened. Try again.'))
  it('does not say that nothing happened when it may have', () => expect(words('UNKNOWN_OUTCOME', {}, { retryable: true, may_have_happened: 'unknown', retry_after_ms: 500 })).not.toContain('Try again in'))
})

describe('a limit', () => {
  const mine = account({ limits: [limit({}), limit({ kind: 'deposit', most: 5000, used: 5000, period: 'week' }), limit({ kind: 'stake', currency: 'GC', most: 1, used: 1 })] })
  it('is named, with what is left of it, and where it is set', () =>
    expect(said(refused('LIMIT_REACHED'), { to: 'stake', minor: 500, account: mine })).toEqual({
      words: 'That would go beyond a limit that you have set: stakes in 24 hours, $3.00 at most, $2.00 left.',
      href: '/limits',
      action: 'Your limits',
    }))
  it('for deposits is not one for stakes', () => expect(words('LIMIT_REACHED', { to: 'deposit', minor: 500, account: mine })).toContain('deposits in 7 days, $50.00 at most, nothing left'))
  it('of another currency is named in it', () => expect(words('LIMIT_REACHED', { to: 'stake', minor: 500, currency: 'GC', account: mine })).toContain('GC 0.01 at most'))
  it('of time is used up by being here', () => expect(words('LIMIT_REACHED', { to: 'stake', minor: 1, account: account({ limits: [limit({ kind: 'session', most: 60, used: 60 })] }) })).toContain('time in 24 hours, 60 min at most'))
  it('that is not known is not made up', () => expect(words('LIMIT_REACHED')).toBe('That would go beyond a limit that you have set.'))
})

describe('how one stands', () => {
  it('in a closed place speaks of paying in to who pays in', () => expect([standingOf('PLACE_CLOSED', { to: 'deposit' }).words, standingOf('PLACE_CLOSED').words]).toEqual(['Paying in is not open where you are. Withdrawals are.', 'Games for dollars are not open where you are. Withdrawals are.']))
  it('when something is owed says how much', () => expect(standingOf('ACCOUNT_FROZEN', { account: account({ owed_minor: 2500 }) }).words).toContain('$25.00 is owed'))
  it('names whom to write to, where there is somebody', () => {
    expect(standingOf('ACCOUNT_FROZEN', { contact: 'desk@example.com' }).words).toContain('Write to desk@example.com.')
    expect(standingOf('ACCOUNT_FROZEN').words).not.toMatch(/write/i)
  })
  it('for ever has no end', () => expect(standingOf('SELF_EXCLUDED', { account: account({ excluded_until_ms: 2 ** 53 - 1 }) }).words).toBe('You are excluded for ever. Withdrawals stay open.'))
  it('on a break says when it ends', () => expect(standingOf('SELF_EXCLUDED', { account: account({ excluded_until_ms: 1_800_000_000_000 }) }).words).toContain('You are on a break until January 1'))
  it('too young says from which age on, where, and whom to tell of a wrong date', () =>
    expect(standingOf('UNDER_AGE', { contact: 'desk@example.com', account: account({ place: 'US-MA', places: [{ code: 'US-MA', name: 'Massachusetts', state: 'open', age: 21 }] }) })).toEqual({
      words: 'One must be 21 to stake in Massachusetts. If your date of birth is wrong, write to desk@example.com.',
      href: '/gate',
      action: 'I am elsewhere',
    }))
})

it('what still cools down says how much may go', () => expect(words('STILL_COOLING', { account: account({}) })).toContain('$109.00 may go now'))
