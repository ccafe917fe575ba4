/** Why something cannot be done just now, in the words that the house would answer with; nothing when it can be tried. */
import type { Code } from '../protocol.gen'
import { standingOf, type Trouble } from '../refusals'
import { useStore } from '../store'

const OFFLINE: Trouble = { words: 'No line to the house just now. This waits until it is back.' }
/** What counts for every currency; of places and ages each has its own. */
const EVERYWHERE: ReadonlySet<string> = new Set(['SELF_EXCLUDED', 'ACCOUNT_FROZEN', 'ACCOUNT_CLOSED'])

export function useMayNot(to: 'stake' | 'deposit' | 'withdraw' | 'bet'): Trouble | null {
  const lost = useStore((state) => state.link.at === 'lost')
  const account = useStore((state) => state.account)
  const contact = useStore((state) => state.ways?.contact ?? null)
  if (lost) return OFFLINE
  if (!account) return null
  const code = to === 'deposit' ? account.may_deposit : to === 'withdraw' ? (account.state === 'frozen' || account.owed_minor > 0 ? 'ACCOUNT_FROZEN' : null) : account.may_stake
  if (code === null || (to === 'bet' && !EVERYWHERE.has(code))) return null
  return standingOf(code as Code, { account, contact, to: to === 'deposit' ? 'deposit' : 'stake' })
}
