/** What stands between me and a stake, as a slim line with what to do about it; and what the house says on the hour. */
import { useEffect } from 'react'
import { Link } from 'wouter'
import { signed } from '../format'
import { announcementRead, realityRead } from '../house'
import { useStore } from '../store'
import { Button, Sheet } from './controls'

const WORDS: Record<string, { words: string; href?: string; action?: string }> = {
  GATE_NOT_PASSED: { words: 'Before any stake: your age and where you are.', href: '/gate', action: 'Do it now' },
  TERMS_CHANGED: { words: 'The terms changed.', href: '/gate', action: 'Read them' },
  PLACE_CLOSED: { words: 'Games for dollars are not open where you are. Withdrawals are.', href: '/gate', action: 'I am elsewhere' },
  UNDER_AGE: { words: 'You are not old enough to stake where you are.' },
  ACCOUNT_FROZEN: { words: 'Your account is frozen: a payment was taken back, or somebody is looking into something. Matches that are live go on.' },
  SELF_EXCLUDED: { words: 'You are on a break. Withdrawals stay open.', href: '/limits', action: 'Until when?' },
  LIMIT_REACHED: { words: 'You have reached a limit of yours.', href: '/limits', action: 'Your limits' },
}

export function Standing({ path }: { path: string }) {
  const code = useStore((state) => state.account?.may_stake)
  const said = code ? WORDS[code] : undefined
  const looking = useStore((state) => state.looking)
  const atGate = path === '/gate' || (path === '/' && said?.href === '/gate' && code !== 'PLACE_CLOSED' && !looking)
  if (!said || atGate || path === said.href) return null
  return (
    <div role="status" data-testid="standing" className="flex flex-wrap items-center justify-center gap-x-3 border-b border-rule bg-alert-wash px-gutter py-1.5 text-center text-sm text-alert-text">
      <span>{said.words}</span>
      {said.href && <Link href={said.href} className="inline-flex min-h-6 items-center font-semibold underline">{said.action}</Link>}
    </div>
  )
}

/** A word of the house to everybody, until its time is over or it was read. */
export function Announcement() {
  const said = useStore((state) => state.announced)
  const ahead = useStore((state) => state.clockAhead)
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(announcementRead, Math.min(2 ** 31 - 1, Math.max(0, said.until_ms - Date.now() - ahead)))
    return () => clearTimeout(timer)
  }, [said, ahead])
  if (!said) return null
  return (
    <div role="status" data-testid="announcement" className="flex items-center justify-center gap-x-3 border-b border-rule bg-ink px-gutter py-1.5 text-sm text-on-ink">
      <span>{said.words}</span>
      <button type="button" onClick={announcementRead} className="min-h-6 px-1 font-semibold underline">Got it</button>
    </div>
  )
}

export function Reality() {
  const reality = useStore((state) => state.reality)
  if (!reality) return null
  const hours = Math.floor(reality.minutes / 60)
  return (
    <Sheet title="A moment" onClose={realityRead}>
      <p className="text-lg">You have been here for {hours > 0 ? `${hours} ${hours === 1 ? 'hour' : 'hours'}` : `${reality.minutes} minutes`}.</p>
      {reality.nets.length === 0 && <p className="mt-1 text-lg">You are even.</p>}
      {reality.nets.map((net) => <p key={net.currency} className="mt-1 text-lg">{`${signed(net.minor, net.currency)} ${net.minor > 0 ? 'won' : 'lost'} in that time.`}</p>)}
      <div className="mt-5 flex flex-wrap gap-3"><Button onClick={realityRead}>Go on</Button><Link href="/limits" onClick={realityRead} className="inline-flex min-h-target items-center font-semibold underline">Limits and breaks</Link></div>
    </Sheet>
  )
}
