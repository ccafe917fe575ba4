/** Challenges over both products: what is to be done, how far one is, and what it brings. */
import { useCallback, useEffect, useState } from 'react'
import { Link } from 'wouter'
import { money, when } from '../format'
import { ask, words } from '../house'
import type { Challenge, ChallengesView } from '../protocol.gen'
import { useStore } from '../store'
import { Coin } from '../ui/Coin'
import { Button, Problem } from '../ui/controls'

const PERIOD: Record<Challenge['period'], string> = { day: 'Today', week: 'This week', once: 'Once' }
const THINGS: Record<string, string> = { frame_champion: 'Frame: Champion', title_ironarm: 'Title: Iron Arm' }

export function Challenges() {
  const [all, setAll] = useState<Challenge[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const version = useStore((state) => state.wallet?.version)
  const read = useCallback(() => ask({ type: 'read_challenges' }).then((body) => setAll((body as ChallengesView).challenges), (error: unknown) => setProblem(words(error))), [])
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => void read(), [read, version])
  const claim = async (challenge: string) => {
    setProblem(null)
    await ask({ type: 'claim_reward', challenge }).catch((error: unknown) => setProblem(words(error)))
    await read()
  }
  if (!all) return problem ? <Problem>{problem}</Problem> : <div className="skeleton h-40 rounded-panel" />
  return (
    <section aria-label="Challenges">
      <h2 className="mb-2 text-lg font-bold">Challenges</h2>
      {problem && <Problem>{problem}</Problem>}
      <ul className="grid gap-3 sm:grid-cols-2">
        {all.map((one) => (
          <li key={one.challenge} data-testid={one.challenge} className="grid content-start gap-2 rounded-panel border border-rule bg-sheet p-4">
            <p className="flex items-baseline justify-between gap-2"><span className="font-semibold">{one.name}</span><span className="text-sm text-ink-2">{PERIOD[one.period]}</span></p>
            <Bar done={one.done} goal={one.goal} />
            <p className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
              {one.done} of {one.goal}
              {one.gold > 0 && <Coin currency="GC" className="text-sm">{money(one.gold, 'GC')}</Coin>}
              {one.item && <Link href="/shop" className="font-semibold underline">{THINGS[one.item] ?? 'Something to wear'}</Link>}
              {one.ends_ms !== null && !one.claimed && <span className="text-ink-3">until {when(one.ends_ms)}</span>}
            </p>
            {one.claimed ? <p className="font-semibold text-gain-text">✓ Yours</p> : one.done >= one.goal && <Button data-testid="claim" onClick={() => void claim(one.challenge)}>Claim it</Button>}
          </li>
        ))}
      </ul>
    </section>
  )
}

const Bar = ({ done, goal }: { done: number; goal: number }) => (
  <svg className="h-2 w-full rounded-cell" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">
    <rect width="100" height="2" className="fill-sunk" />
    <rect width={(100 * done) / goal} height="2" className={done >= goal ? 'fill-gain' : 'fill-ink'} />
  </svg>
)
