/** Quick reactions: said without words, seen for a moment, kept nowhere. */
import { AnimatePresence } from 'motion/react'
import * as m from 'motion/react-m'
import { Flame, Frown, Hand, Handshake, Laugh, Sparkles } from 'lucide-react'
import { react } from '../house'
import type { MatchView, Reaction } from '../protocol.gen'
import { useStore } from '../store'
import { useAttempt } from './Contest'

const WORDS: Record<Reaction, string> = { clap: 'Clap', wow: 'Wow', laugh: 'Laugh', ouch: 'Ouch', fire: 'On fire', handshake: 'Good game' }
const ALL = Object.keys(WORDS) as Reaction[]

function Icon({ of, size }: { of: Reaction; size: number }) {
  switch (of) {
    case 'clap':
      return <Hand size={size} aria-hidden="true" />
    case 'wow':
      return <Sparkles size={size} aria-hidden="true" />
    case 'laugh':
      return <Laugh size={size} aria-hidden="true" />
    case 'ouch':
      return <Frown size={size} aria-hidden="true" />
    case 'fire':
      return <Flame size={size} aria-hidden="true" />
    case 'handshake':
      return <Handshake size={size} aria-hidden="true" />
  }
}

export function Reactions({ view, seat }: { view: MatchView; seat: number }) {
  const id = view.offer.match_id
  const last = useStore((state) => state.reactions[id])
  const muted = useStore((state) => state.muted)
  const { problem, attempt } = useAttempt()
  const shown = last && !muted.includes(view.players[last.seat] ?? '') ? last : undefined
  return (
    <div className="flex flex-wrap items-center gap-1 border-t border-rule px-2 py-1">
      {ALL.map((reaction) => {
        const words = WORDS[reaction]
        return (
          <button key={reaction} type="button" aria-label={words} title={words} onClick={() => attempt(() => react(id, reaction))} className="press grid min-h-target min-w-9 place-items-center rounded-control text-ink-2">
            <Icon of={reaction} size={20} />
          </button>
        )
      })}
      <span className="ml-auto text-sm" role="status" data-testid="reaction">
        <AnimatePresence>
          {shown && (
            <m.span key={shown.count} initial={{ opacity: 0, y: 6 }} animate={{ opacity: 1, y: 0 }} exit={{ opacity: 0 }} transition={{ duration: 0.22 }} className="inline-flex items-center gap-1 font-semibold">
              <Icon of={shown.reaction} size={18} /> {shown.seat === seat ? 'You' : view.names[shown.seat]}: {WORDS[shown.reaction]}
            </m.span>
          )}
        </AnimatePresence>
      </span>
      {problem && <span className="w-full px-1 text-sm text-alert-text" role="alert">{problem}</span>}
    </div>
  )
}
