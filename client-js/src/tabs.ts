/** Whether I am here in another tab of this browser, too: each tab says that it is there, hears the others, and says goodbye. Knows no store. */
interface Said {
  say: 'hello' | 'here' | 'gone'
  tab: string
  player: string
}

/** As much of a BroadcastChannel as is needed. */
export interface Channel {
  postMessage(message: Said): void
  onmessage: ((message: MessageEvent<Said>) => void) | null
  close(): void
}

/** Calls with how many others there are whenever that changes. Answers with how to leave. */
export function company(channel: Channel, tab: string, player: string, onChange: (others: number) => void): () => void {
  const others = new Set<string>()
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin, and no target
  const say = (what: Said['say']) => channel.postMessage({ say: what, tab, player })
  channel.onmessage = ({ data }) => {
    if (data.player !== player || data.tab === tab) return
    if (data.say === 'gone') others.delete(data.tab)
    else others.add(data.tab)
    if (data.say === 'hello') say('here')
    onChange(others.size)
  }
  say('hello')
  return () => {
    say('gone')
    channel.onmessage = null
    channel.close()
  }
}
