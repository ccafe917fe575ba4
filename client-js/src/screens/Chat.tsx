/** Chat, in the order of the match. A line of one's own is shown at once, paler until the house has it. */
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { when } from '../format'
import { say, words } from '../house'
import type { MatchView } from '../protocol.gen'
import { useStore } from '../store'
import { useKey } from '../ui/clockHooks'
import { Reactions } from './Reactions'

export function Chat({ view, seat }: { view: MatchView; seat: number }) {
  const [text, setText] = useState('')
  const [sending, setSending] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const log = useRef<HTMLDivElement>(null)
  const muted = useStore((state) => state.muted)
  useKey('c', () => input.current?.focus())
  useEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight
  }, [view.chat.length, sending])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const line = text.trim()
    if (!line) return
    setText('')
    setSending(line)
    setProblem(null)
    await say(view.offer.match_id, line).catch((error: unknown) => {
      setProblem(words(error))
      setText(line)
    })
    setSending(null)
  }

  return (
    <section className="flex h-full max-h-96 min-h-52 flex-col rounded-panel border border-rule bg-sheet lg:max-h-none" aria-label="Chat">
      <div className="flex items-center justify-between border-b border-rule px-4">
        <h2 className="py-2 font-bold">Chat</h2>
        {seat >= 0 && <Link href={`/player/${view.players[1 - seat]}?match=${view.offer.match_id}`} className="inline-flex min-h-target items-center text-sm font-semibold underline">Mute or report {view.names[1 - seat]}</Link>}
      </div>
      {/* A log that scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={log} role="log" tabIndex={0} aria-label="Lines of chat" className="flex flex-1 flex-col gap-2 overflow-y-auto p-4">
        {view.chat.length === 0 && !sending && <p className="text-sm text-ink-3">Nothing said yet.</p>}
        {view.chat.filter((line) => !muted.includes(line.player_id)).map((line) => {
          const author = view.players.indexOf(line.player_id)
          const mine = author === seat
          return (
            <p key={line.version} className={`max-w-[85%] rounded-control px-3 py-1.5 ${mine ? 'self-end bg-ink text-on-ink' : 'self-start bg-sunk'}`}>
              <span className={`mr-2 text-xs ${mine ? 'text-on-ink-2' : 'text-ink-3'}`}>{mine ? 'You' : line.player_id === 'house' ? 'The house' : view.names[author]} {when(line.at_ms)}</span>
              <span className="break-words">{line.words || <em>no longer kept</em>}</span>
            </p>
          )
        })}
        {sending && <p className="max-w-[85%] self-end rounded-control bg-ink px-3 py-1.5 text-on-ink opacity-60">{sending}</p>}
      </div>
      {problem && <p role="alert" className="px-4 pb-1 text-sm text-alert-text">{problem}</p>}
      {seat >= 0 && <Reactions view={view} seat={seat} />}
      {seat >= 0 && (
        <form onSubmit={submit} className="flex gap-2 border-t border-rule p-2">
          <input ref={input} data-testid="chat-input" aria-label="Say something" placeholder="Say something" value={text} onChange={(event) => setText(event.target.value)} maxLength={280} className="min-h-target min-w-0 flex-1 rounded-control border border-edge bg-sunk px-3 placeholder:text-ink-3" />
          <button type="submit" className="press min-h-target rounded-control bg-ink px-4 font-semibold text-on-ink">Send</button>
        </form>
      )}
    </section>
  )
}
