import { expect, test } from 'vitest'
import type { BetView, Event, TableView } from '../protocol.gen'
import { begin, reduce, type Rooms } from './store'

const VIEW: TableView = {
  type: 'table_view', table: 't_crash', kind: 'crash', return_bp: 9900, limits: [], round: 3, stage: 'betting', due_ms: null, bets: [], play: null, last: [],
  watching: 1, guests: [], chat: [], chain: null,
}
const AT = begin({}, { type: 'watching', stream: 'table:t_crash', began: 'snapshot', version: 7, snapshot: VIEW })
const bet = (player: string, minor: number): BetView => ({ player, name: player, currency: 'GC', minor, bet: { type: 'crash_bet', minor, auto: null } })
const told = (state: Rooms, ...events: Event[]): Rooms =>
  events.reduce((before, event) => reduce(before, { stream: 'table:t_crash', version: (before.t_crash?.version ?? 0) + 1, event }), state)

test('a bet put again takes the place of the one before, and one taken back is gone', () => {
  const after = told(AT, { type: 'bets_placed', round: 3, bets: [bet('a', 5), bet('b', 6)], taken_back: [], due_ms: 9 }, { type: 'bets_placed', round: 3, bets: [bet('a', 8)], taken_back: ['b'], due_ms: 9 })
  expect(after.t_crash?.view.bets).toEqual([bet('a', 8)])
})

test('a round runs from bets to the curve to the payment, and begins anew', () => {
  const flown = told(AT, { type: 'play_shown', round: 3, play: { type: 'crash_flight', began_ms: 5, out: [], crashed_at: null }, seed: null, due_ms: null }, { type: 'player_cashed_out', round: 3, player: 'a', at: 150, paid: 15 })
  expect(flown.t_crash?.view.play).toEqual({ type: 'crash_flight', began_ms: 5, out: [{ player: 'a', at: 150, paid: 15 }], crashed_at: null })
  const result = { round: 3, at_ms: 9, play: { type: 'crash_flight' as const, began_ms: 5, out: [], crashed_at: 200 }, seed: 'ab' }
  const over = told(flown, { type: 'round_settled', result, bets: [], due_ms: 12 })
  expect([over.t_crash?.view.stage, over.t_crash?.view.last[0]]).toEqual(['settled', result])
  expect(told(over, { type: 'round_opened', round: 4, due_ms: 20 }).t_crash).toMatchObject({ settled: null, view: { round: 4, stage: 'betting', play: null } })
})

test('the same round said again keeps its bets', () => {
  const placed = told(AT, { type: 'bets_placed', round: 3, bets: [bet('a', 5)], taken_back: [], due_ms: 9 }, { type: 'round_opened', round: 3, due_ms: 11 })
  expect(placed.t_crash?.view).toMatchObject({ bets: [bet('a', 5)], due_ms: 11 })
})

test('a gap is noticed', () => {
  expect(reduce(AT, { stream: 'table:t_crash', version: 9, event: { type: 'round_opened', round: 4, due_ms: null } }).t_crash?.stale).toBe(true)
})
