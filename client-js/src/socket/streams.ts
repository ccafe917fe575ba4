/** The streams that are followed: asked for again after every loss, from the version that was seen last. Knows no socket, only a way to ask. */
import type { Body, Command, Refused, Watching } from '../protocol.gen'

export interface StreamPorts {
  request(command: Command): Promise<Body>
  /** A mark of the line that is open now: an answer that never came on an old line is asked for by `resume`, not here. */
  line(): object | null
  /** The last version seen of a stream, to resume from. */
  sinceOf(stream: string): number | null
  onWatching(watching: Watching): void
  /** The house will not let us watch this, now or later. */
  onRefused(stream: string, refused: Refused): void
}

const AGAIN_MS = 1_000

export class Streams {
  private readonly followed = new Set<string>()

  constructor(private readonly ports: StreamPorts) {}

  watch(stream: string): void {
    this.followed.add(stream)
    this.ask(stream, this.ports.sinceOf(stream))
  }

  unwatch(stream: string): void {
    if (this.followed.delete(stream)) this.ports.request({ type: 'unwatch', stream }).catch(() => undefined)
  }

  /** The line is open: everything that is followed, from where we left it. */
  resume(): void {
    for (const stream of this.followed) this.ask(stream, this.ports.sinceOf(stream))
  }

  /** Something was missed: the whole view, please. */
  again(stream: string): void {
    if (this.followed.has(stream)) this.ask(stream, null)
  }

  forget(): void {
    this.followed.clear()
  }

  private ask(stream: string, since: number | null): void {
    const line = this.ports.line()
    if (!line) return
    this.ports.request(since === null ? { type: 'watch', stream } : { type: 'watch', stream, since }).then(
      (body) => this.answered(stream, since, body),
      () => this.ports.line() === line && this.followed.has(stream) && this.ask(stream, since),
    )
  }

  private answered(stream: string, since: number | null, body: Body): void {
    if (!this.followed.has(stream)) return
    if (body.type === 'watching') this.ports.onWatching(body)
    if (body.type !== 'refused') return
    if (body.retryable) setTimeout(() => this.followed.has(stream) && this.ask(stream, since), body.retry_after_ms ?? AGAIN_MS)
    else this.ports.onRefused(stream, body)
  }
}
