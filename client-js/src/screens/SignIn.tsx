import { type FormEvent, useEffect, useState } from 'react'
import { Link } from 'wouter'
import { signIn, words } from '../house'
import type { Trouble } from '../refusals'
import { useStore } from '../store'
import { Problem, Quiet, Words } from '../ui/controls'
import { useTitleFocus } from '../ui/focus'

/** Why a sign-in with Google came to nothing, from the address that it came back to. */
const FAILED: Record<string, string> = {
  GOOGLE_REFUSED: 'Google did not say who you are. Nothing happened; try again.',
  GOOGLE_AWAY: 'Google does not answer. Nothing happened; try again in a minute.',
  PLACE_CLOSED: 'Nothing may be played where you are, so nobody new can sign up from there.',
  SIGN_IN_EXPIRED: 'That sign-in was too old, or was begun in another browser. Try again here.',
  EMAIL_NOT_VERIFIED: 'Your address is not verified at Google. Verify it there, then come back.',
}

function problemIn(search: string): Trouble | null {
  const query = new URLSearchParams(search)
  const code = query.get('sign_in')
  if (code === null) return null
  const words = FAILED[code] ?? 'That sign-in was not right. Nobody was signed in; try again.'
  const reference = query.get('reference')
  return reference && /^[0-9a-f]{4,16}$/.test(reference) ? { words, reference } : { words }
}

const PARTED = {
  ended: 'Your sign-in has ended: it was ended on another device, or its time was over. Matches that you are in go on.',
  closed: 'The account is closed, and you are signed out everywhere. Limits and breaks of yours stay in force.',
}

export function SignInScreen() {
  const open = useStore((state) => state.ways)
  const parting = useStore((state) => state.parting)
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<Trouble | null>(() => problemIn(location.search))
  const [busy, setBusy] = useState(false)
  useTitleFocus('sign-in')
  // Said once: a page that is loaded again says nothing of what is over.
  useEffect(() => {
    if (location.search.includes('sign_in=')) history.replaceState(null, '', location.pathname)
  }, [])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    await signIn(name).catch((error: unknown) => setProblem({ words: words(error) }))
    setBusy(false)
  }

  return (
    <main className="mx-auto grid min-h-dvh max-w-page content-center gap-8 px-gutter py-8 lg:grid-cols-2 lg:items-center lg:gap-16 lg:px-gutter-desk">
      <div>
        <p className="wide flex items-center gap-2 text-lg font-extrabold">
          <img src="/mark.svg" alt="" width={32} height={32} /> Wager Up
        </p>
        <h1 tabIndex={-1} className="wide mt-6 text-3xl font-extrabold lg:text-4xl"><span className="block">Back yourself.</span> <span className="block text-balance">Be paid when you win.</span></h1>
        <p className="mt-4 max-w-read text-lg text-ink-2">
          Two players, one stake each, one game of skill, scored live. The winner has the pot before the board is wiped.
        </p>
        <ul className="mt-6 grid gap-2 text-ink-2">
          <li>Both stakes are held at once, or neither is.</li>
          <li>Every throw is kept before it is shown. A lost line loses nothing.</li>
          <li>The fee stands in the offer before you stake.</li>
        </ul>
      </div>
      <section className="grid gap-5 rounded-panel border border-rule bg-sheet p-5 shadow-lift lg:p-8">
        <h2 className="text-xl font-bold">Sign in</h2>
        {parting && !problem && <p role="status" data-testid="parting" className="rounded-control bg-sunk px-3 py-2 text-sm">{PARTED[parting]}</p>}
        {problem && <Problem><Words trouble={open?.contact && problem.reference ? { ...problem, words: `${problem.words} If it goes on, write to ${open.contact}.` } : problem} /></Problem>}
        {!open && <div className="skeleton h-11 rounded-control" role="status" aria-label="Loading" />}
        {open?.google && (
          <a href="/auth/google" data-testid="google" className="press inline-flex min-h-target items-center justify-center rounded-control bg-ink px-4 font-semibold text-on-ink">Continue with Google{open.stand_in && ' (a stand-in)'}</a>
        )}
        {open?.by_name && <ByName busy={busy} name={name} onName={setName} onSubmit={submit} />}
        <p className="text-sm text-ink-2"><Link href="/terms" className="inline-flex min-h-target items-center underline">Terms</Link> · <Link href="/privacy" className="inline-flex min-h-target items-center underline">Privacy</Link></p>
      </section>
    </main>
  )
}

function ByName({ busy, name, onName, onSubmit }: { busy: boolean; name: string; onName: (name: string) => void; onSubmit: (event: FormEvent) => void }) {
  return (
    <form onSubmit={onSubmit} className="grid gap-4 border-t border-rule pt-5">
      <label className="grid gap-1.5">
        <span className="text-sm font-semibold text-ink-2">Or by a name</span>
        <input
          data-testid="name"
          value={name}
          onChange={(event) => onName(event.target.value)}
          autoComplete="username"
          maxLength={20}
          required
          className="min-h-target rounded-control border border-edge bg-sunk px-3 text-base"
        />
      </label>
      <Quiet type="submit" disabled={busy || name.trim().length < 2} aria-busy={busy}>Sign in by name</Quiet>
      <p className="text-sm text-ink-2">
        This is a development server: a name is enough, and the dollars are play money, $100.00 a day. No real money moves, in or out.
      </p>
    </form>
  )
}
