import { type FormEvent, useState } from 'react'
import { money, when } from '../format'
import { confirmLimit, excludeSelf, setLimit, takeBreak, words } from '../house'
import type { AccountView, LimitKind, LimitPeriod, PlayLimit } from '../protocol.gen'
import { useStore } from '../store'
import { useSecondsLeft } from '../ui/clockHooks'
import { Button, Choice, Leave, Picker, Problem, Quiet, Sheet } from '../ui/controls'

const KINDS: Record<LimitKind, { name: string; words: string }> = {
  deposit: { name: 'Deposits', words: 'What you pay in, whether you take it out again or not.' },
  stake: { name: 'Stakes', words: 'What you stake, open stakes included.' },
  loss: { name: 'Losses', words: 'What you lose less what you win; open stakes count as lost.' },
  session: { name: 'Time', words: 'Minutes signed in.' },
}
const PERIODS: Record<LimitPeriod, string> = { day: '24 hours', week: '7 days', month: '30 days' }
const shown = (kind: LimitKind, value: number): string => (kind === 'session' ? `${value} min` : money(value))

export function LimitsScreen() {
  const account = useStore((state) => state.account)
  if (!account) return <div className="skeleton h-64 rounded-panel" role="status" aria-label="Loading" />
  return (
    <div className="mx-auto grid max-w-4xl gap-6">
      <div>
        <h1 tabIndex={-1} className="wide text-2xl font-extrabold">Limits</h1>
        <p className="mt-1 max-w-read text-ink-2">A tighter limit acts at once. A looser one waits for a day, and asks you again. The house holds you to them in the same step as the stake.</p>
      </div>
      {account.excluded_until_ms !== null && <Problem>You are excluded until {until(account.excluded_until_ms)}. Nothing shortens that. Withdrawals stay open.</Problem>}
      <ul className="grid gap-4 lg:grid-cols-2">
        {(Object.keys(KINDS) as LimitKind[]).map((kind) => <Kind key={kind} kind={kind} account={account} />)}
      </ul>
      <Away />
    </div>
  )
}

const until = (ms: number): string => (ms > 8e15 ? 'for ever' : new Date(ms).toLocaleString('en-US', { dateStyle: 'long', timeStyle: 'short' }))

function Kind({ kind, account }: { kind: LimitKind; account: AccountView }) {
  const [setting, setSetting] = useState(false)
  const mine = account.limits.filter((one) => one.kind === kind)
  return (
    <li className="rounded-panel border border-rule bg-sheet p-5">
      <h2 className="text-lg font-bold">{KINDS[kind].name}</h2>
      <p className="text-sm text-ink-2">{KINDS[kind].words}</p>
      {mine.length === 0 && <p className="mt-3 text-ink-2">No limit.</p>}
      <ul className="mt-3 grid gap-3">{mine.map((one) => <Line key={one.period} limit={one} />)}</ul>
      <Quiet className="mt-4" onClick={() => setSetting(true)}>Set a limit<span className="sr-only"> for {KINDS[kind].name.toLowerCase()}</span></Quiet>
      {setting && <LimitSheet kind={kind} account={account} onClose={() => setSetting(false)} />}
    </li>
  )
}

function Line({ limit }: { limit: PlayLimit }) {
  const [problem, setProblem] = useState<string | null>(null)
  const most = limit.most ?? 0
  const ready = useSecondsLeft(limit.may_confirm_ms) === 0
  const confirm = () => confirmLimit(limit.kind, limit.period).catch((error: unknown) => setProblem(words(error)))
  return (
    <li data-testid={`limit-${limit.kind}-${limit.period}`}>
      <p className="flex justify-between gap-3"><span>In {PERIODS[limit.period]}</span><strong>{shown(limit.kind, most)}</strong></p>
      <svg className="my-1 h-2 w-full rounded-cell" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="2" className="fill-sunk" />
        <rect width={Math.min(100, most ? (100 * limit.used) / most : 100)} height="2" className="fill-ink" />
      </svg>
      <p className="text-sm text-ink-2">{shown(limit.kind, limit.used)} used, {shown(limit.kind, Math.max(0, most - limit.used))} left</p>
      {limit.asked_ms !== null && (
        <div className="mt-2 rounded-control border border-edge p-3 text-sm">
          <p>You asked for {limit.asked === null ? 'no limit' : shown(limit.kind, limit.asked)}. {ready ? 'It is up to you now.' : `It can be confirmed from ${when(limit.may_confirm_ms ?? 0)}.`}</p>
          {ready && <Quiet className="mt-2" onClick={() => void confirm()}>Confirm it</Quiet>}
          {problem && <Problem>{problem}</Problem>}
        </div>
      )}
    </li>
  )
}

function LimitSheet({ kind, account, onClose }: { kind: LimitKind; account: AccountView; onClose: () => void }) {
  const [period, setPeriod] = useState<LimitPeriod>('day')
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const before = account.limits.find((one) => one.kind === kind && one.period === period)?.most ?? null
  const value = kind === 'session' ? Math.round(Number(typed)) : Math.round(Number(typed) * 100)
  const looser = before !== null && value > before
  const set = async (most: number | null) => {
    setBusy(true)
    setProblem(null)
    try {
      await setLimit(kind, period, most)
      onClose()
    } catch (error) {
      setProblem(words(error))
      setBusy(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void set(value)
  }
  return (
    <Sheet title={`A limit for ${KINDS[kind].name.toLowerCase()}`} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <Choice label="In" value={period} options={Object.entries(PERIODS) as [LimitPeriod, string][]} onChange={setPeriod} />
        <label className="grid gap-1.5">
          <span className="text-sm font-semibold text-ink-2">{kind === 'session' ? 'At most, in minutes' : 'At most, in dollars'}</span>
          <input inputMode="decimal" data-testid="limit-amount" value={typed} onChange={(event) => setTyped(event.target.value.replace(/[^0-9.]/g, ''))} required className="min-h-target rounded-control border border-edge bg-sunk px-3 text-base" />
        </label>
        {looser && <p className="text-sm text-ink-2">That is looser than the {shown(kind, before)} of now: it waits for a day, and asks you again.</p>}
        {problem && <Problem>{problem}</Problem>}
        <Button type="submit" disabled={busy || typed === '' || !Number.isFinite(value)}>{looser ? 'Ask for it' : 'Set it now'}</Button>
        {before !== null && <Quiet onClick={() => void set(null)} disabled={busy}>Ask for no limit</Quiet>}
      </form>
    </Sheet>
  )
}

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

function Away() {
  const [span, setSpan] = useState<Span>('24')
  const [sure, setSure] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const go = async () => {
    setSure(false)
    const away = span === 'ever' ? excludeSelf(null) : span.endsWith('m') ? excludeSelf(Number(span.slice(0, -1))) : takeBreak(Number(span))
    await away.then(() => setProblem(null), (error: unknown) => setProblem(words(error)))
  }
  return (
    <section className="rounded-panel border border-rule bg-sheet p-5">
      <h2 className="text-lg font-bold">Stop for a while</h2>
      <p className="mb-3 max-w-read text-sm text-ink-2">No stake and no deposit until it is over. Your open offers are taken back at once; matches that are live are played to their end. Nothing shortens it, nor can we. You can withdraw all the time. If play is a worry, you can talk to somebody: 1-800-GAMBLER in the United States, at any hour.</p>
      <div className="grid gap-3 sm:grid-cols-[1fr_auto] sm:items-end">
        <Picker label="For how long" value={span} options={SPANS} onChange={setSpan} />
        <Leave onClick={() => setSure(true)}>Stop</Leave>
      </div>
      {problem && <div className="mt-3"><Problem>{problem}</Problem></div>}
      {sure && (
        <Sheet title="Are you sure?" onClose={() => setSure(false)}>
          <p className="mb-4 text-ink-2">{SPANS.find(([one]) => one === span)?.[1]}. It begins at once, and nothing shortens it.</p>
          <div className="flex flex-wrap gap-3"><Leave onClick={() => void go()}>Yes, stop me</Leave><Quiet onClick={() => setSure(false)}>No</Quiet></div>
        </Sheet>
      )}
    </section>
  )
}
