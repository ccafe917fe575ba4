/** Leaderboards: by game, category or all; over a period; by rating, wins, earnings or streak. */
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { money, signed } from '../format'
import { CATEGORIES, type Category, GAMES, type GameTag, inCategory } from '../games'
import { leaderboard, words } from '../house'
import type { Leaderboard, Rank, Ranking } from '../protocol.gen'
import { useStore } from '../store'
import { Choice, Picker, Problem, Quiet } from '../ui/controls'
import { Silk } from '../ui/Silk'

type Period = 'ever' | 'month' | 'week'
const PERIODS = [['ever', 'All time'], ['month', 'This month'], ['week', 'This week']] as const
const RANKINGS = [['rating', 'Rating'], ['wins', 'Wins'], ['earnings', 'Earnings'], ['streak', 'Best streak']] as const
const SCOPES: readonly (readonly [string, string])[] = [
  ['all', 'Every game'],
  ...(Object.entries(CATEGORIES) as [Category, string][]).flatMap(([category, name]) => [
    [category, `All ${name.toLowerCase()}`] as const,
    ...inCategory(category).map((tag) => [tag, `${name}: ${GAMES[tag].name}`] as const),
  ]),
]

const shown = (by: Ranking, value: number): string => (by === 'earnings' ? (value === 0 ? money(0) : signed(value)) : String(value))

export function LadderScreen() {
  const [scope, setScope] = useState('all')
  const [period, setPeriod] = useState<Period>('ever')
  const [by, setBy] = useState<Ranking>('rating')
  return (
    <div className="mx-auto grid max-w-wide gap-4">
      <h1 tabIndex={-1} className="wide text-2xl font-extrabold">Ladder</h1>
      <div className="grid gap-3 sm:grid-cols-2">
        <Picker label="Game" value={scope} options={SCOPES} onChange={setScope} />
        <Picker label="Time" value={period} options={PERIODS} onChange={setPeriod} />
      </div>
      <Choice hidden oneRow label="Ranked by" value={by} options={RANKINGS} onChange={setBy} />
      <Board key={`${scope} ${period} ${by}`} scope={scope} period={period} by={by} />
      {by === 'rating' && <p className="text-sm text-ink-2">A rating is ranked once the house is sure of it, after about a dozen matches. In a past period it is the one that the player ended it with.</p>}
    </div>
  )
}

function Board({ scope, period, by }: { scope: string; period: Period; by: Ranking }) {
  const open = useStore((state) => state.link.at === 'open')
  const me = useStore((state) => state.me?.player_id)
  const [page, setPage] = useState<Leaderboard | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    if (open) leaderboard(scope, period, by, null).then(setPage, (error: unknown) => setProblem(words(error)))
  }, [open, scope, period, by])
  const more = async () => {
    const last = page?.ranks.at(-1)
    if (!page || !last) return
    const next = await leaderboard(scope, period, by, last.person.player_id).catch((error: unknown) => void setProblem(words(error)))
    if (next) setPage({ ...next, ranks: [...page.ranks, ...next.ranks] })
  }
  if (problem) return <Problem>{problem}</Problem>
  if (!page) return <div className="skeleton h-64 rounded-panel" role="status" aria-label="Loading" />
  if (page.ranks.length === 0) {
    return (
      <div className="grid justify-items-start gap-3 rounded-panel border border-rule bg-sheet p-5">
        <p className="text-ink-2">Nobody is ranked here yet. A few matches, and you may be the first.</p>
        <Link href="/" className="inline-flex min-h-target items-center font-semibold underline">Find an opponent</Link>
      </div>
    )
  }
  const mineIsShown = page.ranks.some((rank) => rank.person.player_id === me)
  return (
    <div className="grid gap-3">
      <table className="w-full overflow-hidden rounded-panel border border-rule bg-sheet text-left" data-testid="board">
        <caption className="sr-only">The best, by {by}</caption>
        <thead className="text-sm text-ink-2">
          <tr>
            <th scope="col" className="w-14 px-3 py-2 text-right font-semibold">#</th>
            <th scope="col" className="py-2 font-semibold">Player</th>
            <th scope="col" className="hidden py-2 text-right font-semibold sm:table-cell">Won, tied, lost</th>
            <th scope="col" className="px-4 py-2 text-right font-semibold">{RANKINGS.find(([one]) => one === by)?.[1]}</th>
          </tr>
        </thead>
        <tbody>
          {page.ranks.map((rank) => <Line key={rank.person.player_id} rank={rank} by={by} mine={rank.person.player_id === me} />)}
          {page.mine && !mineIsShown && <Line rank={page.mine} by={by} mine />}
        </tbody>
      </table>
      {page.more && <div><Quiet onClick={more}>Show more</Quiet></div>}
    </div>
  )
}

function Line({ rank, by, mine }: { rank: Rank; by: Ranking; mine: boolean }) {
  return (
    <tr className={`border-t border-rule ${mine ? 'bg-sunk font-bold' : ''}`}>
      <td className="px-3 py-2 text-right text-ink-2">{rank.rank}</td>
      <td className="max-w-0 py-1">
        <Link href={`/player/${rank.person.player_id}`} className="flex min-h-target items-center gap-3">
          <Silk id={rank.person.player_id} size={28} />
          <span className="truncate font-semibold">{mine ? 'You' : rank.person.name}</span>
        </Link>
      </td>
      <td className="hidden py-2 text-right text-ink-2 sm:table-cell">{rank.won}, {rank.tied}, {rank.lost}</td>
      <td className="px-4 py-2 text-right text-lg font-bold">{shown(by, rank.value)}</td>
    </tr>
  )
}

export const nameOfScope = (scope: string): string => (scope === 'all' ? 'Every game' : scope in CATEGORIES ? CATEGORIES[scope as Category] : (GAMES[scope as GameTag]?.name ?? scope))
