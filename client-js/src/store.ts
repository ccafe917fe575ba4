/** The store: everything that is known, and `reduce`, the only place where it changes. */
import { create } from 'zustand'
import type { AccountView, Announced, DisputeView, Ending, GameOptions, InboxView, LobbyView, MatchSummary, MatchView, Notice, Offer, OpponentFound, Payment, Push, RatingChanged, Reacted, RealityCheck, Refused, SeekProgress, Slot, Watching, WalletView } from './protocol.gen'
import type { LinkState } from './socket/connection'

export interface Me {
  player_id: string
  name: string
  play_money: boolean
}

/** How one may sign in here, to whom one writes, and which versions of the documents count. */
export interface Ways {
  google: boolean
  stand_in: boolean
  by_name: boolean
  contact: string | null
  documents: { terms: number; privacy: number }
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

/** What comes of a quick match that I asked for. */
export type Seeking =
  | { at: 'asking' }
  | { at: 'waiting'; progress: SeekProgress | null; since: number }
  | { at: 'found'; found: OpponentFound }
  | { at: 'ended'; why: Refused }

export interface State {
  me: Me | null | undefined
  link: LinkState
  clockAhead: number
  lobby: { rows: Row[]; online: number; live: number } | null
  wallet: Known<WalletView> | null
  matches: Record<string, Known<MatchView>>
  moments: Record<string, Moment>
  mine: MatchSummary[] | null
  seeking: Seeking | null
  /** What I look for, kept over a lost line. */
  sought: { options: GameOptions; minor: number } | null
  inbox: { notices: Notice[]; read: number } | null
  payments: { rows: Payment[]; ready: boolean } | null
  account: AccountView | null
  /** They chose to look around before the gate. */
  looking: boolean
  /** What the house says on the hour, until it is read. */
  reality: RealityCheck | null
  announced: Announced | null
  ways: Ways | null
  /** Why one is not here any more without having signed out: the sign-in ended, or the account was closed. */
  parting: 'ended' | 'closed' | null
  /** In how many other tabs of this browser I am, until that was read. */
  elsewhere: number
  ratings: Record<string, RatingChanged>
  reactions: Record<string, (Reacted & { count: number }) | undefined>
  muted: string[]
  /** What players wear, by slot; of whom nothing is here, nothing was asked yet. */
  looks: Record<string, Partial<Record<Slot, string>>>
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
  seeking: null,
  sought: null,
  inbox: null,
  payments: null,
  account: null,
  looking: false,
  reality: null,
  announced: null,
  ways: null,
  parting: null,
  elsewhere: 0,
  ratings: {},
  reactions: {},
  muted: [],
  looks: {},
}

export const useStore = create<State>(() => EMPTY)

/** The version of a stream that we hold, to resume from; none after a gap: then only the whole view will do. */
export function versionOf(state: State, stream: string): number | null {
  if (stream === 'wallet') return state.wallet?.version ?? null
  const match = stream.startsWith('match:') ? state.matches[keyOf(stream)] : undefined
  return match && !match.stale ? match.version : null
}

/** Under which key a match is kept: its id when I play in it, another when I only watch. */
export const keyOf = (stream: string): string => (stream.startsWith('spectate:') ? lateKey(stream.slice(9)) : stream.slice(6))
export const lateKey = (id: string): string => `late ${id}`

/** A watch was answered: a snapshot, or nothing to say because what we hold is right. */
export function begin(state: State, watching: Watching): State {
  const { snapshot, version, stream } = watching
  if (!snapshot) return stream.startsWith('match:') ? notStale(state, keyOf(stream)) : state
  switch (snapshot.type) {
    case 'lobby_view':
      return { ...state, lobby: fromLobby(snapshot) }
    case 'wallet_view':
      return { ...state, wallet: { version, view: snapshot, stale: false } }
    case 'match_view':
      return { ...state, matches: { ...state.matches, [keyOf(stream)]: { version, view: snapshot, stale: false } } }
    case 'inbox_view':
      return { ...state, inbox: fromInbox(snapshot) }
    case 'payments_view':
      return { ...state, payments: { rows: snapshot.payments, ready: snapshot.payouts_ready } }
    case 'table_view':
      return state
  }
}

function notStale(state: State, id: string): State {
  const match = state.matches[id]
  return match ? { ...state, matches: { ...state.matches, [id]: { ...match, stale: false } } } : state
}

const fromInbox = (view: InboxView): State['inbox'] => ({ notices: view.notices, read: view.read })

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
      return inMatch(state, push.stream.slice('presence:'.length), (view) => ({ ...view, present: event.present, claim_at_ms: event.claim_at_ms }))
    case 'reacted': {
      const id = push.stream.slice('presence:'.length)
      return { ...state, reactions: { ...state.reactions, [id]: { ...event, count: (state.reactions[id]?.count ?? 0) + 1 } } }
    }
    case 'seek_progress':
      return state.seeking ? { ...state, seeking: { at: 'waiting', progress: event, since: now - event.waiting_seconds * 1000 } } : state
    case 'opponent_found':
      return { ...state, seeking: { at: 'found', found: event } }
    case 'seek_ended':
      return { ...state, seeking: { at: 'ended', why: event.why } }
    case 'notice_came':
      return state.inbox ? { ...state, inbox: { ...state.inbox, notices: [event.notice, ...state.inbox.notices.filter((one) => one.number !== event.notice.number)].slice(0, 100) } } : state
    case 'inbox_read':
      return state.inbox ? { ...state, inbox: { ...state.inbox, read: event.read } } : state
    case 'rating_changed':
      return { ...state, ratings: { ...state.ratings, [event.match_id]: event } }
    case 'payment_changed':
      return { ...state, payments: withPayment(state.payments, event.payment) }
    case 'payouts_ready':
      return state.payments ? { ...state, payments: { ...state.payments, ready: event.ready } } : state
    case 'looks_changed':
      return { ...state, looks: { ...state.looks, [event.player]: Object.fromEntries(event.worn.map((one) => [one.slot, one.item])) } }
    case 'reality_check':
      return { ...state, reality: event }
    case 'announced':
      return { ...state, announced: event.words ? event : null }
    case 'standing_changed':
    case 'session_ended':
    case 'server_moving':
      return state
    default:
      return ofMatch(state, push)
  }
}

/** A payment as it now stands: in its place, or first when it is new. */
export function withPayment(payments: State['payments'], payment: Payment): State['payments'] {
  if (!payments) return payments
  const known = payments.rows.some((one) => one.payment_id === payment.payment_id)
  return { ...payments, rows: known ? payments.rows.map((one) => (one.payment_id === payment.payment_id ? payment : one)) : [payment, ...payments.rows] }
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
  const id = keyOf(push.stream)
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
        ready: event.ready,
      }
    case 'player_ready':
      return { ...view, ready: both(view.ready, event.seat), deadline_ms: event.deadline_ms }
    case 'player_no_show':
      return over(view, 'no_show')
    case 'move_played':
      return {
        ...view,
        board: event.board,
        turn: event.turn,
        ply: event.ply + 1,
        deadline_ms: event.deadline_ms,
        confirmed: [event.seat === 0, event.seat === 1],
        ready: both(view.ready, event.seat),
        takeback: null,
        may_take_back: true,
      }
    case 'move_contested':
      return { ...view, contested: { seat: event.seat, ply: event.ply, reason: event.reason }, turn: [], takeback: null, deadline_ms: event.deadline_ms }
    case 'contest_dropped':
      return { ...view, contested: null, turn: event.turn, deadline_ms: event.deadline_ms }
    case 'contest_rejected':
      return disputed(view, view.contested?.seat ?? -1, view.contested?.reason ?? '', event)
    case 'abort_asked':
      return { ...view, abort: event.seat }
    case 'abort_declined':
      return { ...view, abort: null }
    case 'match_aborted':
      return over(view, 'aborted')
    case 'match_replayed':
      return { ...view, phase: 'live', board: event.board, turn: event.turn, ply: event.ply + 1, deadline_ms: event.deadline_ms, confirmed: [false, false], takeback: null, may_take_back: false, result: null, round: event.round }
    case 'rematch_offered':
      return { ...view, rematch: event.seat }
    case 'rematch_agreed':
      return { ...view, next_match: event.match_id }
    case 'takeback_asked':
      return { ...view, takeback: event.seat }
    case 'takeback_declined':
      return { ...view, takeback: null, may_take_back: false }
    case 'move_taken_back':
      return { ...view, phase: 'live', board: event.board, turn: event.turn, ply: event.ply + 1, deadline_ms: event.deadline_ms, confirmed: [false, false], takeback: null, contested: null, may_take_back: event.may_take_back, result: null }
    case 'turn_lapsed':
      return { ...view, board: event.board, turn: event.turn, ply: event.ply + 1, deadline_ms: event.deadline_ms, confirmed: [false, false], takeback: null, may_take_back: false }
    case 'reports_contradicted':
      return disputed(view, -1, event.reason, event)
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
      return disputed(view, event.seat, event.reason, event)
    case 'evidence_added': {
      const { at_ms, seat, note, images } = event
      return inDispute(view, (dispute) => ({ ...dispute, evidence: [...dispute.evidence, { at_ms, seat, note, images }] }))
    }
    case 'verdict_given': {
      const final = event.deadline_ms === null
      const accepted = [final || event.winner === 0, final || event.winner === 1]
      const judged = inDispute(view, (dispute) => ({ ...dispute, verdict: { winner: event.winner, reason: event.reason, final, strike: event.strike, accepted } }))
      return final ? over(judged, event.winner === null ? 'voided_by_operator' : 'decided') : { ...judged, phase: 'judged', deadline_ms: event.deadline_ms, abort: null }
    }
    case 'verdict_accepted':
      return inDispute(view, (dispute) => (dispute.verdict ? { ...dispute, verdict: { ...dispute.verdict, accepted: event.seat < 0 ? [true, true] : both(dispute.verdict.accepted, event.seat) } } : dispute))
    case 'verdict_appealed':
      return inDispute({ ...view, phase: 'disputed', deadline_ms: event.deadline_ms }, (dispute) => ({ ...dispute, appeal: event.reason, verdict: null }))
    case 'match_conceded':
      return over(view, 'conceded')
    case 'match_forfeited':
      return over(view, 'forfeited')
    case 'match_abandoned':
      return over(view, 'abandoned')
    case 'match_voided':
      return over(view, event.operator === null ? 'voided' : 'voided_by_operator')
    case 'match_cancelled':
      return { ...view, phase: 'cancelled', deadline_ms: null }
    case 'match_settled': {
      const phase = PHASE_AFTER[event.ending] ?? 'settled'
      const result = view.result ?? { winner: event.winner, words: event.ending }
      return { ...view, phase, ending: event.ending, paid_minor: event.paid_minor, rake_minor: event.rake_minor, result: { ...result, winner: event.winner } }
    }
    default:
      return view
  }
}

const PHASE_AFTER: Partial<Record<Ending, MatchView['phase']>> = { abandoned: 'abandoned', no_show: 'abandoned', aborted: 'voided', voided: 'voided', voided_by_operator: 'voided' }

const both = (pair: boolean[], seat: number): boolean[] => pair.map((done, place) => done || place === seat)

/** How long evidence may be shown is in the snapshot; a dispute that begins under our eyes asks for one. */
const disputed = (view: MatchView, seat: number, reason: string, event: { at_ms: number; deadline_ms: number }): MatchView => ({
  ...view,
  phase: 'disputed',
  turn: [],
  contested: null,
  takeback: null,
  deadline_ms: event.deadline_ms,
  dispute: { seat, reason, evidence: [], evidence_until_ms: event.deadline_ms, appeal: null, verdict: null },
})

const inDispute = (view: MatchView, change: (dispute: DisputeView) => DisputeView): MatchView => (view.dispute ? { ...view, dispute: change(view.dispute) } : view)

const over = (view: MatchView, ending: MatchView['ending']): MatchView => ({ ...view, phase: 'settling', ending, turn: [], contested: null, takeback: null, abort: null, deadline_ms: null })
