/** What one bets: an amount, quick ones, the button that commits it, and the same again every round for who wants that. */
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { amountLetters, cents, money } from '../format'
import { troubleOf } from '../house'
import type { Bet, Currency, TableLimit } from '../protocol.gen'
import type { Trouble } from '../refusals'
import { UNREAD } from '../ui/AmountInput'
import { Problem, Quiet, Words } from '../ui/controls'
import { useMayNot } from '../ui/mayNot'
import type { AtTable } from './Room'
import { placeBet, takeBetBack } from './verbs'

const QUICK: Record<Currency, number[]> = { USD: [], GC: [100, 1_000, 10_000, 100_000], SC: [10, 50, 100, 500] }

export const smallest = (currency: Currency): number => QUICK[currency][currency === 'GC' ? 1 : 0] as number

/** An amount within the limits; typing, halving, doubling, and coins to tap. */
export function AmountField({ value, onChange, currency, limit, available }: { value: number; onChange: (minor: number) => void; currency: Currency; limit: TableLimit; available: number }) {
  const within = (minor: number) => Math.max(limit.least, Math.min(limit.most, minor))
  // What is being typed, until one is done with it: "12," is no amount yet, and stays as it is.
  const [typed, setTyped] = useState<string | null>(null)
  const read = typed === null ? value : cents(typed)
  const pick = (minor: number) => {
    setTyped(null)
    onChange(minor)
  }
  const type = (text: string) => {
    setTyped(text)
    onChange(cents(text) ?? 0)
  }
  return (
    <div className="grid gap-2">
      <div className="flex items-end gap-2">
        <label className="grid min-w-0 flex-1 gap-1">
          <span className="text-sm font-semibold text-ink-2">Bet in {currency}</span>
          <input
            data-testid="bet-amount"
            inputMode="decimal"
            value={typed ?? value / 100}
            onChange={(event) => type(amountLetters(event.target.value))}
            onBlur={() => {
              if (read === null) return
              setTyped(null)
              onChange(within(read))
            }}
            aria-invalid={read === null}
            className="min-h-target w-full min-w-0 rounded-control border border-edge bg-sunk px-3 text-lg font-semibold"
          />
        </label>
        <Quiet onClick={() => pick(within(Math.floor(value / 2)))}>½<span className="sr-only"> Half</span></Quiet>
        <Quiet onClick={() => pick(within(Math.min(value * 2, available || value * 2)))}>2×<span className="sr-only"> Double</span></Quiet>
      </div>
      {read === null && typed !== '' && <p role="alert" className="text-sm text-alert-text">{UNREAD}</p>}
      <div className="flex flex-wrap gap-2">
        {QUICK[currency].map((minor) => (
          <button key={minor} type="button" onClick={() => pick(minor)} className={`press min-h-target min-w-14 px-3 font-bold ${currency === 'GC' ? 'rounded-coin' : 'notched'} ${value === minor ? (currency === 'GC' ? 'bg-gold text-on-gold' : 'bg-ribbon text-on-ribbon') : 'bg-sunk text-ink'}`}>
            <span className="sr-only">Bet {currency} </span>{minor / 100}
          </button>
        ))}
      </div>
    </div>
  )
}

/** Puts a bet on the table, takes it back where that can be done, and repeats it round after round within a number of rounds and a loss that stops it. */
export function BetBar({ at, bet, stake, fixed = false, ready = true, children }: { at: AtTable; bet: Bet | null; stake: number; fixed?: boolean; ready?: boolean; children?: ReactNode }) {
  const { view, currency, mine, room, me } = at
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Trouble | null>(null)
  const mayNot = useMayNot('bet')
  const [left, setLeft] = useState(0)
  const [stopAt, setStopAt] = useState(0)
  const lost = useRef(0)
  const done = useRef({ bet: 0, counted: 0 })
  const betting = view.stage === 'betting'

  const act = async (deed: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    setProblem(null)
    try {
      await deed()
      return true
    } catch (error) {
      setProblem(troubleOf(error, { to: 'stake', minor: stake, currency }))
      return false
    } finally {
      setBusy(false)
    }
  }
  const put = () => (bet ? act(() => placeBet(view.table, view.round, currency, bet)) : Promise.resolve(false))

  useEffect(() => {
    const result = room.settled?.bets.find((one) => one.player === me)
    if (!result || room.settled?.result.round === done.current.counted) return
    done.current.counted = room.settled?.result.round ?? 0
    lost.current += result.staked - result.paid
    if (left > 0 && stopAt > 0 && lost.current >= stopAt) setLeft(0)
  }, [room.settled, me, left, stopAt])

  useEffect(() => {
    if (left <= 0 || !betting || mine || !bet || busy || done.current.bet === view.round) return
    done.current.bet = view.round
    void put().then((taken) => setLeft((now) => (taken ? now - 1 : 0)))
  })

  const start = (rounds: number) => {
    lost.current = 0
    setStopAt(stake * 10)
    setLeft(rounds)
  }
  const short = stake > at.available + (mine?.minor ?? 0)
  return (
    <div className="grid gap-3 rounded-panel border border-rule bg-sheet p-4 shadow-lift">
      {children}
      {/* On a phone the button is always under the thumb, above the tabs. */}
      <div className="fixed inset-x-0 bottom-[calc(var(--spacing-tabs)+env(safe-area-inset-bottom))] z-10 flex items-center gap-2 border-t border-rule bg-sheet px-gutter py-2 lg:static lg:border-0 lg:p-0">
        <button
          type="button"
          data-testid="place-bet"
          disabled={!betting || !bet || stake === 0 || busy || short || !ready || mayNot !== null || (fixed && mine !== undefined)}
          aria-busy={busy}
          onClick={() => void put()}
          className={`press min-h-12 min-w-40 flex-1 lg:min-h-14 px-4 text-lg font-bold disabled:opacity-55 ${currency === 'GC' ? 'rounded-coin bg-gold text-on-gold' : 'notched bg-ribbon text-on-ribbon'}`}
        >
          {!betting ? 'Next round soon' : short ? 'Not enough coins' : mine ? (fixed ? `In with ${money(mine.minor, currency)}` : `Change to ${money(stake, currency)}`) : `Bet ${money(stake, currency)}`}
        </button>
        {mine && betting && !fixed && <Quiet onClick={() => void act(() => takeBetBack(view.table, view.round))} data-testid="take-back">Take back</Quiet>}
      </div>
      <div className="flex flex-wrap items-center gap-2 text-sm">
        {left > 0 ? (
          <>
            <span role="status" className="font-semibold">Again by itself, {left} more {left === 1 ? 'round' : 'rounds'}; stops after losing {money(stopAt, currency)}</span>
            <Quiet onClick={() => setLeft(0)}>Stop</Quiet>
          </>
        ) : (
          <>
            <span className="text-ink-2">Again by itself:</span>
            {[5, 10, 25].map((rounds) => <button key={rounds} type="button" disabled={!bet} onClick={() => start(rounds)} className="press min-h-target rounded-control border border-edge px-3 font-semibold disabled:opacity-55">{rounds} rounds</button>)}
          </>
        )}
      </div>
      {mayNot && <p data-testid="may-not" className="text-sm text-alert-text"><Words trouble={mayNot} /></p>}
      {problem && <Problem><Words trouble={problem} /></Problem>}
    </div>
  )
}
