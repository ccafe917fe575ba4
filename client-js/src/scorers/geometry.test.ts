import { expect, it } from 'vitest'
import { bedAt, markOf, NUMBERS, placeOf } from './geometry'

it.each([
  [0, 0, 'Bull'],
  [0, 12, '25'],
  [0, -103, 'T20'],
  [0, -166, 'D20'],
  [0, -130, '20'],
  [0, 103, 'T3'],
  [130, 0, '6'],
  [-130, 0, '11'],
  [0, -180, 'Miss'],
])('at %i, %i is %s', (x, y, mark) => expect(markOf(bedAt(x, y))).toBe(mark))

it('shows every dart in the bed that it is called by', () => {
  const marks = ['Bull', '25', ...NUMBERS.flatMap((number) => [`${number}`, `D${number}`, `T${number}`])]
  for (const mark of marks) {
    for (const nth of [0, 1, 2]) {
      const { x, y } = placeOf(mark, nth)
      expect(markOf(bedAt(x, y))).toBe(mark)
    }
  }
})
