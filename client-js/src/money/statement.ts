/** Lines of a statement in words, and how a newer page joins what was read already. Pure. */
import type { Cause, Statement, StatementLine } from '../protocol.gen'

type Pages = Pick<Statement, 'lines' | 'more'>

const SAID: Record<Cause, string> = {
  grant: 'Given',
  hold: 'Held',
  release: 'Released',
  capture: 'Lost, from what was held',
  payout: 'Won',
  deposit: 'Deposit',
  taken_back: 'Deposit taken back',
  withdrawal: 'Withdrawal held',
  withdrawn: 'Withdrawn, from what was held',
  withdrawal_failed: 'Withdrawal returned',
  mode: 'Switched',
  lapsed: 'Lapsed',
  redemption: 'Redemption held',
  redeemed: 'Redeemed, from what was held',
  redemption_denied: 'Redemption returned',
  prize: 'Prize',
  adjustment: 'Put right by the house',
  purchase: 'Bought',
}
const GAINS: ReadonlySet<Cause> = new Set(['payout', 'grant', 'deposit', 'prize', 'purchase'])

/** What came to the player from outside or from somebody else. */
export const isGain = (line: StatementLine): boolean => GAINS.has(line.cause) && line.minor > 0

/** What a line was; a dispute that was won gives back what it had taken. */
export const saidOf = (line: StatementLine): string => (line.cause === 'taken_back' && line.minor > 0 ? 'Deposit given back' : SAID[line.cause])

/** The newest page, with the older lines that were read before behind it, as long as none is missing between them. */
export function withNewest(before: Pages | null, newest: Pages): Pages {
  const oldest = newest.lines.at(-1)?.seq ?? 0
  if (!before || !newest.more || !before.lines.some((line) => line.seq === oldest)) return newest
  return { lines: [...newest.lines, ...before.lines.filter((line) => line.seq < oldest)], more: before.more }
}
