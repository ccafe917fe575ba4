/** What players wear, gathered: ids that screens want are asked for together. */
import { ask } from './house'
import type { LooksList, Slot, WornItem } from './protocol.gen'
import { useStore } from './store'

const GATHER_MS = 60
const AT_ONCE = 100
const waiting = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined

export const worn = (items: WornItem[]): Partial<Record<Slot, string>> => Object.fromEntries(items.map((one) => [one.slot, one.item]))

/** Somebody is on a screen whose looks are not known. */
export function wanted(id: string): void {
  waiting.add(id)
  timer ??= setTimeout(() => void fetchAll(), GATHER_MS)
}

async function fetchAll(): Promise<void> {
  timer = undefined
  const players = [...waiting].slice(0, AT_ONCE)
  for (const id of players) waiting.delete(id)
  if (waiting.size > 0) timer = setTimeout(() => void fetchAll(), GATHER_MS)
  const body = await ask({ type: 'read_looks', players }).catch(() => null)
  if (body?.type !== 'looks_list') return
  const found = Object.fromEntries((body as LooksList).looks.map((one) => [one.player, worn(one.worn)]))
  useStore.setState((state) => ({ looks: { ...state.looks, ...found } }))
}
