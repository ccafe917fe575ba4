import { beforeEach, describe, expect, it } from 'vitest'
import type { Refused } from '../protocol.gen'
import { answered, isFinal, keyFor, paymentId, type Shelf } from './keys'

let shelf: Shelf
let made: number
const fresh = () => `key ${++made}`

beforeEach(() => {
  const kept = new Map<string, string>()
  made = 0
  shelf = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value), removeItem: (name) => void kept.delete(name) }
})

describe('the key of a payment', () => {
  it('is the same until there is an answer', () => {
    const first = keyFor(shelf, 'withdrawal', 4000, fresh)
    expect(keyFor(shelf, 'withdrawal', 4000, fresh)).toBe(first)
    answered(shelf, 'withdrawal', 4000)
    expect(keyFor(shelf, 'withdrawal', 4000, fresh)).not.toBe(first)
  })

  it('is another for another amount, and for the other way', () => {
    expect(new Set([keyFor(shelf, 'withdrawal', 4000, fresh), keyFor(shelf, 'withdrawal', 4100, fresh), keyFor(shelf, 'deposit', 4000, fresh)]).size).toBe(3)
  })

  const refused = (more: Partial<Refused>): Refused => ({ type: 'refused', code: 'LIMIT_REACHED', message: '', retryable: false, may_have_happened: 'no', path: null, retry_after_ms: null, ...more })
  it.each([
    [{}, true],
    [{ code: 'UNKNOWN_OUTCOME', retryable: true, may_have_happened: 'unknown' } as const, false],
    [{ code: 'PAYMENTS_AWAY', retryable: true } as const, false],
    [{ code: 'INTERNAL', may_have_happened: 'unknown' } as const, false],
  ])('after %o is done with: %s', (more, done) => expect(isFinal(refused(more))).toBe(done))
})

it('names a payment as the house does', async () => {
  expect(await paymentId('deposit', 'p_aaaaaaaaaaaaaaaa', 'k'.repeat(32))).toBe('d_axea4jsrojxnrdj6')
  expect(await paymentId('withdrawal', 'p_aaaaaaaaaaaaaaaa', 'k'.repeat(32))).toBe('w_i5w3hkj33wmickel')
})
