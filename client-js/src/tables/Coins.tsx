/** Gold Coins and Sweeps Coins: which one plays with, what one has, what one is given. */
import { useState } from 'react'
import { Link } from 'wouter'
import { money, when } from '../format'
import { freshKey, words } from '../house'
import type { Balance, Currency, Gift, Lot, Package } from '../protocol.gen'
import { useStore } from '../store'
import { Coin } from '../ui/Coin'
import { Button, Problem, Quiet, Sheet } from '../ui/controls'
import { useRead } from '../ui/useRead'
import { Redeem } from './Redeem'
import { buyCoins, claimDaily, readCoins, requestCoins, setMode } from './verbs'

export const COINS: Record<'GC' | 'SC', { name: string; says: string }> = {
  GC: { name: 'Gold Coins', says: 'For fun. Never worth money.' },
  SC: { name: 'Sweeps Coins', says: 'Promotional. Redeemable once played.' },
}
const BOTH = ['GC', 'SC'] as const

/** The switch, the same on every device: one coin at a time, never mixed up. */
export function ModeSwitch({ onDone }: { onDone?: () => void }) {
  const wallet = useStore((state) => state.wallet)
  const [problem, setProblem] = useState<string | null>(null)
  const mode = wallet?.view.mode
  const choose = async (currency: Currency) => {
    setProblem(null)
    try {
      if (currency !== mode) await setMode(currency)
      onDone?.()
    } catch (error) {
      setProblem(words(error))
    }
  }
  return (
    <div className="grid max-w-read gap-2">
      <div role="radiogroup" aria-label="Play with" className="grid grid-cols-2 gap-2 rounded-panel bg-sunk p-1.5">
        {BOTH.map((currency) => (
          <button
            key={currency}
            type="button"
            role="radio"
            aria-checked={mode === currency}
            data-testid={`mode-${currency}`}
            onClick={() => choose(currency)}
            className={`press min-h-target px-3 py-2 text-base font-bold ${currency === 'GC' ? 'rounded-coin' : 'notched'} ${mode === currency ? (currency === 'GC' ? 'bg-gold text-on-gold' : 'bg-ribbon text-on-ribbon') : 'bg-sunk text-ink-2'}`}
          >
            {COINS[currency].name}
          </button>
        ))}
      </div>
      {problem && <Problem>{problem}</Problem>}
    </div>
  )
}

export function ModeSheet({ onClose }: { onClose: () => void }) {
  const wallet = useStore((state) => state.wallet)
  return (
    <Sheet title="Play with" onClose={onClose}>
      <ModeSwitch onDone={onClose} />
      <ul className="mt-4 grid gap-3">
        {wallet?.view.balances.filter((one) => one.currency !== 'USD').map((one) => <BalanceLine key={one.currency} balance={one} />)}
      </ul>
      <p className="mt-4 text-sm text-ink-2">The switch holds on all your devices. It waits while a bet in the other coin is open.</p>
      <Link href="/wallet" onClick={onClose} className="mt-2 inline-flex min-h-target items-center font-semibold underline">Open the wallet</Link>
    </Sheet>
  )
}

function BalanceLine({ balance }: { balance: Balance }) {
  const currency = balance.currency as 'GC' | 'SC'
  return (
    <li className="flex items-center justify-between gap-2">
      <span>
        <span className="block font-semibold">{COINS[currency].name}</span>
        <span className="block text-sm text-ink-2">{balance.held > 0 ? `${money(balance.held, currency)} in bets` : COINS[currency].says}</span>
      </span>
      <Coin currency={currency}>{money(balance.available, currency)}</Coin>
    </li>
  )
}

/** In the wallet: both coins, how far Sweeps Coins are from being redeemable, and today's gifts. */
export function CoinsPanel() {
  const wallet = useStore((state) => state.wallet)
  const coins = wallet?.view.balances.filter((one) => one.currency !== 'USD')
  const sweeps = coins?.find((one) => one.currency === 'SC')
  return (
    <section className="grid gap-4 rounded-panel border border-rule bg-sheet p-5 shadow-lift" aria-label="Coins">
      <h2 className="text-lg font-bold">Coins of The Tables</h2>
      <ul className="grid gap-3">{coins?.map((one) => <BalanceLine key={one.currency} balance={one} />)}</ul>
      {sweeps && sweeps.total > 0 && (
        <p className="text-sm text-ink-2">
          Of your Sweeps Coins <span data-testid="redeemable" className="font-semibold text-ribbon-text">{money(sweeps.redeemable, 'SC')}</span> have been played and are redeemable.
        </p>
      )}
      <Lots lots={wallet?.view.lots ?? []} />
      <Daily />
      <Redeem redeemable={sweeps?.redeemable ?? 0} />
    </section>
  )
}

const SOURCE: Record<Lot['source'], string> = { daily: 'Daily', package: 'Free with Gold Coins', request: 'On request', mail: 'By mail', challenge: 'Challenge', operator: 'From the house' }

function Lots({ lots }: { lots: Lot[] }) {
  if (lots.length === 0) return null
  return (
    <details>
      <summary className="min-h-target cursor-pointer py-2 font-semibold">Not played yet, by when it came</summary>
      <ul className="grid gap-2">
        {lots.map((lot) => (
          <li key={lot.lot_id} className="flex justify-between gap-3 text-sm">
            <span>{SOURCE[lot.source]}: {money(lot.left, 'SC')} left, {money(lot.to_play, 'SC')} to play</span>
            <span className="text-ink-3">until {new Date(lot.expires_ms).toLocaleDateString('en-US', { month: 'short', day: 'numeric' })}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

const WHY: Record<string, string> = { PLACE_CLOSED: 'not given where you are', GATE_NOT_PASSED: 'once you have said where you are', UNDER_AGE: 'not at your age', SELF_EXCLUDED: 'not during a break' }

/** Today's coins, and Sweeps Coins on request: no purchase, ever, and the same chances. */
export function Daily() {
  const { known: coins, problem, busy, act } = useRead(readCoins)
  if (!coins) return problem ? <Problem>{problem}</Problem> : <div className="skeleton h-12 rounded-control" />
  const given = coins.daily.filter((gift) => gift.refused === null)
  const next = coins.daily.find((gift) => gift.from_ms !== null)?.from_ms ?? null
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button data-testid="claim-daily" disabled={busy || next !== null || given.length === 0} onClick={() => act(claimDaily)}>
          {next !== null ? `Next coins at ${when(next)}` : 'Claim today’s coins'}
        </Button>
        {coins.daily.map((gift) => <GiftTag key={gift.currency} gift={gift} />)}
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Quiet data-testid="request-coins" disabled={busy || coins.request.from_ms !== null || coins.request.refused !== null} onClick={() => act(requestCoins)}>
          {coins.request.from_ms !== null ? 'Requested today' : 'Request free Sweeps Coins'}
        </Quiet>
        <span className="text-sm text-ink-2">No purchase necessary. They play and redeem like all others.</span>
      </div>
      <Packages packages={coins.packages} busy={busy} onBuy={(name) => act(async () => void location.assign((await buyCoins(freshKey(), name)) ?? '/wallet'))} />
      {problem && <Problem>{problem}</Problem>}
    </div>
  )
}

/** Gold Coins for dollars. What is bought is gold; the rest is a gift, and to be had without it. */
function Packages({ packages, busy, onBuy }: { packages: Package[]; busy: boolean; onBuy: (name: string) => void }) {
  return (
    <details>
      <summary className="min-h-target cursor-pointer py-2 font-semibold">Get more Gold Coins</summary>
      <ul className="grid gap-2">
        {packages.map((one) => (
          <li key={one.package} className="flex flex-wrap items-center gap-2">
            <Coin currency="GC">{money(one.gold, 'GC')}</Coin>
            <span className="text-sm text-ink-2">and {money(one.sweeps, 'SC')} free</span>
            <Button className="ml-auto" data-testid={`buy-${one.package}`} disabled={busy} onClick={() => onBuy(one.package)}>{money(one.cents)}<span className="sr-only"> for {money(one.gold, 'GC')}</span></Button>
          </li>
        ))}
      </ul>
    </details>
  )
}

const GiftTag = ({ gift }: { gift: Gift }) => (
  <span className="inline-flex items-center gap-2">
    {gift.refused ? <span className="text-sm text-ink-2">{money(gift.minor, gift.currency)} {WHY[gift.refused] ?? 'not now'}</span> : <Coin currency={gift.currency}>{money(gift.minor, gift.currency)}</Coin>}
  </span>
)
