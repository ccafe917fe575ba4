/** What is said at a table. */
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { when } from '../format'
import { words } from '../house'
import type { TableSaid, TableView } from '../protocol.gen'
import { useStore } from '../store'
import { inkOf, useWorn } from '../ui/Worn'
import { sayAtTable } from './verbs'

export function TableChat({ view, me }: { view: TableView; me: string }) {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const muted = useStore((state) => state.muted)
  const log = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight
  }, [view.chat.length])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const line = text.trim()
    if (!line) return
    setText('')
    setProblem(null)
    await sayAtTable(view.table, line).catch((error: unknown) => {
      setProblem(words(error))
      setText(line)
    })
  }
  return (
    <section className="flex max-h-80 min-h-52 flex-col rounded-panel border border-rule bg-sheet" aria-label="Chat">
      <h2 className="border-b border-rule px-4 py-2 font-bold">Chat</h2>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={log} role="log" tabIndex={0} aria-label="Lines of chat" className="flex flex-1 flex-col gap-1.5 overflow-y-auto p-4">
        {view.chat.length === 0 && <p className="text-sm text-ink-3">Nothing said yet.</p>}
        {view.chat.filter((line) => !muted.includes(line.player)).map((line) => <Line key={`${line.at_ms}-${line.player}-${line.words}`} line={line} mine={line.player === me} />)}
      </div>
      {problem && <p role="alert" className="px-4 pb-1 text-sm text-alert-text">{problem}</p>}
      <form onSubmit={submit} className="flex gap-2 border-t border-rule p-2">
        <input aria-label="Say something" placeholder="Say something" value={text} onChange={(event) => setText(event.target.value)} maxLength={280} className="min-h-target min-w-0 flex-1 rounded-control border border-edge bg-sunk px-3 placeholder:text-ink-3" />
        <button type="submit" className="press min-h-target rounded-control bg-ink px-4 font-semibold text-on-ink">Send</button>
      </form>
    </section>
  )
}

function Line({ line, mine }: { line: TableSaid; mine: boolean }) {
  return (
    <p className={`break-words ${inkOf(useWorn(line.player))}`}>
      <span className="mr-2 text-xs text-ink-3">{mine ? 'You' : line.name} {when(line.at_ms)}</span>{line.words}
    </p>
  )
}
