import { beforeEach, expect, it } from 'vitest'
import { type Channel, company } from './tabs'

let room: Channel[]
let counts: Record<string, number>

function channel(): Channel {
  const mine: Channel = {
    onmessage: null,
    postMessage: (data) => room.filter((one) => one !== mine).forEach((one) => one.onmessage?.({ data } as MessageEvent)),
    close: () => void room.splice(room.indexOf(mine), 1),
  }
  room.push(mine)
  return mine
}
const come = (tab: string, player = 'p_a') => company(channel(), tab, player, (others) => (counts[tab] = others))

beforeEach(() => {
  room = []
  counts = {}
})

it('knows nobody when alone', () => {
  come('one')
  expect(counts).toEqual({})
})

it('hears who comes, and is heard', () => {
  come('one')
  come('two')
  expect(counts).toEqual({ one: 1, two: 1 })
})

it('forgets who goes', () => {
  come('one')
  const leave = come('two')
  leave()
  expect(counts.one).toBe(0)
})

it('does not take somebody else for me', () => {
  come('one')
  come('two', 'p_b')
  expect(counts).toEqual({})
})
