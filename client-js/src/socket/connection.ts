/** The connection: one WebSocket that comes back by itself. Knows the three message shapes; no React, no store.
 *
 *  Requests resolve with the reply body. Streams are watched again after a loss, from the version that was seen last. */
import type { Body, Command, Push, Watching } from '../protocol.gen'

export type LinkState =
  | { at: 'connecting' }
  | { at: 'open'; again: boolean }
  | { at: 'lost'; since: number; retryAt: number }
  | { at: 'ended'; code: number }

export interface Ports {
  url: string
  onLink(state: LinkState): void
  onPush(push: Push): void
  onWatching(watching: Watching): void
  /** The last version seen of a stream, to resume from. */
  sinceOf(stream: string): number | null
  now?(): number
  chance?(): number
  open?(url: string): WebSocket
}

/** No answer: it may have happened. Ask again with the same key or ply. */
export class NoAnswer extends Error {}

const FIRST_MS = 500
const MOST_MS = 15_000
const REPLY_MS = 12_000
const PING_MS = 15_000
const SIGNED_OUT = 4001
const SILENT = 1006

/** How long to wait before the n-th attempt, with jitter so that not everybody comes at once. */
export function backoff(attempt: number, chance: number): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** attempt)
  return most / 2 + (most / 2) * chance
}

interface Waiting {
  resolve(body: Body): void
  reject(error: Error): void
  timer: ReturnType<typeof setTimeout>
}

export class Connection {
  private socket: WebSocket | null = null
  private ref = 0
  private attempt = 0
  private backIn: number | null = null
  private lostAt: number | null = null
  private everOpen = false
  private ended = false
  private retry: ReturnType<typeof setTimeout> | undefined
  private pinger: ReturnType<typeof setInterval> | undefined
  private readonly waiting = new Map<number, Waiting>()
  private readonly streams = new Set<string>()

  constructor(private readonly ports: Ports) {}

  start(): void {
    this.ended = false
    globalThis.addEventListener?.('online', this.soon)
    globalThis.addEventListener?.('offline', this.lose)
    globalThis.document?.addEventListener('visibilitychange', this.soon)
    this.connect()
  }

  stop(): void {
    this.ended = true
    globalThis.removeEventListener?.('online', this.soon)
    globalThis.removeEventListener?.('offline', this.lose)
    globalThis.document?.removeEventListener('visibilitychange', this.soon)
    clearTimeout(this.retry)
    clearInterval(this.pinger)
    this.socket?.close()
    this.socket = null
    this.forget()
  }

  /** Sends a command; resolves with the reply, a refusal too. Rejects with NoAnswer when none comes. */
  request(command: Command): Promise<Body> {
    const socket = this.socket
    if (!socket || socket.readyState !== WebSocket.OPEN) return Promise.reject(new NoAnswer('not connected'))
    const ref = ++this.ref
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(ref)
        reject(new NoAnswer('no answer in time'))
      }, REPLY_MS)
      this.waiting.set(ref, { resolve, reject, timer })
      socket.send(JSON.stringify({ ref, command }))
    })
  }

  /** Follows a stream from now on, over reconnects; a refused one no more. Resolves with the first answer, or nothing when there was none. */
  async watch(stream: string): Promise<Body | null> {
    this.streams.add(stream)
    const body = await this.ask(stream, this.ports.sinceOf(stream))
    if (body?.type === 'refused' && !body.retryable) this.streams.delete(stream)
    return body
  }

  unwatch(stream: string): void {
    if (this.streams.delete(stream)) this.request({ type: 'unwatch', stream }).catch(() => undefined)
  }

  /** Something was missed: the whole view, please. */
  again(stream: string): void {
    void this.ask(stream, null)
  }

  private async ask(stream: string, since: number | null): Promise<Body | null> {
    const body = await this.request(since === null ? { type: 'watch', stream } : { type: 'watch', stream, since }).catch(() => null)
    if (body?.type === 'watching') this.ports.onWatching(body)
    return body
  }

  private readonly soon = (): void => {
    if (this.ended || globalThis.document?.visibilityState === 'hidden') return
    if (!this.socket) this.connect()
    else this.probe(this.socket)
  }

  /** Whether anybody is there still: after a sleep a line may look open and be dead. */
  private probe(socket: WebSocket): void {
    if (socket.readyState !== WebSocket.OPEN) return
    this.request({ type: 'ping' }).catch(() => socket === this.socket && this.lose())
  }

  /** The line is gone, whatever the socket says: a goodbye that nobody hears takes a minute to fail. */
  private readonly lose = (): void => {
    const socket = this.socket
    if (!socket || socket.readyState > WebSocket.OPEN) return
    this.closed(socket, SILENT)
    socket.close()
  }

  /** At once, because somebody asked. */
  retryNow(): void {
    this.attempt = 0
    this.soon()
  }

  private connect(): void {
    clearTimeout(this.retry)
    if (!this.everOpen) this.ports.onLink({ at: 'connecting' })
    const socket = this.ports.open?.(this.ports.url) ?? new WebSocket(this.ports.url)
    this.socket = socket
    socket.onopen = () => this.opened(socket)
    socket.onmessage = (message) => socket === this.socket && this.received(String(message.data))
    socket.onclose = (closed) => this.closed(socket, closed.code)
  }

  private opened(socket: WebSocket): void {
    if (socket !== this.socket) return
    this.attempt = 0
    this.lostAt = null
    this.ports.onLink({ at: 'open', again: this.everOpen })
    this.everOpen = true
    for (const stream of this.streams) void this.ask(stream, this.ports.sinceOf(stream))
    this.pinger = setInterval(() => this.probe(socket), PING_MS)
  }

  private received(text: string): void {
    const message = JSON.parse(text) as Push | { ref: number | null; reply: Body }
    if ('stream' in message) {
      if (message.event.type === 'server_moving') this.backIn = message.event.back_in_ms
      this.ports.onPush(message)
      return
    }
    const waiting = message.ref === null ? undefined : this.waiting.get(message.ref)
    if (waiting && message.ref !== null) {
      this.waiting.delete(message.ref)
      clearTimeout(waiting.timer)
      waiting.resolve(message.reply)
    }
  }

  private closed(socket: WebSocket, code: number): void {
    if (socket !== this.socket) return
    this.socket = null
    clearInterval(this.pinger)
    this.forget()
    if (this.ended) return
    if (code === SIGNED_OUT) {
      this.ended = true
      this.ports.onLink({ at: 'ended', code })
      return
    }
    const now = this.ports.now?.() ?? Date.now()
    this.lostAt ??= now
    const chance = this.ports.chance?.() ?? Math.random()
    // A house that moves says when it is back: all come within as long again, not at once.
    const wait = this.backIn === null ? backoff(this.attempt++, chance) : this.backIn * (1 + chance)
    this.backIn = null
    this.ports.onLink({ at: 'lost', since: this.lostAt, retryAt: now + wait })
    this.retry = setTimeout(() => this.connect(), wait)
  }

  private forget(): void {
    for (const waiting of this.waiting.values()) {
      clearTimeout(waiting.timer)
      waiting.reject(new NoAnswer('connection lost'))
    }
    this.waiting.clear()
  }
}
