/** An amount that somebody types: decimal point or comma, and a word where it can be read in two ways or does not fit. */
import { type ReactNode, useId } from 'react'
import { amountLetters, cents } from '../format'

export const UNREAD = 'Like 12.50, please: this can be read in two ways.'

export function AmountInput({ label, value, onChange, problem = null, ...props }: { label: ReactNode; value: string; onChange: (typed: string) => void; problem?: ReactNode; 'data-testid'?: string; placeholder?: string }) {
  const why = useId()
  const said = value !== '' && cents(value) === null ? UNREAD : problem
  return (
    <div className="grid gap-1.5">
      <label className="grid gap-1.5">
        <span className="text-sm font-semibold text-ink-2">{label}</span>
        <input
          inputMode="decimal"
          autoComplete="off"
          placeholder="0.00"
          {...props}
          value={value}
          onChange={(event) => onChange(amountLetters(event.target.value))}
          aria-invalid={said !== null}
          aria-describedby={said === null ? undefined : why}
          className="min-h-target w-full min-w-0 rounded-control border border-edge bg-sunk px-3 text-base placeholder:text-ink-3"
        />
      </label>
      {said !== null && <p id={why} role="alert" className="text-sm text-alert-text">{said}</p>}
    </div>
  )
}
