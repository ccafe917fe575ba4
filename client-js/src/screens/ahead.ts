/** What a match will need further on, fetched while nothing else is to do: a line that breaks, or a house that moves, must not take the scorer away. */
const IDLE_MS = 3_000

const PARTS = [
  () => import('./Result'),
  () => import('./Dispute'),
  () => import('../scorers/BasketballScorers'),
  () => import('../scorers/DartsScorer'),
  () => import('../scorers/FootballScorers'),
  () => import('../scorers/GolfScorer'),
  () => import('../scorers/TenPinScorer'),
  () => import('../scorers/VideoScorers'),
]

/** Once; what does not come now is asked for again when it is needed. Answers with how to call it off. */
export function fetchAhead(): () => void {
  const timer = setTimeout(() => void Promise.allSettled(PARTS.map((part) => part())), IDLE_MS)
  return () => clearTimeout(timer)
}
