/** Hooks of time and motion. */
import { useEffect, useState } from 'react'
import { useStore } from '../store'

/** Seconds left until a deadline of the server, by the server's clock; ticks each second. */
export function useSecondsLeft(deadline: number | null): number | null {
  const ahead = useStore((state) => state.clockAhead)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (deadline === null) return
    const timer = setInterval(() => setNow(Date.now()), 1000)
    setNow(Date.now())
    return () => clearInterval(timer)
  }, [deadline])
  return deadline === null ? null : Math.max(0, (deadline - now - ahead) / 1000)
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
