/** What scorers share: a stepper, keys to answer with, the clock of a run, a table by player. */
import { type ReactNode, useEffect, useState } from 'react'

const STEP = 'press size-12 shrink-0 rounded-control border border-edge bg-sheet text-2xl font-bold disabled:opacity-45'

export function Stepper({ label, value, least, most, step = 1, disabled = false, onChange }: {
  label: string
  value: number
  least: number
  most: number
  step?: number
  disabled?: boolean
  onChange: (value: number) => void
}) {
  const to = (next: number) => onChange(Math.max(least, Math.min(most, next)))
  return (
    <div className="grid gap-1" role="group" aria-label={label}>
      <span className="text-sm font-semibold text-ink-2">{label}</span>
      <div className="flex items-center gap-2">
        <button type="button" aria-label={`${label}: less`} className={STEP} disabled={disabled || value <= least} onClick={() => to(value - step)}>−</button>
        <output className="narrow min-w-14 text-center text-3xl font-bold">{value}</output>
        <button type="button" aria-label={`${label}: more`} className={STEP} disabled={disabled || value >= most} onClick={() => to(value + step)}>+</button>
      </div>
    </div>
  )
}

/** A large key; the first answer of a pair stands on ink. */
export function Key({ children, strong = false, disabled = false, mark, onPress }: { children: ReactNode; strong?: boolean; disabled?: boolean; mark: string; onPress: () => void }) {
  return (
    <button
      type="button"
      data-mark={mark}
      disabled={disabled}
      onClick={onPress}
      className={`press min-h-14 rounded-control border px-3 text-lg font-bold disabled:opacity-45 ${strong ? 'border-ink bg-ink text-on-ink' : 'border-edge bg-sheet'}`}
    >
      {children}
    </button>
  )
}

export const Panel = ({ children }: { children: ReactNode }) => <div data-pad className="grid gap-4 rounded-panel border border-rule bg-sheet p-4">{children}</div>

interface ByPlayerProps {
  label: string
  names: string[]
  heads: (string | number)[]
  /** The column that is being played. */
  now?: number
  cell: (player: number, place: number) => string | number | undefined
  won?: (player: number, place: number) => boolean
  /** What a mark is called, where it does not read aloud. */
  said?: (player: number, place: number) => string | undefined
}

/** A table with a row a player; names stay in place while the cells scroll. What was won is ringed, not only coloured. */
export function ByPlayer({ label, names, heads, cell, now, won, said }: ByPlayerProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="overflow-x-auto rounded-control border border-edge" tabIndex={0} role="region" aria-label={label}>
      <table className="w-full border-collapse text-center">
        <thead>
          <tr>
            <th scope="col" className="sticky left-0 bg-sunk px-3 text-left text-xs text-ink-2">{label}</th>
            {heads.map((head, place) => <th key={place} scope="col" className={`min-w-9 px-1.5 py-1 text-xs ${now === place ? 'bg-flare-wash text-ink' : 'bg-sunk text-ink-2'}`}>{head}</th>)}
          </tr>
        </thead>
        <tbody>
          {names.map((name, player) => (
            <tr key={name}>
              <th scope="row" className="sticky left-0 max-w-28 truncate border-t border-rule bg-sheet px-3 text-left text-sm">{name}</th>
              {heads.map((_, place) => (
                <td key={place} className="narrow h-9 border-t border-l border-rule bg-sheet px-1 text-lg font-semibold">
                  <span aria-hidden={said ? true : undefined} className={`inline-grid min-w-7 place-items-center rounded-full px-1 ${won?.(player, place) ? 'border-2 border-ink' : ''}`}>{cell(player, place)}</span>
                  {said && <span className="sr-only">{said(player, place)}</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export interface RunClock {
  running: boolean
  left: number
  start: () => void
  /** Milliseconds since the start; where we came back to a run under way, from its last release on. */
  now: () => number
}

/** The clock of a run, from `from` milliseconds on once it is started. */
export function useRunClock(limit: number, from: number): RunClock {
  const [began, setBegan] = useState<number | null>(null)
  const [shown, setShown] = useState(from)
  useEffect(() => {
    if (began === null) return
    const timer = setInterval(() => setShown(performance.now() - began), 100)
    return () => clearInterval(timer)
  }, [began])
  return {
    running: began !== null,
    left: Math.max(0, limit - (began === null ? from : shown)),
    start: () => setBegan(performance.now() - from),
    now: () => Math.round(began === null ? from : performance.now() - began),
  }
}

export const Clock = ({ clock }: { clock: RunClock }) => (
  <output className="narrow text-4xl font-bold" aria-label="Seconds left">{(clock.left / 1000).toFixed(1)}</output>
)
