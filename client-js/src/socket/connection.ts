/** The connection: one WebSocket that comes back by itself. Knows the three message shapes; no React, no store, no streams.
 *
 *  Requests resolve with the reply body, a refusal too. What was asked when the line was lost is rejected with NoAnswer. */
import type { Body, Command, Push } from '../protocol.gen'

export type LinkState =
  | { at: 'connecting' }
  | { at: 'open'; again: boolean }
  /** moving: the house said that it restarts. */
  | { at: 'lost'; since: number; retryAt: number; moving: boolean }
  | { at: 'ended'; code: number }

export interface Ports {
  url: string
  onLink(state: LinkState): void
  onPush(push: Push): void
  now?(): number
  chance?(): number
  open?(url: string): WebSocket
}

/** No answer: it may have happened. Ask again with the same key or ply. */
export class NoAnswer extends Error {}

const FIRST_MS = 500
const MOST_MS = 15_000
const OPEN_MS = 10_000
const REPLY_MS = 12_000
const PING_MS = 15_000
/** After a sleep a dead line looks open: it has this long to answer. */
const AWAKE_MS = 4_000
const SIGNED_OUT = 4001
const SERVER_RESTARTS = 1012

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

type Timer = ReturnType<typeof setTimeout> | undefined

export class Connection {
  private socket: WebSocket | null = null
  private ref = 0
  private attempt = 0
  private lostAt: number | null = null
  private backInMs: number | null = null
  private everOpen = false
  private ended = true
  private retry: Timer
  private opening: Timer
  private pinger: Timer
  private readonly waiting = new Map<number, Waiting>()

  constructor(private readonly ports: Ports) {}

  start(): void {
    this.ended = false
    this.everOpen = false
    this.attempt = 0
    this.lostAt = null
    globalThis.addEventListener?.('online', this.awake)
    globalThis.document?.addEventListener('visibilitychange', this.awake)
    this.connect()
  }

  stop(): void {
    this.ended = true
    globalThis.removeEventListener?.('online', this.awake)
    globalThis.document?.removeEventListener('visibilitychange', this.awake)
    this.letGo()
  }

  /** The socket that is open now, as a mark to tell by whether it is still the same one. */
  get line(): object | null {
    return this.socket?.readyState === WebSocket.OPEN ? this.socket : null
  }

  request(command: Command, deadlineMs: number = REPLY_MS): Promise<Body> {
    const socket = this.socket
    if (!socket || socket.readyState !== WebSocket.OPEN) return Promise.reject(new NoAnswer('not connected'))
    const ref = ++this.ref
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(ref)
        reject(new NoAnswer('no answer in time'))
      }, deadlineMs)
      this.waiting.set(ref, { resolve, reject, timer })
      socket.send(JSON.stringify({ ref, command }))
    })
  }

  /** At once, because somebody asked. */
  retryNow(): void {
    this.attempt = 0
    this.awake()
  }

  /** The network is back, or somebody looks at the page again: connect now, or see whether the line still lives. */
  private readonly awake = (): void => {
    if (this.ended || globalThis.document?.visibilityState === 'hidden') return
    if (!this.socket) this.connect()
    else if (this.socket.readyState === WebSocket.OPEN) this.ping(this.socket, AWAKE_MS)
  }

  private connect(): void {
    this.letGo()
    if (!this.everOpen) this.ports.onLink({ at: 'connecting' })
    const socket = this.ports.open?.(this.ports.url) ?? new WebSocket(this.ports.url)
    this.socket = socket
    this.opening = setTimeout(() => this.lost(0), OPEN_MS)
    socket.onopen = () => this.opened(socket)
    socket.onmessage = (message) => this.received(String(message.data))
    socket.onclose = (closed) => this.lost(closed.code)
  }

  private opened(socket: WebSocket): void {
    clearTimeout(this.opening)
    this.attempt = 0
    this.lostAt = null
    this.backInMs = null
    this.pinger = setInterval(() => this.ping(socket, REPLY_MS), PING_MS)
    const again = this.everOpen
    this.everOpen = true
    this.ports.onLink({ at: 'open', again })
  }

  private ping(socket: WebSocket, deadlineMs: number): void {
    this.request({ type: 'ping' }, deadlineMs).catch(() => {
      if (socket === this.socket) this.lost(0)
    })
  }

  private received(text: string): void {
    const message = JSON.parse(text) as Push | { ref: number | null; reply: Body }
    if ('stream' in message) {
      if (message.event.type === 'server_moving') this.backInMs = message.event.back_in_ms
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

  /** The line is gone, or dead without saying so. */
  private lost(code: number): void {
    this.letGo()
    if (code === SIGNED_OUT) {
      this.stop()
      this.ports.onLink({ at: 'ended', code })
      return
    }
    const now = this.ports.now?.() ?? Date.now()
    const moving = code === SERVER_RESTARTS || this.backInMs !== null
    const wait = (this.backInMs ?? 0) + backoff(this.attempt++, this.ports.chance?.() ?? Math.random())
    this.backInMs = null
    this.lostAt ??= now
    this.ports.onLink({ at: 'lost', since: this.lostAt, retryAt: now + wait, moving })
    this.retry = setTimeout(() => this.connect(), wait)
  }

  /** Lets go of the socket and of everything that hangs on it. A closing that nobody answers must not hold us up. */
  private letGo(): void {
    clearTimeout(this.retry)
    clearTimeout(this.opening)
    clearInterval(this.pinger)
    const socket = this.socket
    this.socket = null
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null
      socket.close()
    }
    for (const waiting of this.waiting.values()) {
      clearTimeout(waiting.timer)
      waiting.reject(new NoAnswer('connection lost'))
    }
    this.waiting.clear()
  }
}
