import { type FormEvent, lazy, Suspense, useState } from 'react'
import { passGate, Refusal, troubleOf } from '../house'
import type { AccountView, Place } from '../protocol.gen'
import type { Trouble } from '../refusals'
import { Boundary } from '../ui/Boundary'
import { Button, Picker, Problem, Quiet, Sheet, Words } from '../ui/controls'

// Who does not read them here does not wait for them.
const Parts = lazy(() => import('./Documents').then((one) => ({ default: one.PartsOf })))

/** Before any stake: when one was born, where one is, and what one accepts. Who only wants to look around may. */
export function GateScreen({ account, onLook, onDone }: { account: AccountView; onLook: () => void; onDone?: () => void }) {
  const again = account.terms !== null
  const [born, setBorn] = useState('')
  const [place, setPlace] = useState(account.place_by_header ?? account.place ?? '')
  const [accepted, setAccepted] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Trouble | null>(null)
  const [reading, setReading] = useState<'terms' | 'privacy' | null>(null)
  const chosen = account.places.find((one) => one.code === place)
  const ready = born.length === 10 && place !== '' && accepted

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    await passGate(born, place, account.terms_now, account.privacy_now).then(onDone, (error: unknown) => setProblem(said(error)))
    setBusy(false)
  }

  return (
    <form onSubmit={submit} className="mx-auto grid max-w-[34rem] gap-5 rounded-panel border border-rule bg-sheet p-5 shadow-lift lg:p-8" data-testid="gate">
      <div>
        <h1 tabIndex={-1} className="wide text-2xl font-extrabold">{again ? 'Something changed' : 'Before you play'}</h1>
        <p className="mt-2 text-ink-2">{again ? 'The terms, or where you are, changed. Please look, and say yes again.' : 'Playing for dollars is for adults, and not everywhere. This is asked once.'}</p>
      </div>
      {account.place_by_header ? (
        <p><span className="block text-sm font-semibold text-ink-2">Where you are</span>{chosen?.name ?? account.place_by_header}, as your connection says</p>
      ) : (
        <Picker label="Where are you now?" value={place} options={[['', 'Choose a state'] as const, ...account.places.map((one) => [one.code, one.name] as const)]} onChange={setPlace} />
      )}
      {chosen && <PlaceLine place={chosen} />}
      <label className="grid gap-1.5">
        <span className="text-sm font-semibold text-ink-2">Date of birth</span>
        <input type="date" data-testid="born" value={born} onChange={(event) => setBorn(event.target.value)} autoComplete="bday" required min="1900-01-01" className="min-h-target rounded-control border border-edge bg-sunk px-3 text-base" />
        <span className="text-sm text-ink-3">{again ? 'As you told us before.' : 'No other player sees it. It cannot be changed here later.'}</span>
      </label>
      <label className="flex min-h-target items-center gap-3">
        <input type="checkbox" data-testid="accept" checked={accepted} onChange={(event) => setAccepted(event.target.checked)} className="size-6 shrink-0 accent-ink" />
        <span>I have read the <Read onClick={() => setReading('terms')}>terms</Read> and the <Read onClick={() => setReading('privacy')}>privacy notice</Read>, and accept them.</span>
      </label>
      {problem && <Problem><Words trouble={problem} /></Problem>}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" disabled={!ready || busy} aria-busy={busy}>Continue</Button>
        <Quiet onClick={onLook}>{again ? 'Not now' : 'Look around first'}</Quiet>
      </div>
      {reading && (
        <Sheet title={reading === 'terms' ? 'Terms' : 'Privacy'} onClose={() => setReading(null)}>
          <Boundary><Suspense fallback={<div className="skeleton h-64 rounded-control" role="status" aria-label="Loading" />}><Parts of={reading} version={reading === 'terms' ? account.terms_now : account.privacy_now} /></Suspense></Boundary>
        </Sheet>
      )}
    </form>
  )
}

/** Opened over the form, which keeps what was filled in. */
const Read = ({ children, onClick }: { children: string; onClick: () => void }) => <button type="button" onClick={onClick} className="min-h-6 underline">{children}</button>

const said = (error: unknown): Trouble => (error instanceof Refusal && error.refused.code === 'PLACE_CLOSED' ? { words: 'Games for dollars are not open where you are. You can look around; nothing was charged.' } : troubleOf(error))

function PlaceLine({ place }: { place: Place }) {
  const open = place.state === 'open'
  return <p className={`-mt-3 text-sm ${open ? 'text-ink-2' : 'font-semibold text-alert-text'}`}>{open ? `Open to players of ${place.age} and older.` : `Games for dollars are not open in ${place.name}.`}</p>
}
