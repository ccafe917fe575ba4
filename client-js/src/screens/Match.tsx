import { lazy, Suspense, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { amount, clock, money } from '../format'
import { GAMES, onTie, terms } from '../games'
import { answerTakeback, askAbort, askTakeback, cancelMatch, claimForfeit, concede, confirmResult, contestResult, declineAbort, followMatch, joinMatch, leaveMatch, play, troubleOf, words } from '../house'
import type { MatchView, Move } from '../protocol.gen'
import { OnScorer } from '../scorers/OnScorer'
import { Scorer } from '../scorers/Scorer'
import type { Trouble } from '../refusals'
import { lateKey, useStore } from '../store'
import { Button, Leave, MoneyButton, Problem, Quiet, Sheet, Stake, Words } from '../ui/controls'
import { useMayNot } from '../ui/mayNot'
import { useSecondsLeft, useWakeLock } from '../ui/clockHooks'
import { Chat } from './Chat'
import { ContestMove, useAttempt, WhySheet } from './Contest'
import { Scoreboard } from './Scoreboard'
import { Summary } from './Lobby'

// Not needed before a match is over, or in most at all.
const ContestedMove = lazy(() => import('./Dispute').then((one) => ({ default: one.ContestedMove })))
const Result = lazy(() => import('./Result').then((one) => ({ default: one.Result })))
const DisputePanel = lazy(() => import('./Dispute').then((one) => ({ default: one.DisputePanel })))

export function MatchScreen({ id }: { id: string }) {
  const mine = useStore((state) => state.matches[id])
  const late = useStore((state) => state.matches[lateKey(id)])
  const known = mine ?? late
  const open = useStore((state) => state.link.at === 'open')
  const [missing, setMissing] = useState(false)
  useEffect(() => {
    if (open) void followMatch(id).then((there) => setMissing(!there))
  }, [id, open])
  useEffect(() => () => leaveMatch(id), [id])
  useWakeLock(known?.view.phase === 'live')
  if (!known) return missing ? <Missing /> : <div className="skeleton h-80 rounded-panel" role="status" aria-label="Loading the match" />
  return <Known view={known.view} />
}

const Missing = () => (
  <div className="mx-auto grid max-w-read justify-items-start gap-3 rounded-panel border border-rule bg-sheet p-6">
    <h1 tabIndex={-1} className="wide text-2xl font-extrabold">No match here</h1>
    <p className="text-ink-2">There is none with this address, or it is played in private.</p>
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
        {!waiting && seat < 0 && <p className="rounded-control border border-edge bg-sheet px-3 py-2 text-sm text-ink-2" role="status">You watch, a little later than they play.</p>}
        {!waiting && view.phase !== 'cancelled' && <Playing view={view} seat={seat} />}
      </section>
      {!waiting && view.phase !== 'cancelled' && seat >= 0 && (
        <aside className="min-w-0 lg:sticky lg:top-20 lg:h-[calc(100dvh-7rem)]"><Chat view={view} seat={seat} /></aside>
      )}
    </div>
  )
}

function Title({ view }: { view: MatchView }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <div>
        <h1 tabIndex={-1} className="wide text-xl font-extrabold lg:text-2xl">{GAMES[view.offer.options.game].name}{view.round > 1 && <span className="ml-2 text-base font-semibold text-ink-2">played again, round {view.round}</span>}</h1>
        <p className="hidden text-sm text-ink-2 sm:block">{terms(view.offer.options)}</p>
      </div>
      <p className="text-right"><Stake>{amount(view.offer.stake)} each</Stake><span className="ml-2 text-sm text-ink-2 sm:ml-0 sm:block">winner gets {money(view.offer.pays_minor)}</span></p>
    </div>
  )
}

function Waiting({ view, mine }: { view: MatchView; mine: boolean }) {
  const [, go] = useLocation()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Trouble | null>(null)
  const mayNot = useMayNot('stake')
  const id = view.offer.match_id
  const attempt = async (act: () => Promise<unknown>) => {
    setBusy(true)
    setProblem(null)
    await act().catch((error: unknown) => setProblem(troubleOf(error, { to: 'stake', minor: view.offer.stake.minor })))
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
      {problem && <Problem><Words trouble={problem} /></Problem>}
      {mine ? (
        <div className="flex flex-wrap gap-3">
          <Quiet onClick={() => void navigator.clipboard?.writeText(location.href)}>Copy the link</Quiet>
          <Leave disabled={busy} onClick={() => attempt(async () => { await cancelMatch(id); go('/') })}>Withdraw the offer</Leave>
        </div>
      ) : (
        <div><MoneyButton busy={busy} mayNot={mayNot} onClick={() => attempt(() => joinMatch(id))} data-testid="stake">Stake {amount(view.offer.stake)} and play</MoneyButton></div>
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
      <Suspense fallback={<div className="skeleton h-40 rounded-panel" role="status" aria-label="Loading" />}>
        {view.contested && <ContestedMove view={view} seat={seat} />}
        {(view.phase === 'disputed' || view.phase === 'judged') && <DisputePanel view={view} seat={seat} />}
      </Suspense>
      {view.board && seat < 0 && <OnScorer view={view} />}
      {view.board && view.phase === 'live' && !view.contested && seat >= 0 && <Scorer view={view} seat={seat} ready={ready} onMove={move} />}
      {['settling', 'settled', 'abandoned', 'voided'].includes(view.phase) && <Suspense fallback={<div className="skeleton h-40 rounded-panel" role="status" aria-label="Loading" />}><Result view={view} seat={seat} /></Suspense>}
      {seat >= 0 && ['live', 'confirming', 'disputed'].includes(view.phase) && <CallingOff view={view} seat={seat} />}
      {seat >= 0 && !view.contested && ['live', 'confirming'].includes(view.phase) && <Takeback key={view.ply} view={view} seat={seat} />}
      {view.phase === 'live' && seat >= 0 && (
        <div className="flex flex-wrap gap-x-5">
          <ContestMove view={view} seat={seat} />
          {view.abort === null && <CallOff id={view.offer.match_id} name={view.names[1 - seat] ?? ''} />}
          <GiveUp id={view.offer.match_id} />
        </div>
      )}
    </>
  )
}

/** Whose turn it is, how long they have, and whether they are there. */
function TurnLine({ view, seat, mine }: { view: MatchView; seat: number; mine: boolean }) {
  const left = useSecondsLeft(view.phase === 'live' && !view.contested ? view.deadline_ms : null)
  if (view.phase !== 'live' || view.contested) return null
  const other = seat === 0 ? 1 : 0
  const missing = view.ready.findIndex((ready) => !ready)
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <p className="text-lg font-bold" aria-live="assertive" data-testid="turn" data-ply={view.ply}>{mine ? 'Your turn' : `${view.names[view.turn[0] ?? other] ?? 'Opponent'} to play`}</p>
      <p className="text-sm text-ink-2">
        {missing >= 0 ? <span>{missing === seat ? 'You are' : `${view.names[missing]} is`} awaited. If nobody comes, both stakes go back: {left !== null && clock(left)}</span> : (
          <>{left !== null && <span className={left < 30 ? 'font-bold text-alert-text' : ''}>{clock(left)} left</span>}</>
        )}
      </p>
      {seat >= 0 && missing < 0 && view.present[other] === false && <Away view={view} other={other} />}
    </div>
  )
}

/** The opponent's line is gone: they can still return; on their turn the match may be claimed after a while. */
function Away({ view, other }: { view: MatchView; other: number }) {
  const claimAt = view.claim_at_ms[other] ?? null
  const left = useSecondsLeft(claimAt)
  const { busy, problem, attempt } = useAttempt()
  return (
    <div className="flex w-full flex-wrap items-center gap-3 rounded-control border border-edge bg-sheet px-3 py-2 text-sm" role="status" data-testid="away">
      <span>○ {view.names[other]} is away and can still return.{left !== null && left > 0 && ` You may claim the match in ${clock(left)}.`}</span>
      {left === 0 && <Button disabled={busy} onClick={() => attempt(() => claimForfeit(view.offer.match_id))} data-testid="claim">Claim the match</Button>}
      {problem && <Problem>{problem}</Problem>}
    </div>
  )
}

/** One wants to call it off: the other agrees, or plays on. */
function CallingOff({ view, seat }: { view: MatchView; seat: number }) {
  const { busy, problem, attempt } = useAttempt()
  const id = view.offer.match_id
  if (view.abort === null) return null
  if (view.abort === seat) {
    return (
      <p className="flex flex-wrap items-center gap-3 text-sm text-ink-2" role="status">
        You asked to call it off. Waiting for {view.names[1 - seat]}.
        <button type="button" className="min-h-target underline" onClick={() => attempt(() => declineAbort(id))}>Play on</button>
      </p>
    )
  }
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-panel border border-rule bg-sheet p-4" role="status">
      <p className="font-semibold">{view.names[1 - seat]} asks to call the match off. Both stakes go back, without a fee.</p>
      <Button disabled={busy} onClick={() => attempt(() => askAbort(id))} data-testid="agree-abort">Call it off</Button>
      <Quiet disabled={busy} onClick={() => attempt(() => declineAbort(id))}>Play on</Quiet>
      {problem && <Problem>{problem}</Problem>}
    </div>
  )
}

function CallOff({ id, name }: { id: string; name: string }) {
  const [asking, setAsking] = useState(false)
  const { busy, problem, attempt } = useAttempt()
  return (
    <>
      <button type="button" onClick={() => setAsking(true)} className="press min-h-target text-sm font-semibold underline" data-testid="call-off">Call it off</button>
      {asking && (
        <Sheet title="Call the match off?" onClose={() => setAsking(false)}>
          <p className="mb-4 text-ink-2">If {name} agrees, both stakes go back, without a fee, and the match counts for nothing.</p>
          {problem && <div className="mb-3"><Problem>{problem}</Problem></div>}
          <div className="flex flex-wrap gap-3">
            <Button disabled={busy} onClick={() => attempt(async () => { await askAbort(id); setAsking(false) })} data-testid="ask-abort">Ask {name}</Button>
            <Quiet onClick={() => setAsking(false)}>Play on</Quiet>
          </div>
        </Sheet>
      )}
    </>
  )
}

function Confirming({ view, seat }: { view: MatchView; seat: number }) {
  const left = useSecondsLeft(view.deadline_ms)
  const [contesting, setContesting] = useState(false)
  const { busy, problem, attempt } = useAttempt()
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
      {contesting && <WhySheet title="Contest the result" go="Contest it" note="Both stakes stay held while both of you show evidence and an operator decides. A false claim earns a strike." onClose={() => setContesting(false)} onSend={(reason) => contestResult(id, reason)} />}
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
