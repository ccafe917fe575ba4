/** What a payment is called, how it stands, and what it came to; what a balance is made of. Pure: no React, no store. */
import { money, signed } from '../format'
import type { Balance, OpenHold, Payment, PaymentState } from '../protocol.gen'

const DEPOSIT_WORDS: Record<PaymentState, string> = {
  begun: 'Being opened',
  open: 'Waiting for your payment',
  processing: 'Your bank takes its time; nothing to do',
  review: 'Being looked at',
  paid: 'Paid in',
  failed: 'Failed; nothing was taken',
  expired: 'Not paid, and over',
  denied: 'Denied',
  refused: 'Refused; nothing was begun',
  refunded: 'Refunded',
  disputed: 'Disputed at your bank',
}
const WITHDRAWAL_WORDS: Record<PaymentState, string> = {
  ...DEPOSIT_WORDS,
  begun: 'On its way to Stripe',
  review: 'An operator looks at it first',
  processing: 'On its way to your bank',
  paid: 'Paid out',
  failed: 'Came back; the money is yours again',
  denied: 'Denied; the money is yours again',
}
export const wordsOf = (payment: Payment): string => (payment.kind === 'deposit' ? DEPOSIT_WORDS : WITHDRAWAL_WORDS)[payment.state]

/** Why a bank or Stripe said no, by Stripe's own codes. */
const WHY: Record<string, string> = {
  account_closed: 'the bank account is closed',
  account_frozen: 'the account is frozen',
  bank_account_restricted: 'the bank account takes no such payments',
  bank_ownership_changed: 'the bank account has another owner now',
  could_not_process: 'the bank could not process it',
  debit_not_authorized: 'the bank did not allow it',
  declined: 'the bank declined it',
  card_declined: 'the card was declined',
  expired_card: 'the card has expired',
  incorrect_account_holder_name: 'the name on the bank account is another',
  incorrect_account_holder_address: 'the address on the bank account is another',
  incorrect_account_holder_tax_id: 'the tax number on the bank account is another',
  insufficient_funds: 'there was not enough in the account it was to come from',
  invalid_account_number: 'the number of the bank account is wrong',
  invalid_account_number_length: 'the number of the bank account is wrong',
  invalid_currency: 'the bank account does not take dollars',
  no_account: 'there is no such bank account',
  payouts_not_allowed: 'Stripe does not pay out to this account now',
  unsupported_card: 'the card cannot be paid out to',
  canceled: 'it was called off at Stripe',
  'the bank said no': 'the bank said no',
}

/** Why not, in words; an operator's reason is in words already. */
export function whyOf(payment: Payment): string | null {
  if (payment.why === null || payment.state === 'paid') return null
  if (payment.state === 'denied') return payment.why
  return WHY[payment.why] ?? 'Stripe or the bank could not do it'
}

/** What of a deposit is said to who comes back from Stripe. left: they went without paying. */
export function returnedWords(payment: Payment, left: boolean): { title: string; words: string } {
  const sum = money(payment.minor, payment.currency)
  const why = whyOf(payment)
  switch (payment.state) {
    case 'paid':
      return { title: `${sumOf(payment)} paid in`, words: 'It is in your wallet, and on your statement.' }
    case 'processing':
      return { title: `${sum} on its way in`, words: 'Your bank takes its time with this one. It comes in by itself; you can close this page.' }
    case 'begun':
    case 'open':
    case 'review':
      return left ? { title: 'Not paid yet', words: `Nothing was taken. Your deposit of ${sum} still waits.` } : { title: 'Waiting for Stripe', words: `Stripe has not told us yet of your ${sum}. This changes by itself, and you are not charged twice.` }
    default:
      return { title: wordsOf(payment), words: `${why ? `Of your ${sum}: ${why}. ` : `It was a deposit of ${sum}. `}Nothing is in your wallet from this one.` }
  }
}

/** What it came to: a sign for what was paid alone, and less what went back. */
export function sumOf(payment: Payment): string {
  const left = payment.minor - payment.returned_minor
  if (payment.state !== 'paid') return money(left, payment.currency)
  return signed(payment.kind === 'deposit' ? left : -left, payment.currency)
}

export interface Part {
  name: string
  minor: number
}

/** What a balance of dollars is made of: what is available, what is held to play with, what is on its way out; what is nothing is left out, but for the first. */
export function partsOf(balance: Balance, holds: readonly OpenHold[]): Part[] {
  const mine = holds.filter((hold) => hold.currency === balance.currency)
  const out = mine.filter((hold) => !hold.match_id && !hold.table).reduce((sum, hold) => sum + hold.minor, 0)
  const held = [
    { name: 'held for matches', minor: balance.held - out },
    { name: 'on its way out', minor: out },
  ]
  return [{ name: 'available', minor: balance.available }, ...held.filter((part) => part.minor > 0)]
}

/** What is paid and has not come yet: a slow bank's deposits. It is in no balance. */
export const pendingOf = (rows: readonly Payment[]): number => rows.filter((one) => one.kind === 'deposit' && one.state === 'processing').reduce((sum, one) => sum + one.minor, 0)

/** The sum in one line. */
export const sumLine = (total: number, parts: readonly Part[]): string => `${money(total)} total = ${parts.map((part) => `${money(part.minor)} ${part.name}`).join(' + ')}`
