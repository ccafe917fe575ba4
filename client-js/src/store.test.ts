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
