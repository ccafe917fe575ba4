/** A table: what is drawn, what one bets, who else is there, what came before. The same frame around all five. */
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { Link } from 'wouter'
import { money, share, signed } from '../format'
import type { BetView, Currency, TableKind, TableLimit, TableView } from '../protocol.gen'
import { useStore } from '../store'
import { useSecondsLeft } from '../ui/clockHooks'
import { Coin } from '../ui/Coin'
import { Problem } from '../ui/controls'
import { Avatar, Effect, Title, useWorn } from '../ui/Worn'
import { TableChat } from './TableChat'
import { Strip } from './Strip'
import { type Room, useRooms } from './store'
import { KINDS } from './Tables'
import { leaveTable, watchTable } from './verbs'

/** What each kind shows: what is drawn, and what one may bet. */
export interface AtTable {
  room: Room
  view: TableView
  me: string
  currency: Currency
  limit: TableLimit
  available: number
  mine: BetView | undefined
}

const FACES: Record<TableKind, ReturnType<typeof lazy<(props: AtTable) => ReactNode>>> = {
  crash: lazy(() => import('./Crash').then((one) => ({ default: one.Crash }))),
  roulette: lazy(() => import('./Roulette').then((one) => ({ default: one.Roulette }))),
  blackjack: lazy(() => import('./Blackjack').then((one) => ({ default: one.Blackjack }))),
  dice: lazy(() => import('./Dice').then((one) => ({ default: one.Dice }))),
  plinko: lazy(() => import('./Plinko').then((one) => ({ default: one.Plinko }))),
}

export function RoomScreen({ id }: { id: string }) {
  const room = useRooms((rooms) => rooms[id])
  const me = useStore((state) => state.me)
  const wallet = useStore((state) => state.wallet?.view)
  const [none, setNone] = useState(false)
  useEffect(() => {
    void watchTable(id).then((there) => setNone(!there))
    return () => leaveTable(id)
  }, [id])
  if (none) return <Problem>There is no such table. <Link href="/tables" className="underline">See them all</Link></Problem>
  if (!room || !me || !wallet) return <div className="skeleton h-96 rounded-panel" role="status" aria-label="Loading" />
  const { view } = room
  const currency = wallet.mode
  const limit = view.limits.find((one) => one.currency === currency) as TableLimit
  const available = wallet.balances.find((one) => one.currency === currency)?.available ?? 0
  const mine = view.bets.find((bet) => bet.player === me.player_id)
  const Face = FACES[view.kind]
  return (
    <div className="grid gap-4 pb-16 lg:grid-cols-[1fr_20rem] lg:gap-8 lg:pb-0">
      <div className="grid min-w-0 content-start gap-4">
        <div className="flex items-center justify-between gap-3">
          <h1 tabIndex={-1} className="wide text-2xl font-extrabold">{KINDS[view.kind].name}</h1>
          <Clock view={view} />
        </div>
        <Strip results={view.last} table={id} />
        <Suspense fallback={<div className="skeleton h-80 rounded-panel" />}>
          <Face {...{ room, view, me: me.player_id, currency, limit, available, mine }} />
        </Suspense>
        <p className="text-sm text-ink-2">
          Returns {share(view.return_bp)} over a long evening. {money(limit.least, currency)} to {money(limit.most, currency)}, a bet wins at most {money(limit.win_most, currency)}. <Link href={`/fair/${id}`} className="font-semibold underline">Check that it is fair</Link>
        </p>
      </div>
      <aside className="grid min-w-0 content-start gap-4">
        <Outcome room={room} me={me.player_id} />
        <Bets room={room} me={me.player_id} />
        <Here view={view} />
        <TableChat view={view} me={me.player_id} />
      </aside>
    </div>
  )
}

const STAGE: Record<TableView['stage'], string> = { betting: 'Place your bets', playing: 'No more bets', settled: 'Paid' }

function Clock({ view }: { view: TableView }) {
  const left = useSecondsLeft(view.stage === 'playing' ? null : view.due_ms)
  return (
    <p role="status" data-testid="stage" data-stage={view.stage} data-round={view.round} className={`rounded-control px-3 py-1.5 text-right font-bold ${view.stage === 'betting' ? 'bg-ink text-on-ink' : 'bg-sunk text-ink'}`}>
      {view.stage === 'betting' && view.due_ms === null ? 'Waits for a bet' : STAGE[view.stage]}
      {left !== null && <span className="narrow ml-2 inline-block min-w-6 text-xl leading-none">{Math.ceil(left)}</span>}
    </p>
  )
}

/** What the round came to for me; a loss is said as plainly as a win. */
function Outcome({ room, me }: { room: Room; me: string }) {
  const { effect } = useWorn(me)
  const mine = room.settled?.bets.find((bet) => bet.player === me)
  if (!mine) return null
  const net = mine.paid - mine.staked
  return (
    <p role="status" data-testid="outcome" className={`relative overflow-hidden rounded-panel px-4 py-3 text-lg font-bold ${net > 0 ? 'bg-gain-wash text-gain-text' : 'border border-rule bg-sheet'}`}>
      {net > 0 && <Effect effect={effect} />}
      {net > 0 ? '✓ Won ' : net === 0 ? 'Stake back ' : 'Lost '}{signed(net, mine.currency)}
      <span className="block text-sm font-normal text-ink-2">staked {money(mine.staked, mine.currency)}, paid {money(mine.paid, mine.currency)}</span>
    </p>
  )
}

function Bets({ room, me }: { room: Room; me: string }) {
  const { view, settled } = room
  const paid = new Map(settled?.bets.map((bet) => [bet.player, bet]))
  const out = new Map(view.play?.type === 'crash_flight' ? view.play.out.map((one) => [one.player, one]) : [])
  return (
    <section className="rounded-panel border border-rule bg-sheet" aria-label="Bets of this round">
      <h2 className="flex justify-between border-b border-rule px-4 py-2 font-bold">Bets <span className="text-sm font-normal text-ink-2">{view.bets.length} in, {view.watching} there</span></h2>
      {view.bets.length === 0 && <p className="px-4 py-3 text-sm text-ink-3">Nobody has bet on this round yet.</p>}
      <ul className="max-h-64 overflow-y-auto">
        {view.bets.map((bet) => {
          const result = paid.get(bet.player)
          const left = out.get(bet.player)
          return (
            <li key={bet.player} className={`flex min-h-target items-center justify-between gap-2 px-4 py-1 ${bet.player === me ? 'bg-sunk font-bold' : ''}`}>
              <Link href={`/player/${bet.player}`} className="flex min-w-0 items-center gap-2 py-1"><Avatar id={bet.player} size={24} /><span className="min-w-0"><span className="block truncate">{bet.name}</span><Title id={bet.player} /></span></Link>
              <span className="flex items-center gap-2">
                {left && <span className="text-sm font-semibold text-gain-text">{(left.at / 100).toFixed(2)}×</span>}
                {result && result.paid > 0 && <span className="text-sm font-semibold text-gain-text">+{money(result.paid, bet.currency)}</span>}
                <Coin currency={bet.currency} className="text-sm">{money(bet.minor, bet.currency)}</Coin>
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Who else is at the table, and what they wear. */
function Here({ view }: { view: TableView }) {
  return (
    <details className="rounded-panel border border-rule bg-sheet px-4">
      <summary className="min-h-target cursor-pointer py-2.5 font-bold">Who is here</summary>
      <ul className="grid gap-1 pb-3">
        {view.guests.map((guest) => (
          <li key={guest.player}>
            <Link href={`/player/${guest.player}`} className="flex min-h-target items-center gap-2"><Avatar id={guest.player} size={24} /><span className="min-w-0"><span className="block truncate">{guest.name}</span><Title id={guest.player} /></span></Link>
          </li>
        ))}
      </ul>
      {view.watching > view.guests.length && <p className="pb-3 text-sm text-ink-2">{view.watching} screens in all.</p>}
    </details>
  )
}
