import { type FormEvent, useState } from 'react'
import { signIn, words } from '../house'
import { Button, Problem } from '../ui/controls'

export function SignInScreen() {
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    await signIn(name).catch((error: unknown) => setProblem(words(error)))
    setBusy(false)
  }

  return (
    <main className="mx-auto grid min-h-dvh max-w-page content-center gap-8 px-gutter py-8 lg:grid-cols-2 lg:items-center lg:gap-16 lg:px-gutter-desk">
      <div>
        <p className="wide flex items-center gap-2 text-lg font-extrabold">
          <img src="/mark.svg" alt="" width={32} height={32} /> Wager Up
        </p>
        <h1 className="wide mt-6 max-w-[14ch] text-3xl font-extrabold lg:text-4xl">Back yourself. Be paid when you win.</h1>
        <p className="mt-4 max-w-read text-lg text-ink-2">
          Two players, one stake each, one game of skill, scored live. The winner has the pot before the board is wiped.
        </p>
        <ul className="mt-6 grid gap-2 text-ink-2">
          <li>Both stakes are held at once, or neither is.</li>
          <li>Every throw is kept before it is shown. A lost line loses nothing.</li>
          <li>The fee stands in the offer before you stake.</li>
        </ul>
      </div>
      <form onSubmit={submit} className="grid gap-4 rounded-panel border border-rule bg-sheet p-5 shadow-lift lg:p-8">
        <h2 className="text-xl font-bold">Sign in</h2>
        <label className="grid gap-1.5">
          <span className="text-sm font-semibold text-ink-2">Your name</span>
          <input
            data-testid="name"
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoComplete="username"
            maxLength={20}
            required
            className="min-h-target rounded-control border border-edge bg-sunk px-3 text-base"
          />
        </label>
        {problem && <Problem>{problem}</Problem>}
        <Button type="submit" disabled={busy || name.trim().length < 2} aria-busy={busy}>Sign in</Button>
        <p className="text-sm text-ink-2">
          This is a development server: a name is enough, and the dollars are play money, $100.00 a day. Nothing here can be bought or paid out.
        </p>
      </form>
    </main>
  )
}
