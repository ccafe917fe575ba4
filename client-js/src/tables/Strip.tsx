/** What came before, the newest first; a tap shows what proves it. */
import { Link } from 'wouter'
import type { Play, RoundResult } from '../protocol.gen'

const RED = new Set([1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36])
export const pocketLook = (pocket: number): string => (pocket === 0 ? 'bg-bed-green text-chalk' : RED.has(pocket) ? 'bg-bed-red text-chalk' : 'bg-bed-dark text-chalk')

function short(play: Play): { words: string; look: string } {
  switch (play.type) {
    case 'crash_flight': {
      const at = play.crashed_at ?? 100
      return { words: `${(at / 100).toFixed(2)}×`, look: at >= 200 ? 'bg-gain-wash text-gain-text' : 'bg-sunk text-ink-2' }
    }
    case 'roulette_spin':
      return { words: String(play.pocket), look: pocketLook(play.pocket) }
    case 'blackjack_hands':
      return { words: play.dealer_total > 21 ? 'Dealer bust' : `Dealer ${play.dealer_total}`, look: 'bg-sunk text-ink-2' }
    case 'personal_draws':
      return { words: play.draws.map((draw) => (draw.type === 'dice_draw' ? (draw.roll / 100).toFixed(2) : `${(draw.multiplier / 100).toFixed(1)}×`)).join(' '), look: 'bg-sunk text-ink-2' }
  }
}

export function Strip({ results, table }: { results: RoundResult[]; table: string }) {
  if (results.length === 0) return <p className="min-h-8 text-sm text-ink-3">No round has been played since you came.</p>
  return (
    <ul className="flex gap-1.5 overflow-x-auto pb-1 [scrollbar-width:none]" aria-label="Last rounds" data-testid="strip">
      {results.map((result) => {
        const { words, look } = short(result.play)
        return (
          <li key={result.round}>
            <Link href={`/fair/${table}?round=${result.round}`} className={`inline-flex min-h-8 items-center rounded-cell px-2.5 text-sm font-bold whitespace-nowrap ${look}`} aria-label={`Round ${result.round}: ${words}`}>{words}</Link>
          </li>
        )
      })}
    </ul>
  )
}
