import { describe, expect, it } from 'vitest'
import type { StatementLine } from '../protocol.gen'
import { isGain, saidOf, withNewest } from './statement'

const line = (seq: number, more: Partial<StatementLine> = {}): StatementLine => ({ seq, at_ms: 0, cause: 'hold', match_id: null, table: null, currency: 'USD', minor: -100, held_minor: 100, available: 0, held: 100, ...more })
const page = (seqs: number[], more: boolean) => ({ lines: seqs.map((seq) => line(seq)), more })
const seqs = (found: { lines: StatementLine[]; more: boolean }) => [found.lines.map((one) => one.seq), found.more]

describe('the newest page', () => {
  it('is all there is at first', () => expect(seqs(withNewest(null, page([3, 2], true)))).toEqual([[3, 2], true]))
  it('keeps the older lines that were read before', () => expect(seqs(withNewest(page([5, 4, 3, 2, 1], false), page([6, 5, 4], true)))).toEqual([[6, 5, 4, 3, 2, 1], false]))
  it('is begun anew when lines between them are not known', () => expect(seqs(withNewest(page([2, 1], false), page([9, 8], true)))).toEqual([[9, 8], true]))
  it('that is everything is everything', () => expect(seqs(withNewest(page([2, 1], true), page([3, 2, 1], false)))).toEqual([[3, 2, 1], false]))
})

describe('a line', () => {
  it('of a dispute that was won gives back', () => expect([saidOf(line(1, { cause: 'taken_back', minor: 5000 })), saidOf(line(1, { cause: 'taken_back', minor: -5000 }))]).toEqual(['Deposit given back', 'Deposit taken back']))
  it('of a loss says from where it was lost', () => expect(saidOf(line(1, { cause: 'capture', minor: 0, held_minor: -100 }))).toBe('Lost, from what was held'))
  it('is a gain when something came', () => expect([isGain(line(1, { cause: 'payout', minor: 5 })), isGain(line(1, { cause: 'purchase', minor: -5 })), isGain(line(1))]).toEqual([true, false, false]))
})
