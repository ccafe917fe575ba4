// Generated from protocol/ by `python -m protocol.schema`. Do not edit.

export const PROTOCOL_VERSION = 1

/** A command with a number of the client's choosing, which the reply echoes. */
export interface Request {
  ref: number
  command: Command
}

/** Says who this connection is, with a ticket from POST /auth/ticket. Browsers need it not: their cookie speaks. */
export interface Authenticate {
  type: "authenticate"
  ticket: string
}

/** Are you there? Answered with pong and the server's clock. */
export interface Ping {
  type: "ping"
}

/** Follow a stream: "lobby", "wallet" (one's own) or "match:<id>". With since = the last version seen, what was missed is sent again, in order, without gap or duplicate; without it, or when that is too long ago, a snapshot comes. */
export interface Watch {
  type: "watch"
  stream: string
  since?: number | null
}

/** Follow a stream no more. */
export interface Unwatch {
  type: "unwatch"
  stream: string
}

/** Offer a match. The key is made by the client at the first press and kept across retries: the same key names the same match. Nothing is held until somebody takes the other seat; then both stakes are held at once, or neither. */
export interface CreateMatch {
  type: "create_match"
  key: string
  options: GameOptions
  stake: Amount
}

/** 501, straight start, double out; first to so many legs; the throw alternates leg by leg. */
export interface Darts501Options {
  game: "darts_501"
  legs?: number
}

/** Ten frames each, frame by frame in turn. A tie is split, or played off by one extra frame at a time. */
export interface TenPinOptions {
  game: "ten_pin"
  tie?: Tie
}

/** What a tie means, fixed before anybody stakes. */
export type Tie = "split" | "extra"

/** 9 or 18 holes. All square at the end: halved (split), or on to extra holes until one is won. */
export interface GolfMatchPlayOptions {
  game: "golf_match_play"
  holes?: number
  tie?: Tie
}

/** An amount of money above zero, in minor units (cents) of its currency. */
export interface Amount {
  currency: Currency
  minor: number
}

/** USD in cents; GC (Gold Coins, social) and SC (Sweeps Coins, promotional) in hundredths. */
export type Currency = "USD" | "GC" | "SC"

/** Withdraw one's own offer that nobody has taken. */
export interface CancelMatch {
  type: "cancel_match"
  match_id: string
}

/** Take the other seat. Of two who join at once exactly one is seated; the other is refused ALREADY_TAKEN, money untouched. */
export interface JoinMatch {
  type: "join_match"
  match_id: string
}

/** My matches, newest first: the live ones and the last that ended. */
export interface ListMatches {
  type: "list_matches"
}

/** One move. ply counts the accepted moves of the match from 0 and must be the next one: so a repeated message plays nothing twice (the same move at the same ply by the same player is answered as before), and a stale one is refused STALE_PLY. */
export interface PlayMove {
  type: "play_move"
  match_id: string
  ply: number
  move: Move
}

/** One dart: number 1 to 20 or 25 with its ring; a dart outside the doubles is number 0, ring miss. */
export interface ThrowDart {
  type: "throw_dart"
  number: number
  ring: Ring
}

/** Where on the number a dart stands. The bull's outer ring is single 25, the bull itself double 25. */
export type Ring = "miss" | "single" | "double" | "treble"

/** One ball: how many of the standing pins fell. */
export interface RollBall {
  type: "roll_ball"
  pins: number
}

/** My strokes on the hole being played, penalties included; needed from both. */
export interface CardHole {
  type: "card_hole"
  hole: number
  strokes: number
}

/** I give my opponent the hole being played. It cannot be withdrawn (Rule 3.2b). */
export interface ConcedeHole {
  type: "concede_hole"
  hole: number
}

/** One line of chat, kept in the order of the match. The key lets a sender know their own line again, and not say it twice. */
export interface SayInMatch {
  type: "say_in_match"
  match_id: string
  key: string
  words: string
}

/** I agree with the result. The match is settled when both have agreed, or when the time to contest is over. */
export interface ConfirmResult {
  type: "confirm_result"
  match_id: string
}

/** I do not agree. The stakes stay held; without a verdict in time the match is void and both get their stake back. */
export interface ContestResult {
  type: "contest_result"
  match_id: string
  reason: string
}

/** I give up the match: my opponent wins it at once. It cannot be taken back. */
export interface ConcedeMatch {
  type: "concede_match"
  match_id: string
}

/** The lines of my statement, newest first, at most 100 at a time, before a given sequence number. */
export interface ReadStatement {
  type: "read_statement"
  before?: number | null
  at_most?: number
}

/** The answer to one request; ref is nothing when the request was too broken to have one. */
export interface Reply {
  ref: number | null
  reply: Body
}

/** Yes. For what changed a match: the version that it made, so that a client knows which push is its own. */
export interface Accepted {
  type: "accepted"
  version: number | null
}

/** I am here; my clock. */
export interface Pong {
  type: "pong"
  server_ms: number
}

/** The match exists, its offer is in the lobby. */
export interface MatchCreated {
  type: "match_created"
  match_id: string
}

/** You follow the stream. began snapshot: here it is, as of version. began resumed: what you missed follows as pushes. */
export interface Watching {
  type: "watching"
  stream: string
  began: From
  version: number
  snapshot: LobbyView | MatchView | WalletView | null
}

/** How a stream begins: with a snapshot, or where the watcher had left it. */
export type From = "snapshot" | "resumed"

/** Snapshot of the lobby: open offers, newest first; players connected; matches being played. */
export interface LobbyView {
  type: "lobby_view"
  offers: Offer[]
  players_online: number
  matches_live: number
}

/** An open offer: both players are bound by exactly this. rake_bp is the house's share of the pot in basis points, pays what the winner gets, in minor units. */
export interface Offer {
  match_id: string
  creator: string
  creator_name: string
  options: GameOptions
  stake: Amount
  rake_bp: number
  pays_minor: number
  made_ms: number
}

/** Snapshot of a match as of its version. ply: the next move's number. confirmed: who has agreed with the result, by seat. */
export interface MatchView {
  type: "match_view"
  offer: Offer
  phase: Phase
  players: string[]
  names: string[]
  ply: number
  board: Board | null
  turn: number[]
  deadline_ms: number | null
  result: Result | null
  ending: Ending | null
  confirmed: boolean[]
  paid_minor: number[]
  rake_minor: number
  chat: ChatLine[]
  present: boolean[]
}

/** Where a match is in its life. */
export type Phase = "open" | "seating" | "live" | "confirming" | "settling" | "disputed" | "settled" | "cancelled" | "abandoned" | "voided"

/** remaining and legs by seat; this throw's darts (at most 3, as "T20", "D16", "25", "Bull", "0"); what is left before this throw; a way to check out from here with the darts left in hand, or nothing; three-dart averages in hundredths by seat; the last throws, newest last, as (seat, scored, bust). */
export interface DartsBoard {
  game: "darts_501"
  legs_to_win: number
  legs: number[]
  remaining: number[]
  thrower: number
  darts: string[]
  throw_start: number
  checkout: string[]
  average_x100: number[]
  throws: DartsThrow[]
}

/** One finished throw of up to three darts. */
export interface DartsThrow {
  seat: number
  scored: number
  bust: boolean
  left: number
}

/** Both sheets by seat; whose ball it is; frame being played (above 10: extra frames); pins still standing. */
export interface TenPinBoard {
  game: "ten_pin"
  sheets: PinsSheet[]
  bowler: number
  frame: number
  standing: number
}

/** One bowler's sheet: frames begun so far, total so far (of known frames), the best total still possible. */
export interface PinsSheet {
  frames: PinsFrame[]
  total: number
  best: number
}

/** One frame: its marks as written on a sheet ("X", "/", "-", "1".."9") and the running total once it is known. */
export interface PinsFrame {
  marks: string[]
  total: number | null
}

/** holes of the round; the hole being played; holes begun; lead above zero = seat 0 is up; holes to play; dormie; the state in players' words for seat 0 and seat 1 ("2 up", "1 down", "All square"). */
export interface GolfBoard {
  game: "golf_match_play"
  holes: number
  hole: number
  played: GolfHole[]
  lead: number
  to_play: number
  dormie: boolean
  words: string[]
}

/** One hole begun: strokes by seat (nothing = not carded, or hidden until both are in; or conceded), winner seat, or nothing while open or halved, and whether it is decided. */
export interface GolfHole {
  hole: number
  strokes: (number | null)[]
  winner: number | null
  decided: boolean
  conceded: boolean
}

/** Who has won (nobody: a tie that splits) and how players say it: "3&2", "2-1 legs", "212-187". */
export interface Result {
  winner: number | null
  words: string
}

/** How a match ended. */
export type Ending = "finished" | "tied" | "conceded" | "forfeited" | "abandoned" | "voided"

/** A line of chat in a snapshot. */
export interface ChatLine {
  version: number
  at_ms: number
  player_id: string
  words: string
  key: string
}

/** Snapshot of a wallet. */
export interface WalletView {
  type: "wallet_view"
  balances: Balance[]
  holds: OpenHold[]
}

/** One currency: total = available + held, in minor units. */
export interface Balance {
  currency: Currency
  available: number
  held: number
  total: number
}

/** Money set aside for a match, still yours until it ends. */
export interface OpenHold {
  hold_id: string
  match_id: string
  currency: Currency
  minor: number
}

/** My matches, newest first. */
export interface MatchList {
  type: "match_list"
  matches: MatchSummary[]
}

/** One of my matches. opponent_name is of the player who took the offer, nothing while it is open. */
export interface MatchSummary {
  match_id: string
  ended: boolean
  offer: Offer
  opponent_name: string | null
}

/** Lines of my statement, newest first; more: there are older ones. */
export interface Statement {
  type: "statement"
  lines: StatementLine[]
  more: boolean
}

/** One line of a statement. minor is signed; available and held are the balances after it. */
export interface StatementLine {
  seq: number
  at_ms: number
  cause: Cause
  match_id: string | null
  currency: Currency
  minor: number
  available: number
  held: number
}

/** Why a wallet changed. */
export type Cause = "grant" | "hold" | "release" | "capture" | "payout"

/** No, and why. path: where in the message; retry_after_ms: not before so many ms. */
export interface Refused {
  type: "refused"
  code: Code
  message: string
  retryable: boolean
  may_have_happened: Happened
  path: string | null
  retry_after_ms: number | null
}

/** The closed list of codes. */
export type Code = "MALFORMED" | "UNKNOWN_COMMAND" | "MISSING_FIELD" | "EXTRA_FIELD" | "DUPLICATE_KEY" | "WRONG_TYPE" | "OUT_OF_BOUNDS" | "BAD_TEXT" | "NOT_SIGNED_IN" | "BAD_TICKET" | "TOO_MANY_IN_FLIGHT" | "TOO_FAST" | "NO_SUCH_MATCH" | "KEY_REUSED" | "NOT_YOUR_MATCH" | "OWN_OFFER" | "ALREADY_TAKEN" | "WRONG_PHASE" | "NOT_YOUR_TURN" | "STALE_PLY" | "ILLEGAL_MOVE" | "WRONG_GAME" | "TOO_MANY_MATCHES" | "INSUFFICIENT_FUNDS" | "OPPONENT_CANNOT_COVER" | "CURRENCY_NOT_OPEN" | "NO_SUCH_STREAM" | "BUSY" | "UNAVAILABLE" | "UNKNOWN_OUTCOME" | "INTERNAL"

/** Whether what was asked may have happened all the same. */
export type Happened = "no" | "yes" | "unknown"

/** A fact, sent out; version counts within its stream. */
export interface Push {
  stream: string
  version: number
  event: Event
}

/** Version 1 of every match: the offer. Times to act are fixed in it, in seconds. */
export interface MatchOffered {
  type: "match_offered"
  at_ms: number
  creator: string
  creator_name: string
  options: GameOptions
  stake: Amount
  rake_bp: number
  turn_seconds: number
  confirm_seconds: number
  dispute_seconds: number
}

/** Somebody wants the other seat; both stakes are being held. attempt counts from 1. */
export interface SeatingStarted {
  type: "seating_started"
  at_ms: number
  player_id: string
  name: string
  attempt: number
}

/** The stakes could not be held; the seat is open again. player_id is who could not cover. */
export interface SeatingRefused {
  type: "seating_refused"
  at_ms: number
  player_id: string
  attempt: number
}

/** Both stakes are held, play begins. deadline_ms: when who has the turn must have played. */
export interface PlayerSeated {
  type: "player_seated"
  at_ms: number
  player_id: string
  name: string
  board: Board | null
  turn: number[]
  deadline_ms: number
}

/** One accepted move, what a caller says of it, and the board after it. */
export interface MovePlayed {
  type: "move_played"
  at_ms: number
  seat: number
  ply: number
  move: Move
  calls: string[]
  board: Board | null
  turn: number[]
  deadline_ms: number
}

/** One line of chat. */
export interface ChatSaid {
  type: "chat_said"
  at_ms: number
  player_id: string
  key: string
  words: string
}

/** The rules say it is over. Both confirm, or deadline_ms does. */
export interface ResultReached {
  type: "result_reached"
  at_ms: number
  result: Result
  deadline_ms: number
}

/** A player agreed; seat -1: the time to contest ran out. */
export interface ResultConfirmed {
  type: "result_confirmed"
  at_ms: number
  seat: number
}

/** A player did not agree. The stakes stay held until deadline_ms, then the match is void. */
export interface ResultContested {
  type: "result_contested"
  at_ms: number
  seat: number
  reason: string
  deadline_ms: number
}

/** A player gave up; the other wins. */
export interface MatchConceded {
  type: "match_conceded"
  at_ms: number
  seat: number
}

/** A player whose turn it was let the time run out; the other wins. */
export interface MatchForfeited {
  type: "match_forfeited"
  at_ms: number
  seat: number
}

/** Nobody played on in time; both stakes go back, no rake. */
export interface MatchAbandoned {
  type: "match_abandoned"
  at_ms: number
}

/** The offer was withdrawn before anybody took it. */
export interface MatchCancelled {
  type: "match_cancelled"
  at_ms: number
}

/** No verdict in time, or the house could not go on: both stakes go back, no rake. */
export interface MatchVoided {
  type: "match_voided"
  at_ms: number
  reason: string
}

/** The money has moved. paid_minor by seat (the stake back counts), rake_minor to the house. */
export interface MatchSettled {
  type: "match_settled"
  at_ms: number
  ending: Ending
  winner: number | null
  paid_minor: number[]
  rake_minor: number
}

/** Who of the two is connected now, by seat; on the stream "presence:<id>", each push the whole truth. */
export interface PresenceChanged {
  type: "presence_changed"
  present: boolean[]
}

/** An offer came. */
export interface OfferOpened {
  type: "offer_opened"
  offer: Offer
  players_online: number
  matches_live: number
}

/** An offer went. */
export interface OfferClosed {
  type: "offer_closed"
  match_id: string
  why: MatchLeft
  players_online: number
  matches_live: number
}

/** Why an offer is no longer open. */
export type MatchLeft = "taken" | "cancelled"

/** Something moved; the change in minor units of the currency (minus: out of available), and the wallet after it. */
export interface WalletChanged {
  type: "wallet_changed"
  cause: Cause
  match_id: string | null
  currency: Currency
  minor: number
  wallet: WalletView
}

/** First push of every connection: who the house takes you for (nothing before authenticate), its clock, and how often it must hear from you. */
export interface Welcomed {
  type: "welcomed"
  player_id: string | null
  name: string | null
  protocol: number
  server_ms: number
  heartbeat_seconds: number
  play_money: boolean
}

/** You signed out, here or elsewhere; the connection closes with 4001. */
export interface SessionEnded {
  type: "session_ended"
}

/** The house restarts: the connection closes with 1012. Matches are kept; come back after so many ms. */
export interface ServerMoving {
  type: "server_moving"
  back_in_ms: number
}

export type Command = Authenticate | Ping | Watch | Unwatch | CreateMatch | CancelMatch | JoinMatch | ListMatches | PlayMove | SayInMatch | ConfirmResult | ContestResult | ConcedeMatch | ReadStatement

export type Event = MatchOffered | SeatingStarted | SeatingRefused | PlayerSeated | MovePlayed | ChatSaid | ResultReached | ResultConfirmed | ResultContested | MatchConceded | MatchForfeited | MatchAbandoned | MatchCancelled | MatchVoided | MatchSettled | PresenceChanged | OfferOpened | OfferClosed | WalletChanged | Welcomed | SessionEnded | ServerMoving

export type Body = Accepted | Pong | MatchCreated | Watching | MatchList | Statement | Refused

export type Move = ThrowDart | RollBall | CardHole | ConcedeHole

export type GameOptions = Darts501Options | TenPinOptions | GolfMatchPlayOptions

export type Board = DartsBoard | TenPinBoard | GolfBoard

export const REFUSALS: Record<Code, string> = {
  "MALFORMED": "Not one JSON object in UTF-8 of at most 16 KiB and 16 levels, or no usable ref.",
  "UNKNOWN_COMMAND": "No command has this type.",
  "MISSING_FIELD": "A field that the command needs is not there; path names it.",
  "EXTRA_FIELD": "A field that the command does not know; path names its place.",
  "DUPLICATE_KEY": "A key stands twice in one object.",
  "WRONG_TYPE": "A value of another JSON type than documented; numbers are whole numbers, never strings.",
  "OUT_OF_BOUNDS": "A value of the right type outside its bounds or of the wrong shape.",
  "BAD_TEXT": "A text with control characters, lone surrogates or invisible direction marks.",
  "NOT_SIGNED_IN": "The connection belongs to nobody: sign in first, or send authenticate.",
  "BAD_TICKET": "The ticket is forged, used or older than a minute: fetch a new one.",
  "TOO_MANY_IN_FLIGHT": "More commands are waiting for their answer than one connection may have.",
  "TOO_FAST": "More of these in a short time than the house takes; wait retry_after_ms.",
  "NO_SUCH_MATCH": "There is no match with this id.",
  "KEY_REUSED": "This key was used before for something else; the first use stands.",
  "NOT_YOUR_MATCH": "Only the two players of a match may do this.",
  "OWN_OFFER": "Nobody plays against themself.",
  "ALREADY_TAKEN": "Somebody else took the seat first. Your money was not touched.",
  "WRONG_PHASE": "The match is at a point of its life where this cannot be done.",
  "NOT_YOUR_TURN": "It is the opponent's turn.",
  "STALE_PLY": "The ply is not the next one: something happened that you had not seen. Resume, then decide.",
  "ILLEGAL_MOVE": "The rules of the game do not allow this move now; message says which rule.",
  "WRONG_GAME": "The move belongs to another game.",
  "TOO_MANY_MATCHES": "You have as many open and live matches as one player may have.",
  "INSUFFICIENT_FUNDS": "Less is available in your wallet than this needs; holds are not available.",
  "OPPONENT_CANNOT_COVER": "The other player can no longer cover the stake. Your money was not touched.",
  "CURRENCY_NOT_OPEN": "Matches cannot be staked in this currency yet.",
  "NO_SUCH_STREAM": "There is no stream of this name that you may watch.",
  "BUSY": "A queue in the house is full. Nothing happened; try again after retry_after_ms.",
  "UNAVAILABLE": "The part that would answer is restarting. Nothing happened; try again.",
  "UNKNOWN_OUTCOME": "No answer in time: it may have happened. Ask again with the same key or ply.",
  "INTERNAL": "Our bug; it is on record under the reference in message."
}
