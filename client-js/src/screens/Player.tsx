/** A player: who they are, how they stand on each ladder, what they played; follow, mute, block, report. */
import { useCallback, useEffect, useState } from 'react'
import { Link, useSearch } from 'wouter'
import { money, signed, when } from '../format'
import { GAMES, type GameTag } from '../games'
import { history, profile, report, setRelation, words } from '../house'
import type { History, LadderRecord, Offence, PlayedMatch, Profile, Relation } from '../protocol.gen'
import { useStore } from '../store'
import { Button, Leave, Picker, Problem, Quiet, Sheet } from '../ui/controls'
import { Rating } from '../ui/Rating'
import { Avatar, Title } from '../ui/Worn'
import { useAttempt } from './Contest'
import { nameOfScope } from './Ladder'

export function PlayerScreen({ id }: { id: string }) {
  const open = useStore((state) => state.link.at === 'open')
  const me = useStore((state) => state.me?.player_id)
  const [known, setKnown] = useState<Profile | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const look = useCallback(() => void profile(id).then(setKnown, (error: unknown) => setProblem(words(error))), [id])
  useEffect(() => {
    if (open) look()
  }, [open, look])
  if (problem) return <div className="mx-auto max-w-read"><h1 tabIndex={-1} className="wide mb-4 text-2xl font-extrabold">Nobody here</h1><Problem>{problem}</Problem></div>
  if (!known) return <div className="skeleton mx-auto h-64 max-w-wide rounded-panel" role="status" aria-label="Loading" />
  return (
    <div className="mx-auto grid max-w-wide gap-6">
      <Head known={known} mine={id === me} onChanged={look} />
      <Records records={known.records} />
      <Played id={id} />
    </div>
  )
}

function Head({ known, mine, onChanged }: { known: Profile; mine: boolean; onChanged: () => void }) {
  const { person } = known
  const { busy, problem, attempt } = useAttempt()
  const [reporting, setReporting] = useState(false)
  const match = new URLSearchParams(useSearch()).get('match')
  const set = (relation: Relation, wanted: boolean) => attempt(async () => { await setRelation(person.player_id, relation, wanted); onChanged() })
  return (
    <section className="grid gap-4 rounded-panel border border-rule bg-sheet p-5 shadow-lift">
      <div className="flex items-center gap-4">
        <Avatar id={person.player_id} size={72} />
        <div className="min-w-0">
          <h1 tabIndex={-1} className="wide truncate text-2xl font-extrabold">{person.name}</h1>
          <Title id={person.player_id} />
          <p className="text-sm text-ink-2">
            <span className={`mr-1 inline-block size-2 rounded-full border ${known.online ? 'border-gain bg-gain' : 'border-current'}`} aria-hidden="true" />
            {known.online ? 'here now' : 'away'}, since {new Date(known.since_ms).toLocaleDateString('en-US', { month: 'long', year: 'numeric' })}, {known.followers} {known.followers === 1 ? 'follower' : 'followers'}
          </p>
        </div>
      </div>
      {!mine && (
        <div className="flex flex-wrap gap-2">
          {!known.blocks && <Button disabled={busy} aria-pressed={known.follows} onClick={() => set('follow', !known.follows)} data-testid="follow">{known.follows ? 'Following' : 'Follow'}</Button>}
          <Quiet disabled={busy} aria-pressed={known.mutes} onClick={() => set('mute', !known.mutes)}>{known.mutes ? 'Unmute' : 'Mute'}</Quiet>
          <Leave disabled={busy} aria-pressed={known.blocks} onClick={() => set('block', !known.blocks)} data-testid="block">{known.blocks ? 'Unblock' : 'Block'}</Leave>
          <Leave onClick={() => setReporting(true)}>Report</Leave>
        </div>
      )}
      {known.blocks && <p className="text-sm text-ink-2">You are not matched with each other, and neither may take the other’s offers.</p>}
      {problem && <Problem>{problem}</Problem>}
      {reporting && <ReportSheet known={known} match={match} onClose={() => setReporting(false)} />}
    </section>
  )
}

const OFFENCES: readonly (readonly [Offence, string])[] = [['cheating', 'Cheating or wrong scores'], ['abuse', 'Abuse in chat'], ['name', 'The name'], ['not_playing', 'Stalling or not playing'], ['other', 'Something else']]

/** match: the one in which it happened, when we came from there. */
function ReportSheet({ known, match, onClose }: { known: Profile; match: string | null; onClose: () => void }) {
  const [offence, setOffence] = useState<Offence>('cheating')
  const [text, setText] = useState('')
  const [sent, setSent] = useState(false)
  const { busy, problem, attempt } = useAttempt()
  return (
    <Sheet title={`Report ${known.person.name}`} onClose={onClose}>
      {sent ? <p role="status">Thank you. A person of the house will look at it. {known.person.name} is not told who reported.</p> : (
        <div className="grid gap-4">
          <Picker label="For what" value={offence} options={OFFENCES} onChange={setOffence} />
          <label className="grid gap-1.5">
            <span className="text-sm font-semibold text-ink-2">What happened?</span>
            <textarea value={text} onChange={(event) => setText(event.target.value)} maxLength={500} rows={3} className="rounded-control border border-edge bg-sunk p-3" />
          </label>
          {problem && <Problem>{problem}</Problem>}
          <Leave className="w-full" disabled={busy || text.trim().length < 3} onClick={() => attempt(async () => { await report(known.person.player_id, offence, text.trim(), match); setSent(true) })}>Report</Leave>
        </div>
      )}
    </Sheet>
  )
}

function Records({ records }: { records: LadderRecord[] }) {
  if (records.length === 0) return <p className="rounded-panel border border-rule bg-sheet p-5 text-ink-2">No match that counts yet.</p>
  return (
    <section>
      <h2 className="mb-2 text-lg font-bold">Record</h2>
      <ul className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
        {records.map((one) => (
          <li key={one.scope} className="rounded-panel border border-rule bg-sheet p-4">
            <p className="flex items-baseline justify-between gap-2">
              <span className="truncate font-semibold">{nameOfScope(one.scope)}</span>
              <span className="text-xl font-bold"><Rating rating={one.rating} provisional={one.provisional} /></span>
            </p>
            <p className="mt-1 text-sm text-ink-2">{one.won} won, {one.tied} tied, {one.lost} lost</p>
            <p className="text-sm text-ink-2">{streak(one.streak)}best streak {one.best_streak}, {one.earned_minor === 0 ? money(0) : signed(one.earned_minor)}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

const streak = (now: number): string => (now > 1 ? `${now} wins in a row, ` : now < -1 ? `${-now} losses in a row, ` : '')

function Played({ id }: { id: string }) {
  const open = useStore((state) => state.link.at === 'open')
  const [known, setKnown] = useState<History | null>(null)
  useEffect(() => {
    if (open) history(id, null).then(setKnown, () => undefined)
  }, [id, open])
  if (!known || known.matches.length === 0) return null
  const more = async () => {
    const next = await history(id, known.matches.at(-1)?.seq ?? null).catch(() => null)
    if (next) setKnown({ ...next, matches: [...known.matches, ...next.matches] })
  }
  return (
    <section>
      <h2 className="mb-2 text-lg font-bold">Matches</h2>
      <ul className="overflow-hidden rounded-panel border border-rule bg-sheet" data-testid="history">
        {known.matches.map((match) => <li key={match.seq} className="border-b border-rule last:border-b-0"><PlayedLine match={match} /></li>)}
      </ul>
      {known.more && <div className="mt-3"><Quiet onClick={more}>Show more</Quiet></div>}
    </section>
  )
}

function PlayedLine({ match }: { match: PlayedMatch }) {
  const outcome = match.won === null ? (match.ending === 'tied' ? 'Tied' : 'No result') : match.won ? 'Won' : 'Lost'
  const net = match.paid_minor - match.stake.minor
  return (
    <Link href={`/replay/${match.match_id}`} className="flex min-h-row items-center gap-3 px-4 py-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-semibold">{outcome} <span className="font-normal">against {match.opponent.name}</span></span>
        <span className="block truncate text-sm text-ink-2">{GAMES[match.game as GameTag]?.name}, {when(match.at_ms)}</span>
      </span>
      <span className={`font-bold ${net > 0 ? 'text-gain-text' : 'text-ink-2'}`}>{net === 0 ? money(0) : signed(net)}</span>
    </Link>
  )
}
