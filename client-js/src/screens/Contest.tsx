/** The first word of a disagreement: the opponent's move, or the result, is not so. */
import { useState } from 'react'
import { contestMove, words } from '../house'
import type { MatchView } from '../protocol.gen'
import { Leave, Problem, Sheet } from '../ui/controls'

/** Something that is asked of the house: busy while it runs, and what went wrong. */
export function useAttempt(): { busy: boolean; problem: string | null; attempt: (act: () => Promise<unknown>) => Promise<void> } {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const attempt = async (act: () => Promise<unknown>) => {
    setBusy(true)
    setProblem(null)
    await act().catch((error: unknown) => setProblem(words(error)))
    setBusy(false)
  }
  return { busy, problem, attempt }
}

/** The opponent's last move is not so: say why, and play waits. */
export function ContestMove({ view, seat }: { view: MatchView; seat: number }) {
  const [asking, setAsking] = useState(false)
  const id = view.offer.match_id
  if (!view.may_take_back || view.takeback !== null || view.contested) return null
  return (
    <>
      <button type="button" onClick={() => setAsking(true)} className="press min-h-target justify-self-start text-sm font-semibold underline" data-testid="contest-move">Contest the last move</button>
      {asking && (
        <WhySheet title="Contest the last move" go="Contest it" note={`Play waits. ${view.names[1 - seat]} may take the move back; if they insist, an operator decides and both stakes stay held.`} onClose={() => setAsking(false)} onSend={(reason) => contestMove(id, view.ply - 1, reason)} />
      )}
    </>
  )
}

export function WhySheet({ title, go, note, least = 3, onClose, onSend }: { title: string; go: string; note: string; least?: number; onClose: () => void; onSend: (reason: string) => Promise<unknown> }) {
  const [reason, setReason] = useState('')
  const { busy, problem, attempt } = useAttempt()
  return (
    <Sheet title={title} onClose={onClose}>
      <label className="grid gap-1.5">
        <span className="text-sm font-semibold text-ink-2">What is wrong?</span>
        <textarea value={reason} onChange={(event) => setReason(event.target.value)} maxLength={280} rows={3} className="rounded-control border border-edge bg-sunk p-3" />
      </label>
      <p className="my-3 text-sm text-ink-2">{note}</p>
      {problem && <div className="mb-3"><Problem>{problem}</Problem></div>}
      <Leave className="w-full" disabled={reason.trim().length < least || busy} onClick={() => attempt(async () => { await onSend(reason.trim()); onClose() })}>{go}</Leave>
    </Sheet>
  )
}
