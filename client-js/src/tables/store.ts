/** The tables one is at: what each looks like, and `reduce`, the only place where that changes. */
import { create } from 'zustand'
import type { BetView, Push, RoundSettled, TableView, Watching } from '../protocol.gen'

export interface Room {
  version: number
  view: TableView
  stale: boolean
  /** What the last round came to, bet by bet, until the next one opens. */
  settled: RoundSettled | null
}

export type Rooms = Record<string, Room | undefined>

export const useRooms = create<Rooms>(() => ({}))

const RESULTS_KEPT = 30
const LINES_KEPT = 50

export function begin(state: Rooms, watching: Watching): Rooms {
  const { snapshot, version } = watching
  if (snapshot?.type !== 'table_view') return state
  return { ...state, [snapshot.table]: { version, view: snapshot, stale: false, settled: null } }
}

/** One push. A gap marks the room stale; who owns the connection asks for all of it again. */
export function reduce(state: Rooms, push: Push): Rooms {
  const table = push.stream.slice(6)
  const room = state[table]
  if (!room || push.version <= room.version) return state
  if (push.version !== room.version + 1) return { ...state, [table]: { ...room, stale: true } }
  return { ...state, [table]: after({ ...room, version: push.version }, push) }
}

function after(room: Room, { event }: Push): Room {
  const { view } = room
  switch (event.type) {
    case 'round_opened':
      if (event.round === view.round && view.stage === 'betting') return { ...room, view: { ...view, due_ms: event.due_ms } }
      return { ...room, settled: null, view: { ...view, round: event.round, stage: 'betting', due_ms: event.due_ms, bets: [], play: null } }
    case 'bets_placed':
      return { ...room, view: { ...view, due_ms: event.due_ms, bets: merged(view.bets, event.bets, event.taken_back) } }
    case 'play_shown':
      return { ...room, view: { ...view, stage: 'playing', due_ms: event.due_ms, play: event.play } }
    case 'player_cashed_out': {
      if (view.play?.type !== 'crash_flight') return room
      const { player, at, paid } = event
      return { ...room, view: { ...view, play: { ...view.play, out: [...view.play.out, { player, at, paid }] } } }
    }
    case 'round_settled':
      return { ...room, settled: event, view: { ...view, stage: 'settled', due_ms: event.due_ms, play: event.result.play, last: [event.result, ...view.last].slice(0, RESULTS_KEPT) } }
    case 'guests_changed':
      return { ...room, view: { ...view, watching: event.watching, guests: event.guests } }
    case 'table_said':
      return { ...room, view: { ...view, chat: [...view.chat.slice(1 - LINES_KEPT), event] } }
    default:
      return room
  }
}

/** Each bet in the place of an older one of the same player. */
function merged(bets: BetView[], placed: BetView[], gone: string[]): BetView[] {
  const players = new Set([...placed.map((bet) => bet.player), ...gone])
  return [...bets.filter((bet) => !players.has(bet.player)), ...placed]
}
