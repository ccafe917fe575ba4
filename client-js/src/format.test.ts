import { describe, expect, it } from 'vitest'
import { amountLetters, cents, clock, hundredths, money, share, signed, until, waiting } from './format'

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

describe('cents', () => {
  it.each([
    ['12', 1200],
    ['12.', 1200],
    ['12.5', 1250],
    ['12.50', 1250],
    ['12,50', 1250],
    ['12,5', 1250],
    [',5', 50],
    ['.05', 5],
    ['0.29', 29],
    ['1,234.56', 123_456],
    ['1.234,56', 123_456],
    ['1,234,567.8', 123_456_780],
    ['$ 1 000', 100_000],
  ])('reads %s as %i', (text, minor) => expect(cents(text)).toBe(minor))

  it.each(['', '.', ',', '1,234', '1.234', '12,500', '1,23,456', '12.345', '1.2.3', '1,2,3', '--', 'a'])('does not guess what %s is', (text) => expect(cents(text)).toBeNull())

  it('keeps of a key press what an amount may hold', () => expect(amountLetters('$1,2a3.4-')).toBe('1,23.4'))
})

it.each([
  [0, '1 s'],
  [11_200, '12 s'],
  [120_000, '2 minutes'],
  [7_200_000, '2 hours'],
])('says how long %i ms are', (ms, text) => expect(waiting(ms)).toBe(text))

it('knows no end of for ever', () => expect([until(2 ** 53), until(0)?.includes('19')]).toEqual([null, true]))

it('shows basis points as a share', () => expect([share(500), share(25)]).toEqual(['5%', '0.25%']))
it('shows seconds as a clock', () => expect([clock(0), clock(65), clock(3723), clock(-4)]).toEqual(['0:00', '1:05', '1:02:03', '0:00']))
it('shows hundredths', () => expect(hundredths(5342)).toBe('53.42'))
