import { describe, expect, it } from 'vitest'
import { clock, hundredths, money, share, signed } from './format'

describe('money', () => {
  it.each([
    [0, '$0.00'],
    [5, '$0.05'],
    [950, '$9.50'],
    [123_456_789, '$1,234,567.89'],
    [-500, '\u2212$5.00'],
  ])('shows %i cents as %s', (minor, text) => expect(money(minor)).toBe(text))

  it('names coins in front', () => expect(money(1000, 'GC')).toBe('GC 10.00'))
  it('signs what came to you', () => expect(signed(950)).toBe('+$9.50'))
  it('does not sign nothing', () => expect(signed(0)).toBe('$0.00'))
})

it('shows basis points as a share', () => expect([share(500), share(25)]).toEqual(['5%', '0.25%']))
it('shows seconds as a clock', () => expect([clock(0), clock(65), clock(3723), clock(-4)]).toEqual(['0:00', '1:05', '1:02:03', '0:00']))
it('shows hundredths', () => expect(hundredths(5342)).toBe('53.42'))
