/** What one does at a table. */
import { ask, follow, followAgain, freshKey, rooms, unfollow } from '../house'
import type { Accepted, Bet, Body, CoinsView, Currency, Fairness, HandMove, IdentityLink, PaymentBegun, RedemptionsView, TableCard, TableList } from '../protocol.gen'
import { begin, reduce, useRooms } from './store'

rooms.onWatching = (watching) => useRooms.setState((state) => begin(state, watching))
rooms.onPush = (push) => {
  useRooms.setState((state) => reduce(state, push))
  if (useRooms.getState()[push.stream.slice(6)]?.stale) followAgain(push.stream)
}

export const watchTable = async (table: string): Promise<boolean> => (await follow(`table:${table}`))?.type !== 'refused'
export const leaveTable = (table: string): void => {
  unfollow(`table:${table}`)
  useRooms.setState({ [table]: undefined })
}

export const listTables = async (): Promise<TableCard[]> => ((await ask({ type: 'list_tables' })) as TableList).tables
export const placeBet = (table: string, round: number, currency: Currency, bet: Bet): Promise<Body> => ask({ type: 'place_bet', table, round, key: freshKey(), currency, bet })
export const takeBetBack = (table: string, round: number): Promise<Body> => ask({ type: 'take_bet_back', table, round })
export const cashOut = (table: string, round: number): Promise<Body> => ask({ type: 'cash_out', table, round })
export const playHand = (table: string, round: number, plays: number, move: HandMove): Promise<Body> => ask({ type: 'play_hand', table, round, plays, move })
export const sayAtTable = (table: string, text: string): Promise<Body> => ask({ type: 'say_at_table', table, words: text })
export const fairness = async (table: string): Promise<Fairness> => (await ask({ type: 'read_fairness', table })) as Fairness
export const rotateSeeds = (table: string, number: number, client_seed: string): Promise<Body> => ask({ type: 'rotate_seeds', table, number, client_seed })
export const setMode = async (currency: Currency): Promise<Accepted> => (await ask({ type: 'set_mode', currency, key: freshKey() })) as Accepted
export const readCoins = async (): Promise<CoinsView> => (await ask({ type: 'read_coins' })) as CoinsView
export const claimDaily = (): Promise<Body> => ask({ type: 'claim_daily' })
export const requestCoins = (): Promise<Body> => ask({ type: 'request_coins' })

export const readRedemptions = async (): Promise<RedemptionsView> => (await ask({ type: 'read_redemptions' })) as RedemptionsView
export const identityLink = async (): Promise<string> => ((await ask({ type: 'verify_identity' })) as IdentityLink).url
export const redeemCoins = (key: string, minor: number): Promise<Body> => ask({ type: 'redeem_coins', key, minor })
export const buyCoins = async (key: string, name: string): Promise<string | null> => ((await ask({ type: 'buy_coins', key, package: name })) as PaymentBegun).payment.url
export const askEntryCode = (): Promise<Body> => ask({ type: 'ask_entry_code' })

/** A client seed that nobody could know before. */
export function freshSeed(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** At dice and plinko: seeds of one's own, made on the first visit after their commitment was published. */
export async function ownSeeds(table: string): Promise<void> {
  const told = await fairness(table)
  if (told.seeds?.number === 0) await rotateSeeds(table, 1, freshSeed())
}
