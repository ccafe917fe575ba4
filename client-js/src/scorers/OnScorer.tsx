/** The scorer to look on: frames, cards and boards as the players see them, without the pads. */
import type { MatchView } from '../protocol.gen'
import { Scorer } from './Scorer'

const nothing = (): void => undefined

export const OnScorer = ({ view }: { view: MatchView }) => (
  <div className="onlook">
    <Scorer view={view} seat={-1} ready={false} onMove={nothing} />
  </div>
)
