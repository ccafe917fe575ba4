/** Bowling: both sheets, and only the pins that stand. */
import type { CurrentFrameBoard, Move, NoTapBoard, PinsSheet, TenPinBoard } from '../protocol.gen'
import { useKey } from '../ui/clockHooks'

interface Props {
  board: TenPinBoard | CurrentFrameBoard | NoTapBoard
  names: string[]
  ready: boolean
  onMove: (move: Move) => void
}

export function TenPinScorer({ board, names, ready, onMove }: Props) {
  const roll = (pins: number) => ready && pins <= board.standing && onMove({ type: 'roll_ball', pins })
  return (
    <div className="grid gap-4">
      {board.sheets.map((sheet, seat) => <Sheet key={names[seat]} sheet={sheet} name={names[seat] ?? ''} now={board.bowler === seat ? board.frame : 0} />)}
      <fieldset className="grid gap-2" disabled={!ready}>
        <legend className="mb-2 text-sm font-semibold text-ink-2">Pins down with this ball, {board.standing} standing</legend>
        <div className="grid grid-cols-6 gap-2">
          {Array.from({ length: 11 }, (_, pins) => pins).map((pins) => (
            <Pin key={pins} pins={pins} standing={board.standing} onRoll={() => roll(pins)} />
          ))}
        </div>
      </fieldset>
    </div>
  )
}

function Pin({ pins, standing, onRoll }: { pins: number; standing: number; onRoll: () => void }) {
  useKey(pins === 10 ? 'x' : String(pins), onRoll)
  const all = pins === standing
  const words = all ? (standing === 10 ? 'Strike' : 'Spare') : pins === 0 ? 'None' : String(pins)
  return (
    <button
      type="button"
      data-pins={pins}
      aria-label={all ? `${words}, all ${pins}` : words === String(pins) ? `${pins} pins` : `${words}, ${pins} pins`}
      disabled={pins > standing}
      onClick={onRoll}
      className={`press min-h-14 rounded-control border text-base font-bold sm:text-lg disabled:opacity-25 ${all ? 'col-span-2 border-ink bg-ink text-on-ink' : 'border-edge bg-sheet'}`}
    >
      {words}
    </button>
  )
}

/** Ten frames as on paper: the balls above, the running total below, blank until it is known. */
function Sheet({ sheet, name, now }: { sheet: PinsSheet; name: string; now: number }) {
  const frames = Math.max(10, sheet.frames.length)
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-80 table-fixed border-collapse text-center">
        <caption className="mb-1 text-left text-sm font-semibold">{name}</caption>
        <tbody>
          <tr>
            {Array.from({ length: frames }, (_, place) => {
              const frame = sheet.frames[place]
              return (
                <td key={place} className={`border border-edge p-0 align-top ${now === place + 1 ? 'bg-flare-wash' : 'bg-sheet'}`}>
                  <span className="sr-only">Frame {place + 1}</span>
                  <span className="narrow flex h-6 justify-end gap-px border-b border-rule px-0.5 text-sm font-bold">
                    {(frame?.marks ?? []).map((mark, ball) => <span key={ball} className="min-w-2.5">{mark}</span>)}
                  </span>
                  <span className="narrow block h-7 text-base leading-7 font-semibold">{frame?.total ?? ''}</span>
                </td>
              )
            })}
          </tr>
        </tbody>
      </table>
    </div>
  )
}
