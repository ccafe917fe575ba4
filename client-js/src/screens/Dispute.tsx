/** When players do not agree: a contested move, both sides' evidence, the verdict, one appeal. */
import { useRef, useState } from 'react'
import { clock, when } from '../format'
import { acceptVerdict, answerContest, appealVerdict, dropContest, freshKey, showEvidence } from '../house'
import type { DisputeView, EvidenceLine, MatchView } from '../protocol.gen'
import { Button, Leave, Problem, Quiet } from '../ui/controls'
import { useSecondsLeft } from '../ui/clockHooks'
import { useAttempt, WhySheet } from './Contest'

const IMAGES_MAX = 4
const DAY = 86_400

/** A time in the future in the words of its size. */
const within = (seconds: number): string => (seconds > 2 * DAY ? `${Math.ceil(seconds / DAY)} days` : seconds > 7200 ? `${Math.ceil(seconds / 3600)} hours` : clock(seconds))

/** A move stands contested: who made it answers, who contested may drop it. */
export function ContestedMove({ view, seat }: { view: MatchView; seat: number }) {
  const left = useSecondsLeft(view.deadline_ms)
  const { busy, problem, attempt } = useAttempt()
  const contested = view.contested
  if (!contested) return null
  const id = view.offer.match_id
  const mine = contested.seat === seat
  return (
    <section className="grid gap-3 rounded-panel border border-alert-text bg-alert-wash p-4" role="status" data-testid="contested">
      <p className="font-bold">{mine ? 'You contest the last move.' : `${view.names[contested.seat]} contests ${seat < 0 ? 'the last move' : 'your last move'}.`}</p>
      <blockquote className="border-l-4 border-alert-text pl-3">{contested.reason}</blockquote>
      {left !== null && <p className="text-sm">Without an answer it goes to an operator in {clock(left)}.</p>}
      {seat >= 0 && (
        <div className="flex flex-wrap gap-3">
          {mine ? <Quiet disabled={busy} onClick={() => attempt(() => dropContest(id))}>It stands after all</Quiet> : (
            <>
              <Button disabled={busy} onClick={() => attempt(() => answerContest(id, true))} data-testid="agree-contest">Take the move back</Button>
              <Leave disabled={busy} onClick={() => attempt(() => answerContest(id, false))}>I insist</Leave>
            </>
          )}
        </div>
      )}
      {problem && <Problem>{problem}</Problem>}
    </section>
  )
}

/** The case, as both players see it. */
export function DisputePanel({ view, seat }: { view: MatchView; seat: number }) {
  const left = useSecondsLeft(view.deadline_ms)
  const windowLeft = useSecondsLeft(view.dispute?.evidence_until_ms ?? null)
  const dispute = view.dispute
  if (!dispute) return null
  const judged = view.phase === 'judged'
  return (
    <section className="grid gap-4 rounded-panel border border-rule bg-sheet p-5 shadow-lift" data-testid="dispute">
      <div>
        <h2 className="wide text-xl font-extrabold">{judged ? 'The house has decided' : dispute.appeal ? 'Appealed' : 'In dispute'}</h2>
        <p className="mt-1 text-sm text-ink-2">
          Both stakes stay held{judged ? '' : '. An operator reads both sides and decides'}.{' '}
          {left !== null && (judged ? `The verdict stands in ${within(left)}, or as soon as it is accepted.` : `Without a verdict in ${within(left)} both stakes go back, without a fee.`)}
        </p>
      </div>
      <Reason dispute={dispute} view={view} />
      {dispute.evidence.length > 0 && <ol className="grid gap-3">{dispute.evidence.map((line) => <li key={`${line.seat}-${line.at_ms}`}><Shown line={line} view={view} seat={seat} /></li>)}</ol>}
      {judged && <Judged view={view} seat={seat} dispute={dispute} />}
      {!judged && seat >= 0 && (windowLeft !== null && windowLeft > 0 ? <ShowMine view={view} left={windowLeft} /> : <p className="text-sm text-ink-2">The time to show evidence is over.</p>)}
    </section>
  )
}

const Reason = ({ dispute, view }: { dispute: DisputeView; view: MatchView }) => (
  <div>
    <p className="text-sm font-semibold text-ink-2">{dispute.seat < 0 ? 'The reports speak against each other' : `${view.names[dispute.seat]} says`}</p>
    <blockquote className="mt-1 border-l-4 border-edge pl-3">{dispute.reason}</blockquote>
    {dispute.appeal && <><p className="mt-3 text-sm font-semibold text-ink-2">The appeal</p><blockquote className="mt-1 border-l-4 border-edge pl-3">{dispute.appeal}</blockquote></>}
  </div>
)

function Shown({ line, view, seat }: { line: EvidenceLine; view: MatchView; seat: number }) {
  return (
    <div className="rounded-control bg-sunk p-3">
      <p className="text-sm font-semibold">{line.seat === seat ? 'You' : view.names[line.seat]} <span className="font-normal text-ink-2">{when(line.at_ms)}</span></p>
      <p className="mt-1 break-words">{line.note}</p>
      {line.images.length > 0 && (
        <ul className="mt-2 flex flex-wrap gap-2">
          {line.images.map((image, place) => (
            <li key={image.sha256}>
              <a href={`/evidence/${image.sha256}`} target="_blank" rel="noreferrer">
                <img src={`/evidence/${image.sha256}`} alt={`Evidence ${place + 1} of ${view.names[line.seat]}`} loading="lazy" className="h-24 max-w-48 rounded-control border border-edge object-cover" />
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function ShowMine({ view, left }: { view: MatchView; left: number }) {
  const [note, setNote] = useState('')
  const [files, setFiles] = useState<File[]>([])
  const input = useRef<HTMLInputElement>(null)
  const key = useRef(freshKey())
  const { busy, problem, attempt } = useAttempt()
  const send = () =>
    attempt(async () => {
      await showEvidence(view.offer.match_id, key.current, note.trim(), files)
      key.current = freshKey()
      setNote('')
      setFiles([])
      if (input.current) input.current.value = ''
    })
  return (
    <div className="grid gap-3 border-t border-rule pt-4">
      <label className="grid gap-1.5">
        <span className="text-sm font-semibold text-ink-2">Your side</span>
        <textarea data-testid="evidence-note" value={note} onChange={(event) => setNote(event.target.value)} maxLength={1000} rows={3} className="rounded-control border border-edge bg-sunk p-3" />
      </label>
      <label className="grid gap-1.5">
        <span className="text-sm font-semibold text-ink-2">Pictures, up to {IMAGES_MAX}</span>
        <input ref={input} data-testid="evidence-files" type="file" accept="image/png,image/jpeg,image/webp" multiple onChange={(event) => setFiles([...(event.target.files ?? [])].slice(0, IMAGES_MAX))} className="min-h-target w-full min-w-0 text-sm" />
      </label>
      {problem && <Problem>{problem}</Problem>}
      <div className="flex flex-wrap items-center gap-3">
        <Button disabled={busy || note.trim().length < 3} onClick={send} data-testid="show-evidence">{busy ? 'Sending…' : 'Show it'}</Button>
        <span className="text-sm text-ink-2">Both players see it. Open for {within(left)}.</span>
      </div>
    </div>
  )
}

function Judged({ view, seat, dispute }: { view: MatchView; seat: number; dispute: DisputeView }) {
  const [appealing, setAppealing] = useState(false)
  const { busy, problem, attempt } = useAttempt()
  const verdict = dispute.verdict
  if (!verdict) return null
  const id = view.offer.match_id
  const outcome = verdict.winner === null ? 'Nobody won: both stakes go back.' : verdict.winner === seat ? 'You won.' : `${view.names[verdict.winner]} won.`
  const mayAppeal = seat >= 0 && !verdict.accepted[seat]
  return (
    <div className="grid gap-3 border-t border-rule pt-4">
      <p className="text-lg font-bold">{outcome}</p>
      <blockquote className="border-l-4 border-edge pl-3" data-testid="verdict">{verdict.reason}</blockquote>
      {verdict.strike !== null && <p className="text-sm text-alert-text">{verdict.strike === seat ? 'You get a strike' : `${view.names[verdict.strike]} gets a strike`} for claiming what was not so.</p>}
      {mayAppeal ? (
        <div className="flex flex-wrap gap-3">
          <Button disabled={busy} onClick={() => attempt(() => acceptVerdict(id))} data-testid="accept-verdict">Accept it</Button>
          <Leave disabled={busy} onClick={() => setAppealing(true)}>Appeal</Leave>
        </div>
      ) : seat >= 0 && <p className="text-sm text-ink-2">Waiting for {view.names[1 - seat]}, who may accept it or appeal once.</p>}
      {problem && <Problem>{problem}</Problem>}
      {appealing && <WhySheet title="Appeal the verdict" go="Appeal" least={10} note="Once only. What is decided then is final. Show new evidence with it if you can." onClose={() => setAppealing(false)} onSend={(reason) => appealVerdict(id, reason)} />}
    </div>
  )
}
