/** Refusals in a player's words: what happened, whether money moved, what to do about it. Complete: a code without words does not compile.
 *  The house's own message is shown only where its catalogue says that the reason stands there. Pure. */
import { money, until, waiting } from './format'
import { inTheWay, limitWords } from './money/limits'
import type { AccountView, Code, Currency, Refused } from './protocol.gen'

/** What is in the way, and where one can do something about it. */
export interface Trouble {
  words: string
  href?: string
  action?: string
  /** By it an operator finds what this is about. */
  reference?: string
}

/** What was tried, and by whom. */
export interface About {
  to?: 'stake' | 'deposit' | 'withdraw'
  minor?: number
  currency?: Currency
  account?: AccountView | null
  /** Where players reach the operator, if anywhere. */
  contact?: string | null
}

type Said = string | ((refused: Refused, about: About) => string | Trouble)

const NEWER = 'This page does not fit the house any more. Load it again.'
const OPERATORS = 'That is for operators.'
const itself = (refused: Refused): string => refused.message
const write = (about: About): string => (about.contact ? ` Write to ${about.contact}.` : '')

const standing = (code: Code) => (_refused: Refused, about: About) => standingOf(code, about)

const WORDS: Record<Code, Said> = {
  MALFORMED: NEWER,
  UNKNOWN_COMMAND: NEWER,
  MISSING_FIELD: NEWER,
  EXTRA_FIELD: NEWER,
  DUPLICATE_KEY: NEWER,
  WRONG_TYPE: NEWER,
  OUT_OF_BOUNDS: 'That is more, less or longer than is taken here.',
  BAD_TEXT: 'There are signs in it that cannot be shown. Type it anew.',
  NOT_SIGNED_IN: 'You are signed out. Load the page and sign in.',
  BAD_TICKET: 'That ticket was used or is too old.',
  TOO_MANY_IN_FLIGHT: 'Too much at once. A moment, please.',
  TOO_FAST: 'That was often, in a short time.',
  NO_SUCH_MATCH: 'There is no such match.',
  KEY_REUSED: 'This was asked for before with other choices. What was asked first stands.',
  NOT_YOUR_MATCH: 'Only the two players of a match can do that.',
  OWN_OFFER: 'That is your own offer: nobody plays against themself.',
  ALREADY_TAKEN: 'Somebody else took the seat first. Your money was not touched.',
  WRONG_PHASE: 'The match has gone on meanwhile: that cannot be done any more, or not yet.',
  NOT_YOUR_TURN: 'It is your opponent’s turn.',
  STALE_PLY: 'Something happened that you had not seen yet. Look, then decide.',
  ILLEGAL_MOVE: itself,
  WRONG_GAME: NEWER,
  NOTHING_TO_TAKE_BACK: 'There is no move to take back, or it was declined.',
  NOTHING_TO_CONTEST: 'There is no such move to contest, or it was answered already.',
  EVIDENCE_CLOSED: 'The time to show evidence is over, or you have shown as much as one player may.',
  NO_SUCH_IMAGE: 'An image did not arrive. Choose it once more.',
  BAD_IMAGE: 'That is no PNG, JPEG or WebP image, or it is too large.',
  NOT_GONE: 'Your opponent is here, or has not been gone for long enough.',
  TOO_MANY_MATCHES: 'You have as many open and live matches as one player may have.',
  SEEKING_ELSEWHERE: 'You are looking for an opponent in another tab or on another device now.',
  NO_SUCH_PLAYER: 'There is no such player.',
  NOT_WITH_YOURSELF: 'Not with yourself.',
  NOTHING_OPEN: 'There is nothing open here any more.',
  BLOCKED: 'One of you has blocked the other: you are not matched.',
  INSUFFICIENT_FUNDS: 'You have less available than this needs. What is held is not available.',
  OPPONENT_CANNOT_COVER: 'The other player can no longer cover the stake. Your money was not touched.',
  CURRENCY_NOT_OPEN: 'This is not played in this currency.',
  NO_SUCH_TABLE: 'There is no such table.',
  WRONG_CURRENCY_MODE: 'You play with the other coin now, here or on another device. Nothing was taken; switch first.',
  OPEN_BETS: 'A bet of yours is open. That can be done when it has ended.',
  ROUND_CLOSED: 'This round takes no bets any more, or not yet. Nothing was taken.',
  ILLEGAL_BET: itself,
  BET_TOO_SMALL: 'That is less than the table takes.',
  BET_TOO_LARGE: 'That is more than the table takes, or it could win more than the table pays.',
  BANK_SHORT: 'The bank could not pay all bets if this one won, too. Nothing was taken; try less, or the next round.',
  SEAT_TAKEN: 'Somebody else sits there, or you sit elsewhere.',
  NO_BET: 'You have no bet in this round.',
  BET_FIXED: 'Here the draw is fixed with the bet: it can be neither changed nor taken back.',
  TOO_LATE: 'The curve had ended when we heard you, or you were out already.',
  STALE_PLAY: 'Something was played that you had not seen yet. Look, then decide.',
  SEEDS_NOT_SET: 'This table draws from seeds of your own: choose one first.',
  BELOW_THRESHOLD: 'That is fewer Sweeps Coins than one may redeem at once.',
  IDENTITY_NEEDED: 'Before a redemption, show once who you are.',
  DAY_FULL: 'That is more than one may redeem in a day. Nothing was held; try less, or tomorrow.',
  NO_SUCH_PACKAGE: 'There is no such package any more.',
  NO_SUCH_ITEM: 'There is no such thing, or it is not for sale.',
  ALREADY_OWNED: 'Who would get it has it already. Nothing was taken.',
  SOLD_OUT: 'All of this edition are sold. Nothing was taken.',
  NOT_OWNED: 'That is not yours.',
  NOT_GIVABLE: 'Only what was bought can be given, and to somebody else.',
  NOT_FRIENDS: 'Gifts go to friends: somebody whom you follow, and who follows you.',
  NO_SUCH_CHALLENGE: 'There is no such challenge any more.',
  NOT_DONE_YET: 'The challenge is not done yet.',
  ENTRY_USED: 'This code was used already.',
  ENTRY_EXPIRED: 'The time of this code is over; nothing was given.',
  GATE_NOT_PASSED: standing('GATE_NOT_PASSED'),
  TERMS_CHANGED: standing('TERMS_CHANGED'),
  PLACE_CLOSED: standing('PLACE_CLOSED'),
  UNDER_AGE: standing('UNDER_AGE'),
  NOT_YOUR_BIRTHDAY: (_refused, about) => `You told us another date of birth before, and it cannot be changed here.${about.contact ? ` If that one was wrong, write to ${about.contact}.` : ''}`,
  SELF_EXCLUDED: standing('SELF_EXCLUDED'),
  LIMIT_REACHED: standing('LIMIT_REACHED'),
  TOO_EARLY: 'It is too early: a looser limit can be confirmed a day after it was asked for.',
  NOTHING_ASKED: 'No looser limit was asked for, or its week is over. Ask again.',
  ACCOUNT_FROZEN: standing('ACCOUNT_FROZEN'),
  ACCOUNT_CLOSED: standing('ACCOUNT_CLOSED'),
  MONEY_LEFT: () => ({ words: 'There is still money in the account, on its way, or owed: an account closes empty.', href: '/wallet', action: 'Open the wallet' }),
  WRONG_NAME: 'That is not the name of the account, letter for letter.',
  STILL_COOLING: (_refused, { account }) => `Of what is available, too much was paid in lately: a deposit stays for ${account?.cooling_hours ?? 24} hours.${account ? ` ${money(account.withdrawable_minor)} may go now.` : ''}`,
  PAYOUTS_NOT_SET_UP: 'Say first, at Stripe, to which account you are paid out.',
  PAYMENTS_AWAY: 'Stripe does not answer. Nothing was taken.',
  BAD_SIGNATURE: OPERATORS,
  REPLAYED: OPERATORS,
  ROLE_NEEDED: OPERATORS,
  ANOTHER_OPERATOR: OPERATORS,
  LAST_ROOT: OPERATORS,
  NO_SUCH_ACTOR: OPERATORS,
  NO_SUCH_SETTING: OPERATORS,
  LIMIT_LOOSER: OPERATORS,
  BACKUP_FAILED: OPERATORS,
  DRAINING: 'The house is about to restart, and begins nothing new. Nothing was taken.',
  TABLE_CLOSED: itself,
  BUSY: 'The house is busy. Nothing happened.',
  UNAVAILABLE: 'That part of the house is restarting. Nothing happened.',
  UNKNOWN_OUTCOME: 'No answer in time: it may have happened. Press again; nothing is charged twice.',
  INTERNAL: (refused, about) => `Something broke on our side. ${refused.message}${write(about)}`,
}

/** What a refusal says to a player. A code that came after this page was built speaks for itself. */
export function said(refused: Refused, about: About = {}): Trouble {
  const words = WORDS[refused.code] ?? itself
  const found = typeof words === 'function' ? words(refused, about) : words
  const trouble = typeof found === 'string' ? { words: found } : found
  if (!refused.retryable || refused.may_have_happened !== 'no') return trouble
  return { ...trouble, words: `${trouble.words} Try again${refused.retry_after_ms ? ` in ${waiting(refused.retry_after_ms)}` : ''}.` }
}

/** Why one may not stake, or not pay in, as one stands; the same words on the line, on the button and after the press. */
export function standingOf(code: Code, about: About = {}): Trouble {
  const { account, to } = about
  switch (code) {
    case 'GATE_NOT_PASSED':
      return { words: `Before any ${to === 'deposit' ? 'deposit' : 'stake'}: your age and where you are.`, href: '/gate', action: 'Do it now' }
    case 'TERMS_CHANGED':
      return { words: 'The terms changed.', href: '/gate', action: 'Read them' }
    case 'PLACE_CLOSED':
      return { words: `${to === 'deposit' ? 'Paying in is' : 'Games for dollars are'} not open where you are. Withdrawals are.`, href: '/gate', action: 'I am elsewhere' }
    case 'UNDER_AGE':
      return { words: `${tooYoung(account, to)}${about.contact ? ` If your date of birth is wrong, write to ${about.contact}.` : ''}`, href: '/gate', action: 'I am elsewhere' }
    case 'ACCOUNT_FROZEN':
      return { words: frozen(about), ...(account?.owed_minor ? { href: '/wallet', action: 'Show the wallet' } : {}) }
    case 'ACCOUNT_CLOSED':
      return { words: 'The account is closed.' }
    case 'SELF_EXCLUDED':
      return { words: `${away(account)} Withdrawals stay open.`, href: '/limits', action: 'Limits and breaks' }
    case 'LIMIT_REACHED':
      return { words: limited(about), href: '/limits', action: 'Your limits' }
    default:
      return { words: 'Not now.' }
  }
}

function frozen(about: About): string {
  const owed = about.account?.owed_minor ?? 0
  if (owed > 0) return `A deposit was taken back after it was played: ${money(owed)} is owed. What comes in pays that first; until then nothing is staked, paid in or paid out.${write(about)}`
  return `Your account is frozen while an operator looks into it: nothing is staked, paid in or paid out. Your money stays yours, and matches that are live go on.${write(about)}`
}

function tooYoung(account: AccountView | null | undefined, to: About['to']): string {
  const deed = to === 'deposit' ? 'pay in' : 'stake'
  const place = account?.places.find((one) => one.code === account.place)
  return place ? `One must be ${place.age} to ${deed} in ${place.name}.` : `You are not old enough to ${deed} where you are.`
}

/** A break and an exclusion are one to the books; what has no end is no break. */
export function away(account: AccountView | null | undefined): string {
  if (account?.excluded_until_ms == null) return 'You are on a break; nothing shortens it.'
  const end = until(account.excluded_until_ms)
  return end ? `You are on a break until ${end}; nothing shortens it.` : 'You are excluded for ever.'
}

function limited({ account, to, minor = 1, currency = 'USD' }: About): string {
  const found = inTheWay(account ?? null, to === 'deposit' ? 'deposit' : 'stake', minor, currency)
  const which = found.map(limitWords).join('; ')
  return `That would go beyond a limit that you have set${which ? `: ${which}` : ''}.`
}
