/** A rating as players read it: 1512, or 1500? while the house is not sure of it yet. */
export const Rating = ({ rating, provisional }: { rating: number; provisional: boolean }) => (
  <span className="whitespace-nowrap" title={provisional ? 'Provisional: fewer than about a dozen matches' : undefined}>
    {rating}{provisional && <><span aria-hidden="true">?</span><span className="sr-only"> provisional</span></>}
  </span>
)
