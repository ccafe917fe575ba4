/** The store: everything that is known, and `reduce`, the only place where it changes. */
import { create } from 'zustand'
import type { LobbyView, MatchSummary, MatchView, Offer, Push, Watching, WalletView } from './protocol.gen'
import type { LinkState } from './socket/connection'

export interface Me {
  player_id: string
  name: string
  play_money: boolean
}

export interface Row {
  offer: Offer
  /** A taken offer stays for a moment, greyed, so that nothing moves under the finger. */
  gone: 'taken' | 'cancelled' | null
}

export interface Known<V> {
  version: number
  view: V
  stale: boolean
}

/** What just happened in a match, for the eye: a call, and a number that changes with each. */
export interface Moment {
  count: number
  seat: number
  calls: string[]
}

export interface State {
  me: Me | null | undefined
  link: LinkState
  clockAhead: number
  lobby: { rows: Row[]; online: number; live: number } | null
  wallet: Known<WalletView> | null
  matches: Record<string, Known<MatchView>>
  moments: Record<string, Moment>
  mine: MatchSummary[] | null
}

export const EMPTY: State = {
  me: undefined,
  link: { at: 'connecting' },
  clockAhead: 0,
  lobby: null,
  wallet: null,
  matches: {},
  moments: {},
  mine: null,
}

export const useStore = create<State>(() => EMPTY)

/** The version of a stream that we hold, to resume from; none after a gap: then only the whole view will do. */
export function versionOf(state: State, stream: string): number | null {
  if (stream === 'wallet') return state.wallet?.version ?? null
  const match = stream.startsWith('match:') ? state.matches[stream.slice(6)] : undefined
  return match && !match.stale ? match.version : null
}

/** A watch was answered: a snapshot, or nothing to say because what we hold is right. */
export function begin(state: State, watching: Watching): State {
  const { snapshot, version, stream } = watching
  if (!snapshot) return stream.startsWith('match:') ? notStale(state, stream.slice(6)) : state
  switch (snapshot.type) {
    case 'lobby_view':
      return { ...state, lobby: fromLobby(snapshot) }
    case 'wallet_view':
      return { ...state, wallet: { version, view: snapshot, stale: false } }
    case 'match_view':
      return { ...state, matches: { ...state.matches, [snapshot.offer.match_id]: { version, view: snapshot, stale: false } } }
  }
}

function notStale(state: State, id: string): State {
  const match = state.matches[id]
  return match ? { ...state, matches: { ...state.matches, [id]: { ...match, stale: false } } } : state
}

const fromLobby = (view: LobbyView): State['lobby'] => ({
  rows: view.offers.map((offer) => ({ offer, gone: null })),
  online: view.players_online,
  live: view.matches_live,
})

/** One push. A gap marks the stream stale; whoever owns the connection asks for it again. */
export function reduce(state: State, push: Push, now: number = Date.now()): State {
  const event = push.event
  switch (event.type) {
    case 'welcomed':
      return { ...state, clockAhead: event.server_ms - now }
    case 'offer_opened':
      return withLobby(state, event, (rows) => [{ offer: event.offer, gone: null }, ...rows.filter((row) => row.offer.match_id !== event.offer.match_id)])
    case 'offer_closed':
      return withLobby(state, event, (rows) => rows.map((row) => (row.offer.match_id === event.match_id ? { ...row, gone: event.why } : row)))
    case 'wallet_changed':
      return { ...state, wallet: { version: push.version, view: event.wallet, stale: false } }
    case 'presence_changed':
      return inMatch(state, push.stream.slice('presence:'.length), (view) => ({ ...view, present: event.present }))
    case 'session_ended':
    case 'server_moving':
      return state
    default:
      return ofMatch(state, push)
  }
}

function withLobby(state: State, counts: { players_online: number; matches_live: number }, change: (rows: Row[]) => Row[]): State {
  if (!state.lobby) return state
  return { ...state, lobby: { rows: change(state.lobby.rows), online: counts.players_online, live: counts.matches_live } }
}

/** Takes greyed rows away once they were seen going. */
export function sweep(state: State, id: string): State {
  if (!state.lobby) return state
  return { ...state, lobby: { ...state.lobby, rows: state.lobby.rows.filter((row) => row.offer.match_id !== id || row.gone === null) } }
}

function inMatch(state: State, id: string, change: (view: MatchView) => MatchView): State {
  const match = state.matches[id]
  return match ? { ...state, matches: { ...state.matches, [id]: { ...match, view: change(match.view) } } } : state
}

function ofMatch(state: State, push: Push): State {
  const id = push.stream.slice('match:'.length)
  const match = state.matches[id]
  if (!match || push.version <= match.version) return state
  if (push.version !== match.version + 1) {
    return { ...state, matches: { ...state.matches, [id]: { ...match, stale: true } } }
  }
  const view = applied(match.view, push)
  const moments = push.event.type === 'move_played' ? { ...state.moments, [id]: momentOf(state, id, push.event) } : state.moments
  return { ...state, moments, matches: { ...state.matches, [id]: { version: push.version, view, stale: false } } }
}

const momentOf = (state: State, id: string, event: { seat: number; calls: string[] }): Moment => ({
  count: (state.moments[id]?.count ?? 0) + 1,
  seat: event.seat,
  calls: event.calls,
})

/** A match after one more fact. */
export function applied(view: MatchView, push: Push): MatchView {
  const event = push.event
  switch (event.type) {
    case 'seating_started':
      return { ...view, phase: 'seating' }
    case 'seating_refused':
      return { ...view, phase: 'open' }
    case 'player_seated':
      return {
        ...view,
        phase: 'live',
        players: [view.offer.creator, event.player_id],
        names: [view.offer.creator_name, event.name],
        board: event.board,
        turn: event.turn,
        ply: 0,
        deadline_ms: event.deadline_ms,
      }
    case 'move_played':
      return { ...view, board: event.board, turn: event.turn, ply: event.ply + 1, deadline_ms: event.deadline_ms, confirmed: [event.seat === 0, event.seat === 1], takeback: null, may_take_back: true }
    case 'takeback_asked':
      return { ...view, takeback: event.seat }
    case 'takeback_declined':
      return { ...view, takeback: null, may_take_back: false }
    case 'move_taken_back':
      return { ...view, phase: 'live', board: event.board, turn: event.turn, ply: event.ply + 1, deadline_ms: event.deadline_ms, confirmed: [false, false], takeback: null, may_take_back: event.may_take_back, result: null }
    case 'turn_lapsed':
      return { ...view, board: event.board, turn: event.turn, ply: event.ply + 1, deadline_ms: event.deadline_ms, confirmed: [false, false], takeback: null, may_take_back: false }
    case 'reports_contradicted':
      return { ...view, phase: 'disputed', deadline_ms: event.deadline_ms, turn: [] }
    case 'chat_said': {
      const { player_id, words, key, at_ms } = event
      return { ...view, chat: [...view.chat.slice(-99), { version: push.version, at_ms, player_id, words, key }] }
    }
    case 'result_reached':
      return { ...view, phase: 'confirming', result: event.result, deadline_ms: event.deadline_ms, turn: [] }
    case 'result_confirmed': {
      const confirmed = view.confirmed.map((done, seat) => done || event.seat === seat || event.seat === -1)
      const all = confirmed.every(Boolean)
      return { ...view, confirmed, phase: all ? 'settling' : 'confirming', deadline_ms: all ? null : view.deadline_ms }
    }
    case 'result_contested':
      return { ...view, phase: 'disputed', deadline_ms: event.deadline_ms }
    case 'match_conceded':
      return over(view, 'conceded')
    case 'match_forfeited':
      return over(view, 'forfeited')
    case 'match_abandoned':
      return over(view, 'abandoned')
    case 'match_voided':
      return over(view, 'voided')
    case 'verdict_given':
      return { ...over(view, event.winner === null ? 'voided' : 'decided'), verdict: event.reason }
    case 'match_cancelled':
      return { ...view, phase: 'cancelled', deadline_ms: null }
    case 'match_settled': {
      const phase = event.ending === 'abandoned' ? 'abandoned' : event.ending === 'voided' ? 'voided' : 'settled'
      const result = view.result ?? { winner: event.winner, words: event.ending }
      return { ...view, phase, ending: event.ending, paid_minor: event.paid_minor, rake_minor: event.rake_minor, result: { ...result, winner: event.winner } }
    }
    default:
      return view
  }
}

const over = (view: MatchView, ending: MatchView['ending']): MatchView => ({ ...view, phase: 'settling', ending, turn: [], deadline_ms: null })
