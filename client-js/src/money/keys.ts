/** Keys of payments that were asked for and not answered yet: the same press again, also after a reload, names the same payment. Knows no React. */
import type { PaymentKind, Refused } from '../protocol.gen'

/** What a browser keeps for as long as its tab. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const place = (kind: PaymentKind, minor: number): string => `key of a ${kind} of ${minor}`

/** The key under which so much is asked for: the one that had no answer yet, or a fresh one. */
export function keyFor(shelf: Shelf, kind: PaymentKind, minor: number, fresh: () => string): string {
  const key = shelf.getItem(place(kind, minor)) ?? fresh()
  shelf.setItem(place(kind, minor), key)
  return key
}

/** An answer came: the next press is another payment. */
export const answered = (shelf: Shelf, kind: PaymentKind, minor: number): void => shelf.removeItem(place(kind, minor))

/** Whether a refusal says how it ended; where it may have happened, or may be tried again, the key still names it. */
export const isFinal = (refused: Refused): boolean => !refused.retryable && refused.may_have_happened === 'no'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** The name of the payment of a key, as the house derives it: by it an operator finds what we were not told about. */
export async function paymentId(kind: PaymentKind, player: string, key: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${kind}/${player}/${key}`)))
  const number = digest.slice(0, 10).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  const letters = Array.from({ length: 16 }, (_, step) => ALPHABET[Number((number >> BigInt(5 * step)) & 31n)])
  return `${kind === 'deposit' ? 'd' : 'w'}_${letters.join('')}`
}
