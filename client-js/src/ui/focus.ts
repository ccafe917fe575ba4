/** Where the eye and the keyboard are after a change of screen: at its title, also when the screen comes a moment later; the tab is called after it. */
import { useEffect } from 'react'

export function useTitleFocus(path: string): void {
  useEffect(() => {
    scrollTo(0, 0)
    const focus = (): boolean => {
      const title = document.querySelector<HTMLElement>('h1')
      title?.focus({ preventScroll: true })
      document.title = title && /^\/./.test(path) ? `${title.textContent} · Wager Up` : 'Wager Up'
      return title !== null
    }
    if (focus()) return
    const coming = new MutationObserver(() => focus() && stop())
    const stop = () => {
      coming.disconnect()
      for (const deed of ['pointerdown', 'keydown']) removeEventListener(deed, stop)
    }
    coming.observe(document.body, { childList: true, subtree: true })
    // Who has begun to do something meanwhile is not moved away from it.
    for (const deed of ['pointerdown', 'keydown']) addEventListener(deed, stop)
    return stop
  }, [path])
}
