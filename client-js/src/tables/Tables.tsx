/** The Tables: what is played where, how many are there, and what came last. */
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { money, share } from '../format'
import { words } from '../house'
import type { TableCard, TableKind } from '../protocol.gen'
import { useStore } from '../store'
import { Problem } from '../ui/controls'
import { Challenges } from './Challenges'
import { Daily, ModeSwitch } from './Coins'
import { listTables } from './verbs'

export const KINDS: Record<TableKind, { name: string; says: string }> = {
  crash: { name: 'Crash', says: 'Leave the curve before it ends' },
  roulette: { name: 'Roulette', says: 'European, one zero' },
  blackjack: { name: 'Blackjack', says: 'Seven seats, dealer stands on 17' },
  dice: { name: 'Dice', says: 'Over or under, your own seeds' },
  plinko: { name: 'Plinko', says: 'Eight to sixteen rows' },
}
const EVERY_MS = 3_000

export function TablesScreen() {
  const [tables, setTables] = useState<TableCard[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const mode = useStore((state) => state.wallet?.view.mode)
  useEffect(() => {
    const look = () => listTables().then(setTables, (error: unknown) => setProblem(words(error)))
    void look()
    const timer = setInterval(look, EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <div className="mx-auto grid max-w-page gap-6">
      <div>
        <h1 tabIndex={-1} className="wide text-2xl font-extrabold">The Tables</h1>
        <p className="mt-1 text-ink-2">Live rooms. Everybody sees the same outcome at the same moment, and anybody can check it. <Link href="/shop" className="font-semibold underline">Shop and wardrobe</Link></p>
      </div>
      <div className="grid gap-3 rounded-panel border border-rule bg-sheet p-4 shadow-lift">
        <ModeSwitch />
        <Daily />
      </div>
      {problem && <Problem>{problem}</Problem>}
      {!tables && !problem && <div className="skeleton h-64 rounded-panel" />}
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {tables?.map((table) => {
          const limit = table.limits.find((one) => one.currency === mode)
          return (
            <li key={table.table}>
              <Link href={`/table/${table.table}`} data-testid={table.table} className="press grid h-full content-start gap-2 rounded-panel border border-rule bg-sheet p-4 shadow-lift">
                <span className="flex items-baseline justify-between gap-2">
                  <span className="wide text-xl font-bold">{KINDS[table.kind].name}</span>
                  <span className="text-sm text-ink-2">{table.watching} there{table.betting > 0 && `, ${table.betting} in`}</span>
                </span>
                <span className="text-sm text-ink-2">{KINDS[table.kind].says}. Returns {share(table.return_bp)}.</span>
                {limit && <span className="text-sm text-ink-2">{money(limit.least, limit.currency)} to {money(limit.most, limit.currency)}</span>}
                <span className="flex flex-wrap gap-1.5">
                  {table.last.slice(0, 6).map((result, place) => <span key={`${place}-${result}`} className="rounded-cell bg-sunk px-2 py-0.5 text-sm font-semibold">{result}</span>)}
                </span>
              </Link>
            </li>
          )
        })}
      </ul>
      <Challenges />
    </div>
  )
}
