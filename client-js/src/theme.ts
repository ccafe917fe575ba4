/** The theme: the sheet, the board, or as the system says. */
export type Theme = 'system' | 'light' | 'dark'

const dark = matchMedia('(prefers-color-scheme: dark)')

export const chosenTheme = (): Theme => (localStorage.getItem('theme') as Theme | null) ?? 'system'

export function applyTheme(theme: Theme = chosenTheme()): void {
  localStorage.setItem('theme', theme)
  const shown = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme
  document.documentElement.dataset.theme = shown
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', shown === 'dark' ? '#161b18' : '#fcfdfc')
}

dark.addEventListener('change', () => applyTheme())
