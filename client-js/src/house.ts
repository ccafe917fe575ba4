/** The house as the client holds it: one connection feeding one store, and the verbs that screens use. */
import type {
  Body,
  Code,
  Command,
  GameOptions,
  History,
  Leaderboard,
  Currency,
  LimitKind,
  LimitPeriod,
  LiveMatch,
  MatchList,
  Move,
  Offence,
  Payment,
  PaymentBegun,
  PaymentKind,
  PayoutLink,
  Pool,
  PeopleList,
  Profile,
  Push,
  Ranking,
  Reaction,
  Refused,
  Relation,
  Replay,
  Statement,
  Watching,
} from './protocol.gen'
import { answered, isFinal, keyFor, paymentId } from './money/keys'
import { changesByItself } from './money/limits'
import { type About, said, type Trouble } from './refusals'
import { Connection, NoAnswer } from './socket/connection'
import { begin, EMPTY, keyOf, reduce, sweep, useStore, versionOf } from './store'
import { company } from './tabs'

const GONE_MS = 2_000
export const LINK_BACK_MS = 2_000
const SOON_MS = 1_000
const MINUTE_MS = 60_000
const SIGNED_OUT = 401

const DISPUTE_MOVES: ReadonlySet<string> = new Set(['result_contested', 'contest_rejected', 'reports_contradicted', 'verdict_appealed'])

/** Who hears of tables: nobody, until somebody has gone to one. */
export const rooms: { onWatching?: (watching: Watching) => void; onPush?: (push: Push) => void } = {}

const set = useStore.setState
const get = useStore.getState

const connection = new Connection({
  url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
  sinceOf: (stream) => versionOf(get(), stream),
  onWatching: (watching) => {
    if (watching.stream.startsWith('table:')) rooms.onWatching?.(watching)
    else set((state) => begin(state, watching))
  },
  onPush: (push) => {
    if (push.stream.startsWith('table:')) return rooms.onPush?.(push)
    set((state) => reduce(state, push))
    if (/^(match|spectate):/.test(push.stream) && get().matches[keyOf(push.stream)]?.stale) connection.again(push.stream)
    // How long evidence may be shown stands in the whole view only.
    if (DISPUTE_MOVES.has(push.event.type)) connection.again(push.stream)
    if (push.event.type === 'offer_closed') {
      const id = push.event.match_id
      setTimeout(() => set((state) => sweep(state, id)), GONE_MS)
    }
    if (push.event.type === 'standing_changed') void refreshAccount()
    if (push.event.type === 'wallet_changed') refreshSoon()
    if (push.event.type === 'match_settled' || push.event.type === 'player_seated') void refreshMine()
  },
  onLink: (link) => {
    set({ link })
    if (link.at === 'ended') leave(get().parting ?? 'ended')
    if (link.at === 'open' && link.again) set({ looks: {} })
    if (link.at === 'open') void refreshMine()
    if (link.at === 'open') void refreshAccount()
    if (link.at === 'open' && link.again) void seekAgain()
    if (link.at === 'open' && link.again) setTimeout(() => set((state) => (state.link === link ? { link: { at: 'open', again: false } } : state)), LINK_BACK_MS)
  },
})

export const follow = (stream: string): Promise<Body | null> => connection.watch(stream)
export const unfollow = (stream: string): void => connection.unwatch(stream)
export const followAgain = (stream: string): void => connection.again(stream)

export const retryNow = (): void => connection.retryNow()

/** A refusal, said so that a person knows what happened, whether money moved, and what to do. */
export class Refusal extends Error {
  constructor(readonly refused: Refused) {
    super(refused.message)
  }
}

/** Refusals after which we no longer know how I stand. */
const STANDS: ReadonlySet<Code> = new Set(['GATE_NOT_PASSED', 'TERMS_CHANGED', 'PLACE_CLOSED', 'UNDER_AGE', 'SELF_EXCLUDED', 'LIMIT_REACHED', 'ACCOUNT_FROZEN', 'STILL_COOLING'])

/** Asks, and throws what is not a yes. */
export async function ask(command: Command): Promise<Body> {
  const body = await connection.request(command)
  if (body.type !== 'refused') return body
  if (STANDS.has(body.code)) await refreshAccount()
  throw new Refusal(body)
}

/** What went wrong, what to do about it and where. about: what was tried, so that the words fit it. */
export function troubleOf(error: unknown, about: About = {}): Trouble {
  if (error instanceof Refusal) return said(error.refused, { account: get().account, contact: get().ways?.contact, ...about })
  if (error instanceof NoAnswer) return { words: 'No answer from the house. Nothing is charged twice: try again when the line is back.' }
  return { words: error instanceof Error ? error.message : 'Something went wrong.' }
}

/** What to show for anything that went wrong. */
export const words = (error: unknown, about?: About): string => troubleOf(error, about).words

export const freshKey = (): string => crypto.randomUUID().replaceAll('-', '')

// ── who I am ──

async function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }).catch(() => {
    throw new NoAnswer('not connected')
  })
}

/** Asks until there is an answer: a house that is silent, or about to restart, says nothing of who I am. */
async function answerOf(path: string): Promise<Response> {
  for (;;) {
    const response = await fetch(path).catch(() => null)
    if (response && (response.ok || response.status === SIGNED_OUT)) return response
    if (get().link.at === 'connecting') set({ link: { at: 'lost', since: Date.now(), retryAt: Date.now() + SOON_MS } })
    await new Promise((done) => setTimeout(done, SOON_MS))
  }
}

export async function whoAmI(): Promise<void> {
  const response = await answerOf('/auth/me')
  set({ link: EMPTY.link })
  if (!response.ok) {
    set({ me: null })
    return
  }
  set({ me: await response.json() })
  open()
}

/** How one may sign in here, and whom one writes to. */
export async function knowWays(): Promise<void> {
  set({ ways: await (await answerOf('/auth/ways')).json() })
}

export async function signIn(name: string): Promise<void> {
  const response = await post('/auth/local', { name })
  const answer = await response.json().catch(() => null)
  if (!response.ok) throw answer ? new Error(answer.message) : new NoAnswer('no answer')
  await whoAmI()
}

export interface SignedIn {
  number: string
  here: boolean
  agent: string
  created_ms: number
  seen_ms: number
}

export async function signIns(): Promise<SignedIn[]> {
  const response = await fetch('/auth/sessions').catch(() => null)
  if (!response?.ok) throw new NoAnswer('no list')
  return (await response.json()).sessions
}

export async function endSignIn(number: string): Promise<SignedIn[]> {
  const response = await post('/auth/sessions/end', { number })
  if (!response.ok) throw new NoAnswer('not ended')
  return signIns()
}

export async function signOut(): Promise<void> {
  const response = await post('/auth/sign-out', {})
  if (!response.ok && response.status !== SIGNED_OUT) throw new NoAnswer('not signed out')
  connection.stop()
  leave(null)
}

let pulse: ReturnType<typeof setInterval> | undefined
let goodbye: (() => void) | undefined

/** Nothing of a player stays in the browser. */
function leave(parting: 'ended' | 'closed' | null): void {
  clearInterval(pulse)
  goodbye?.()
  goodbye = undefined
  sessionStorage.clear()
  set({ ...EMPTY, me: null, ways: get().ways, parting, link: parting ? { at: 'ended', code: 4001 } : EMPTY.link })
}

function open(): void {
  set({ parting: null })
  connection.start()
  clearInterval(pulse)
  pulse = setInterval(() => {
    if (get().link.at === 'open' && changesByItself(get().account)) void refreshAccount()
  }, MINUTE_MS)
  meet()
  addEventListener('pageshow', meet)
  addEventListener('pagehide', part)
  for (const stream of ['lobby', 'wallet', 'inbox', 'payments', 'looks']) void connection.watch(stream)
  void refreshMuted()
}

/** Says to other tabs that I am in this one. */
function meet(): void {
  const player = get().me?.player_id
  if (goodbye || !player || !('BroadcastChannel' in globalThis)) return
  goodbye = company(new BroadcastChannel('wagerup'), freshKey(), player, (elsewhere) => set({ elsewhere }))
}

function part(): void {
  goodbye?.()
  goodbye = undefined
}

export const elsewhereRead = (): void => set({ elsewhere: 0 })

// ── my account ──

let soon: ReturnType<typeof setTimeout> | undefined

/** Money moved: what is used of limits, owed and free to go moved with it. Once, however much moves at once. */
function refreshSoon(): void {
  clearTimeout(soon)
  soon = setTimeout(() => void refreshAccount(), SOON_MS)
}

export async function refreshAccount(): Promise<void> {
  const body = await ask({ type: 'read_account' }).catch(() => null)
  if (body?.type === 'account_view') set({ account: body })
}

/** Does it, and reads how I stand afterwards, also when the answer was no. */
async function atDesk(command: Command): Promise<Body> {
  try {
    return await ask(command)
  } finally {
    await refreshAccount()
  }
}

export const passGate = (born: string, place: string, terms: number, privacy: number): Promise<Body> => atDesk({ type: 'pass_gate', born, place, terms, privacy })
export const setLimit = (kind: LimitKind, period: LimitPeriod, currency: Currency, most: number | null): Promise<Body> => atDesk({ type: 'set_play_limit', kind, period, currency, most })
export const confirmLimit = (kind: LimitKind, period: LimitPeriod, currency: Currency): Promise<Body> => atDesk({ type: 'confirm_play_limit', kind, period, currency })
export const takeBreak = (hours: number): Promise<Body> => atDesk({ type: 'take_break', hours })
export const excludeSelf = (months: number | null): Promise<Body> => atDesk({ type: 'exclude_self', months })
export async function closeAccount(name: string): Promise<void> {
  set({ parting: 'closed' })
  await ask({ type: 'close_account', name }).catch((error: unknown) => {
    if (get().link.at !== 'ended') set({ parting: null })
    throw error
  })
}

/** A payment as it was begun, and whether we had seen it before: then this press was one too many, and did nothing. */
export type Begun = { payment: Payment; again: boolean } | { trouble: Trouble }

/** Asks for a payment, under one key for as long as no answer says how it ended: a lost answer is asked for again, never a second payment. */
export async function beginPayment(kind: PaymentKind, minor: number): Promise<Begun> {
  const { me, payments } = get()
  const known = new Set(payments?.rows.map((one) => one.payment_id))
  const key = keyFor(sessionStorage, kind, minor, freshKey)
  try {
    const { payment } = (await ask({ type: kind === 'deposit' ? 'begin_deposit' : 'begin_withdrawal', key, minor })) as PaymentBegun
    answered(sessionStorage, kind, minor)
    return { payment, again: known.has(payment.payment_id) }
  } catch (error) {
    if (error instanceof Refusal && isFinal(error.refused)) answered(sessionStorage, kind, minor)
    const to = kind === 'deposit' ? 'deposit' : 'withdraw'
    return { trouble: { ...troubleOf(error, { to, minor }), reference: await paymentId(kind, me?.player_id ?? '', key) } }
  } finally {
    void refreshAccount()
  }
}

/** A checkout that is not wanted any more; what stood in the way, or nothing. */
export async function dropDeposit(payment_id: string): Promise<Trouble | null> {
  try {
    await ask({ type: 'drop_deposit', payment_id })
    return null
  } catch (error) {
    return troubleOf(error, { to: 'deposit' })
  } finally {
    void refreshAccount()
  }
}

export const payoutLink = async (): Promise<string> => ((await ask({ type: 'set_up_payouts' })) as PayoutLink).url
export const lookAround = (): void => set({ looking: true })
/** What the house said to everybody has been read, or its time is over. */
export const announcementRead = (): void => set({ announced: null })

export const realityRead = (): void => set({ reality: null })

// ── play ──

export async function refreshMine(): Promise<void> {
  const body = await ask({ type: 'list_matches' }).catch(() => null)
  if (body?.type === 'match_list') set({ mine: (body as MatchList).matches })
}

export async function createMatch(key: string, options: GameOptions, minor: number, invite_only = false): Promise<string> {
  const body = await ask({ type: 'create_match', key, options, stake: { currency: 'USD', minor }, invite_only })
  if (body.type !== 'match_created') throw new Error('Unexpected answer.')
  void refreshMine()
  return body.match_id
}

export const joinMatch = (match_id: string): Promise<Body> => ask({ type: 'join_match', match_id })
export const cancelMatch = async (match_id: string): Promise<void> => {
  await ask({ type: 'cancel_match', match_id })
  void refreshMine()
}
export const play = (match_id: string, ply: number, move: Move): Promise<Body> => ask({ type: 'play_move', match_id, ply, move })
export const say = (match_id: string, text: string): Promise<Body> => ask({ type: 'say_in_match', match_id, key: freshKey(), words: text })
export const askTakeback = (match_id: string, ply: number): Promise<Body> => ask({ type: 'ask_takeback', match_id, ply })
export const answerTakeback = (match_id: string, ply: number, agreed: boolean): Promise<Body> => ask({ type: 'answer_takeback', match_id, ply, agreed })
export const confirmResult = (match_id: string): Promise<Body> => ask({ type: 'confirm_result', match_id })
export const contestResult = (match_id: string, reason: string): Promise<Body> => ask({ type: 'contest_result', match_id, reason })
export const concede = (match_id: string): Promise<Body> => ask({ type: 'concede_match', match_id })
export const react = (match_id: string, reaction: Reaction): Promise<Body> => ask({ type: 'react_in_match', match_id, reaction })
export const contestMove = (match_id: string, ply: number, reason: string): Promise<Body> => ask({ type: 'contest_move', match_id, ply, reason })
export const answerContest = (match_id: string, agreed: boolean): Promise<Body> => ask({ type: 'answer_contest', match_id, agreed })
export const dropContest = (match_id: string): Promise<Body> => ask({ type: 'drop_contest', match_id })
export const acceptVerdict = (match_id: string): Promise<Body> => ask({ type: 'accept_verdict', match_id })
export const appealVerdict = (match_id: string, reason: string): Promise<Body> => ask({ type: 'appeal_verdict', match_id, reason })
export const claimForfeit = (match_id: string): Promise<Body> => ask({ type: 'claim_forfeit', match_id })
export const askAbort = (match_id: string): Promise<Body> => ask({ type: 'ask_abort', match_id })
export const declineAbort = (match_id: string): Promise<Body> => ask({ type: 'decline_abort', match_id })
export const offerRematch = (match_id: string): Promise<Body> => ask({ type: 'offer_rematch', match_id })

/** A side of a dispute: the images go up first, then the note that names them. */
export async function showEvidence(match_id: string, key: string, note: string, files: readonly File[]): Promise<void> {
  const images = await Promise.all(files.map((file) => uploadImage(match_id, file)))
  await ask({ type: 'add_evidence', match_id, key, note, images })
}

async function uploadImage(match_id: string, file: File): Promise<string> {
  const response = await fetch(`/evidence?match_id=${match_id}`, { method: 'POST', headers: { 'content-type': file.type || 'application/octet-stream' }, body: file })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${file.name}: ${answer.message}`)
  return answer.sha256
}

/** As a player, or, in a match of others, as a spectator; answers whether there is such a match for us. */
export async function followMatch(id: string, tries = 4): Promise<boolean> {
  const body = await connection.watch(`match:${id}`)
  if (body?.type !== 'refused') return true
  if (body.code === 'NO_SUCH_MATCH' && tries > 1) {
    // A match that was just agreed on is a moment away.
    await new Promise((done) => setTimeout(done, 500))
    return followMatch(id, tries - 1)
  }
  const late = body.code === 'NOT_YOUR_MATCH' ? await connection.watch(`spectate:${id}`) : body
  return late?.type !== 'refused'
}
export const leaveMatch = (id: string): void => {
  connection.unwatch(`match:${id}`)
  connection.unwatch(`spectate:${id}`)
}

// ── quick match ──

export async function seek(options: GameOptions, minor: number): Promise<void> {
  set({ seeking: { at: 'asking' }, sought: { options, minor } })
  try {
    await ask({ type: 'seek_opponent', options, stake: { currency: 'USD', minor } })
    set((state) => (state.seeking?.at === 'asking' ? { seeking: { at: 'waiting', progress: null, since: Date.now() } } : {}))
  } catch (error) {
    set({ seeking: null })
    throw error
  }
}

export async function pools(): Promise<Pool[]> {
  const body = await ask({ type: 'list_pools' })
  return body.type === 'pool_list' ? body.pools : []
}

export async function stopSeeking(): Promise<void> {
  set({ seeking: null, sought: null })
  await ask({ type: 'stop_seeking' }).catch(() => undefined)
}

export const doneSeeking = (): void => set({ seeking: null })

/** A search ends with its connection; on the next one it goes on. */
async function seekAgain(): Promise<void> {
  const { seeking, sought } = get()
  const at = seeking?.at
  if (sought && (at === 'waiting' || at === 'asking')) await seek(sought.options, sought.minor).catch(() => undefined)
}

// ── people ──

export const profile = async (player_id: string): Promise<Profile> => (await ask({ type: 'read_profile', player_id })) as Profile
export const history = async (player_id: string, before: number | null): Promise<History> =>
  (await ask(before === null ? { type: 'read_history', player_id } : { type: 'read_history', player_id, before })) as History
export const replay = async (match_id: string): Promise<Replay> => (await ask({ type: 'read_replay', match_id })) as Replay
export const leaderboard = async (scope: string, period: string, by: Ranking, after: string | null): Promise<Leaderboard> =>
  (await ask(after === null ? { type: 'read_leaderboard', scope, period, by } : { type: 'read_leaderboard', scope, period, by, after })) as Leaderboard
export const people = async (): Promise<PeopleList> => (await ask({ type: 'list_people' })) as PeopleList
export async function setRelation(player_id: string, relation: Relation, wanted: boolean): Promise<void> {
  await ask({ type: 'set_relation', player_id, relation, wanted })
  if (relation !== 'follow') void refreshMuted()
}
export const report = (player_id: string, offence: Offence, text: string, match_id: string | null): Promise<Body> =>
  ask(match_id === null ? { type: 'report_player', player_id, offence, words: text } : { type: 'report_player', player_id, offence, words: text, match_id })
export const markRead = (notice: number): Promise<Body> => ask({ type: 'mark_read', notice })
export async function liveMatches(): Promise<LiveMatch[]> {
  const body = await ask({ type: 'list_live' })
  return body.type === 'live_list' ? body.matches : []
}

/** Whose lines are not shown: the muted and the blocked. */
async function refreshMuted(): Promise<void> {
  const known = await people().catch(() => null)
  if (known) set({ muted: [...known.mutes, ...known.blocks].map((one) => one.player_id) })
}

export const statement = async (before: number | null, currency: Currency): Promise<Statement> =>
  (await ask(before === null ? { type: 'read_statement', currency } : { type: 'read_statement', currency, before })) as Statement
