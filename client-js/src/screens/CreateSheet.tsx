import { type FormEvent, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { money } from '../format'
import { CATEGORIES, type Category, defaults, GAMES, type GameTag, inCategory, onTie, optionsOf, RAKE_BP, STAKES } from '../games'
import { createMatch, freshKey, troubleOf } from '../house'
import type { Trouble } from '../refusals'
import { useStore } from '../store'
import { Choice, MoneyButton, Problem, Sheet, Words } from '../ui/controls'
import { useMayNot } from '../ui/mayNot'
import { Summary } from './Lobby'

const KINDS = Object.entries(CATEGORIES) as [Category, string][]

export function CreateSheet({ game: first, onClose }: { game: GameTag; onClose: () => void }) {
  const [, go] = useLocation()
  const available = useStore((state) => state.wallet?.view.balances.find((balance) => balance.currency === 'USD')?.available ?? 0)
  const [game, setGame] = useState(first)
  const [chosen, setChosen] = useState(defaults(first))
  const [stake, setStake] = useState(500)
  const [open, setOpen] = useState<'all' | 'link'>('all')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Trouble | null>(null)
  const mayNot = useMayNot('stake')
  // One key for this sheet: pressing again after a lost line names the same match.
  const key = useRef(freshKey())
  const options = optionsOf(game, chosen)
  const games = inCategory(GAMES[game].category).map((tag) => [tag, GAMES[tag].name] as const)
  const pick = (tag: GameTag) => {
    setGame(tag)
    setChosen(defaults(tag))
  }

  const offer = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || mayNot || stake > available) return
    setBusy(true)
    setProblem(null)
    try {
      go(`/match/${await createMatch(key.current, options, stake, open === 'link')}`)
    } catch (error) {
      setProblem(troubleOf(error, { to: 'stake', minor: stake }))
      setBusy(false)
    }
  }

  return (
    <Sheet title="Offer a match" onClose={onClose}>
      <form onSubmit={(event) => void offer(event)} className="grid gap-4">
        <Choice hidden oneRow label="Kind" value={GAMES[game].category} options={KINDS} onChange={(category) => pick(inCategory(category)[0] ?? game)} />
        <Choice label="Game" value={game} options={games} onChange={pick} />
        <p className="-mt-2 text-sm text-ink-2">{GAMES[game].line}</p>
        {GAMES[game].fields.map((field) => (
          <Choice key={`${game}-${field.name}`} label={field.label} value={chosen[field.name] ?? ''} options={field.choices} onChange={(value) => setChosen({ ...chosen, [field.name]: value })} />
        ))}
        <Choice label="Stake each" value={stake} options={STAKES.map((minor) => [minor, money(minor)] as const)} onChange={setStake} />
        <Choice label="Who may take it" value={open} options={[['all', 'Anybody'], ['link', 'Who has the link']]} onChange={setOpen} />
        <Summary stake={stake} rakeBp={RAKE_BP} pays={2 * stake - Math.floor((2 * stake * RAKE_BP) / 10_000)} tie={onTie(options)} />
        <p className="text-sm text-ink-2">Nothing is held until somebody takes the other seat. Then both stakes are held at once.</p>
        {stake > available && <Problem>You have {money(available)} available: less than this stake.</Problem>}
        {problem && <Problem><Words trouble={problem} /></Problem>}
        <div><MoneyButton type="submit" busy={busy} mayNot={mayNot} disabled={stake > available} className="w-full" data-testid="offer-match">Offer for {money(stake)}</MoneyButton></div>
      </form>
    </Sheet>
  )
}
