/** Controls: neutral buttons are ink with 8 px corners; the one that commits dollars is flare with square ones. */
import { type ButtonHTMLAttributes, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Link } from 'wouter'
import type { Trouble } from '../refusals'

type Props = ButtonHTMLAttributes<HTMLButtonElement>

const SHAPE = 'press inline-flex min-h-target items-center justify-center gap-2 px-4 text-base font-semibold'
const NEUTRAL = `${SHAPE} rounded-control disabled:opacity-55`

export const Button = ({ className = '', ...props }: Props) => (
  <button type="button" {...props} className={`${NEUTRAL} bg-ink text-on-ink ${className}`} />
)

export const Quiet = ({ className = '', ...props }: Props) => (
  <button type="button" {...props} className={`${NEUTRAL} border border-edge bg-sheet text-ink ${className}`} />
)

export const Leave = ({ className = '', ...props }: Props) => (
  <button type="button" {...props} className={`${NEUTRAL} border border-alert-text bg-sheet text-alert-text ${className}`} />
)

const SLOW_MS = 5_000

/** Commits dollars: keeps its width while it waits, says when it takes longer than usual, and why it cannot be pressed; what it says can be read then, too. */
export function MoneyButton({ busy, mayNot = null, children, className = '', ...props }: Props & { busy: boolean; mayNot?: Trouble | null }) {
  const [slow, setSlow] = useState(false)
  const why = useId()
  const still = !busy && (mayNot !== null || props.disabled)
  useEffect(() => {
    if (!busy) return
    const timer = setTimeout(() => setSlow(true), SLOW_MS)
    return () => {
      clearTimeout(timer)
      setSlow(false)
    }
  }, [busy])
  return (
    <>
      <button
        type="button"
        {...props}
        disabled={busy || still}
        aria-busy={busy}
        aria-describedby={mayNot ? why : undefined}
        className={`${SHAPE} relative rounded-cell ${still ? 'bg-flare-wash text-ink-2' : 'bg-flare text-on-flare'} ${className}`}
      >
        <span className={busy ? 'opacity-0' : ''}>{children}</span>
        {busy && <span className="absolute size-5 animate-spin rounded-full border-2 border-on-flare border-t-transparent" aria-hidden="true" />}
      </button>
      {mayNot && <p id={why} data-testid="may-not" className="order-last mt-2 w-full text-sm text-alert-text"><Words trouble={mayNot} /></p>}
      {slow && <p role="status" className="mt-2 text-sm text-ink-2">Taking longer than usual. You will not be charged twice.</p>}
    </>
  )
}

/** A sheet from below on a phone, a dialog in the middle on a desk. */
export function Sheet({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const named = useId()
  useEffect(() => {
    const opener = document.activeElement
    dialog.current?.showModal()
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={named}
      onClose={onClose}
      className="m-0 mt-auto w-full max-w-none rounded-t-panel bg-raised p-gutter pb-8 text-ink shadow-over sm:m-auto sm:max-w-[28rem] sm:rounded-panel sm:p-6"
    >
      <div className="mb-4 flex items-center justify-between gap-4">
        <h2 id={named} className="wide text-xl font-bold">{title}</h2>
        <button type="button" onClick={onClose} className="press min-h-target min-w-target rounded-control text-ink-2" aria-label="Close">
          ✕
        </button>
      </div>
      {children}
    </dialog>
  )
}

/** A choice among a few, as keys in a row. */
export function Choice<T extends string | number>({ label, value, options, onChange, hidden = false, oneRow = false, even = false }: {
  label: string
  hidden?: boolean
  /** Equally wide: three in a row, or four that are two by two on a phone. */
  even?: boolean
  /** Scrolls sideways instead of taking a second row. */
  oneRow?: boolean
  value: T
  options: readonly (readonly [T, string])[]
  onChange: (value: T) => void
}) {
  return (
    <fieldset className="min-w-0">
      <legend className={hidden ? 'sr-only' : 'mb-2 text-sm font-semibold text-ink-2'}>{label}</legend>
      <div className={oneRow ? '-mx-1 flex gap-2 overflow-x-auto px-1 pb-1 [scrollbar-width:none]' : even ? `grid gap-2 ${options.length === 3 ? 'grid-cols-3' : 'grid-cols-2 sm:grid-cols-4'}` : 'flex flex-wrap gap-2'}>
        {options.map(([option, words]) => (
          <button
            key={option}
            type="button"
            aria-pressed={option === value}
            onClick={() => onChange(option)}
            className={`press min-h-target shrink-0 rounded-control border ${even ? (options.length === 3 ? 'px-1 text-sm' : 'px-2') : 'px-4'} font-semibold ${option === value ? 'border-ink bg-ink text-on-ink' : 'border-edge bg-sheet text-ink'}`}
          >
            {words}
          </button>
        ))}
      </div>
    </fieldset>
  )
}

/** A choice among many, as the system shows it. */
export function Picker<T extends string>({ label, value, options, onChange, hidden = false, compact = false }: {
  label: string
  hidden?: boolean
  /** Three of them stand beside each other on a phone. */
  compact?: boolean
  value: T
  options: readonly (readonly [T, string])[]
  onChange: (value: T) => void
}) {
  return (
    <label className="grid min-w-0 gap-1.5">
      <span className={hidden ? 'sr-only' : 'text-sm font-semibold text-ink-2'}>{label}</span>
      <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value as T)} className={`min-h-target w-full min-w-0 rounded-control border border-edge bg-sheet font-semibold text-ink ${compact ? 'px-1 text-sm sm:px-3 sm:text-base' : 'px-3'}`}>
        {options.map(([option, words]) => <option key={option} value={option}>{words}</option>)}
      </select>
    </label>
  )
}

const MAIL = /([^\s@]+@[^\s@]*[^\s@.,;])/

/** Words in which an address to write to is a link. */
export const Mailed = ({ children }: { children: string }) => children.split(MAIL).map((part, place) => (place % 2 ? <a key={place} href={`mailto:${part}`} className="reach inline-block min-h-6 font-semibold break-all underline">{part}</a> : part))

/** What is in the way, and a link to where one can do something about it. */
export const Words = ({ trouble }: { trouble: Trouble }) => (
  <>
    <Mailed>{trouble.words}</Mailed>
    {trouble.href && <>{' '}<Link href={trouble.href} className="reach inline-block min-h-6 font-semibold underline">{trouble.action}</Link></>}
    {trouble.reference && <span className="mt-1 block text-xs">Reference <Copyable>{trouble.reference}</Copyable></span>}
  </>
)

const COPIED_MS = 2_000

/** A number to quote: a press copies it. */
export function Copyable({ children }: { children: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), COPIED_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => void navigator.clipboard?.writeText(children).then(() => setCopied(true), () => undefined)
  return (
    <button type="button" onClick={copy} title="Copy" className="inline-block min-h-6 min-w-6 text-left break-all underline decoration-dotted underline-offset-2">
      {children}
      <span role="status" className={copied ? 'ml-1 font-text' : 'sr-only'}>{copied && 'copied'}</span>
    </button>
  )
}

export const Problem = ({ children }: { children: ReactNode }) => (
  <p role="alert" className="rounded-control border border-alert-text bg-alert-wash px-3 py-2 text-sm text-alert-text">{children}</p>
)

/** Dollars at stake: a square-cornered note with a flare edge. */
export const Stake = ({ children, className = '' }: { children: ReactNode; className?: string }) => (
  <span className={`inline-block rounded-cell border-l-4 border-flare bg-flare-wash px-2 py-0.5 text-lg font-bold text-flare-text ${className}`}>{children}</span>
)
