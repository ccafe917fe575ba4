import { useState } from 'react'
import { signOut } from '../house'
import { useStore } from '../store'
import { applyTheme, chosenTheme, type Theme } from '../theme'
import { Choice, Quiet } from '../ui/controls'
import { Silk } from '../ui/Silk'

export function YouScreen() {
  const me = useStore((state) => state.me)
  const [theme, setTheme] = useState<Theme>(chosenTheme)
  const choose = (next: Theme) => {
    setTheme(next)
    applyTheme(next)
  }
  if (!me) return null
  return (
    <div className="mx-auto grid max-w-read gap-6">
      <h1 tabIndex={-1} className="wide text-2xl font-extrabold">You</h1>
      <section className="flex items-center gap-4 rounded-panel border border-rule bg-sheet p-5">
        <Silk id={me.player_id} size={64} />
        <div>
          <p className="text-xl font-bold">{me.name}</p>
          <p className="text-sm text-ink-3">{me.player_id}</p>
        </div>
      </section>
      <section className="rounded-panel border border-rule bg-sheet p-5">
        <Choice label="Theme" value={theme} options={[['system', 'As the system'], ['light', 'Sheet'], ['dark', 'Board']]} onChange={choose} />
      </section>
      <section className="rounded-panel border border-rule bg-sheet p-5">
        <h2 className="text-lg font-bold">Keys</h2>
        <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-ink-2">
          <dt><kbd>n</kbd></dt><dd>offer a match</dd>
          <dt><kbd>c</kbd></dt><dd>chat, in a match</dd>
          <dt><kbd>0</kbd> to <kbd>9</kbd></dt><dd>pins, at ten-pin</dd>
          <dt><kbd>Esc</kbd></dt><dd>close</dd>
        </dl>
      </section>
      <Quiet onClick={() => void signOut()}>Sign out</Quiet>
      <p className="text-sm text-ink-2">Signing out ends every connection of this sign-in at once. Matches that you are in go on, and their clocks run.</p>
    </div>
  )
}
