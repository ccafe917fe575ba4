/** A finished match again, fact by fact, as it was shown. */
import { useEffect, useMemo, useState } from 'react'
import { Link } from 'wouter'
import { amount, when } from '../format'
import { GAMES, terms } from '../games'
import { replay, words } from '../house'
import type { MatchView, Replay } from '../protocol.gen'
import { OnScorer } from '../scorers/OnScorer'
import { applied, useStore } from '../store'
import { Problem, Quiet } from '../ui/controls'
import { Scoreboard } from './Scoreboard'

const STEP_MS = 900

type MatchEvent = Replay['facts'][number]

export function ReplayScreen({ id }: { id: string }) {
  const open = useStore((state) => state.link.at === 'open')
  const [known, setKnown] = useState<Replay | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    if (open) replay(id).then(setKnown, (error: unknown) => setProblem(words(error)))
  }, [id, open])
  if (problem) return <div className="mx-auto max-w-read"><h1 tabIndex={-1} className="wide mb-4 text-2xl font-extrabold">No replay</h1><Problem>{problem}</Problem></div>
  if (!known) return <div className="skeleton mx-auto h-64 max-w-wide rounded-panel" role="status" aria-label="Loading the replay" />
  return <Known replay={known} />
}

/** The match after each fact that changed it. */
function moments(known: Replay): { event: MatchEvent; view: MatchView }[] {
  const [first, ...rest] = known.facts
  if (first?.type !== 'match_offered') return []
  let view: MatchView = {
    type: 'match_view',
    offer: { match_id: known.match_id, creator: first.creator, creator_name: first.creator_name, options: first.options, stake: first.stake, rake_bp: first.rake_bp, pays_minor: 0, made_ms: first.at_ms, invite_only: first.invite_only, creator_rating: first.creator_rating, creator_provisional: first.creator_provisional, reserved_for: first.reserved_for },
    phase: 'open', players: known.players, names: known.names, ply: 0, board: null, turn: [], deadline_ms: null, result: null, ending: null, confirmed: [false, false], takeback: null, may_take_back: false,
    ready: [true, true], round: 1, abort: null, contested: null, dispute: null, rematch: null, next_match: null, paid_minor: [], rake_minor: 0, chat: [], present: [true, true], claim_at_ms: [],
  }
  const found = [{ event: first as MatchEvent, view }]
  for (const [place, event] of rest.entries()) {
    view = applied(view, { stream: `match:${known.match_id}`, version: place + 2, event })
    found.push({ event, view })
  }
  return found.filter((one) => WORDS[one.event.type] !== undefined)
}

const WORDS: Partial<Record<MatchEvent['type'], string>> = {
  player_seated: 'Both stakes are held', move_played: 'played', turn_lapsed: 'The time ran out', move_taken_back: 'The move was taken back', move_contested: 'contested the move', contest_dropped: 'The move stands', contest_rejected: 'Disputed',
  reports_contradicted: 'The reports speak against each other', result_reached: 'Result', result_contested: 'contested the result', match_replayed: 'A tie: played again', evidence_added: 'showed evidence', verdict_given: 'The house decided', verdict_appealed: 'appealed', match_conceded: 'conceded',
  match_forfeited: 'ran out of time', match_aborted: 'Called off by both', player_no_show: 'Somebody never came', match_abandoned: 'Abandoned', match_voided: 'Void', match_settled: 'Settled',
}

function said(event: MatchEvent, view: MatchView): string {
  const text = WORDS[event.type] ?? ''
  const seat = 'seat' in event && event.seat >= 0 ? `${view.names[event.seat]} ` : ''
  if (event.type === 'move_played') return `${seat}${text}${event.calls.length > 0 ? `: ${event.calls.join(', ')}` : ''}`
  if (event.type === 'result_reached') return `${event.result.winner === null ? 'A tie' : `${view.names[event.result.winner]} won`}, ${event.result.words}`
  return `${seat}${text}`
}

function Known({ replay: known }: { replay: Replay }) {
  const all = useMemo(() => moments(known), [known])
  const [place, setPlace] = useState(0)
  const [started, setRunning] = useState(false)
  const me = useStore((state) => state.me?.player_id)
  const last = all.length - 1
  const running = started && place < last
  useEffect(() => {
    if (!running) return
    const timer = setInterval(() => setPlace((at) => Math.min(at + 1, last)), STEP_MS)
    return () => clearInterval(timer)
  }, [running, last])
  const now = all[place]
  if (!now) return <Problem>This match was never played.</Problem>
  const seat = me ? known.players.indexOf(me) : -1
  const { offer } = now.view
  return (
    <div className="mx-auto grid max-w-wide gap-4">
      <div className="flex flex-wrap items-end justify-between gap-2">
        <div>
          <h1 tabIndex={-1} className="wide text-2xl font-extrabold">{GAMES[offer.options.game].name}, replay</h1>
          <p className="text-sm text-ink-2">{terms(offer.options)}. {amount(offer.stake)} each, {when(offer.made_ms)}.</p>
        </div>
        <p className="flex gap-4">{known.players.map((player, one) => <Link key={player} href={`/player/${player}`} className="inline-flex min-h-target items-center font-semibold underline">{known.names[one]}</Link>)}</p>
      </div>
      <Scoreboard past view={now.view} seat={seat} />
      {now.view.board && now.view.phase !== 'open' && <OnScorer view={now.view} />}
      <p className="min-h-12 text-lg font-semibold" aria-live="polite" data-testid="replay-line">{said(now.event, now.view)}</p>
      <input type="range" aria-label="Where in the match" min={0} max={last} value={place} onChange={(event) => { setRunning(false); setPlace(Number(event.target.value)) }} className="min-h-target w-full accent-(--color-ink)" />
      <div className="flex flex-wrap items-center gap-3">
        <Quiet onClick={() => { setRunning(false); setPlace(Math.max(0, place - 1)) }} aria-label="One back">‹</Quiet>
        <Quiet onClick={() => { if (place === last) setPlace(0); setRunning(!running) }}>{running ? 'Pause' : 'Play'}</Quiet>
        <Quiet onClick={() => { setRunning(false); setPlace(Math.min(last, place + 1)) }} aria-label="One on" data-testid="replay-next">›</Quiet>
        <span className="text-sm text-ink-2">{place + 1} of {all.length}</span>
      </div>
    </div>
  )
}
