import { describe, expect, it } from 'vitest'
import type { Balance, OpenHold, Payment } from '../protocol.gen'
import { partsOf, pendingOf, returnedWords, sumLine, sumOf, whyOf, wordsOf } from './payments'

const payment = (more: Partial<Payment>): Payment => ({ payment_id: 'd_1', kind: 'deposit', currency: 'USD', minor: 2500, state: 'paid', at_ms: 0, url: null, returned_minor: 0, why: null, ...more })

describe('what a payment came to', () => {
  it.each([
    [{}, '+$25.00'],
    [{ returned_minor: 1000 }, '+$15.00'],
    [{ state: 'failed' }, '$25.00'],
    [{ state: 'expired' }, '$25.00'],
    [{ state: 'open' }, '$25.00'],
    [{ state: 'disputed', returned_minor: 2500 }, '$0.00'],
    [{ kind: 'withdrawal' }, '\u2212$25.00'],
    [{ kind: 'withdrawal', state: 'failed' }, '$25.00'],
    [{ kind: 'withdrawal', state: 'review' }, '$25.00'],
  ] as [Partial<Payment>, string][])('is, of %o, %s', (more, text) => expect(sumOf(payment(more))).toBe(text))
})

describe('who comes back from Stripe', () => {
  it.each([
    [{}, false, '+$25.00 paid in'],
    [{ state: 'processing' }, false, '$25.00 on its way in'],
    [{ state: 'open' }, false, 'Waiting for Stripe'],
    [{ state: 'open' }, true, 'Not paid yet'],
    [{ state: 'failed' }, false, 'Failed; nothing was taken'],
  ] as [Partial<Payment>, boolean, string][])('reads of %o, left %s: %s', (more, left, title) => expect(returnedWords(payment(more), left).title).toBe(title))
  it('reads how much it was about, however it ended', () => {
    for (const state of ['open', 'failed', 'expired', 'disputed'] as const) expect(returnedWords(payment({ state }), false).words).toContain('$25.00')
  })
  it('reads why it failed', () => expect(returnedWords(payment({ state: 'failed', why: 'card_declined' }), false).words).toBe('Of your $25.00: the card was declined. Nothing is in your wallet from this one.'))
})

describe('why not', () => {
  it.each([
    ['account_closed', 'the bank account is closed'],
    ['a_code_of_next_year', 'Stripe or the bank could not do it'],
    [null, null],
  ])('is said of %s', (why, said) => expect(whyOf(payment({ kind: 'withdrawal', state: 'failed', why }))).toBe(said))
  it('is an operator’s own words when they denied it', () => expect(whyOf(payment({ kind: 'withdrawal', state: 'denied', why: 'Another person’s account.' }))).toBe('Another person’s account.'))
  it('is nothing when it was paid', () => expect(whyOf(payment({ why: 'declined' }))).toBeNull())
})

it('says of a withdrawal that came back whose the money is', () => expect(wordsOf(payment({ kind: 'withdrawal', state: 'failed' }))).toContain('yours again'))

const usd: Balance = { currency: 'USD', available: 9900, held: 3000, total: 12_900, redeemable: 9900 }
const hold = (more: Partial<OpenHold>): OpenHold => ({ hold_id: 'h', match_id: null, table: null, currency: 'USD', minor: 1000, ...more })

describe('a balance', () => {
  it('keeps a withdrawal apart from what is held for matches', () => {
    const parts = partsOf(usd, [hold({ match_id: 'm_a' }), hold({ minor: 2000 }), hold({ currency: 'SC', minor: 500 })])
    expect(parts.map((part) => [part.name, part.minor])).toEqual([['available', 9900], ['held for matches', 1000], ['on its way out', 2000]])
    expect(sumLine(usd.total, parts)).toBe('$129.00 total = $99.00 available + $10.00 held for matches + $20.00 on its way out')
  })
  it('does not speak of what is not held', () => expect(partsOf({ ...usd, held: 0 }, []).map((part) => part.name)).toEqual(['available']))
  it('does not count what has not come yet', () => expect(pendingOf([payment({ state: 'processing' }), payment({ state: 'open' }), payment({ kind: 'withdrawal', state: 'processing' })])).toBe(2500))
})
