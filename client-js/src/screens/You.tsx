import { type FormEvent, useEffect, useState } from 'react'
import { Link } from 'wouter'
import { when } from '../format'
import { closeAccount, endSignIn, people, setRelation, type SignedIn, signIns, signOut, troubleOf, words } from '../house'
import type { PeopleList, Person, Relation } from '../protocol.gen'
import type { Trouble } from '../refusals'
import { useStore } from '../store'
import { applyTheme, chosenTheme, type Theme } from '../theme'
import { Choice, Leave, Problem, Quiet, Sheet, Words } from '../ui/controls'
import { Silk } from '../ui/Silk'
import { Avatar, Title } from '../ui/Worn'

export function YouScreen() {
  const me = useStore((state) => state.me)
  const [theme, setTheme] = useState<Theme>(chosenTheme)
  const [problem, setProblem] = useState<string | null>(null)
  const choose = (next: Theme) => {
    setTheme(next)
    applyTheme(next)
  }
  if (!me) return null
  return (
    <div className="mx-auto grid max-w-read gap-6">
      <h1 tabIndex={-1} className="wide text-2xl font-extrabold">You</h1>
      <section className="flex items-center gap-4 rounded-panel border border-rule bg-sheet p-5">
        <Avatar id={me.player_id} size={64} />
        <div>
          <p className="text-xl font-bold">{me.name}</p>
          <Title id={me.player_id} />
          <p className="flex flex-wrap gap-x-4">
            <Link href={`/player/${me.player_id}`} className="inline-flex min-h-target items-center font-semibold underline">Your record and matches</Link>
            <Link href="/shop" data-testid="to-shop" className="inline-flex min-h-target items-center font-semibold underline">Shop and wardrobe</Link>
          </p>
        </div>
      </section>
      <Kept />
      <section className="rounded-panel border border-rule bg-sheet p-5">
        <Choice label="Theme" value={theme} options={[['system', 'As the system'], ['light', 'Sheet'], ['dark', 'Board']]} onChange={choose} />
      </section>
      <section className="rounded-panel border border-rule bg-sheet p-5">
        <h2 className="text-lg font-bold">Keys</h2>
        <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-ink-2">
          <dt><kbd>n</kbd></dt><dd>offer a match</dd>
          <dt><kbd>c</kbd></dt><dd>chat, in a match</dd>
          <dt><kbd>0</kbd> to <kbd>9</kbd></dt><dd>pins, at ten-pin</dd>
          <dt><kbd>Esc</kbd></dt><dd>close</dd>
        </dl>
      </section>
      <SignIns />
      <Account />
      {problem && <Problem>{problem}</Problem>}
      <Quiet onClick={() => void signOut().catch((error: unknown) => setProblem(words(error)))}>Sign out</Quiet>
      <p className="text-sm text-ink-2">Signing out ends every connection of this sign-in at once. Matches that you are in go on, and their clocks run.</p>
    </div>
  )
}

const KINDS: readonly { relation: Relation; title: string; end: string; of: (list: PeopleList) => Person[] }[] = [
  { relation: 'follow', title: 'You follow', end: 'Unfollow', of: (list) => list.follows },
  { relation: 'mute', title: 'You mute', end: 'Unmute', of: (list) => list.mutes },
  { relation: 'block', title: 'You block', end: 'Unblock', of: (list) => list.blocks },
]

/** Whom one follows, mutes and blocks. */
function Kept() {
  const open = useStore((state) => state.link.at === 'open')
  const [list, setList] = useState<PeopleList | null>(null)
  useEffect(() => {
    if (open) people().then(setList, () => undefined)
  }, [open])
  const kinds = list ? KINDS.filter((kind) => kind.of(list).length > 0) : []
  if (!list || kinds.length === 0) return null
  const end = async (player: string, relation: Relation) => {
    await setRelation(player, relation, false).catch(() => undefined)
    setList(await people().catch(() => list))
  }
  return (
    <section className="grid gap-4 rounded-panel border border-rule bg-sheet p-5">
      {kinds.map((kind) => (
        <div key={kind.relation}>
          <h2 className="text-lg font-bold">{kind.title}</h2>
          <ul>
            {kind.of(list).map((person) => (
              <li key={person.player_id} className="flex items-center gap-3">
                <Link href={`/player/${person.player_id}`} className="flex min-h-target min-w-0 flex-1 items-center gap-3"><Silk id={person.player_id} size={24} /><span className="truncate">{person.name}</span></Link>
                <button type="button" onClick={() => void end(person.player_id, kind.relation)} className="press min-h-target text-sm font-semibold underline">{kind.end}</button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

/** Where one stands, what the house keeps of one, and the way out. */
function Account() {
  const account = useStore((state) => state.account)
  const me = useStore((state) => state.me)
  const [leaving, setLeaving] = useState(false)
  const place = account?.places.find((one) => one.code === account.place)
  return (
    <section className="grid gap-2 rounded-panel border border-rule bg-sheet p-5">
      <h2 className="text-lg font-bold">Account</h2>
      <p className="text-ink-2">{place ? `You play from ${place.name}.` : 'You have not said yet where you are.'}</p>
      <ul>
        <li><Link href="/limits" className="inline-flex min-h-target items-center font-semibold underline">Limits and breaks</Link></li>
        <li><Link href="/gate" className="inline-flex min-h-target items-center font-semibold underline">I am somewhere else now</Link></li>
        <li><a href="/papers/everything.json" download className="inline-flex min-h-target items-center font-semibold underline">Everything that is kept of you, as a file</a></li>
        <li><Link href="/terms" className="inline-flex min-h-target items-center font-semibold underline">Terms</Link> · <Link href="/privacy" className="inline-flex min-h-target items-center font-semibold underline">Privacy</Link></li>
      </ul>
      <Leave onClick={() => setLeaving(true)}>Close the account</Leave>
      {leaving && me && <CloseSheet name={me.name} onClose={() => setLeaving(false)} />}
    </section>
  )
}

function CloseSheet({ name, onClose }: { name: string; onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Trouble | null>(null)
  const close = async (event: FormEvent) => {
    event.preventDefault()
    if (typed !== name || busy) return
    setBusy(true)
    await closeAccount(typed).catch((error: unknown) => setProblem(troubleOf(error)))
    setBusy(false)
  }
  return (
    <Sheet title="Close the account" onClose={onClose}>
      <form onSubmit={(event) => void close(event)} className="grid gap-4">
        <p className="text-ink-2">For good. The account must be empty: withdraw first. Your name, date of birth and sign-ins are forgotten; the books and the matches stay, without your name.</p>
        <p className="text-ink-2">Leaving gets around nothing: a break or an exclusion stays in force, your limits come along if you ever come back, and while a limit is used up there is no coming back before its time is over.</p>
        <label className="grid gap-1.5">
          <span className="text-sm font-semibold text-ink-2">To be sure, type {name}</span>
          <input value={typed} onChange={(event) => setTyped(event.target.value)} className="min-h-target rounded-control border border-edge bg-sunk px-3 text-base" />
        </label>
        {problem && <Problem><Words trouble={problem} /></Problem>}
        <Leave type="submit" disabled={typed !== name || busy}>Close it for good</Leave>
      </form>
    </Sheet>
  )
}

/** Where one is signed in; any of it can be ended, and its connections with it. */
function SignIns() {
  const open = useStore((state) => state.link.at === 'open')
  const [list, setList] = useState<SignedIn[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  const read = (reading: Promise<SignedIn[]>) => {
    const come = (found: SignedIn[]) => {
      setList(found)
      setProblem(null)
    }
    void reading.then(come, (error: unknown) => setProblem(words(error)))
  }
  useEffect(() => {
    if (open) read(signIns())
  }, [open])
  return (
    <section className="rounded-panel border border-rule bg-sheet p-5">
      <h2 className="text-lg font-bold">Signed in</h2>
      {problem && <div className="mt-2"><Problem>{problem}</Problem></div>}
      <ul className="mt-2 grid gap-1" data-testid="sign-ins">
        {list.map((one) => (
          <li key={one.number} className="flex min-h-target items-center gap-3">
            <span className="min-w-0 flex-1">{one.agent || 'A browser'}{one.here && ', here'}<span className="block text-sm text-ink-2">since {when(one.created_ms)}</span></span>
            {!one.here && <button type="button" onClick={() => read(endSignIn(one.number))} className="press min-h-target text-sm font-semibold underline">End it<span className="sr-only">: {one.agent || 'a browser'}, since {when(one.created_ms)}</span></button>}
          </li>
        ))}
      </ul>
    </section>
  )
}
