/** A part of the page that cannot be shown, because it did not come or broke: said, and a way on. The bars around it stay. */
import { Component, type ReactNode } from 'react'
import { Button } from './controls'

export class Boundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  state = { broken: false }

  static getDerivedStateFromError = () => ({ broken: true })

  render(): ReactNode {
    if (!this.state.broken) return this.props.children
    return (
      <div role="alert" data-testid="broken" className="mx-auto grid max-w-read justify-items-start gap-3 rounded-panel border border-rule bg-sheet p-6">
        <h1 tabIndex={-1} className="wide text-2xl font-extrabold">This part did not come</h1>
        <p className="text-ink-2">The line broke, or the house has a newer page. Your money and your matches are not touched: load the page again.</p>
        <Button onClick={() => location.reload()}>Load again</Button>
      </div>
    )
  }
}
