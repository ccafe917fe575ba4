/** Something that is read from the house: again when money moved and when the line is back; a problem goes with the next answer; busy while something is done about it. */
import { useCallback, useEffect, useState } from 'react'
import { words } from '../house'
import { useStore } from '../store'

const LATER_MS = 1_000

export function useRead<T>(read: () => Promise<T>): { known: T | null; problem: string | null; busy: boolean; act: (deed: () => Promise<unknown>) => Promise<void> } {
  const [known, setKnown] = useState<T | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const version = useStore((state) => state.wallet?.version)
  const open = useStore((state) => state.link.at === 'open')
  const again = useCallback(() => read().then(setKnown), [read])
  useEffect(() => {
    if (!open) return
    again().then(() => setProblem(null), (error: unknown) => setProblem(words(error)))
    // Money moves first; what the house writes down after it is there a moment later.
    const later = setTimeout(() => void again().catch(() => undefined), LATER_MS)
    return () => clearTimeout(later)
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [again, version, open])
  const act = async (deed: () => Promise<unknown>) => {
    setProblem(null)
    setBusy(true)
    await deed().catch((error: unknown) => setProblem(words(error)))
    await again().catch(() => undefined)
    setBusy(false)
  }
  return { known, problem, busy, act }
}
