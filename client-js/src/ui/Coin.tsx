/** An amount of coins: Gold Coins are round, Sweeps Coins notched like a ticket. The shape says which, without the colour. */
import type { ReactNode } from 'react'
import type { Currency } from '../protocol.gen'

const LOOK: Record<Currency, string> = {
  USD: 'rounded-cell bg-flare-wash text-flare-text',
  GC: 'rounded-coin bg-gold text-on-gold px-3',
  SC: 'notched bg-ribbon text-on-ribbon px-3.5',
}

export const Coin = ({ currency, children, className = '' }: { currency: Currency; children: ReactNode; className?: string }) => (
  <span className={`inline-flex min-h-7 items-center px-2 text-base font-bold whitespace-nowrap ${LOOK[currency]} ${className}`}>{children}</span>
)
