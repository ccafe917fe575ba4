/** The frame around every screen: top bar, what is live, the line's state, tabs on a phone. */
import { Bell, CircleUser, Dices, Target, Trophy, Wallet as WalletIcon } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { GAMES } from '../games'
import { money } from '../format'
import { doneSeeking, retryNow } from '../house'
import { useStore } from '../store'
import { Coin } from './Coin'
import { useSecondsSince } from './clockHooks'
import { useTitleFocus } from './focus'
import { Announcement, Elsewhere, Reality, Standing } from './Standing'

const WalletPeek = lazy(() => import('./WalletPeek').then((one) => ({ default: one.WalletPeek })))
const ModeSheet = lazy(() => import('../tables/Coins').then((one) => ({ default: one.ModeSheet })))

const TABS = [
  { href: '/', label: 'Play', Icon: Target },
  { href: '/tables', label: 'Tables', Icon: Dices },
  { href: '/ladder', label: 'Ladder', Icon: Trophy },
  { href: '/wallet', label: 'Wallet', Icon: WalletIcon },
  { href: '/you', label: 'You', Icon: CircleUser },
] as const

export function Frame({ children }: { children: ReactNode }) {
  const [path] = useLocation()
  useTitleFocus(path)
  return (
    <div className="flex min-h-dvh flex-col pb-[calc(var(--spacing-tabs)+env(safe-area-inset-bottom))] lg:pb-0">
      <TopBar path={path} />
      <LineBanner />
      <Announcement />
      <Elsewhere />
      <Standing path={path} />
      <LiveBar path={path} />
      <SeekBar path={path} />
      <main className="mx-auto w-full max-w-page flex-1 px-gutter py-4 lg:px-gutter-desk lg:py-6">{children}</main>
      <Reality />
      <nav aria-label="Main" className="fixed inset-x-0 bottom-0 z-10 border-t border-rule bg-sheet pb-[env(safe-area-inset-bottom)] lg:hidden">
        <ul className="mx-auto grid h-tabs max-w-[28rem] grid-cols-5">
          {TABS.map((tab) => (
            <li key={tab.href}><Tab {...tab} here={here(path, tab.href)} /></li>
          ))}
        </ul>
      </nav>
    </div>
  )
}

const atTables = (path: string): boolean => /^\/(tables?|fair|shop)(\/|$)/.test(path)
/** What one comes to from You stays under it. */
const ofMine = (path: string): boolean => /^\/(you|limits|gate|terms|privacy)(\/|$)/.test(path)
const here = (path: string, href: string): boolean => (href === '/tables' ? atTables(path) : href === '/you' ? ofMine(path) : href === '/' ? path === '/' || path.startsWith('/match') : path.startsWith(href))

function Tab({ href, label, Icon, here: current }: (typeof TABS)[number] & { here: boolean }) {
  return (
    <Link href={href} aria-current={current ? 'page' : undefined} className={`flex h-full flex-col items-center justify-center gap-0.5 text-xs font-semibold ${current ? 'text-ink' : 'text-ink-3'}`}>
      <Icon size={22} strokeWidth={current ? 2.6 : 1.8} aria-hidden="true" />
      {label}
    </Link>
  )
}

function TopBar({ path }: { path: string }) {
  const me = useStore((state) => state.me)
  return (
    <header className="sticky top-0 z-10 border-b border-rule bg-sheet">
      <div className="mx-auto flex h-bar w-full max-w-page items-center gap-4 px-gutter lg:px-gutter-desk">
        <Link href="/" className="wide flex h-full items-center gap-2 text-lg font-extrabold">
          <img src="/mark.svg" alt="" width={28} height={28} />
          <span className="sr-only sm:not-sr-only">Wager Up</span>
        </Link>
        {me?.play_money && <span className="rounded-control border border-edge px-2 py-0.5 text-xs font-semibold whitespace-nowrap text-ink-2">Play money</span>}
        <nav aria-label="Main, desk" className="ml-4 hidden gap-1 lg:flex">
          {TABS.map((tab) => (
            <Link
              key={tab.href}
              href={tab.href}
              aria-current={here(path, tab.href) ? 'page' : undefined}
              className={`reach rounded-control px-3 py-2 font-semibold ${here(path, tab.href) ? 'bg-sunk text-ink' : 'text-ink-2'}`}
            >
              {tab.label}
            </Link>
          ))}
        </nav>
        <div className="ml-auto flex items-center gap-1"><Inbox />{atTables(path) ? <InCoins /> : <Available />}</div>
      </div>
    </header>
  )
}

function Inbox() {
  const inbox = useStore((state) => state.inbox)
  const unread = inbox?.notices.filter((notice) => notice.number > inbox.read).length ?? 0
  return (
    <Link href="/inbox" aria-label={unread > 0 ? `Inbox, ${unread} new` : 'Inbox'} className="press relative grid min-h-target min-w-target place-items-center rounded-control" data-testid="bell">
      <Bell size={22} aria-hidden="true" />
      {unread > 0 && <span className="absolute top-1 right-0.5 grid h-5 min-w-5 place-items-center rounded-full bg-ink px-1 text-xs font-bold text-on-ink" aria-hidden="true">{unread > 9 ? '9+' : unread}</span>}
    </Link>
  )
}

function Available() {
  const wallet = useStore((state) => state.wallet)
  const [open, setOpen] = useState(false)
  const usd = wallet?.view.balances.find((balance) => balance.currency === 'USD')
  if (!usd) return <span className="skeleton inline-block h-8 w-24 rounded-cell" />
  return (
    <>
      <button type="button" data-testid="available" onClick={() => setOpen(true)} className="press min-h-target rounded-cell px-2 text-right">
        <span className="block text-lg leading-5 font-bold">{money(usd.available)}</span>{' '}
        <span className="block text-xs text-ink-3">available</span>
        <span className="sr-only">Show what it is made of</span>
      </button>
      {open && <Suspense fallback={null}><WalletPeek balance={usd} onClose={() => setOpen(false)} /></Suspense>}
    </>
  )
}

/** At the tables: what one plays with, in its own colour and shape. A tap switches. */
function InCoins() {
  const wallet = useStore((state) => state.wallet)
  const [open, setOpen] = useState(false)
  const balance = wallet?.view.balances.find((one) => one.currency === wallet.view.mode)
  if (!balance) return <span className="skeleton inline-block h-8 w-24 rounded-cell" />
  return (
    <>
      <button type="button" data-testid="coins" data-mode={balance.currency} onClick={() => setOpen(true)} className="press min-h-target text-right" aria-label={`${money(balance.available, balance.currency)} available. Switch coins`}>
        <Coin currency={balance.currency}>{money(balance.available, balance.currency)}</Coin>
      </button>
      {open && <Suspense fallback={null}><ModeSheet onClose={() => setOpen(false)} /></Suspense>}
    </>
  )
}

/** The line's own state: slim, never in the way of reading. */
function LineBanner() {
  const link = useStore((state) => state.link)
  const since = link.at === 'lost' ? link.since : null
  const away = useSecondsSince(since)
  if (link.at === 'open' && link.again) return <div role="status" className="bg-gain-wash px-gutter py-1.5 text-center text-sm font-semibold text-gain-text">✓ Back online</div>
  if (link.at !== 'lost' || away < 1) return null
  const long = away > 10
  return (
    <div role="status" data-testid="line-banner" className="flex items-center justify-center gap-3 bg-ink px-gutter py-1.5 text-center text-sm text-on-ink">
      <span>{long ? 'Still trying. Your stake is safe.' : 'Reconnecting… your stake is safe'}</span>
      {long && <button type="button" className="reach min-h-6 shrink-0 underline" onClick={retryNow}>Retry now</button>}
    </div>
  )
}

/** A search goes on on every screen. */
function SeekBar({ path }: { path: string }) {
  const seeking = useStore((state) => state.seeking)
  const [, go] = useLocation()
  const found = seeking?.at === 'found' ? seeking.found.match_id : null
  useEffect(() => {
    if (!found || path === '/') return
    doneSeeking()
    go(`/match/${found}`)
  }, [found, path, go])
  if (path === '/' || !seeking || seeking.at === 'ended' || seeking.at === 'found') return null
  return <Link href="/" className="flex min-h-target items-center justify-center gap-2 bg-flare-wash px-gutter text-sm font-bold text-flare-text">Looking for an opponent. Show it</Link>
}

/** A live match is a bar above every other screen. */
function LiveBar({ path }: { path: string }) {
  const mine = useStore((state) => state.mine)
  const live = mine?.find((match) => !match.ended && match.opponent_name !== null)
  if (!live || path === `/match/${live.match_id}`) return null
  return (
    <Link href={`/match/${live.match_id}`} className="flex min-h-target items-center justify-center gap-2 bg-flare px-gutter text-sm font-bold text-on-flare">
      <span className="size-2 animate-live rounded-full bg-on-flare" aria-hidden="true" />
      {GAMES[live.offer.options.game].name} against {live.opponent_name}: back to the match
    </Link>
  )
}
