/** Quick match: one press, and the house finds somebody of your strength. */
import * as m from 'motion/react-m'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { clock, money } from '../format'
import { defaults, GAMES, type GameTag, optionsOf, RAKE_BP, STAKES, TAGS, terms } from '../games'
import { doneSeeking, pools, Refusal, seek, stopSeeking, troubleOf } from '../house'
import type { GameOptions, Pool } from '../protocol.gen'
import type { Trouble } from '../refusals'
import { type Seeking, useStore } from '../store'
import { MoneyButton, Picker, Problem, Quiet, Words } from '../ui/controls'
import { useMayNot } from '../ui/mayNot'
import { useSecondsSince } from '../ui/clockHooks'

const LAST = 'wagerup quick game'
const LONG_SECONDS = 30
const FOUND_MS = 900

const remembered = (): GameTag => {
  const kept = localStorage.getItem(LAST)
  return kept !== null && kept in GAMES ? (kept as GameTag) : 'darts_501'
}

export function QuickMatch() {
  const seeking = useStore((state) => state.seeking)
  const available = useStore((state) => state.wallet?.view.balances.find((balance) => balance.currency === 'USD')?.available ?? 0)
  const [game, setGame] = useState<GameTag>(remembered)
  const [stake, setStake] = useState(500)
  const [problem, setProblem] = useState<Trouble | null>(null)
  const mayNot = useMayNot('stake')
  const options = optionsOf(game, defaults(game))
  const look = async (wanted: GameOptions, minor: number) => {
    setProblem(null)
    await seek(wanted, minor).catch((error: unknown) => setProblem(troubleOf(error, { to: 'stake', minor })))
  }
  const start = () => {
    localStorage.setItem(LAST, game)
    return look(options, stake)
  }
  const pays = 2 * stake - Math.floor((2 * stake * RAKE_BP) / 10_000)
  return (
    <section className="rounded-panel border border-rule bg-sheet p-4 shadow-lift" aria-labelledby="quick">
      <h2 id="quick" className="text-lg font-bold">Quick match</h2>
      {seeking && seeking.at !== 'ended' ? <Searching seeking={seeking} /> : (
        <>
          <p className="mb-3 text-sm text-ink-2">Somebody of your strength, in seconds. {terms(options)}.</p>
          <div className="grid grid-cols-[1fr_auto] gap-3">
            <Picker label="Game" value={game} options={TAGS.map((tag) => [tag, GAMES[tag].name] as const)} onChange={setGame} />
            <Picker label="Stake" value={String(stake)} options={STAKES.map((minor) => [String(minor), money(minor)] as const)} onChange={(value) => setStake(Number(value))} />
          </div>
          <div className="mt-3 flex flex-wrap items-center gap-3">
            <MoneyButton busy={false} mayNot={mayNot} disabled={stake > available} onClick={start} className="w-full sm:w-auto" data-testid="seek">Find an opponent for {money(stake)}</MoneyButton>
            <span className="text-sm text-ink-2">the winner gets {money(pays)}</span>
          </div>
          {!mayNot && <Sought onTake={(pool) => void look(pool.options, pool.stake.minor)} />}
          {seeking?.at === 'ended' && <div className="mt-3"><Problem>The search ended. <Words trouble={troubleOf(new Refusal(seeking.why), { to: 'stake', minor: stake })} /></Problem></div>}
          {stake > available && <p className="mt-3 text-sm text-alert-text">You have {money(available)} available: less than this stake.</p>}
          {problem && <div className="mt-3"><Problem><Words trouble={problem} /></Problem></div>}
        </>
      )}
    </section>
  )
}

const LOOK_MS = 5_000

/** What others look for now: one press, and they are found. */
function Sought({ onTake }: { onTake: (pool: Pool) => void }) {
  const open = useStore((state) => state.link.at === 'open')
  const [sought, setSought] = useState<Pool[]>([])
  useEffect(() => {
    if (!open) return
    const look = () => void pools().then(setSought, () => undefined)
    look()
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  }, [open])
  if (sought.length === 0) return null
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2">
      <span className="text-sm text-ink-2">Others look for</span>
      {sought.slice(0, 3).map((pool) => (
        <button key={JSON.stringify([pool.options, pool.stake])} type="button" onClick={() => onTake(pool)} className="press min-h-target rounded-cell border-l-4 border-flare bg-flare-wash px-3 text-sm font-bold text-flare-text">
          {GAMES[pool.options.game].name}, {money(pool.stake.minor)}
        </button>
      ))}
    </div>
  )
}

/** Looking: how long, how wide, how many; found: a moment to see who it is, then the match. */
function Searching({ seeking }: { seeking: Seeking }) {
  const [, go] = useLocation()
  const sought = useStore((state) => state.sought)
  const found = seeking.at === 'found' ? seeking.found : null
  useEffect(() => {
    if (!found) return
    const timer = setTimeout(() => {
      doneSeeking()
      go(`/match/${found.match_id}`)
    }, FOUND_MS)
    return () => clearTimeout(timer)
  }, [found, go])
  const waited = useSecondsSince(seeking.at === 'waiting' ? seeking.since : null)
  if (found) {
    return (
      <m.p initial={{ opacity: 0, y: 8 }} animate={{ opacity: 1, y: 0 }} transition={{ duration: 0.26 }} role="status" className="wide mt-2 text-xl font-extrabold" data-testid="found">
        {found.opponent_name}, {found.opponent_rating}
        <span className="block text-sm font-normal text-ink-2">Both stakes are held. Here we go.</span>
      </m.p>
    )
  }
  const progress = seeking.at === 'waiting' ? seeking.progress : null
  return (
    <div className="mt-1 grid gap-3" data-testid="searching">
      <p className="flex items-center gap-2 font-semibold" role="status">
        <span className="size-2.5 animate-live rounded-full bg-flare" aria-hidden="true" />
        Looking{sought && ` for ${GAMES[sought.options.game].name}, ${money(sought.minor)}`}
        <span className="ml-auto text-2xl font-bold">{clock(Math.floor(waited))}</span>
      </p>
      <p className="text-sm text-ink-2">
        {progress
          ? `You stand at ${progress.rating}${progress.provisional ? '?' : ''}; we look within ${progress.window_points} points${progress.seeking > 1 ? `, ${progress.seeking - 1} other${progress.seeking > 2 ? 's' : ''} looking` : ', nobody else is looking yet'}.`
          : 'Nothing is staked until somebody is found.'}
      </p>
      {waited > LONG_SECONDS && <p className="text-sm text-ink-2">It takes longer than usual. Another stake or game may be quicker, or take an open match below.</p>}
      <div><Quiet onClick={() => void stopSeeking()}>Stop looking</Quiet></div>
    </div>
  )
}
