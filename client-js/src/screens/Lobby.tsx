import { AnimatePresence } from 'motion/react'
import * as m from 'motion/react-m'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { amount, money, share } from '../format'
import { CATEGORIES, type Category, GAMES, type GameTag, inCategory, onTie, TAGS, terms } from '../games'
import { joinMatch, liveMatches, troubleOf } from '../house'
import type { LiveMatch, Offer } from '../protocol.gen'
import type { Trouble } from '../refusals'
import { type Row, useStore } from '../store'
import { Button, Choice, MoneyButton, Picker, Problem, Quiet, Sheet, Stake, Words } from '../ui/controls'
import { useMayNot } from '../ui/mayNot'
import { Rating } from '../ui/Rating'
import { Silk } from '../ui/Silk'
import { useKey } from '../ui/clockHooks'
import { QuickMatch } from './QuickMatch'

const CreateSheet = lazy(() => import('./CreateSheet').then((one) => ({ default: one.CreateSheet })))

type Filter = Category | 'all'
type StakeFilter = 'any' | 'low' | 'middle' | 'high'
type Strength = 'any' | 'new' | 'middle' | 'strong'
const STAKE_FILTERS: Record<StakeFilter, { words: string; fits: (minor: number) => boolean }> = {
  any: { words: 'Any stake', fits: () => true },
  low: { words: 'To $2', fits: (minor) => minor <= 200 },
  middle: { words: '$2 to $10', fits: (minor) => minor > 200 && minor <= 1000 },
  high: { words: 'Over $10', fits: (minor) => minor > 1000 },
}
const STRENGTHS: Record<Strength, { words: string; fits: (rating: number) => boolean }> = {
  any: { words: 'Any level', fits: () => true },
  new: { words: 'To 1400', fits: (rating) => rating <= 1400 },
  middle: { words: '1400 to 1600', fits: (rating) => rating > 1400 && rating <= 1600 },
  strong: { words: 'Over 1600', fits: (rating) => rating > 1600 },
}
const STAKE_CHOICES = Object.entries(STAKE_FILTERS).map(([key, { words }]) => [key as StakeFilter, words] as const)
const STRENGTH_CHOICES = Object.entries(STRENGTHS).map(([key, { words }]) => [key as Strength, words] as const)
const KINDS = Object.entries(CATEGORIES) as [Category, string][]
const FILTERS: readonly (readonly [Filter, string])[] = [['all', 'All games'], ...KINDS]

export function LobbyScreen() {
  const [creating, setCreating] = useState<GameTag | null>(null)
  const [filter, setFilter] = useState<Filter>('all')
  const [game, setGame] = useState<GameTag | 'all'>('all')
  const [stake, setStake] = useState<StakeFilter>('any')
  const [strength, setStrength] = useState<Strength>('any')
  useKey('n', () => setCreating('darts_501'))
  const choose = (category: Filter) => {
    setFilter(category)
    setGame('all')
  }
  const wanted = (offer: Offer) =>
    (filter === 'all' || GAMES[offer.options.game].category === filter) && (game === 'all' || offer.options.game === game) && STAKE_FILTERS[stake].fits(offer.stake.minor) && STRENGTHS[strength].fits(offer.creator_rating ?? 1500)
  const clear = () => {
    choose('all')
    setStake('any')
    setStrength('any')
  }
  return (
    <div className="grid gap-6 lg:grid-cols-[1fr_22rem] lg:gap-8">
      <section className="min-w-0">
        <Head />
        <div className="mt-4"><QuickMatch /></div>
        <div className="mt-6"><Choice hidden oneRow label="Category" value={filter} options={FILTERS} onChange={choose} /></div>
        {filter !== 'all' && (
          <div className="mt-3 grid grid-cols-3 gap-2 sm:gap-3">
            {inCategory(filter).map((game) => (
              <button key={game} type="button" onClick={() => setCreating(game)} className="press min-h-20 rounded-panel border border-rule bg-sheet p-3 text-left shadow-lift">
                <span className="wide block text-base leading-5 font-bold sm:text-lg">{GAMES[game].name}</span>
                <span className="mt-1 block text-sm text-ink-2">Offer a match</span>
              </button>
            ))}
          </div>
        )}
        <div className="mt-4 grid grid-cols-3 gap-2 sm:gap-3">
          <Picker hidden compact label="Game" value={game} options={[['all', 'Any game'], ...(filter === 'all' ? TAGS : inCategory(filter)).map((tag) => [tag, GAMES[tag].name] as const)]} onChange={setGame} />
          <Picker hidden compact label="Stakes" value={stake} options={STAKE_CHOICES} onChange={setStake} />
          <Picker hidden compact label="Strength" value={strength} options={STRENGTH_CHOICES} onChange={setStrength} />
        </div>
        <Offers wanted={wanted} filtered={filter !== 'all' || game !== 'all' || stake !== 'any' || strength !== 'any'} onAll={clear} onCreate={() => setCreating('darts_501')} />
      </section>
      <aside className="grid min-w-0 content-start gap-6"><Mine /><Live /></aside>
      {creating && <Suspense fallback={null}><CreateSheet game={creating} onClose={() => setCreating(null)} /></Suspense>}
    </div>
  )
}

function Head() {
  const lobby = useStore((state) => state.lobby)
  return (
    <div className="flex flex-wrap items-end justify-between gap-2">
      <h1 tabIndex={-1} className="wide text-2xl font-extrabold">Play</h1>
      {lobby && (
        <p className="text-sm text-ink-2">
          <b className="text-ink">{lobby.online}</b> online, <b className="text-ink">{lobby.live}</b> playing
        </p>
      )}
    </div>
  )
}

/** Open offers. Their order is kept while a finger is on them; a taken one stays greyed for a moment. */
function Offers({ wanted, filtered, onAll, onCreate }: { wanted: (offer: Offer) => boolean; filtered: boolean; onAll: () => void; onCreate: () => void }) {
  const lobby = useStore((state) => state.lobby)
  const me = useStore((state) => state.me)
  const [joining, setJoining] = useState<Offer | null>(null)
  const [held, setHeld] = useState<Row[] | null>(null)
  const now = (lobby?.rows ?? []).filter((row) => row.offer.creator !== me?.player_id && wanted(row.offer))
  const shown = held ? held.map((row) => now.find((fresh) => fresh.offer.match_id === row.offer.match_id) ?? { ...row, gone: row.gone ?? ('taken' as const) }) : now
  const waiting = held ? now.filter((row) => !held.some((old) => old.offer.match_id === row.offer.match_id)).length : 0

  return (
    <div className="mt-6">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="text-lg font-bold">Open matches</h2>
        <Quiet className="order-last ml-auto" onClick={onCreate}>Offer a match</Quiet>
        {waiting > 0 && <button type="button" onClick={() => setHeld(null)} className="press min-h-target rounded-control bg-ink px-3 text-sm font-semibold text-on-ink">{waiting} new</button>}
      </div>
      <ul
        aria-label="Open matches"
        className="mt-3 overflow-hidden rounded-panel border border-rule bg-sheet"
        onPointerEnter={(event) => event.pointerType === 'mouse' && setHeld(now)}
        onPointerLeave={() => setHeld(null)}
      >
        {!lobby && [0, 1, 2].map((place) => <li key={place} className="skeleton m-3 h-11 rounded-control" />)}
        <AnimatePresence initial={false}>
          {shown.map((row) => (
            <m.li key={row.offer.match_id} initial={{ opacity: 0 }} animate={{ opacity: 1 }} exit={{ opacity: 0 }} transition={{ duration: 0.16 }} className="border-b border-rule last:border-b-0">
              <OfferRow row={row} onJoin={() => setJoining(row.offer)} />
            </m.li>
          ))}
        </AnimatePresence>
        {lobby && shown.length === 0 && (
          <li className="grid justify-items-start gap-3 p-5">
            <p className="text-ink-2">{filtered ? 'Nobody is waiting for just that.' : 'Nobody is waiting right now. Be first: an offer takes one tap.'}</p>
            {filtered ? <Quiet onClick={onAll}>Show all matches</Quiet> : <Button onClick={onCreate}>Offer a match</Button>}
          </li>
        )}
      </ul>
      {joining && <JoinSheet offer={joining} onClose={() => setJoining(null)} />}
    </div>
  )
}

function OfferRow({ row: { offer, gone }, onJoin }: { row: Row; onJoin: () => void }) {
  return (
    <div data-testid="offer" className={`flex min-h-row items-center gap-3 px-3 py-2 sm:px-4 ${gone ? 'opacity-45' : ''}`}>
      <Silk id={offer.creator} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-semibold">{GAMES[offer.options.game].name} <span className="font-normal text-ink-2">with {offer.creator_name} {offer.creator_rating !== null && <Rating rating={offer.creator_rating} provisional={offer.creator_provisional} />}</span></p>
        <p className="truncate text-sm text-ink-2">{terms(offer.options)}</p>
      </div>
      {gone ? (
        <span className="text-sm font-semibold text-ink-2">{gone === 'taken' ? 'just taken' : 'withdrawn'}</span>
      ) : (
        <button type="button" onClick={onJoin} aria-label={`Play ${GAMES[offer.options.game].name} with ${offer.creator_name}: ${amount(offer.stake)} wins ${money(offer.pays_minor)}`} className="press min-h-target rounded-cell border-l-4 border-flare bg-flare-wash px-3 text-right font-bold text-flare-text">
          {amount(offer.stake)}{' '}
          <span className="block text-xs font-semibold">wins {money(offer.pays_minor)}</span>
        </button>
      )}
    </div>
  )
}

/** Before the stake: what you put in, what the winner gets, the fee, what happens on a tie. */
export function Summary({ stake, rakeBp, pays, tie }: { stake: number; rakeBp: number; pays: number; tie: string }) {
  return (
    <dl className="grid gap-2 rounded-control bg-sunk p-3">
      <div className="flex justify-between"><dt>You put in</dt><dd><Stake>{money(stake)}</Stake></dd></div>
      <div className="flex justify-between"><dt>The winner gets</dt><dd className="text-lg font-bold">{money(pays)}</dd></div>
      <div className="flex justify-between text-sm text-ink-2"><dt>Fee, {share(rakeBp)} of the pot</dt><dd>{money(2 * stake - pays)}</dd></div>
      <div className="text-sm text-ink-2"><dt className="sr-only">On a tie</dt><dd>{tie}</dd></div>
    </dl>
  )
}

function JoinSheet({ offer, onClose }: { offer: Offer; onClose: () => void }) {
  const [, go] = useLocation()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Trouble | null>(null)
  const mayNot = useMayNot('stake')
  const stakeIt = async () => {
    setBusy(true)
    setProblem(null)
    try {
      await joinMatch(offer.match_id)
      go(`/match/${offer.match_id}`)
    } catch (error) {
      setProblem(troubleOf(error, { to: 'stake', minor: offer.stake.minor }))
      setBusy(false)
    }
  }
  return (
    <Sheet title={`${GAMES[offer.options.game].name} with ${offer.creator_name}`} onClose={onClose}>
      <p className="mb-3 text-ink-2">{GAMES[offer.options.game].line} {terms(offer.options)}.</p>
      <Summary stake={offer.stake.minor} rakeBp={offer.rake_bp} pays={offer.pays_minor} tie={onTie(offer.options)} />
      <p className="my-3 text-sm text-ink-2">Your stake is held now and settled when the match ends. If you stop playing, your opponent wins after five minutes.</p>
      {problem && <div className="mb-3"><Problem><Words trouble={problem} /></Problem></div>}
      <MoneyButton busy={busy} mayNot={mayNot} onClick={stakeIt} className="w-full" data-testid="stake">Stake {amount(offer.stake)} and play</MoneyButton>
    </Sheet>
  )
}

const LIVE_EVERY_MS = 15_000

/** Matches that others play now: watched with a delay. */
function Live() {
  const open = useStore((state) => state.link.at === 'open')
  const me = useStore((state) => state.me?.name)
  const [matches, setMatches] = useState<LiveMatch[]>([])
  useEffect(() => {
    if (!open) return
    const look = () => void liveMatches().then(setMatches, () => undefined)
    look()
    const timer = setInterval(look, LIVE_EVERY_MS)
    return () => clearInterval(timer)
  }, [open])
  const others = matches.filter((match) => !match.names.includes(me ?? '')).slice(0, 6)
  if (others.length === 0) return null
  return (
    <section>
      <h2 className="mb-2 text-lg font-bold">Being played</h2>
      <ul className="overflow-hidden rounded-panel border border-rule bg-sheet">
        {others.map((match) => (
          <li key={match.match_id} className="border-b border-rule last:border-b-0">
            <Link href={`/match/${match.match_id}`} className="flex min-h-row items-center gap-3 px-4 py-2">
              <span className="min-w-0 flex-1">
                <span className="block truncate font-semibold">{match.names.join(' v ')}</span>
                <span className="block truncate text-sm text-ink-2">{GAMES[match.game as GameTag].name} for {amount(match.stake)}</span>
              </span>
              <span className="text-sm font-semibold text-ink-2">Watch</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Mine() {
  const mine = useStore((state) => state.mine)
  if (!mine) return <div className="skeleton h-32 rounded-panel" />
  const open = mine.filter((match) => !match.ended)
  const past = mine.filter((match) => match.ended).slice(0, 8)
  return (
    <div className="grid gap-6">
      {open.length > 0 && <MatchList title="Yours now" matches={open} />}
      {past.length > 0 ? <MatchList title="Played" matches={past} /> : open.length === 0 && (
        <section className="rounded-panel border border-rule bg-sheet p-5">
          <h2 className="text-lg font-bold">How it goes</h2>
          <ol className="mt-3 grid list-decimal gap-2 pl-5 text-ink-2">
            <li>Take an open match, or offer one.</li>
            <li>Both stakes are held, and you play live.</li>
            <li>Your opponent confirms the result, or the time to contest runs out.</li>
            <li>The winner is paid at once.</li>
          </ol>
        </section>
      )}
    </div>
  )
}

function MatchList({ title, matches }: { title: string; matches: NonNullable<ReturnType<typeof useStore.getState>['mine']> }) {
  return (
    <section>
      <h2 className="mb-2 text-lg font-bold">{title}</h2>
      <ul className="overflow-hidden rounded-panel border border-rule bg-sheet">
        {matches.map((match) => (
          <li key={match.match_id} className="border-b border-rule last:border-b-0">
            <Link href={`/match/${match.match_id}`} className="flex min-h-row items-center gap-3 px-4 py-2">
              <span className="min-w-0 flex-1">
                <span className="block truncate font-semibold">{GAMES[match.offer.options.game].name}</span>
                <span className="block truncate text-sm text-ink-2">{match.opponent_name ? `against ${match.opponent_name}` : match.ended ? 'nobody came' : 'waiting for a player'}</span>
              </span>
              <span className={`font-semibold ${match.ended ? 'text-ink-3' : 'text-flare-text'}`}>{amount(match.offer.stake)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
