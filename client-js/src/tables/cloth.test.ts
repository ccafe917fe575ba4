import { expect, test } from 'vitest'
import { type Inside, INSIDE, spotAt, WHEEL } from './cloth'

test('the wheel has every pocket once', () => {
  expect([...WHEEL].sort((a, b) => a - b)).toEqual(Array.from({ length: 37 }, (_, pocket) => pocket))
})

test('a tap means the spot that lies there', () => {
  expect([spotAt('straight', 17), spotAt('split', 17), spotAt('down', 17), spotAt('street', 17), spotAt('corner', 16), spotAt('line', 14)]).toEqual(['17', '17-18', '17-20', '16-17-18', '16-17-19-20', '13-14-15-16-17-18'])
})

test('where there is no such spot a tap means nothing', () => {
  expect([spotAt('split', 18), spotAt('down', 34), spotAt('corner', 33), spotAt('corner', 35), spotAt('line', 34), spotAt('line', 0)]).toEqual([null, null, null, null, null, null])
})

test('there are as many spots of each kind as on the cloth', () => {
  const count = (kind: Inside) => new Set(Array.from({ length: 37 }, (_, pocket) => spotAt(kind, pocket)).filter(Boolean)).size
  expect(Object.keys(INSIDE).map((kind) => count(kind as Inside))).toEqual([37, 25, 34, 13, 23, 11])
})
