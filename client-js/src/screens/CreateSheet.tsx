import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { money } from '../format'
import { GAMES, type GameTag, onTie, RAKE_BP, STAKES } from '../games'
import { createMatch, freshKey, words } from '../house'
import type { GameOptions, Tie } from '../protocol.gen'
import { useStore } from '../store'
import { Choice, MoneyButton, Problem, Sheet } from '../ui/controls'
import { Summary } from './Lobby'

const GAME_CHOICES = (Object.keys(GAMES) as GameTag[]).map((game) => [game, GAMES[game].name] as const)

export function CreateSheet({ game: first, onClose }: { game: GameTag; onClose: () => void }) {
  const [, go] = useLocation()
  const available = useStore((state) => state.wallet?.view.balances.find((balance) => balance.currency === 'USD')?.available ?? 0)
  const [game, setGame] = useState(first)
  const [legs, setLegs] = useState(1)
  const [holes, setHoles] = useState(9)
  const [tie, setTie] = useState<Tie>('extra')
  const [stake, setStake] = useState(500)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  // One key for this sheet: pressing again after a lost line names the same match.
  const key = useRef(freshKey())
  const options: GameOptions = game === 'darts_501' ? { game, legs } : game === 'ten_pin' ? { game, tie } : { game, holes, tie }

  const offer = async () => {
    setBusy(true)
    setProblem(null)
    try {
      go(`/match/${await createMatch(key.current, options, stake)}`)
    } catch (error) {
      setProblem(words(error))
      setBusy(false)
    }
  }

  return (
    <Sheet title="Offer a match" onClose={onClose}>
      <div className="grid gap-4">
        <Choice label="Game" value={game} options={GAME_CHOICES} onChange={setGame} />
        {game === 'darts_501' && <Choice label="First to" value={legs} options={[[1, '1 leg'], [2, '2 legs'], [3, '3 legs']]} onChange={setLegs} />}
        {game === 'golf_match_play' && <Choice label="Holes" value={holes} options={[[9, '9'], [18, '18']]} onChange={setHoles} />}
        {game !== 'darts_501' && <Choice label="If level at the end" value={tie} options={[['extra', game === 'ten_pin' ? 'Roll it off' : 'Extra holes'], ['split', 'Stakes back']]} onChange={setTie} />}
        <Choice label="Stake each" value={stake} options={STAKES.map((minor) => [minor, money(minor)] as const)} onChange={setStake} />
        <Summary stake={stake} rakeBp={RAKE_BP} pays={2 * stake - Math.floor((2 * stake * RAKE_BP) / 10_000)} tie={onTie(options)} />
        <p className="text-sm text-ink-2">Nothing is held until somebody takes the other seat. Then both stakes are held at once.</p>
        {stake > available && <Problem>You have {money(available)} available: less than this stake.</Problem>}
        {problem && <Problem>{problem}</Problem>}
        <div><MoneyButton busy={busy} disabled={stake > available} onClick={offer} className="w-full" data-testid="offer-match">Offer for {money(stake)}</MoneyButton></div>
      </div>
    </Sheet>
  )
}
