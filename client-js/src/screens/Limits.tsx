import { type FormEvent, useState } from 'react'
import { cents, until, when } from '../format'
import { confirmLimit, excludeSelf, setLimit, takeBreak, words } from '../house'
import { left, PERIODS, shown } from '../money/limits'
import type { AccountView, Currency, LimitKind, LimitPeriod, PlayLimit } from '../protocol.gen'
import { away } from '../refusals'
import { useStore } from '../store'
import { AmountInput } from '../ui/AmountInput'
import { useSecondsLeft } from '../ui/clockHooks'
import { Button, Choice, Leave, Picker, Problem, Quiet, Sheet } from '../ui/controls'

const KINDS: Record<LimitKind, { name: string; words: string; of: readonly Currency[] }> = {
  deposit: { name: 'Deposits', words: 'What you pay in, whether you take it out again or not.', of: ['USD'] },
  stake: { name: 'Stakes', words: 'What you stake, open stakes included.', of: ['USD', 'GC', 'SC'] },
  loss: { name: 'Losses', words: 'What you lose less what you win; open stakes count as lost.', of: ['USD', 'GC', 'SC'] },
  session: { name: 'Time', words: 'Minutes signed in. When they are over, no more stakes.', of: ['USD'] },
}
const MONEY: Record<Currency, string> = { USD: 'Dollars', GC: 'Gold Coins', SC: 'Sweeps Coins' }

export function LimitsScreen() {
  const account = useStore((state) => state.account)
  if (!account) return <div className="skeleton h-64 rounded-panel" role="status" aria-label="Loading" />
  return (
    <div className="mx-auto grid max-w-wide gap-6">
      <div>
        <h1 tabIndex={-1} className="wide text-2xl font-extrabold">Limits</h1>
        <p className="mt-1 max-w-read text-ink-2">A tighter limit acts at once. A looser one waits for {waits(account.loosen_hours)}, and asks you again. The house holds you to them in the same step as the stake.</p>
      </div>
      {account.excluded_until_ms !== null && <Problem>{away(account)} No stakes and no deposits. Withdrawals stay open.</Problem>}
      <ul className="grid gap-4 lg:grid-cols-2">
        {(Object.keys(KINDS) as LimitKind[]).map((kind) => <Kind key={kind} kind={kind} account={account} />)}
      </ul>
      <Away />
    </div>
  )
}

const waits = (hours: number): string => (hours === 24 ? 'a day' : `${hours} hours`)

function Kind({ kind, account }: { kind: LimitKind; account: AccountView }) {
  const [setting, setSetting] = useState(false)
  const mine = account.limits.filter((one) => one.kind === kind)
  return (
    <li className="rounded-panel border border-rule bg-sheet p-5">
      <h2 className="text-lg font-bold">{KINDS[kind].name}</h2>
      <p className="text-sm text-ink-2">{KINDS[kind].words}</p>
      {mine.length === 0 && <p className="mt-3 text-ink-2">No limit.</p>}
      <ul className="mt-3 grid gap-3">{mine.map((one) => <Line key={`${one.currency}-${one.period}`} limit={one} />)}</ul>
      <Quiet className="mt-4" onClick={() => setSetting(true)}>Set a limit<span className="sr-only"> for {KINDS[kind].name.toLowerCase()}</span></Quiet>
      {setting && <LimitSheet kind={kind} account={account} onClose={() => setSetting(false)} />}
    </li>
  )
}

function Line({ limit }: { limit: PlayLimit }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { kind, period, currency } = limit
  const most = limit.most ?? 0
  const ready = useSecondsLeft(limit.may_confirm_ms) === 0
  const act = async (deed: Promise<unknown>) => {
    setBusy(true)
    await deed.then(() => setProblem(null), (error: unknown) => setProblem(words(error)))
    setBusy(false)
  }
  const say = (value: number) => shown(kind, value, currency)
  return (
    <li data-testid={`limit-${kind}-${period}${currency === 'USD' ? '' : `-${currency}`}`}>
      <p className="flex justify-between gap-3"><span>In {PERIODS[period]}</span><strong>{say(most)}</strong></p>
      <svg className="my-1 h-2 w-full rounded-cell" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="2" className="fill-sunk" />
        <rect width={Math.min(100, most ? (100 * limit.used) / most : 100)} height="2" className="fill-ink" />
      </svg>
      <p className="text-sm text-ink-2">{say(limit.used)} used, {say(left(limit))} left</p>
      {limit.asked_ms !== null && (
        <div className="mt-2 rounded-control border border-edge p-3 text-sm">
          <p>You asked for {limit.asked === null ? 'no limit' : say(limit.asked)}. {ready ? 'It is up to you now; after a week it is forgotten.' : `It can be confirmed from ${when(limit.may_confirm_ms ?? 0)}, for a week.`}</p>
          <div className="mt-2 flex flex-wrap gap-2">
            {ready && <Quiet disabled={busy} onClick={() => void act(confirmLimit(kind, period, currency))}>Confirm it</Quiet>}
            <Quiet disabled={busy} onClick={() => void act(setLimit(kind, period, currency, most))}>Keep {say(most)}</Quiet>
          </div>
        </div>
      )}
      {problem && <Problem>{problem}</Problem>}
    </li>
  )
}

function LimitSheet({ kind, account, onClose }: { kind: LimitKind; account: AccountView; onClose: () => void }) {
  const [period, setPeriod] = useState<LimitPeriod>('day')
  const [currency, setCurrency] = useState<Currency>('USD')
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const before = account.limits.find((one) => one.kind === kind && one.period === period && one.currency === currency)?.most ?? null
  const value = kind === 'session' ? minutes(typed) : cents(typed)
  const looser = before !== null && value !== null && value > before
  const set = async (most: number | null) => {
    setBusy(true)
    setProblem(null)
    try {
      await setLimit(kind, period, currency, most)
      onClose()
    } catch (error) {
      setProblem(words(error))
      setBusy(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (value !== null) void set(value)
  }
  return (
    <Sheet title={`A limit for ${KINDS[kind].name.toLowerCase()}`} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        {KINDS[kind].of.length > 1 && <Choice even label="Of" value={currency} options={KINDS[kind].of.map((one) => [one, MONEY[one]] as const)} onChange={setCurrency} />}
        <Choice even label="In" value={period} options={Object.entries(PERIODS) as [LimitPeriod, string][]} onChange={setPeriod} />
        {kind === 'session' ? (
          <label className="grid gap-1.5">
            <span className="text-sm font-semibold text-ink-2">At most, in minutes</span>
            <input inputMode="numeric" data-testid="limit-amount" value={typed} onChange={(event) => setTyped(event.target.value.replace(/\D/g, ''))} className="min-h-target rounded-control border border-edge bg-sunk px-3 text-base" />
          </label>
        ) : (
          <AmountInput label={`At most, in ${currency === 'USD' ? 'dollars' : MONEY[currency]}`} data-testid="limit-amount" value={typed} onChange={setTyped} />
        )}
        {looser && <p className="text-sm text-ink-2">That is looser than the {shown(kind, before, currency)} of now: it waits for {waits(account.loosen_hours)}, asks you again, and is forgotten when you do not answer for a week.</p>}
        {problem && <Problem>{problem}</Problem>}
        <Button type="submit" disabled={busy || value === null}>{looser ? 'Ask for it' : 'Set it now'}</Button>
        {before !== null && <Quiet onClick={() => void set(null)} disabled={busy}>Ask for no limit</Quiet>}
      </form>
    </Sheet>
  )
}

const minutes = (typed: string): number | null => (typed === '' ? null : Number(typed))

type Span = '24' | '72' | '168' | '1008' | '6m' | '12m' | '60m' | 'ever'
const SPANS: readonly (readonly [Span, string])[] = [
  ['24', 'A break of 24 hours'],
  ['72', 'A break of 3 days'],
  ['168', 'A break of a week'],
  ['1008', 'A break of 6 weeks'],
  ['6m', 'Exclude me for 6 months'],
  ['12m', 'Exclude me for a year'],
  ['60m', 'Exclude me for 5 years'],
  ['ever', 'Exclude me for ever'],
]

/** When it would be over, so that one sees what one presses. */
function endOf(span: Span, now: Date): string {
  if (span === 'ever') return 'It does not end.'
  const end = new Date(now)
  if (span.endsWith('m')) end.setMonth(end.getMonth() + Number(span.slice(0, -1)))
  else end.setHours(end.getHours() + Number(span))
  return `It ends on ${until(end.getTime())}.`
}

function Away() {
  const [span, setSpan] = useState<Span>('24')
  const [sure, setSure] = useState<Date | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const go = async () => {
    setSure(null)
    const away = span === 'ever' ? excludeSelf(null) : span.endsWith('m') ? excludeSelf(Number(span.slice(0, -1))) : takeBreak(Number(span))
    await away.then(() => setProblem(null), (error: unknown) => setProblem(words(error)))
  }
  return (
    <section className="rounded-panel border border-rule bg-sheet p-5">
      <h2 className="text-lg font-bold">Stop for a while</h2>
      <p className="mb-3 max-w-read text-sm text-ink-2">No stake and no deposit until it is over. Your open offers are taken back at once; matches that are live are played to their end. Nothing shortens it, nor can we. You can withdraw all the time. If play is a worry, you can talk to somebody: 1-800-GAMBLER in the United States, at any hour.</p>
      <div className="grid gap-3 sm:grid-cols-[1fr_auto] sm:items-end">
        <Picker label="For how long" value={span} options={SPANS} onChange={setSpan} />
        <Leave onClick={() => setSure(new Date())}>Stop</Leave>
      </div>
      {problem && <div className="mt-3"><Problem>{problem}</Problem></div>}
      {sure && (
        <Sheet title="Are you sure?" onClose={() => setSure(null)}>
          <p className="mb-4 text-ink-2">{SPANS.find(([one]) => one === span)?.[1]}. It begins at once. {endOf(span, sure)} Nothing shortens it.</p>
          <div className="flex flex-wrap gap-3"><Leave onClick={() => void go()}>Yes, stop me</Leave><Quiet onClick={() => setSure(null)}>No</Quiet></div>
        </Sheet>
      )}
    </section>
  )
}
