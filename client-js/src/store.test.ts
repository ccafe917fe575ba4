import { describe, expect, it } from 'vitest'
import type { MatchView, Offer, Push } from './protocol.gen'
import { applied, begin, EMPTY, reduce, type State, sweep, versionOf } from './store'

const offer: Offer = {
  match_id: 'm_a',
  creator: 'p_a',
  creator_name: 'Ann',
  options: { game: 'darts_501', legs: 1 },
  stake: { currency: 'USD', minor: 500 },
  rake_bp: 500,
  pays_minor: 950,
  made_ms: 0,
  invite_only: false,
  creator_rating: null,
  creator_provisional: true,
  reserved_for: null,
}
const view: MatchView = {
  type: 'match_view',
  offer,
  phase: 'live',
  players: ['p_a', 'p_b'],
  names: ['Ann', 'Bob'],
  ply: 0,
  board: null,
  turn: [0],
  deadline_ms: 1000,
  result: null,
  ending: null,
  confirmed: [false, false],
  takeback: null,
  may_take_back: false,
  ready: [true, true],
  round: 1,
  abort: null,
  contested: null,
  dispute: null,
  rematch: null,
  next_match: null,
  claim_at_ms: [],
  paid_minor: [],
  rake_minor: 0,
  chat: [],
  present: [true, true],
}
const live: State = { ...EMPTY, matches: { m_a: { version: 4, view, stale: false } } }
const chat = (version: number): Push => ({
  stream: 'match:m_a',
  version,
  event: { type: 'chat_said', at_ms: 1, player_id: 'p_a', key: 'kkkkkkkk', words: 'hello' },
})

describe('a match', () => {
  it('takes the next push', () => {
    const after = reduce(live, chat(5)).matches.m_a
    expect(after).toMatchObject({ version: 5, stale: false })
    expect(after?.view.chat.map((line) => line.words)).toEqual(['hello'])
  })
  it('passes over a push that it has', () => expect(reduce(live, chat(4))).toBe(live))
  it('is stale after a gap, and keeps what it has', () => expect(reduce(live, chat(7)).matches.m_a).toMatchObject({ version: 4, stale: true }))
  it('is fresh again with a snapshot', () => {
    const gap = reduce(live, chat(7))
    const fresh = begin(gap, { type: 'watching', stream: 'match:m_a', began: 'snapshot', version: 9, snapshot: view })
    expect(fresh.matches.m_a).toMatchObject({ version: 9, stale: false })
  })
  it('resumes from the version it holds', () => expect(versionOf(live, 'match:m_a')).toBe(4))
  it('is settling once both agree', () => {
    const half = { ...view, phase: 'confirming' as const, confirmed: [true, false] }
    const push: Push = { stream: 'match:m_a', version: 5, event: { type: 'result_confirmed', at_ms: 0, seat: 1 } }
    expect(applied(half, push)).toMatchObject({ phase: 'settling', confirmed: [true, true] })
  })
  it('says what was paid', () => {
    const push: Push = {
      stream: 'match:m_a',
      version: 5,
      event: { type: 'match_settled', at_ms: 0, ending: 'conceded', winner: 1, paid_minor: [0, 950], rake_minor: 50 },
    }
    expect(applied(view, push)).toMatchObject({ phase: 'settled', result: { winner: 1 }, paid_minor: [0, 950] })
  })
})

describe('the lobby', () => {
  const open = begin(EMPTY, {
    type: 'watching',
    stream: 'lobby',
    began: 'snapshot',
    version: 1,
    snapshot: { type: 'lobby_view', offers: [offer], players_online: 2, matches_live: 0 },
  })
  const closed = reduce(open, {
    stream: 'lobby',
    version: 2,
    event: { type: 'offer_closed', match_id: 'm_a', why: 'taken', players_online: 2, matches_live: 1 },
  })
  it('keeps a taken offer in its place, greyed', () => expect(closed.lobby?.rows.map((row) => row.gone)).toEqual(['taken']))
  it('then lets it go', () => expect(sweep(closed, 'm_a').lobby?.rows).toEqual([]))
})

const fact = (event: Push['event'], version = 5): Push => ({ stream: 'match:m_a', version, event })
const then = (from: MatchView, ...events: Push['event'][]): MatchView => events.reduce((now, event) => applied(now, fact(event)), from)
const WHY = 'That was a single.'
const contested = then(view, { type: 'move_contested', at_ms: 0, seat: 1, ply: 0, reason: WHY, deadline_ms: 9 })
const disputed = then(contested, { type: 'contest_rejected', at_ms: 0, seat: 0, deadline_ms: 99 })
const verdict = (winner: number | null, deadline_ms: number | null): Push['event'] => ({ type: 'verdict_given', at_ms: 0, winner, reason: WHY, operator: 'op', strike: null, deadline_ms })

describe('a dispute', () => {
  it('stops play while a move is contested, and lets it go on when it is dropped', () => {
    expect(contested).toMatchObject({ turn: [], contested: { seat: 1, reason: WHY } })
    expect(then(contested, { type: 'contest_dropped', at_ms: 0, seat: 1, turn: [0], deadline_ms: 9 })).toMatchObject({ turn: [0], contested: null })
  })
  it('begins with the words of who contested', () => expect(disputed).toMatchObject({ phase: 'disputed', contested: null, dispute: { seat: 1, reason: WHY } }))
  it('collects both sides', () => {
    const shown = then(disputed, { type: 'evidence_added', at_ms: 1, seat: 0, key: 'k', note: 'look', images: [] }, { type: 'evidence_added', at_ms: 2, seat: 1, key: 'k', note: 'no, look', images: [] })
    expect(shown.dispute?.evidence.map((line) => [line.seat, line.note])).toEqual([[0, 'look'], [1, 'no, look']])
  })
  it('is judged, accepted by who won, and waits for the other', () => expect(then(disputed, verdict(0, 50))).toMatchObject({ phase: 'judged', dispute: { verdict: { winner: 0, accepted: [true, false], final: false } } }))
  it('goes on after an appeal, and is over with the next verdict', () => {
    const appealed = then(disputed, verdict(0, 50), { type: 'verdict_appealed', at_ms: 0, seat: 1, reason: WHY, deadline_ms: 60 })
    expect(appealed).toMatchObject({ phase: 'disputed', dispute: { appeal: WHY, verdict: null } })
    expect(then(appealed, verdict(null, null))).toMatchObject({ phase: 'settling', ending: 'voided_by_operator' })
  })
})

describe('an ending', () => {
  it.each([
    ['no_show', 'abandoned'],
    ['aborted', 'voided'],
    ['voided_by_operator', 'voided'],
    ['decided', 'settled'],
  ] as const)('%s is shown as %s', (ending, phase) => expect(then(view, { type: 'match_settled', at_ms: 0, ending, winner: null, paid_minor: [500, 500], rake_minor: 0 }).phase).toBe(phase))
  it('is not one when a tie is played again', () => {
    const again = then({ ...view, phase: 'confirming', round: 1 }, { type: 'match_replayed', at_ms: 0, round: 2, ply: 7, board: null, turn: [0], deadline_ms: 5 })
    expect(again).toMatchObject({ phase: 'live', round: 2, ply: 8, result: null })
  })
})

describe('quick match', () => {
  const asking: State = { ...EMPTY, seeking: { at: 'asking' } }
  const quick = (event: Push['event']): Push => ({ stream: 'quick', version: 1, event })
  it('counts the wait from when the house began to look', () => {
    const waiting = reduce(asking, quick({ type: 'seek_progress', waiting_seconds: 9, seeking: 2, window_points: 200, rating: 1500, provisional: true }), 100_000)
    expect(waiting.seeking).toMatchObject({ at: 'waiting', since: 91_000 })
  })
  it('shows who was found', () => expect(reduce(asking, quick({ type: 'opponent_found', match_id: 'm_b', opponent: 'p_b', opponent_name: 'Bob', opponent_rating: 1500 })).seeking).toMatchObject({ at: 'found' }))
  it('is not begun by a push that comes late', () => expect(reduce(EMPTY, quick({ type: 'seek_progress', waiting_seconds: 9, seeking: 2, window_points: 200, rating: 1500, provisional: true })).seeking).toBeNull())
})

describe('the inbox', () => {
  const open = begin(EMPTY, { type: 'watching', stream: 'inbox', began: 'snapshot', version: 1, snapshot: { type: 'inbox_view', notices: [], read: 0 } })
  const came = reduce(open, { stream: 'inbox', version: 2, event: { type: 'notice_came', notice: { number: 1, at_ms: 0, kind: 'followed', match_id: null, game: null, who: 'p_b', who_name: 'Bob', ending: null, won: null, paid: null, words: null } } })
  it('puts what comes on top', () => expect(came.inbox?.notices.map((notice) => notice.number)).toEqual([1]))
  it('is read on every connection at once', () => expect(reduce(came, { stream: 'inbox', version: 3, event: { type: 'inbox_read', read: 1 } }).inbox?.read).toBe(1))
})

describe('watching', () => {
  it('keeps what is seen late apart from what is played', () => {
    const late = begin(live, { type: 'watching', stream: 'spectate:m_a', began: 'snapshot', version: 1, snapshot: { ...view, ply: 3 } })
    expect(late.matches.m_a?.view.ply).toBe(0)
    expect(late.matches['late m_a']?.view.ply).toBe(3)
  })
})

it('keeps the wallet as it is when one stands differently: that is asked for', () => {
  const state: State = { ...EMPTY, wallet: { version: 4, view: { type: 'wallet_view', mode: 'GC', balances: [], holds: [], lots: [] }, stale: false } }
  expect(reduce(state, { stream: 'session', version: 2, event: { type: 'standing_changed' } })).toBe(state)
})
