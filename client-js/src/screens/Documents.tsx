/** The terms and the privacy notice, to be read by anybody, signed in or not. */
import { Link } from 'wouter'
import { useStore } from '../store'

interface Part {
  title: string
  words: string
}

const TERMS: readonly Part[] = [
  { title: 'What this is', words: 'Two players stake the same amount on a game of their own skill. The winner has both stakes less the fee that stands in the offer. Chance decides nothing.' },
  { title: 'Who may play', words: 'Adults, where games of skill for money are open: the list is asked for at the gate. One account a person; nobody plays for somebody else.' },
  { title: 'Your money', words: 'A stake is held when both seats are taken, and settled when the match is. A match that is not played to an end costs nobody anything. Deposits can be withdrawn a day after they came; withdrawals go to the account that you named at Stripe.' },
  { title: 'Fair play', words: 'Scores are entered by the players and can be contested. An operator decides with the evidence of both sides, once, and once more on appeal. Who claims what was not so is struck; who is struck again is barred.' },
  { title: 'Limits', words: 'You can limit deposits, stakes, losses and time, take a break, or exclude yourself. Nothing shortens a break or an exclusion. Withdrawals stay open.' },
  { title: 'Payments that are taken back', words: 'When a bank takes a deposit back, it is taken from what is available; what is missing is owed, and the account is frozen until it is settled.' },
]

const PRIVACY: readonly Part[] = [
  { title: 'What is kept', words: 'Your name here, your address and number at Google, your date of birth, where you said or your connection said you are, what you accepted and when, your sign-ins, your matches with everything said in them, and every movement of your money.' },
  { title: 'What is not', words: 'Card and bank numbers: those are told to Stripe alone, and never reach us.' },
  { title: 'Who sees it', words: 'Other players see your name, your record and what you say to them. Operators see a match when it is in dispute. Nobody is sold anything.' },
  { title: 'How long', words: 'What was said in matches for a year. The books for as long as the law asks. Everything else until you close the account; then your name, your date of birth and your sign-ins are forgotten. Who excluded themself, or left with limits, is known again by a keyed hash, and by that alone. The browser keeps the theme, the game that you chose last, and, for as long as its tab is open, which payment you asked for and have no answer to.' },
  { title: 'What you can ask for', words: 'All of it, as a file, under You; and to be forgotten, by closing the account.' },
]

export const TermsScreen = () => <Document title="Terms" parts={TERMS} of="terms" />
export const PrivacyScreen = () => <Document title="Privacy" parts={PRIVACY} of="privacy" />

function Document({ title, parts, of }: { title: string; parts: readonly Part[]; of: 'terms' | 'privacy' }) {
  const version = useStore((state) => state.ways?.documents[of])
  const signedIn = useStore((state) => state.me)
  return (
    <article className="mx-auto grid max-w-read gap-5">
      <h1 tabIndex={-1} className="wide text-2xl font-extrabold">{title}</h1>
      <Parts parts={parts} version={version} />
      <Link href="/" className="inline-flex min-h-target items-center font-semibold underline">{signedIn ? 'Back' : 'Back to the sign-in'}</Link>
    </article>
  )
}

export const PartsOf = ({ of, version }: { of: 'terms' | 'privacy'; version: number }) => <Parts parts={of === 'terms' ? TERMS : PRIVACY} version={version} />

function Parts({ parts, version }: { parts: readonly Part[]; version: number | undefined }) {
  const contact = useStore((state) => state.ways?.contact)
  return (
    <div className="grid gap-5">
      <p className="text-sm text-ink-2">{version !== undefined && `Version ${version}. `}A sample to begin with, not legal advice: whoever runs this house has their own written by counsel.</p>
      {parts.map((part) => (
        <section key={part.title}>
          <h2 className="text-lg font-bold">{part.title}</h2>
          <p className="text-ink-2">{part.words}</p>
        </section>
      ))}
      {contact && <p className="text-ink-2">Questions: <a href={`mailto:${contact}`} className="underline">{contact}</a></p>}
    </div>
  )
}
