/** Blackjack: seven seats, the dealer, and the moves of whoever has the turn. */
import * as m from 'motion/react-m'
import { useState } from 'react'
import { money } from '../format'
import { words } from '../house'
import type { BetView, BlackjackHands, BlackjackSeat, Hand, HandMove } from '../protocol.gen'
import { useSecondsLeft } from '../ui/clockHooks'
import { Button, Choice, Problem } from '../ui/controls'
import { CardBack, feltOf, useWorn } from '../ui/Worn'
import { AmountField, BetBar, smallest } from './Pad'
import type { AtTable } from './Room'
import { playHand } from './verbs'

const SEATS = [0, 1, 2, 3, 4, 5, 6] as const
const MOVES: Record<HandMove, string> = { hit: 'Hit', stand: 'Stand', double: 'Double', split: 'Split' }

export function Blackjack(at: AtTable) {
  const { view, currency, limit, available, mine, me } = at
  const [amount, setAmount] = useState(() => smallest(currency))
  const seatOf = (bet: BetView) => (bet.bet.type === 'blackjack_bet' ? bet.bet.seat : -1)
  const taken = new Map(view.bets.map((bet) => [seatOf(bet), bet]))
  const free = SEATS.filter((seat) => (taken.get(seat)?.player ?? me) === me)
  const [wanted, setWanted] = useState(3)
  const seat = mine ? seatOf(mine) : free.includes(wanted as (typeof SEATS)[number]) ? wanted : (free[0] ?? wanted)
  const hands = view.play?.type === 'blackjack_hands' ? view.play : null
  return (
    <div className="grid gap-4">
      <Felt hands={hands} bets={taken} me={me} due={view.stage === 'playing' ? view.due_ms : null} />
      {hands && view.stage === 'playing' && <Moves hands={hands} table={view.table} round={view.round} me={me} />}
      <BetBar at={at} stake={amount} bet={free.length > 0 ? { type: 'blackjack_bet', minor: amount, seat } : null}>
        <Choice label="Seat" oneRow value={seat} options={free.map((one) => [one, String(one + 1)] as const)} onChange={setWanted} />
        <AmountField value={amount} onChange={setAmount} {...{ currency, limit, available }} />
      </BetBar>
    </div>
  )
}

function Felt({ hands, bets, me, due }: { hands: BlackjackHands | null; bets: Map<number, BetView>; me: string; due: number | null }) {
  const worn = useWorn(me)
  return (
    <div className="grid gap-4 rounded-panel bg-bed-green p-3 text-chalk sm:p-5" style={feltOf(worn)}>
      <div className="grid justify-items-center gap-1">
        <p className="text-sm font-semibold">Dealer{hands && hands.dealer.length > 1 ? `: ${hands.dealer_total}` : ''}</p>
        <div className="flex min-h-20 gap-1">
          {hands?.dealer.map((card, place) => <Card key={`${place}-${card}`} card={card} />)}
          {hands && hands.dealer.length === 1 && <CardBack back={worn.card_back} />}
        </div>
      </div>
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-4 lg:grid-cols-7">
        {SEATS.map((number) => {
          const seat = hands?.seats.find((one) => one.seat === number)
          const bet = bets.get(number)
          if (!seat && !bet) return <li key={number} className="hidden min-h-24 place-items-center rounded-control border border-dashed border-chalk/40 text-sm text-chalk/80 sm:grid">Seat {number + 1}</li>
          const turn = hands?.turn === number
          return (
            <li key={number} data-testid={`seat-${number}`} className={`grid content-start gap-1 rounded-control border p-2 ${turn ? 'border-chalk bg-bed-dark' : 'border-chalk/40'}`}>
              <p className="flex justify-between gap-1 text-sm"><span className="truncate font-bold">{bet?.player === me ? 'You' : bet?.name}</span>{turn && <TurnClock due={due} />}</p>
              {seat ? seat.hands.map((hand, place) => <HandView key={place} hand={hand} turn={turn && hands?.hand === place} currency={bet?.currency ?? 'GC'} />) : <p className="text-sm">{bet && money(bet.minor, bet.currency)}</p>}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function TurnClock({ due }: { due: number | null }) {
  const left = useSecondsLeft(due)
  return left === null ? null : <span className="narrow text-lg leading-none font-bold">{Math.ceil(left)}</span>
}

const HandView = ({ hand, turn, currency }: { hand: Hand; turn: boolean; currency: 'USD' | 'GC' | 'SC' }) => (
  <div className={turn ? 'border-l-4 border-chalk pl-1.5' : ''}>
    <div className="flex flex-wrap gap-1">{hand.cards.map((card, place) => <Card key={`${place}-${card}`} card={card} />)}</div>
    <p className="mt-1 text-sm font-semibold">{hand.blackjack ? 'Blackjack' : hand.total > 21 ? `${hand.total}, bust` : `${hand.soft && !hand.done ? 'soft ' : ''}${hand.total}`} · {money(hand.minor, currency)}</p>
  </div>
)

const Card = ({ card }: { card: string }) => {
  const red = /[♦♥]/.test(card)
  return (
    <m.span initial={{ opacity: 0, y: -24, rotate: -6 }} animate={{ opacity: 1, y: 0, rotate: 0 }} transition={{ duration: 0.26 }} className={`inline-grid h-14 w-9 place-items-center rounded-control border border-wire bg-chalk text-lg leading-none font-extrabold ${red ? 'text-bed-red' : 'text-bed-dark'}`}>
      <span className="text-center">{card.slice(0, -1)}<span className="block text-xl">{card.at(-1)}</span></span>
    </m.span>
  )
}

function Moves({ hands, table, round, me }: { hands: BlackjackHands; table: string; round: number; me: string }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const seat: BlackjackSeat | undefined = hands.seats.find((one) => one.player === me)
  const may = seat && hands.turn === seat.seat && hands.hand !== null ? (seat.hands[hands.hand]?.may ?? []) : []
  if (may.length === 0) return seat ? <p role="status" className="font-semibold text-ink-2">{hands.turn === null ? 'The dealer plays.' : 'Others play.'}</p> : null
  const act = async (move: HandMove) => {
    setBusy(true)
    setProblem(null)
    await playHand(table, round, hands.plays, move).catch((error: unknown) => setProblem(words(error)))
    setBusy(false)
  }
  return (
    <div className="grid gap-2">
      <div className="grid grid-cols-4 gap-2" role="group" aria-label="Your hand">
        {may.map((move) => <Button key={move} data-testid={`move-${move}`} disabled={busy} onClick={() => void act(move)} className="min-h-14">{MOVES[move]}</Button>)}
      </div>
      {problem && <Problem>{problem}</Problem>}
    </div>
  )
}
