import { useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { amount, clock, money } from '../format'
import { GAMES, onTie, terms } from '../games'
import { answerTakeback, askTakeback, cancelMatch, concede, confirmResult, contestResult, followMatch, joinMatch, leaveMatch, play, words } from '../house'
import type { MatchView, Move } from '../protocol.gen'
import { Scorer } from '../scorers/Scorer'
import { useStore } from '../store'
import { Button, Leave, MoneyButton, Problem, Quiet, Sheet, Stake } from '../ui/controls'
import { useSecondsLeft, useWakeLock } from '../ui/clockHooks'
import { Chat } from './Chat'
import { Result } from './Result'
import { Scoreboard } from './Scoreboard'
import { Summary } from './Lobby'

export function MatchScreen({ id }: { id: string }) {
  const known = useStore((state) => state.matches[id])
  const open = useStore((state) => state.link.at === 'open')
  const [missing, setMissing] = useState(false)
  useEffect(() => {
    followMatch(id)
    return () => leaveMatch(id)
  }, [id])
  useEffect(() => {
    if (known || !open) return
    const timer = setTimeout(() => setMissing(true), 3000)
    return () => clearTimeout(timer)
  }, [known, open])
  useWakeLock(known?.view.phase === 'live')
  if (!known) return missing ? <Missing /> : <div className="skeleton h-80 rounded-panel" role="status" aria-label="Loading the match" />
  return <Known view={known.view} />
}

const Missing = () => (
  <div className="mx-auto grid max-w-read justify-items-start gap-3 rounded-panel border border-rule bg-sheet p-6">
    <h1 tabIndex={-1} className="wide text-2xl font-extrabold">No match here</h1>
    <p className="text-ink-2">There is none with this address, or it belongs to two other players.</p>
    <Link href="/" className="inline-flex min-h-target items-center font-semibold underline">See open matches</Link>
  </div>
)

function Known({ view }: { view: MatchView }) {
  const me = useStore((state) => state.me?.player_id)
  const seat = me ? view.players.indexOf(me) : -1
  const waiting = view.phase === 'open' || view.phase === 'seating'
  return (
    <div className="grid gap-4 lg:grid-cols-[1fr_22rem] lg:gap-8">
      <section className="grid min-w-0 content-start gap-3 lg:gap-4">
        <Title view={view} />
        {waiting && <Waiting view={view} mine={seat === 0} />}
        {view.phase === 'cancelled' && <Withdrawn />}
        {!waiting && view.phase !== 'cancelled' && <Playing view={view} seat={seat} />}
      </section>
      {!waiting && view.phase !== 'cancelled' && (
        <aside className="min-w-0 lg:sticky lg:top-20 lg:h-[calc(100dvh-7rem)]"><Chat view={view} seat={seat} /></aside>
      )}
    </div>
  )
}

function Title({ view }: { view: MatchView }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <div>
        <h1 tabIndex={-1} className="wide text-xl font-extrabold lg:text-2xl">{GAMES[view.offer.options.game].name}</h1>
        <p className="hidden text-sm text-ink-2 sm:block">{terms(view.offer.options)}</p>
      </div>
      <p className="text-right"><Stake>{amount(view.offer.stake)} each</Stake><span className="ml-2 text-sm text-ink-2 sm:ml-0 sm:block">winner gets {money(view.offer.pays_minor)}</span></p>
    </div>
  )
}

function Waiting({ view, mine }: { view: MatchView; mine: boolean }) {
  const [, go] = useLocation()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const id = view.offer.match_id
  const attempt = async (act: () => Promise<unknown>) => {
    setBusy(true)
    setProblem(null)
    await act().catch((error: unknown) => setProblem(words(error)))
    setBusy(false)
  }
  return (
    <div className="grid gap-4 rounded-panel border border-rule bg-sheet p-5 shadow-lift">
      <p className="flex items-center gap-2 text-lg font-bold" role="status">
        <span className="size-2.5 animate-live rounded-full bg-flare" aria-hidden="true" />
        {view.phase === 'seating' ? 'Holding both stakes…' : mine ? (view.offer.invite_only ? 'Waiting for who you invite' : 'Waiting for a player') : `${view.offer.creator_name} is waiting`}
      </p>
      <Summary stake={view.offer.stake.minor} rakeBp={view.offer.rake_bp} pays={view.offer.pays_minor} tie={onTie(view.offer.options)} />
      {mine && view.offer.invite_only && <p className="text-ink-2">The lobby does not show this match. Send your opponent the link.</p>}
      {problem && <Problem>{problem}</Problem>}
      {mine ? (
        <div className="flex flex-wrap gap-3">
          <Quiet onClick={() => void navigator.clipboard?.writeText(location.href)}>Copy the link</Quiet>
          <Leave disabled={busy} onClick={() => attempt(async () => { await cancelMatch(id); go('/') })}>Withdraw the offer</Leave>
        </div>
      ) : (
        <div><MoneyButton busy={busy} onClick={() => attempt(() => joinMatch(id))} data-testid="stake">Stake {amount(view.offer.stake)} and play</MoneyButton></div>
      )}
    </div>
  )
}

const Withdrawn = () => (
  <div className="grid justify-items-start gap-3 rounded-panel border border-rule bg-sheet p-5">
    <p>This offer was withdrawn. No money moved.</p>
    <Link href="/" className="inline-flex min-h-target items-center font-semibold underline">See open matches</Link>
  </div>
)

function Playing({ view, seat }: { view: MatchView; seat: number }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const open = useStore((state) => state.link.at === 'open')
  const mine = view.phase === 'live' && view.turn.includes(seat)
  const move = async (made: Move) => {
    setBusy(true)
    setProblem(null)
    await play(view.offer.match_id, view.ply, made).catch((error: unknown) => setProblem(words(error)))
    setBusy(false)
  }
  const ready = mine && !busy && open
  return (
    <>
      <Scoreboard view={view} seat={seat} />
      <TurnLine view={view} seat={seat} mine={mine} />
      {problem && <Problem>{problem}</Problem>}
      {view.phase === 'confirming' && <Confirming view={view} seat={seat} />}
      {view.phase === 'disputed' && <p className="rounded-panel border border-alert-text bg-alert-wash p-4 text-alert-text">The result is contested. Both stakes stay held; without a verdict in time both go back, without a fee.</p>}
      {view.board && view.phase === 'live' && <Scorer view={view} seat={seat} ready={ready} onMove={move} />}
      {['settling', 'settled', 'abandoned', 'voided'].includes(view.phase) && <Result view={view} seat={seat} />}
      {seat >= 0 && ['live', 'confirming'].includes(view.phase) && <Takeback key={view.ply} view={view} seat={seat} />}
      {view.phase === 'live' && seat >= 0 && <GiveUp id={view.offer.match_id} />}
    </>
  )
}

/** Whose turn it is, how long they have, and whether they are there. */
function TurnLine({ view, seat, mine }: { view: MatchView; seat: number; mine: boolean }) {
  const left = useSecondsLeft(view.phase === 'live' || view.phase === 'confirming' ? view.deadline_ms : null)
  if (view.phase !== 'live') return null
  const other = seat === 0 ? 1 : 0
  const away = view.present[other] === false
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <p className="text-lg font-bold" aria-live="assertive" data-testid="turn" data-ply={view.ply}>{mine ? 'Your turn' : `${view.names[view.turn[0] ?? other] ?? 'Opponent'} to play`}</p>
      <p className="text-sm text-ink-2">
        {away && seat >= 0 && <span className="mr-3">○ {view.names[other]} is away; they can still return</span>}
        {left !== null && <span className={left < 30 ? 'font-bold text-alert-text' : ''}>{clock(left)} left</span>}
      </p>
    </div>
  )
}

function Confirming({ view, seat }: { view: MatchView; seat: number }) {
  const left = useSecondsLeft(view.deadline_ms)
  const [busy, setBusy] = useState(false)
  const [contesting, setContesting] = useState(false)
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const attempt = async (act: () => Promise<unknown>) => {
    setBusy(true)
    await act().catch((error: unknown) => setProblem(words(error)))
    setBusy(false)
  }
  const id = view.offer.match_id
  const winner = view.result?.winner ?? null
  const outcome = winner === null ? 'A tie' : winner === seat ? 'You won' : `${view.names[winner]} won`
  return (
    <div className="grid gap-3 rounded-panel border border-rule bg-sheet p-5 shadow-lift" role="status">
      <p className="wide text-xl font-bold">{outcome}, {view.result?.words}</p>
      {view.confirmed[seat] || seat < 0 ? (
        <p className="text-ink-2">Waiting for {seat < 0 ? 'the players' : view.names[1 - seat]} to agree. {left !== null && `In ${clock(left)} it stands by itself.`}</p>
      ) : (
        <>
          <p className="text-ink-2">Is that right? {left !== null && `In ${clock(left)} it stands by itself.`}</p>
          <div className="flex flex-wrap gap-3">
            <Button disabled={busy} onClick={() => attempt(() => confirmResult(id))} data-testid="confirm">Yes, that is right</Button>
            <Leave disabled={busy} onClick={() => setContesting(true)}>I contest it</Leave>
          </div>
        </>
      )}
      {problem && <Problem>{problem}</Problem>}
      {contesting && (
        <Sheet title="Contest the result" onClose={() => setContesting(false)}>
          <label className="grid gap-1.5">
            <span className="text-sm font-semibold text-ink-2">What is wrong?</span>
            <textarea value={reason} onChange={(event) => setReason(event.target.value)} maxLength={280} rows={3} className="rounded-control border border-edge bg-sunk p-3" />
          </label>
          <p className="my-3 text-sm text-ink-2">Both stakes stay held. Without a verdict in time both go back, without a fee.</p>
          <Leave className="w-full" disabled={reason.trim().length < 3 || busy} onClick={() => attempt(async () => { await contestResult(id, reason.trim()); setContesting(false) })}>Contest it</Leave>
        </Sheet>
      )}
    </div>
  )
}

/** The last move was a slip: one asks, the other agrees or plays on. */
function Takeback({ view, seat }: { view: MatchView; seat: number }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const attempt = async (act: () => Promise<unknown>) => {
    setBusy(true)
    await act().catch((error: unknown) => setProblem(words(error)))
    setBusy(false)
  }
  const id = view.offer.match_id
  if (problem) return <Problem>{problem}</Problem>
  if (view.takeback === seat) return <p className="text-sm text-ink-2" role="status">You asked to take the last move back. Waiting for {view.names[1 - seat]}.</p>
  if (view.takeback === null && !view.may_take_back) return null
  if (view.takeback === null) {
    return <button type="button" disabled={busy} onClick={() => attempt(() => askTakeback(id, view.ply))} className="press min-h-target justify-self-start text-sm font-semibold underline disabled:opacity-45" data-testid="takeback">Ask to take the last move back</button>
  }
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-panel border border-rule bg-sheet p-4" role="status">
      <p className="font-semibold">{view.names[1 - seat]} asks to take the last move back.</p>
      <Button disabled={busy} onClick={() => attempt(() => answerTakeback(id, view.ply, true))} data-testid="agree-takeback">Take it back</Button>
      <Quiet disabled={busy} onClick={() => attempt(() => answerTakeback(id, view.ply, false))}>It stands</Quiet>
    </div>
  )
}

function GiveUp({ id }: { id: string }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <button type="button" onClick={() => setAsking(true)} className="press min-h-target justify-self-start text-sm font-semibold text-alert-text underline">Concede the match</button>
      {asking && (
        <Sheet title="Concede the match?" onClose={() => setAsking(false)}>
          <p className="mb-4 text-ink-2">Your opponent wins and is paid at once. It cannot be taken back.</p>
          <div className="flex flex-wrap gap-3">
            <Leave onClick={() => void concede(id).finally(() => setAsking(false))}>Concede</Leave>
            <Quiet onClick={() => setAsking(false)}>Play on</Quiet>
          </div>
        </Sheet>
      )}
    </>
  )
}
