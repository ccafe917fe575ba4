/** The house as the client holds it: one connection feeding one store, and the verbs that screens use. */
import type { Body, Command, GameOptions, MatchList, Move, Refused, Statement } from './protocol.gen'
import { Connection, NoAnswer } from './socket/connection'
import { begin, EMPTY, reduce, sweep, useStore, versionOf } from './store'

const GONE_MS = 2_000
export const LINK_BACK_MS = 2_000

const set = useStore.setState
const get = useStore.getState

const connection = new Connection({
  url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
  sinceOf: (stream) => versionOf(get(), stream),
  onWatching: (watching) => set((state) => begin(state, watching)),
  onPush: (push) => {
    set((state) => reduce(state, push))
    if (push.stream.startsWith('match:') && get().matches[push.stream.slice(6)]?.stale) connection.again(push.stream)
    if (push.event.type === 'offer_closed') {
      const id = push.event.match_id
      setTimeout(() => set((state) => sweep(state, id)), GONE_MS)
    }
    if (push.event.type === 'match_settled' || push.event.type === 'player_seated') void refreshMine()
  },
  onLink: (link) => {
    set({ link })
    if (link.at === 'ended') set({ ...EMPTY, me: null, link })
    if (link.at === 'open') void refreshMine()
    if (link.at === 'open' && link.again) setTimeout(() => set((state) => (state.link === link ? { link: { at: 'open', again: false } } : state)), LINK_BACK_MS)
  },
})

export const retryNow = (): void => connection.retryNow()

/** A refusal, said so that a person knows what happened, whether money moved, and what to do. */
export class Refusal extends Error {
  constructor(readonly refused: Refused) {
    super(refused.message)
  }
}

/** Asks, and throws what is not a yes. */
export async function ask(command: Command): Promise<Body> {
  const body = await connection.request(command)
  if (body.type === 'refused') throw new Refusal(body)
  return body
}

/** What to show for anything that went wrong. */
export function words(error: unknown): string {
  if (error instanceof Refusal) return error.message
  if (error instanceof NoAnswer) return 'No answer from the house. Nothing is charged twice: try again when the line is back.'
  return error instanceof Error ? error.message : 'Something went wrong.'
}

export const freshKey = (): string => crypto.randomUUID().replaceAll('-', '')

// ── who I am ──

async function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
}

export async function whoAmI(): Promise<void> {
  const response = await fetch('/auth/me').catch(() => null)
  if (!response?.ok) {
    set({ me: null })
    return
  }
  set({ me: await response.json() })
  open()
}

export async function signIn(name: string): Promise<void> {
  const response = await post('/auth/local', { name })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.message)
  await whoAmI()
}

export async function signOut(): Promise<void> {
  await post('/auth/sign-out', {})
  connection.stop()
  set({ ...EMPTY, me: null })
}

function open(): void {
  connection.start()
  connection.watch('lobby')
  connection.watch('wallet')
}

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
export const followMatch = (id: string): void => connection.watch(`match:${id}`)
export const leaveMatch = (id: string): void => connection.unwatch(`match:${id}`)

export async function statement(before: number | null): Promise<Statement> {
  const body = await ask(before === null ? { type: 'read_statement' } : { type: 'read_statement', before })
  return body as Statement
}
