/** Redeeming Sweeps Coins for a prize, and the way in by mail. */
import { type FormEvent, useState } from 'react'
import { cents, money, when } from '../format'
import { freshKey } from '../house'
import type { Redemption, RedemptionsView } from '../protocol.gen'
import { AmountInput } from '../ui/AmountInput'
import { Button, Problem, Quiet } from '../ui/controls'
import { useRead } from '../ui/useRead'
import { askEntryCode, identityLink, readRedemptions, redeemCoins } from './verbs'

const STATE: Record<Redemption['state'], string> = { asked: 'An operator looks at it', granted: '✓ Granted: the prize is in your wallet', denied: 'Denied, your coins are back', refused: 'Not possible' }

export function Redeem({ redeemable }: { redeemable: number }) {
  const { known: view, problem, busy, act } = useRead(readRedemptions)
  if (!view) return problem ? <Problem>{problem}</Problem> : <div className="skeleton h-12 rounded-control" />
  return (
    <div className="grid gap-3 border-t border-rule pt-4">
      <h3 className="font-bold">Redeem</h3>
      <p className="text-sm text-ink-2">
        From {money(view.least_minor, 'SC')} on, up to {money(view.day_most, 'SC')} a day; one Sweeps Coin is a prize of one dollar. Granted to you this year: {money(view.year_minor)}.
        {view.reported && ' The house reports prizes of this size; you may have to as well.'}
      </p>
      <Who view={view} busy={busy} act={act} />
      {view.identity === 'verified' && <Amount view={view} redeemable={redeemable} busy={busy} act={act} />}
      {problem && <Problem>{problem}</Problem>}
      {view.redemptions.length > 0 && (
        <ul className="grid gap-2" aria-label="Redemptions">
          {view.redemptions.map((one) => (
            <li key={one.redemption_id} data-testid="redemption" className="flex flex-wrap justify-between gap-2 text-sm">
              <span><span className="font-semibold">{money(one.minor, 'SC')}</span> · {STATE[one.state]}{one.why && one.state === 'denied' ? `: ${one.why}` : ''}</span>
              <span className="text-ink-3">{when(one.at_ms)}</span>
            </li>
          ))}
        </ul>
      )}
      <ByMail view={view} busy={busy} act={act} />
    </div>
  )
}

type Act = (deed: () => Promise<unknown>) => Promise<void>

function Who({ view, busy, act }: { view: RedemptionsView; busy: boolean; act: Act }) {
  if (view.identity === 'verified') return <p className="text-sm font-semibold text-gain-text">✓ The house knows who you are</p>
  const said = { none: 'Before the first one: show once who you are, at Stripe.', pending: 'What you show is being looked at, or still to be shown.', failed: 'What was shown did not do. Try again.' }[view.identity]
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Quiet data-testid="verify-identity" disabled={busy} onClick={() => void act(async () => location.assign(await identityLink()))}>Show who I am</Quiet>
      <span className="text-sm text-ink-2">{said}</span>
    </div>
  )
}

function Amount({ view, redeemable, busy, act }: { view: RedemptionsView; redeemable: number; busy: boolean; act: Act }) {
  const [text, setText] = useState('')
  const [key, setKey] = useState(freshKey)
  const minor = cents(text)
  const fits = minor !== null && minor >= view.least_minor && minor <= redeemable
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!fits || busy) return
    await act(async () => {
      await redeemCoins(key, minor)
      setText('')
    })
    setKey(freshKey())
  }
  return (
    <form onSubmit={submit} className="grid justify-items-start gap-2">
      <AmountInput label={`Sweeps Coins, of ${money(redeemable, 'SC')} redeemable`} data-testid="redeem-amount" placeholder={String(view.least_minor / 100)} value={text} onChange={setText} problem={minor === null || fits ? null : minor > redeemable ? `${money(redeemable, 'SC')} are redeemable.` : `From ${money(view.least_minor, 'SC')} on.`} />
      <Button type="submit" data-testid="redeem" disabled={busy || !fits}>Redeem</Button>
    </form>
  )
}

function ByMail({ view, busy, act }: { view: RedemptionsView; busy: boolean; act: Act }) {
  return (
    <details>
      <summary className="min-h-target cursor-pointer py-2 font-semibold">Free entry by mail</summary>
      <p className="text-sm text-ink-2">Write your code and your name on a card by hand and send it to the address in the rules: {money(view.entry_minor, 'SC')} for each card, one card an envelope. No purchase necessary; the chances are the same.</p>
      {view.entry ? (
        <p className="mt-2">Your code: <strong data-testid="entry-code" className="font-mono text-lg">{view.entry.code}</strong> <span className="text-sm text-ink-2">good until {when(view.entry.expires_ms)}</span></p>
      ) : (
        <Quiet className="mt-2" data-testid="ask-entry-code" disabled={busy} onClick={() => void act(askEntryCode)}>Give me a code</Quiet>
      )}
    </details>
  )
}
