/** What stands between me and a stake, as a slim line with what to do about it; and what the house says on the hour. */
import { useEffect } from 'react'
import { Link } from 'wouter'
import { money, signed } from '../format'
import { announcementRead, elsewhereRead, realityRead } from '../house'
import type { Code } from '../protocol.gen'
import { standingOf } from '../refusals'
import { useStore } from '../store'
import { Button, Mailed, Sheet } from './controls'

export function Standing({ path }: { path: string }) {
  const account = useStore((state) => state.account)
  const contact = useStore((state) => state.ways?.contact ?? null)
  const looking = useStore((state) => state.looking)
  const code = account?.may_stake as Code | null | undefined
  const said = code ? standingOf(code, { account, contact }) : undefined
  const atGate = path === '/gate' || (path === '/' && (code === 'GATE_NOT_PASSED' || code === 'TERMS_CHANGED') && !looking)
  // Where limits are, a break is said already.
  if (!said || atGate || (path === '/limits' && code === 'SELF_EXCLUDED')) return null
  const { href, action, words } = said
  return (
    <div role="status" data-testid="standing" className="flex flex-wrap items-center justify-center gap-x-3 border-b border-rule bg-alert-wash px-gutter py-1.5 text-center text-sm text-alert-text">
      <span><Mailed>{words}</Mailed></span>
      {href && path !== href && <Link href={href} className="reach inline-flex min-h-6 items-center font-semibold underline">{action}</Link>}
    </div>
  )
}

/** What is owed, where money is shown. */
export function Owed() {
  const owed = useStore((state) => state.account?.owed_minor ?? 0)
  if (owed === 0) return null
  return <p data-testid="owed" className="mt-3 rounded-control border border-alert-text bg-alert-wash px-3 py-2 text-sm text-alert-text"><strong>{money(owed)} owed.</strong> A deposit was taken back after it was played. What comes in pays this first.</p>
}

/** The same player in another tab: both show the same. */
export function Elsewhere() {
  const others = useStore((state) => state.elsewhere)
  if (others === 0) return null
  return (
    <div role="status" data-testid="elsewhere" className="flex items-center justify-center gap-x-3 border-b border-rule bg-sunk px-gutter py-1.5 text-sm">
      <span>You are also playing elsewhere: {others === 1 ? 'another tab is open' : `${others} other tabs are open`}. All show the same.</span>
      <button type="button" onClick={elsewhereRead} className="reach min-h-6 shrink-0 px-1 font-semibold underline">Got it</button>
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
      <button type="button" onClick={announcementRead} className="reach min-h-6 shrink-0 px-1 font-semibold underline">Got it</button>
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
