/** Fairness: what a table is drawn from, and the proof, worked out here in the browser; one's own seeds, and a new pair. */
import { useCallback, useEffect, useState } from 'react'
import { Link, useSearch } from 'wouter'
import { words } from '../house'
import type { ChainView, Fairness, RoundResult, SeedsView, SpentSeeds } from '../protocol.gen'
import { Button, Problem, Quiet } from '../ui/controls'
import { cards, crashPoint, dice, plinko, roulette, sha256, stepsTo } from './prove'
import { useRooms } from './store'
import { fairness, freshSeed, leaveTable, rotateSeeds, watchTable } from './verbs'

export function FairScreen({ id }: { id: string }) {
  const [told, setTold] = useState<Fairness | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const view = useRooms((rooms) => rooms[id]?.view)
  const search = new URLSearchParams(useSearch())
  const read = useCallback(() => fairness(id).then(setTold, (error: unknown) => setProblem(words(error))), [id])
  useEffect(() => {
    void read()
    void watchTable(id)
    return () => leaveTable(id)
  }, [id, read])
  const wanted = Number(search.get('round') ?? 0)
  const result = view?.last.find((one) => one.round === wanted) ?? view?.last.find((one) => one.seed !== null)
  return (
    <div className="mx-auto grid max-w-read gap-6">
      <div>
        <h1 tabIndex={-1} className="wide text-2xl font-extrabold">Check that it is fair</h1>
        <p className="mt-1 text-ink-2">
          Every outcome is fixed by seeds that the house committed to before the first bet. Below, your browser works it out again; nothing is asked of the house. <Link href={`/table/${id}`} className="font-semibold underline">Back to the table</Link>
        </p>
      </div>
      {problem && <Problem>{problem}</Problem>}
      {told?.chain && <Chain chain={told.chain} result={result} />}
      {told?.seeds && <Own table={id} seeds={told.seeds} onChanged={read} />}
      <p className="text-sm text-ink-2">
        The same without this page: <code className="break-all">wagerup verify</code>, or one file of Python or JavaScript that imports nothing of ours (<code>verifiers/</code>). The mapping leans by at most 37 parts in 2<sup>32</sup>, about one in a hundred million: that is said here rather than hidden.
      </p>
    </div>
  )
}

const Fact = ({ name, children }: { name: string; children: string }) => (
  <div className="grid gap-0.5">
    <dt className="text-sm font-semibold text-ink-2">{name}</dt>
    <dd className="font-mono text-sm break-all">{children}</dd>
  </div>
)

type Verdict = { right: boolean; words: string }

const Said = ({ verdict }: { verdict: Verdict }) => (
  <p role="status" data-testid="verdict" data-right={verdict.right} className={`rounded-control px-3 py-2 font-semibold ${verdict.right ? 'bg-gain-wash text-gain-text' : 'border border-alert-text bg-alert-wash text-alert-text'}`}>
    {verdict.right ? '✓ ' : '✕ '}{verdict.words}
  </p>
)

/** One chain for all: a round's hash leads to the published end, and gives what was shown. */
function Chain({ chain, result }: { chain: ChainView; result: RoundResult | undefined }) {
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const check = async () => {
    if (!result?.seed) return
    const steps = await stepsTo(result.seed, chain.commitment, result.round - chain.first_round + 1)
    if (steps !== result.round - chain.first_round + 1) return setVerdict({ right: false, words: 'The hash of this round does not lead to the end that was published.' })
    setVerdict(await outcome(result, chain.salt, steps))
  }
  return (
    <section className="grid gap-4 rounded-panel border border-rule bg-sheet p-5 shadow-lift">
      <h2 className="text-lg font-bold">One chain for everybody</h2>
      <dl className="grid gap-3">
        <Fact name={`Published before round ${chain.first_round}: the end of the chain`}>{chain.commitment}</Fact>
        <Fact name="The salt, fixed after that">{chain.salt}</Fact>
        {result?.seed && <Fact name={`Round ${result.round}: its own hash, shown once it was decided`}>{result.seed}</Fact>}
      </dl>
      {result?.seed ? <Button data-testid="verify" onClick={() => void check()}>Check round {result.round}</Button> : <p className="text-ink-2">The first round that ends can be checked here.</p>}
      {verdict && <Said verdict={verdict} />}
    </section>
  )
}

async function outcome(result: RoundResult, salt: string, steps: number): Promise<Verdict> {
  const seed = result.seed as string
  const leads = `The hash leads to the published end in ${steps} ${steps === 1 ? 'step' : 'steps'}`
  switch (result.play.type) {
    case 'crash_flight': {
      const point = await crashPoint(seed, salt)
      return { right: point === result.play.crashed_at, words: `${leads} and gives ${(point / 100).toFixed(2)}×.` }
    }
    case 'roulette_spin': {
      const pocket = await roulette(seed, salt, result.round)
      return { right: pocket === result.play.pocket, words: `${leads} and gives ${pocket}.` }
    }
    case 'blackjack_hands': {
      const shown = [...result.play.seats.flatMap((seat) => seat.hands.flatMap((hand) => hand.cards)), ...result.play.dealer]
      const deck = await cards(seed, salt, result.round, shown.length)
      return { right: [...shown].sort().join() === [...deck].sort().join(), words: `${leads} and gives these ${deck.length} cards: ${deck.join(' ')}.` }
    }
    default:
      return { right: true, words: leads }
  }
}

/** Seeds of one's own: what is drawn from now, what was drawn before, and a new pair. */
function Own({ table, seeds, onChanged }: { table: string; seeds: SeedsView; onChanged: () => Promise<void> }) {
  const [client, setClient] = useState(freshSeed)
  const [problem, setProblem] = useState<string | null>(null)
  const rotate = async () => {
    setProblem(null)
    await rotateSeeds(table, seeds.number + 1, client).catch((error: unknown) => setProblem(words(error)))
    setClient(freshSeed())
    await onChanged()
  }
  return (
    <section className="grid gap-4 rounded-panel border border-rule bg-sheet p-5 shadow-lift">
      <h2 className="text-lg font-bold">Your own seeds</h2>
      {seeds.number > 0 && (
        <dl className="grid gap-3">
          <Fact name="You draw from a server seed with this SHA-256">{seeds.commitment ?? ''}</Fact>
          <Fact name="mixed with your client seed">{seeds.client_seed ?? ''}</Fact>
          <Fact name="Bets drawn from the pair">{String(seeds.bets)}</Fact>
        </dl>
      )}
      <dl><Fact name="The next server seed is committed to already">{seeds.next_commitment}</Fact></dl>
      <label className="grid gap-1">
        <span className="text-sm font-semibold text-ink-2">Your next client seed: choose any letters and figures</span>
        <input value={client} maxLength={64} onChange={(event) => setClient(event.target.value.replace(/[^A-Za-z0-9]/g, ''))} className="min-h-target w-full rounded-control border border-edge bg-sunk px-3 font-mono" />
      </label>
      <Quiet data-testid="rotate" disabled={client === ''} onClick={() => void rotate()}>Take the new pair, and show me the old server seed</Quiet>
      {problem && <Problem>{problem}</Problem>}
      {seeds.spent.map((spent) => <Spent key={spent.number} spent={spent} table={table} />)}
    </section>
  )
}

function Spent({ spent, table }: { spent: SpentSeeds; table: string }) {
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const check = async () => {
    if ((await sha256(spent.server_seed)) !== spent.commitment) return setVerdict({ right: false, words: 'This is not the seed that was committed to.' })
    const nonces = Array.from({ length: Math.min(spent.bets, 50) }, (_, place) => place + 1)
    const drawn = await Promise.all(nonces.map(async (nonce) => (table === 't_dice' ? ((await dice(spent.server_seed, spent.client_seed, nonce)) / 100).toFixed(2) : await plinko(spent.server_seed, spent.client_seed, nonce, 16))))
    setVerdict({ right: true, words: `It is the seed that was committed to. ${drawn.length > 0 ? `It gives, bet by bet: ${drawn.join(', ')}.` : 'Nothing was drawn from it.'}` })
  }
  return (
    <div className="grid gap-2 border-t border-rule pt-3">
      <dl className="grid gap-2">
        <Fact name={`Pair ${spent.number}, ${spent.bets} bets: its server seed`}>{spent.server_seed}</Fact>
        <Fact name="Committed to before">{spent.commitment}</Fact>
        <Fact name="Your client seed">{spent.client_seed}</Fact>
      </dl>
      <Button data-testid="verify-own" onClick={() => void check()}>Check pair {spent.number}</Button>
      {verdict && <Said verdict={verdict} />}
    </div>
  )
}
