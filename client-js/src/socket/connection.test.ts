import { beforeEach, describe, expect, it, vi } from 'vitest'
import { backoff, Connection, type LinkState, NoAnswer } from './connection'

class FakeSocket {
  static OPEN = 1
  readyState = 0
  sent: { ref: number; command: Record<string, unknown> }[] = []
  onopen?: () => void
  onmessage?: (message: { data: string }) => void
  onclose?: (closed: { code: number }) => void
  send(text: string) {
    this.sent.push(JSON.parse(text))
  }
  closed = false
  close() {
    this.closed = true
  }
  opens() {
    this.readyState = 1
    this.onopen?.()
  }
  says(message: unknown) {
    this.onmessage?.({ data: JSON.stringify(message) })
  }
  closes(code: number) {
    this.readyState = 3
    this.onclose?.({ code })
  }
}

let sockets: FakeSocket[]
let links: LinkState[]
let seen: Record<string, number>
let connection: Connection
let dispatch: (event: string) => void

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
  const heard: Record<string, () => void> = {}
  vi.stubGlobal('addEventListener', (name: string, hear: () => void) => (heard[name] = hear))
  dispatch = (name) => heard[name]?.()
  sockets = []
  links = []
  seen = {}
  connection = new Connection({
    url: 'ws://test/ws',
    onLink: (state) => links.push(state),
    onPush: () => undefined,
    onWatching: () => undefined,
    sinceOf: (stream) => seen[stream] ?? null,
    chance: () => 1,
    open: () => {
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket as unknown as WebSocket
    },
  })
  connection.start()
})

const socket = (place = 0) => sockets[place] as FakeSocket

describe('a connection', () => {
  it('hands a reply to who asked', async () => {
    socket().opens()
    const first = connection.request({ type: 'ping' })
    const second = connection.request({ type: 'ping' })
    socket().says({ ref: 2, reply: { type: 'pong', server_ms: 2 } })
    socket().says({ ref: 1, reply: { type: 'pong', server_ms: 1 } })
    expect(await Promise.all([first, second])).toMatchObject([{ server_ms: 1 }, { server_ms: 2 }])
  })

  it('does not pretend to know what was asked when the line was lost', async () => {
    socket().opens()
    const asked = connection.request({ type: 'ping' })
    socket().closes(1006)
    await expect(asked).rejects.toBeInstanceOf(NoAnswer)
  })

  it('resumes each stream from the version it saw', () => {
    socket().opens()
    connection.watch('match:m_a')
    seen['match:m_a'] = 7
    socket().closes(1006)
    vi.advanceTimersByTime(1000)
    socket(1).opens()
    expect(socket(1).sent.map((one) => one.command)).toEqual([{ type: 'watch', stream: 'match:m_a', since: 7 }])
  })

  it('comes back when a house that moves said it would be there', () => {
    socket().opens()
    socket().says({ stream: 'session', version: 2, event: { type: 'server_moving', back_in_ms: 2000 } })
    socket().closes(1012)
    vi.advanceTimersByTime(1999)
    expect(sockets).toHaveLength(1)
    vi.advanceTimersByTime(2002)
    expect(sockets).toHaveLength(2)
  })

  it('does not come back after a sign-out', () => {
    socket().opens()
    socket().closes(4001)
    vi.advanceTimersByTime(60_000)
    expect(sockets).toHaveLength(1)
    expect(links.at(-1)).toEqual({ at: 'ended', code: 4001 })
  })

  it('says that the line is lost when nobody answers, without waiting for a goodbye', () => {
    socket().opens()
    vi.advanceTimersByTime(15_000)
    expect(socket().sent.at(-1)?.command).toEqual({ type: 'ping' })
    vi.advanceTimersByTime(12_000)
    return vi.waitFor(() => {
      expect(links.at(-1)?.at).toBe('lost')
      expect(socket().closed).toBe(true)
    })
  })

  it('comes back after a silent line, and hears nothing of the old one any more', async () => {
    socket().opens()
    await vi.advanceTimersByTimeAsync(27_000 + 1_000)
    socket(1).opens()
    socket().closes(1006)
    expect([sockets.length, links.at(-1)]).toEqual([2, { at: 'open', again: true }])
  })

  it('knows at once that the machine went offline, and is back as soon as it is online', () => {
    socket().opens()
    dispatch('offline')
    expect(links.at(-1)?.at).toBe('lost')
    dispatch('online')
    expect(sockets).toHaveLength(2)
  })

  it('asks whether anybody is there when somebody comes back to it', () => {
    socket().opens()
    dispatch('online')
    expect([sockets.length, socket().sent.map((one) => one.command)]).toEqual([1, [{ type: 'ping' }]])
  })

  it('waits longer each time, to a most', () => {
    expect([0, 1, 2, 10].map((attempt) => backoff(attempt, 1))).toEqual([500, 1000, 2000, 15_000])
    expect(backoff(0, 0)).toBe(250)
  })
})
