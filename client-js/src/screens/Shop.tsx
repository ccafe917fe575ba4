/** The shop and the wardrobe: things to look different with, for Gold Coins; some are only earned. */
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { money } from '../format'
import { ask, freshKey, people, words } from '../house'
import type { Person, ShopItem, ShopView, Slot } from '../protocol.gen'
import { useStore } from '../store'
import { BALLS, CardBack, Effect, feltOf, FLIGHTS, Framed, inkOf } from '../ui/Worn'
import { Button, Picker, Problem, Quiet, Sheet } from '../ui/controls'
import { Silk } from '../ui/Silk'

const SLOTS: Record<Slot, string> = { frame: 'Frames', title: 'Titles', chat: 'Chat inks', card_back: 'Card backs', flight: 'Dart flights', ball: 'Balls', felt: 'Felts', effect: 'When you win' }
const ORDER = Object.keys(SLOTS) as Slot[]

export function ShopScreen() {
  const me = useStore((state) => state.me)
  const wallet = useStore((state) => state.wallet)
  const [shop, setShop] = useState<ShopView | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [giving, setGiving] = useState<ShopItem | null>(null)
  const read = useCallback(() => ask({ type: 'read_shop' }).then((body) => setShop(body as ShopView), (error: unknown) => setProblem(words(error))), [])
  useEffect(() => void read(), [read])
  const gold = wallet?.view.balances.find((one) => one.currency === 'GC')?.available ?? 0
  const act = async (deed: () => Promise<unknown>) => {
    setProblem(null)
    await deed().catch((error: unknown) => setProblem(words(error)))
    await read()
  }
  if (!me || !shop) return problem ? <Problem>{problem}</Problem> : <div className="skeleton h-96 rounded-panel" role="status" aria-label="Loading" />
  const owned = new Map(shop.owned.map((one) => [one.item, one]))
  const worn = new Map(shop.worn.map((one) => [one.slot, one.item]))
  return (
    <div className="grid gap-6">
      <div>
        <h1 tabIndex={-1} className="wide text-2xl font-extrabold">Shop and wardrobe</h1>
        <p className="mt-1 text-ink-2">How you look at matches and tables, for Gold Coins. Nothing here changes a chance.</p>
      </div>
      {problem && <Problem>{problem}</Problem>}
      {ORDER.map((slot) => (
        <section key={slot} aria-label={SLOTS[slot]}>
          <h2 className="mb-2 text-lg font-bold">{SLOTS[slot]}</h2>
          <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-4">
            {shop.items.filter((item) => item.slot === slot).map((item) => (
              <li key={item.item} data-testid={item.item} className="grid content-start gap-2 rounded-panel border border-rule bg-sheet p-3">
                <Preview item={item} me={me.player_id} />
                <p className="font-semibold">{item.name}</p>
                <p className="min-h-5 text-sm text-ink-2">{item.price === null ? 'Only earned' : item.edition !== null ? `${item.left} of ${item.edition} left` : ''}</p>
                <Deed item={item} mine={owned.has(item.item)} wears={worn.get(slot) === item.item} gold={gold} act={act} />
                {owned.get(item.item)?.bought && <Quiet className="text-sm" onClick={() => setGiving(item)}>Give to a friend</Quiet>}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {giving && <GiveSheet item={giving} onClose={() => setGiving(null)} act={act} />}
    </div>
  )
}

type Act = (deed: () => Promise<unknown>) => Promise<void>

function Deed({ item, mine, wears, gold, act }: { item: ShopItem; mine: boolean; wears: boolean; gold: number; act: Act }) {
  const wear = (name: string | null) => act(() => ask({ type: 'wear_item', slot: item.slot, key: freshKey(), item: name }))
  if (wears) return <Quiet data-testid="take-off" onClick={() => void wear(null)}>Take off</Quiet>
  if (mine) return <Button data-testid="wear" onClick={() => void wear(item.item)}>Wear</Button>
  if (item.price === null) return <Quiet disabled>Not yet yours</Quiet>
  const gone = item.left === 0
  return (
    <button type="button" data-testid="buy" disabled={gone || gold < item.price} onClick={() => void act(() => ask({ type: 'buy_item', item: item.item, key: freshKey() }))} className="press min-h-target rounded-coin bg-gold px-3 text-sm font-bold text-on-gold disabled:opacity-55">
      {gone ? 'Sold out' : money(item.price, 'GC')}
    </button>
  )
}

function Preview({ item, me }: { item: ShopItem; me: string }) {
  return <div className="relative grid h-24 place-items-center overflow-hidden rounded-control bg-sunk">{picture(item, me)}</div>
}

function picture(item: ShopItem, me: string): ReactNode {
  switch (item.slot) {
    case 'frame':
      return <Framed frame={item.item} size={48}><Silk id={me} size={48} /></Framed>
    case 'title':
      return <p className="text-center font-bold">You<span className="block text-xs font-semibold text-ink-2">{item.name.replace(/,.*/, '')}</span></p>
    case 'chat':
      return <p className={`rounded-control bg-sheet px-3 py-1 font-semibold ${inkOf({ chat: item.item })}`}>Good luck!</p>
    case 'card_back':
      return <CardBack back={item.item} />
    case 'flight':
      return <svg viewBox="0 0 20 21" className="h-16" aria-hidden="true">{FLIGHTS[item.item]}</svg>
    case 'ball':
      return <svg viewBox="-12 -12 24 24" className="h-16" aria-hidden="true">{BALLS[item.item]}</svg>
    case 'felt':
      return <span className="h-16 w-24 rounded-panel border border-edge" style={feltOf({ felt: item.item })} />
    case 'effect':
      return <span className="relative h-20 w-full bg-gain-wash"><Effect effect={item.item} /></span>
  }
}

function GiveSheet({ item, onClose, act }: { item: ShopItem; onClose: () => void; act: Act }) {
  const [friends, setFriends] = useState<Person[] | null>(null)
  const [chosen, setChosen] = useState('')
  useEffect(() => {
    people().then((known) => {
      setFriends(known.follows)
      setChosen(known.follows[0]?.player_id ?? '')
    }, () => setFriends([]))
  }, [])
  const give = async () => {
    await act(() => ask({ type: 'give_item', item: item.item, player_id: chosen, key: freshKey() }))
    onClose()
  }
  return (
    <Sheet title={`Give ${item.name}`} onClose={onClose}>
      {friends === null && <div className="skeleton h-12 rounded-control" />}
      {friends?.length === 0 && <p className="text-ink-2">Gifts go to friends: somebody whom you follow, and who follows you. You follow nobody yet.</p>}
      {friends && friends.length > 0 && (
        <div className="grid gap-3">
          <Picker label="To" value={chosen} options={friends.map((one) => [one.player_id, one.name] as const)} onChange={setChosen} />
          <p className="text-sm text-ink-2">They must follow you, too. It is theirs then, and yours no more.</p>
          <Button onClick={() => void give()}>Give it away</Button>
        </div>
      )}
    </Sheet>
  )
}
