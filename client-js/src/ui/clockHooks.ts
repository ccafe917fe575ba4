/** Hooks of time and motion. */
import { useEffect, useState } from 'react'
import { useStore } from '../store'

/** Seconds left until a deadline of the server, by the server's clock; ticks with it. */
export function useSecondsLeft(deadline: number | null): number | null {
  const ahead = useStore((state) => state.clockAhead)
  const now = useNow(deadline)
  return deadline === null ? null : Math.max(0, (deadline - now - ahead) / 1000)
}

/** Whole seconds since a moment of our own clock; 0 while there is none. */
export function useSecondsSince(since: number | null): number {
  const now = useNow(since)
  return since === null ? 0 : Math.max(0, (now - since) / 1000)
}

/** Our clock, four times a second while there is something to measure. */
function useNow(wanted: number | null): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (wanted === null) return
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [wanted])
  return now
}

/** Keeps the screen on while something is live. */
export function useWakeLock(live: boolean): void {
  useEffect(() => {
    if (!live || !('wakeLock' in navigator)) return
    let lock: WakeLockSentinel | undefined
    navigator.wakeLock.request('screen').then((held) => (lock = held)).catch(() => undefined)
    return () => void lock?.release()
  }, [live])
}

/** A key outside of inputs. */
export function useKey(key: string, act: () => void): void {
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey) return
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', heard)
    return () => removeEventListener('keydown', heard)
  })
}
