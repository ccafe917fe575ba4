/** Something that is read from the house: again when money moved and when the line is back; a problem goes with the next answer. */
import { useCallback, useEffect, useState } from 'react'
import { words } from '../house'
import { useStore } from '../store'

export function useRead<T>(read: () => Promise<T>): { known: T | null; problem: string | null; act: (deed: () => Promise<unknown>) => Promise<void> } {
  const [known, setKnown] = useState<T | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const version = useStore((state) => state.wallet?.version)
  const open = useStore((state) => state.link.at === 'open')
  const again = useCallback(() => read().then(setKnown), [read])
  useEffect(() => {
    if (open) again().then(() => setProblem(null), (error: unknown) => setProblem(words(error)))
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [again, version, open])
  const act = async (deed: () => Promise<unknown>) => {
    setProblem(null)
    await deed().catch((error: unknown) => setProblem(words(error)))
    await again().catch(() => undefined)
  }
  return { known, problem, act }
}
