/** The inbox: what happened while one was not looking. */
import { useEffect } from 'react'
import { Link } from 'wouter'
import { amount, when } from '../format'
import { GAMES, type GameTag } from '../games'
import { markRead } from '../house'
import type { Notice } from '../protocol.gen'
import { useStore } from '../store'
import { Silk } from '../ui/Silk'

export function InboxScreen() {
  const inbox = useStore((state) => state.inbox)
  const newest = inbox?.notices[0]?.number ?? 0
  useEffect(() => {
    if (inbox && newest > inbox.read) void markRead(newest).catch(() => undefined)
  }, [inbox, newest])
  return (
    <div className="mx-auto grid max-w-read gap-4">
      <h1 tabIndex={-1} className="wide text-2xl font-extrabold">Inbox</h1>
      {!inbox && <div className="skeleton h-40 rounded-panel" role="status" aria-label="Loading" />}
      {inbox?.notices.length === 0 && <div className="rounded-panel border border-rule bg-sheet p-5 text-ink-2"><p>Nothing yet. Here you read what happens in your matches while you are away.</p><Link href="/" className="inline-flex min-h-target items-center font-semibold text-ink underline">Find a match</Link></div>}
      {inbox && inbox.notices.length > 0 && (
        <ul className="overflow-hidden rounded-panel border border-rule bg-sheet" data-testid="inbox">
          {inbox.notices.map((notice) => <li key={notice.number} className="border-b border-rule last:border-b-0"><Line notice={notice} /></li>)}
        </ul>
      )}
    </div>
  )
}

function Line({ notice }: { notice: Notice }) {
  const to = notice.kind === 'followed' ? `/player/${notice.who}` : `/match/${notice.match_id}`
  return (
    <Link href={to} className="flex min-h-row items-start gap-3 px-4 py-3">
      <Silk id={notice.who ?? 'house'} size={28} />
      <span className="min-w-0 flex-1">
        <span className="block font-semibold">{said(notice)}</span>
        {notice.words && <span className="block text-sm break-words text-ink-2">{notice.words}</span>}
        <span className="block text-sm text-ink-3">{notice.game && `${GAMES[notice.game as GameTag]?.name}, `}{when(notice.at_ms)}</span>
      </span>
    </Link>
  )
}

function said(notice: Notice): string {
  const who = notice.who_name ?? 'Somebody'
  switch (notice.kind) {
    case 'taken':
      return `${who} took your offer and waits for you.`
    case 'settled':
      return settled(notice, who)
    case 'disputed':
      return `Your match with ${who} is in dispute.`
    case 'judged':
      return `The house decided your match with ${who}.`
    case 'appealed':
      return `${who} appealed the verdict.`
    case 'rematch':
      return `${who} wants another.`
    case 'struck':
      return 'You got a strike for claiming what was not so.'
    case 'followed':
      return `${who} follows you.`
  }
}

function settled(notice: Notice, who: string): string {
  const paid = notice.paid ? amount(notice.paid) : ''
  if (notice.won === null) return `Your match with ${who} ended without a winner: ${paid} back in your wallet.`
  return notice.won ? `You beat ${who}: ${paid} paid to your wallet.` : `${who} won your match.`
}
