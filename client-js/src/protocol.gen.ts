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

/** Offer a match. The key is made by the client at the first press and kept across retries: the same key names the same match. Nothing is held until somebody takes the other seat; then both stakes are held at once, or neither. invite_only: the lobby does not show it; who has the match's id, from a link, may take it. open_minutes: how long it may be taken. */
export interface CreateMatch {
  type: "create_match"
  key: string
  options: GameOptions
  stake: Amount
  invite_only?: boolean
  open_minutes?: number
}

/** 9 or 18 holes, lowest total wins. The creator gives the opponent so many strokes (below zero: receives them), taken off the total. Level at the end: split, or on to extra holes until one is lower. */
export interface GolfStrokePlayOptions {
  game: "golf_stroke_play"
  holes?: number
  strokes_given?: number
  tie?: Tie
}

/** What a tie means, fixed before anybody stakes: both stakes go back, play goes on until it is decided, or the match is played again (twice at most, then both stakes go back). */
export type Tie = "split" | "extra" | "replay"

/** 9 or 18 holes. All square at the end: halved (split), or on to extra holes until one is won. */
export interface GolfMatchPlayOptions {
  game: "golf_match_play"
  holes?: number
  tie?: Tie
}

/** 9 or 18 holes of a skin each, carried while nobody wins one. What is carried after the last hole is played off, or split. */
export interface GolfSkinsOptions {
  game: "golf_skins"
  holes?: number
  tie?: Tie
}

/** Best of 1, 3 or 5 games; the home side alternates, the creator first; a draw is replayed and does not count. */
export interface SportsSeriesOptions {
  game: "sports_series"
  title?: SportsTitle
  best_of?: number
}

/** Which sports simulation is played. */
export type SportsTitle = "madden" | "ea_fc" | "nba_2k" | "nhl"

/** First to 2 or 3 games; the winner keeps the character, the loser may change; a double knock-out is replayed. */
export interface FightingSetOptions {
  game: "fighting_set"
  title?: FightingTitle
  first_to?: number
}

/** Which fighting game is played. */
export type FightingTitle = "street_fighter" | "tekken" | "guilty_gear" | "mortal_kombat"

/** So many rounds; a point a kill and 5, 4, 3, 2, 1 for places 1 to 5. Level: most kills, then damage, then split or one more round. */
export interface KillRaceOptions {
  game: "kill_race"
  title?: RoyaleTitle
  rounds?: number
  tie?: Tie
}

/** Which battle royale is played. */
export type RoyaleTitle = "fortnite" | "warzone" | "apex"

/** To exactly 21. With three_pointers a field goal from beyond the arc counts 3. */
export interface TwentyOneOptions {
  game: "twenty_one"
  three_pointers?: boolean
}

/** Out after so many letters: 5 spell HORSE, 3 spell PIG. */
export interface HorseOptions {
  game: "horse"
  letters?: number
}

/** Five racks and two deep balls, 27 balls in 70 seconds; money_rack is the rack whose balls all count 2. Level: split, or once more. */
export interface ThreePointOptions {
  game: "three_point"
  money_rack?: number
  tie?: Tie
}

/** Two rounds from 10, 15, 20, 25 and 30 yards. Level: split, or a kick-off from 35 yards and back until one misses. */
export interface FieldGoalsOptions {
  game: "field_goals"
  tie?: Tie
}

/** 60 seconds at ten targets and the long bucket. Level: split, or sudden runs of 15 seconds. */
export interface QbAccuracyOptions {
  game: "qb_accuracy"
  tie?: Tie
}

/** A punt, a pass and a place kick each, measured. Level: split, or all three once more. */
export interface PuntPassKickOptions {
  game: "punt_pass_kick"
  tie?: Tie
}

/** 501, straight start, double out; first to so many legs; the throw alternates leg by leg. */
export interface Darts501Options {
  game: "darts_501"
  legs?: number
}

/** 20 to 15 and the bull, three marks close; first to so many legs; the throw alternates leg by leg. */
export interface CricketOptions {
  game: "darts_cricket"
  legs?: number
}

/** Twelve targets, three darts at each. Level at the end: split, or the bull again until one leads. */
export interface HalveItOptions {
  game: "darts_halve_it"
  tie?: Tie
}

/** Ten frames each, frame by frame in turn. A tie is split, or played off by one extra frame at a time. */
export interface TenPinOptions {
  game: "ten_pin"
  tie?: Tie
}

/** Ten frames, each worth what falls in it: a strike 30, a spare 10 and its first ball. A tie is split, or played off frame by frame. */
export interface CurrentFrameOptions {
  game: "current_frame"
  tie?: Tie
}

/** Ten-pin, but nine or more with the first ball is a strike. A tie is split, or played off frame by frame. */
export interface NoTapOptions {
  game: "no_tap"
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

/** Take the other seat. Of two who join at once exactly one is seated; the other is refused ALREADY_TAKEN, money untouched. An invitation that is over is NO_SUCH_MATCH. */
export interface JoinMatch {
  type: "join_match"
  match_id: string
}

/** My matches, newest first: the live ones and the last that ended. */
export interface ListMatches {
  type: "list_matches"
}

/** Matches that are being played now and may be watched, the newest first. */
export interface ListLive {
  type: "list_live"
}

/** Find me an opponent of my strength for exactly this game, format and stake. What comes of it is pushed on the stream "quick" of this connection. It ends when somebody is found, with stop_seeking, with the connection, or when I seek something else. */
export interface SeekOpponent {
  type: "seek_opponent"
  options: GameOptions
  stake: Amount
}

/** I do not seek any more. */
export interface StopSeeking {
  type: "stop_seeking"
}

/** What others seek now. */
export interface ListPools {
  type: "list_pools"
}

/** One move. ply counts the accepted moves of the match from 0 and must be the next one: so a repeated message plays nothing twice (the same move at the same ply by the same player is answered as before), and a stale one is refused STALE_PLY. */
export interface PlayMove {
  type: "play_move"
  match_id: string
  ply: number
  move: Move
}

/** My strokes on the hole being played, penalties included; needed from both. */
export interface CardHole {
  type: "card_hole"
  hole: number
  strokes: number
}

/** Match play: I give my opponent the hole being played. It cannot be withdrawn (Rule 3.2b). */
export interface ConcedeHole {
  type: "concede_hole"
  hole: number
}

/** I did not hole out. In stroke play that is no valid card (Rule 3.3c): I lose. In skins I cannot win the hole. */
export interface PickUp {
  type: "pick_up"
  hole: number
}

/** The final score of a game as I saw it: mine first. */
export interface ReportScore {
  type: "report_score"
  number: number
  mine: number
  theirs: number
}

/** How a game of a set went for me. */
export interface ReportGame {
  type: "report_game"
  number: number
  outcome: GameOutcome
}

/** How a game went for who reports it. */
export type GameOutcome = "won" | "lost" | "draw"

/** My round of a kill race: kills, the place I finished in, and the damage I dealt. */
export interface ReportRound {
  type: "report_round"
  round: number
  kills: number
  place: number
  damage?: number
}

/** Twenty-one: one shot of mine. */
export interface ShootBall {
  type: "shoot_ball"
  shot: Shot
  made: boolean
}

/** What is shot at twenty-one. */
export type Shot = "two" | "three" | "free_throw"

/** HORSE: the shot I set. as_called: it went in the way I called it. */
export interface SetShot {
  type: "set_shot"
  spot: Spot
  style: Style
  made: boolean
  as_called: boolean
}

/** Where a shot of HORSE is taken from. There are no dunks. */
export type Spot = "layup" | "free_throw" | "elbow" | "baseline" | "corner_three" | "wing_three" | "top_three" | "half_court"

/** How it must go in: as called, or it does not count. */
export type Style = "any" | "swish" | "bank" | "off_hand" | "one_foot" | "eyes_closed"

/** HORSE: my try at the shot that was set. */
export interface MatchShot {
  type: "match_shot"
  made: boolean
}

/** Three-point contest: the next ball, and when it was released, in milliseconds since the start of my round. */
export interface ShootRackBall {
  type: "shoot_rack_ball"
  made: boolean
  released_ms: number
}

/** My run on the clock is over: what was not thrown counts nothing. */
export interface EndRun {
  type: "end_run"
}

/** One kick at the posts. */
export interface KickBall {
  type: "kick_ball"
  outcome: KickOutcome
}

/** Where a kick went. Off a post and through is good. */
export type KickOutcome = "good" | "post_in" | "post_out" | "wide" | "short"

/** One pass: the target it hit (1 to 10, 11 the long bucket, 0 none), and when it was released, in milliseconds since the start of my run. */
export interface ThrowPass {
  type: "throw_pass"
  target: number
  released_ms: number
}

/** One punt, pass or kick as measured, in inches: along the line to the first ground contact, off the line, and whether the line was overstepped. */
export interface Measure {
  type: "measure"
  distance_in: number
  offset_in: number
  line_fault?: boolean
}

/** I missed the ball completely: once an event it may be taken again. */
export interface Whiff {
  type: "whiff"
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

/** The last move was a slip: may it be taken back? ply is the next one. Once a move; asked by both, it is agreed. */
export interface AskTakeback {
  type: "ask_takeback"
  match_id: string
  ply: number
}

/** Whether I agree to what my opponent asked. A move taken back counts as a ply of its own: the next one is higher. */
export interface AnswerTakeback {
  type: "answer_takeback"
  match_id: string
  ply: number
  agreed: boolean
}

/** One line of chat, kept in the order of the match. The key lets a sender know their own line again, and not say it twice. */
export interface SayInMatch {
  type: "say_in_match"
  match_id: string
  key: string
  words: string
}

/** Say it without words: both see it at once, and it is not kept. A few at a time. */
export interface ReactInMatch {
  type: "react_in_match"
  match_id: string
  reaction: Reaction
}

/** What can be said without words. */
export type Reaction = "clap" | "wow" | "laugh" | "ouch" | "fire" | "handshake"

/** I agree with the result. The match is settled when both have agreed, or when the time to contest is over. */
export interface ConfirmResult {
  type: "confirm_result"
  match_id: string
}

/** I do not agree with the result. The stakes stay held while both show evidence and an operator decides; without a verdict in time the match is void and both get their stake back. */
export interface ContestResult {
  type: "contest_result"
  match_id: string
  reason: string
}

/** What my opponent said of their last move is not so. ply: that move's. Play waits until they take it back, insist, or I drop it; when they insist, or say nothing in time, it is a dispute. */
export interface ContestMove {
  type: "contest_move"
  match_id: string
  ply: number
  reason: string
}

/** My move was contested. agreed: I take it back; otherwise I insist, and an operator decides. */
export interface AnswerContest {
  type: "answer_contest"
  match_id: string
  agreed: boolean
}

/** I contest the move no more: it stands. */
export interface DropContest {
  type: "drop_contest"
  match_id: string
}

/** My side of a dispute: a note, and images by the hash that POST /evidence answered. Both players and the operators see it; at most six times a player, while the window is open. */
export interface AddEvidence {
  type: "add_evidence"
  match_id: string
  key: string
  note: string
  images?: string[]
}

/** I will not appeal. When nobody who could does any more, the stakes are settled at once. */
export interface AcceptVerdict {
  type: "accept_verdict"
  match_id: string
}

/** The verdict is wrong, and why. Once a match; what is decided then is final. */
export interface AppealVerdict {
  type: "appeal_verdict"
  match_id: string
  reason: string
}

/** I give up the match: my opponent wins it at once. It cannot be taken back. */
export interface ConcedeMatch {
  type: "concede_match"
  match_id: string
}

/** It is my opponent's turn, and they have been gone for as long as the offer allows: I claim the match. */
export interface ClaimForfeit {
  type: "claim_forfeit"
  match_id: string
}

/** Let us call it off: both stakes go back, no fee, no result. Asked by both, it is agreed. */
export interface AskAbort {
  type: "ask_abort"
  match_id: string
}

/** No, we play on. */
export interface DeclineAbort {
  type: "decline_abort"
  match_id: string
}

/** The same again, for the same stake. Asked by both, the next match begins; nothing is staked before. */
export interface OfferRematch {
  type: "offer_rematch"
  match_id: string
}

/** Who is this player, and how have they played? */
export interface ReadProfile {
  type: "read_profile"
  player_id: string
}

/** A player's settled matches, newest first, 30 at a time, before a given sequence number. */
export interface ReadHistory {
  type: "read_history"
  player_id: string
  before?: number | null
}

/** Everything that happened in a match that is over, in order, as it was shown; to others than its players without what was said. */
export interface ReadReplay {
  type: "read_replay"
  match_id: string
}

/** The best of a ladder: a game's tag, a category, or "all"; over a period: "ever", this "month" or "week" (UTC), or one that is past, as "2026-11" or "2026-W47". 50 lines at a time, after the player that is named. Provisional ratings are not ranked. */
export interface ReadLeaderboard {
  type: "read_leaderboard"
  scope: string
  period: string
  by: Ranking
  after?: string | null
}

/** What a leaderboard is ranked by. */
export type Ranking = "rating" | "wins" | "earnings" | "streak"

/** From now on I follow, block or mute this player, or do not any more. Blocking ends following. */
export interface SetRelation {
  type: "set_relation"
  player_id: string
  relation: Relation
  wanted: boolean
}

/** How I stand to a player. Who is blocked can neither take my offers nor be found for me, nor I for them; who is muted is not heard. */
export type Relation = "follow" | "block" | "mute"

/** Whom I follow, block and mute. */
export interface ListPeople {
  type: "list_people"
}

/** Something an operator should look at; with the match in which it happened, when there was one. The same report twice is one. */
export interface ReportPlayer {
  type: "report_player"
  player_id: string
  offence: Offence
  words: string
  match_id?: string | null
}

/** What a player is reported for. */
export type Offence = "cheating" | "abuse" | "name" | "not_playing" | "other"

/** I have read my inbox up to and with this notice. */
export interface MarkRead {
  type: "mark_read"
  notice: number
}

/** The lines of my statement, newest first, at most 100 at a time, before a given sequence number, of one currency or of all. */
export interface ReadStatement {
  type: "read_statement"
  before?: number | null
  at_most?: number
  currency?: Currency | null
}

/** How do I stand: gate, limits, exclusion, what may be where. */
export interface ReadAccount {
  type: "read_account"
}

/** I was born then, I am here now, and I accept these versions. Asked once, and again when I am elsewhere or the documents change. A date of birth is told once; after that it must be the same. place: ISO 3166, with the state in the United States and Canada. */
export interface PassGate {
  type: "pass_gate"
  born: string
  place: string
  terms: number
  privacy: number
}

/** A limit in minor units of the currency (session: minutes, in USD's name), or none. Tighter acts at once; looser waits for a day and for confirm_play_limit. */
export interface SetPlayLimit {
  type: "set_play_limit"
  kind: LimitKind
  period: LimitPeriod
  currency?: Currency
  most?: number | null
}

/** What is limited. deposit: paid in, gross. stake: staked, open stakes included. loss: lost less won, open stakes counted as lost. session: time signed in, in minutes. */
export type LimitKind = "deposit" | "stake" | "loss" | "session"

/** Over which time: the last 24 hours, 7 days, 30 days, to the minute. They roll: nothing starts anew at midnight, in any time zone. */
export type LimitPeriod = "day" | "week" | "month"

/** The looser limit that I asked for at least a day ago: I still want it. */
export interface ConfirmPlayLimit {
  type: "confirm_play_limit"
  kind: LimitKind
  period: LimitPeriod
  currency?: Currency
}

/** No stake and no deposit for so many hours. Nothing shortens it. */
export interface TakeBreak {
  type: "take_break"
  hours: number
}

/** No stake and no deposit for so many months, or for ever, on this account and on any later one of mine. Nothing shortens it. */
export interface ExcludeSelf {
  type: "exclude_self"
  months?: number | null
}

/** I leave for good. The account must be empty: withdraw first. What the law lets us forget is forgotten. */
export interface CloseAccount {
  type: "close_account"
  name: string
}

/** I want to pay in; answered with where. The same key again names the same deposit. */
export interface BeginDeposit {
  type: "begin_deposit"
  key: string
  minor: number
}

/** I do not want to pay this any more: its checkout ends, and what it took of my limit is free again. One that was paid meanwhile stays paid. */
export interface DropDeposit {
  type: "drop_deposit"
  payment_id: string
}

/** Where do I say to which account I am paid out? Answered with an address at Stripe. */
export interface SetUpPayouts {
  type: "set_up_payouts"
}

/** Pay out so much of what is available. The same key again names the same withdrawal. */
export interface BeginWithdrawal {
  type: "begin_withdrawal"
  key: string
  minor: number
}

/** Which tables are there, and what goes on at them? */
export interface ListTables {
  type: "list_tables"
}

/** My bet on the round that takes bets now. At crash, roulette and blackjack another one before the lock takes the place of the one before, in one breath; at dice and plinko the draw is fixed with the bet, and it stays. currency must be the one that I play with. The key makes it safe to send again. */
export interface PlaceBet {
  type: "place_bet"
  bet: Bet
  currency: Currency
  table: string
  round: number
  key: string
}

/** A stake on the curve. auto: cash out by itself at this multiplier, in hundredths; without it one has to. */
export interface CrashBet {
  type: "crash_bet"
  minor: number
  auto?: number | null
}

/** All one's chips of a round, each spot once. Put again, they replace the ones before. */
export interface RouletteBet {
  type: "roulette_bet"
  chips: Chip[]
}

/** So much on a spot: "17" pays 35 to 1; "17-20" (split) 17; "16-17-18" (street, and with zero "0-1-2", "0-2-3") 11; "16-17-19-20" (corner, and "0-1-2-3") 8; "13-14-15-16-17-18" (line) 5; "dozen-1" to 3 and "column-1" to 3 pay 2; "red", "black", "odd", "even", "low", "high" pay 1. */
export interface Chip {
  spot: string
  minor: number
}

/** A stake on a seat, 0 to 6, counted from the dealer's left. */
export interface BlackjackBet {
  type: "blackjack_bet"
  minor: number
  seat: number
}

/** A roll from 0.00 to 100.00, over or under a target in hundredths, never equal to it. Pays 99 divided by the chance of winning in per cent. */
export interface DiceBet {
  type: "dice_bet"
  over: boolean
  minor: number
  target: number
}

/** A ball through 8, 12 or 16 rows of pins. */
export interface PlinkoBet {
  type: "plinko_bet"
  risk: Risk
  minor: number
  rows: number
}

/** How far apart the multipliers of a plinko board are. */
export type Risk = "low" | "medium" | "high"

/** Takes my bet off the table, before the lock. */
export interface TakeBetBack {
  type: "take_bet_back"
  table: string
  round: number
}

/** Crash: I leave the curve here. Where "here" is, the server's clock says, when it hears this. */
export interface CashOut {
  type: "cash_out"
  table: string
  round: number
}

/** Blackjack: my hand, my turn. plays is how many plays I have seen in this round. */
export interface PlayHand {
  type: "play_hand"
  move: HandMove
  table: string
  round: number
  plays: number
}

/** What a player may do with a hand. double: one more card for as much again. split: a pair, once, for as much again. */
export type HandMove = "hit" | "stand" | "double" | "split"

/** One line to everybody at the table. */
export interface SayAtTable {
  type: "say_at_table"
  table: string
  words: string
}

/** What is the table drawn from, and what was published of it before? */
export interface ReadFairness {
  type: "read_fairness"
  table: string
}

/** Dice and plinko: from now on I draw from my next pair, number, with this client seed. The server seed of the pair before is shown. Read its commitment first (read_fairness): it stands before your client seed, so nobody can have fitted one to the other. */
export interface RotateSeeds {
  type: "rotate_seeds"
  table: string
  number: number
  client_seed: string
}

/** From now on I play with Gold Coins (GC) or with Sweeps Coins (SC), on all my devices. Not while a bet in the other is open. */
export interface SetMode {
  type: "set_mode"
  currency: Currency
  key: string
}

/** What can I have now, and what not, and why? */
export interface ReadCoins {
  type: "read_coins"
}

/** Today's Gold Coins and Sweeps Coins, once between midnight and midnight UTC. Claiming again is no error, and gives nothing more. */
export interface ClaimDaily {
  type: "claim_daily"
}

/** Sweeps Coins on request, without any purchase, once between midnight and midnight UTC. They play and redeem like all others. */
export interface RequestCoins {
  type: "request_coins"
}

/** A package of Gold Coins; answered with where it is paid. The same key again names the same purchase. Sweeps Coins are never bought: those of a package are a gift, and to be had without it (request_coins, ask_entry_code). */
export interface BuyCoins {
  type: "buy_coins"
  key: string
  package: string
}

/** What may I redeem, what did I, and does the house know who I am? */
export interface ReadRedemptions {
  type: "read_redemptions"
}

/** Where do I show who I am? Answered with an address at Stripe. Needed once, before the first redemption. */
export interface VerifyIdentity {
  type: "verify_identity"
}

/** Exchange so many redeemable Sweeps Coins for a prize of as many dollars. They are held until an operator has looked. The same key again names the same redemption. */
export interface RedeemCoins {
  type: "redeem_coins"
  key: string
  minor: number
}

/** A code for an entry by mail: write it on a card with your name, and send it. One open code at a time. No purchase necessary. */
export interface AskEntryCode {
  type: "ask_entry_code"
}

/** What is there to wear, what is mine, what do I wear? */
export interface ReadShop {
  type: "read_shop"
}

/** I buy a thing with Gold Coins. It is mine at once, or nothing was taken. */
export interface BuyItem {
  type: "buy_item"
  item: string
  key: string
}

/** I wear a thing of mine, or, with null, nothing in this slot. Everybody who sees me sees it. */
export interface WearItem {
  type: "wear_item"
  slot: Slot
  key: string
  item?: string | null
}

/** Where a thing is worn; one in each. */
export type Slot = "frame" | "title" | "chat" | "card_back" | "flight" | "ball" | "felt" | "effect"

/** I give a thing that was bought to a friend: somebody whom I follow, and who follows me. */
export interface GiveItem {
  type: "give_item"
  item: string
  player_id: string
  key: string
}

/** What do these players wear? What changes is pushed to who watches the stream "looks". */
export interface ReadLooks {
  type: "read_looks"
  players: string[]
}

/** What is there to be done, and how far am I? */
export interface ReadChallenges {
  type: "read_challenges"
}

/** I have done it: what it brings is mine, once. */
export interface ClaimReward {
  type: "claim_reward"
  challenge: string
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
  snapshot: LobbyView | MatchView | WalletView | InboxView | PaymentsView | TableView | null
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

/** An open offer: both players are bound by exactly this. rake_bp is the house's share of the pot in basis points, pays what the winner gets, in minor units. invite_only: the lobby does not show it. creator_rating: in this game when it was offered. reserved_for: the only player who may take it, of two whom the house brought together. */
export interface Offer {
  match_id: string
  creator: string
  creator_name: string
  options: GameOptions
  stake: Amount
  rake_bp: number
  pays_minor: number
  made_ms: number
  invite_only: boolean
  creator_rating: number | null
  creator_provisional: boolean
  reserved_for: string | null
}

/** Snapshot of a match as of its version. ply: the next move's number. confirmed: who has agreed with the result, by seat. takeback: the seat that asks for the last move back; may_take_back: whether there is one to ask for. abort: the seat that wants to call it off. ready: who has been here, by seat. round: 2 and more when a tie is played again. rematch: the seat that wants another; next_match: where it is. */
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
  takeback: number | null
  may_take_back: boolean
  ready: boolean[]
  round: number
  abort: number | null
  contested: Contested | null
  dispute: DisputeView | null
  rematch: number | null
  next_match: string | null
  paid_minor: number[]
  rake_minor: number
  chat: ChatLine[]
  present: boolean[]
  claim_at_ms: (number | null)[]
}

/** Where a match is in its life. judged: a verdict was given and may still be appealed. */
export type Phase = "open" | "seating" | "live" | "confirming" | "settling" | "disputed" | "judged" | "settled" | "cancelled" | "abandoned" | "voided"

/** gross: strokes so far by seat; net: gross less the strokes received; to_play of the round; extra holes have numbers above it. */
export interface StrokePlayBoard {
  game: "golf_stroke_play"
  holes: number
  hole: number
  played: GolfHole[]
  gross: number[]
  net: number[]
  to_play: number
}

/** One hole begun: strokes by seat (nothing = not carded, or hidden until both are in; or conceded, or picked up), winner seat, or nothing while open or halved, and whether it is decided. */
export interface GolfHole {
  hole: number
  strokes: (number | null)[]
  winner: number | null
  decided: boolean
  conceded: boolean
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

/** skins won by seat; carried: what the hole being played is worth beside its own skin; to_play of the round. */
export interface SkinsBoard {
  game: "golf_skins"
  holes: number
  hole: number
  played: GolfHole[]
  skins: number[]
  carried: number
  to_play: number
}

/** wins needed and won, by seat; the game being played and its home side; reports: each seat's, as (seat 0's goals, seat 1's), or nothing; games decided; contradicted: the reports cannot both be right. */
export interface SeriesBoard {
  game: "sports_series"
  to_win: number
  wins: number[]
  game_number: number
  home: number
  reports: number[][]
  games: SeriesGame[]
  contradicted: boolean
}

/** One game decided: the score by seat (nothing in a fighting set), and who won it. */
export interface SeriesGame {
  number: number
  score: number[]
  winner: number
}

/** wins needed and won, by seat; the game being played; reports: who won as each seat says (0, 1, -1 for a draw; -2 for none yet); who may change character (nobody before the first game); games decided; contradicted. */
export interface FightingBoard {
  game: "fighting_set"
  to_win: number
  wins: number[]
  game_number: number
  reports: number[]
  may_change: number | null
  games: SeriesGame[]
  contradicted: boolean
}

/** rounds agreed; the round being played; who has reported it; rounds decided; points, kills and damage so far by seat. */
export interface KillRaceBoard {
  game: "kill_race"
  rounds: number
  round: number
  reported: boolean[]
  played: KillRound[]
  points: number[]
  kills: number[]
  damage: number[]
}

/** One round by seat. place 0: not reported in time, which counts nothing. */
export interface KillRound {
  kills: number[]
  places: number[]
  damage: number[]
  points: number[]
}

/** score by seat; who shoots; what is due; free throws made in a row since the field goal; shots: the last ones, newest last, each as (seat, points or 0 for a miss). */
export interface TwentyOneBoard {
  game: "twenty_one"
  score: number[]
  shooter: number
  due: Shot
  free_throws: number
  three_pointers: boolean
  shots: number[][]
}

/** word: "HORSE" or "PIG"; letters taken by seat; who sets; who shoots; the shot to match, or nothing while one is to be set. */
export interface HorseBoard {
  game: "horse"
  word: string
  letters: number[]
  setter: number
  shooter: number
  spot: Spot | null
  style: Style | null
}

/** round 1 and, after a tie, more; who shoots; this round's sheets; the worth of each of the 27 balls in order; rounds tied before; the clock in milliseconds. */
export interface ThreePointBoard {
  game: "three_point"
  round: number
  shooter: number
  sheets: ThreePointSheet[]
  worth: number[]
  tied: number[]
  limit_ms: number
}

/** One round of a shooter: each ball's points (0 for a miss or late), their sum, when the last was released, and whether it is over. */
export interface ThreePointSheet {
  balls: number[]
  total: number
  released_ms: number
  done: boolean
}

/** round 1 or 2, above that the kick-off; who kicks, from how many yards, for how much (0 in the kick-off); totals; kicks by seat. */
export interface FieldGoalsBoard {
  game: "field_goals"
  round: number
  kicker: number
  yards: number
  worth: number
  totals: number[]
  kicks: Kick[][]
}

/** One kick: from where, how it went, what it scored. */
export interface Kick {
  yards: number
  outcome: KickOutcome
  points: number
}

/** run 1 and, after a tie, sudden ones; who passes; this run's sheets; what the targets 1 to 11 are worth; totals that were tied; the clock in milliseconds. */
export interface QbBoard {
  game: "qb_accuracy"
  run: number
  passer: number
  sheets: QbSheet[]
  worth: number[]
  tied: number[]
  limit_ms: number
}

/** One run: targets hit, points, when the last pass was released, whether it is over. */
export interface QbSheet {
  hits: number[]
  total: number
  released_ms: number
  done: boolean
}

/** round 1 and, after a tie, more; the event ("punt", "pass" or "kick"); who is up; whether a retake is left; totals in inches by seat; tries by seat. */
export interface PuntPassKickBoard {
  game: "punt_pass_kick"
  round: number
  event: string
  up: number
  retake_left: boolean
  totals_in: number[]
  tries: MeasuredTry[][]
}

/** One event of one player: distance, offset and what counts, in inches; whether the line was overstepped. */
export interface MeasuredTry {
  event: string
  distance_in: number
  offset_in: number
  line_fault: boolean
  points_in: number
}

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

/** legs by seat; this throw's darts; numbers in play; marks by seat and number (0 to 3, 3 is closed); points by seat. */
export interface CricketBoard {
  game: "darts_cricket"
  legs_to_win: number
  legs: number[]
  thrower: number
  darts: string[]
  numbers: number[]
  marks: number[][]
  points: number[]
}

/** targets in order ("20", "T", "3C", "H", "B" …); the round being thrown, from 1; this throw's darts; score by seat; running: the score after each round, by seat. */
export interface HalveItBoard {
  game: "darts_halve_it"
  targets: string[]
  round: number
  target: string
  thrower: number
  darts: string[]
  score: number[]
  running: number[][]
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

/** As for ten-pin. */
export interface CurrentFrameBoard {
  game: "current_frame"
  sheets: PinsSheet[]
  bowler: number
  frame: number
  standing: number
}

/** As for ten-pin; nine with a first ball is written as the strike it counts for. */
export interface NoTapBoard {
  game: "no_tap"
  sheets: PinsSheet[]
  bowler: number
  frame: number
  standing: number
}

/** Who has won (nobody: a tie that splits) and how players say it: "3&2", "2-1 legs", "212-187". */
export interface Result {
  winner: number | null
  words: string
}

/** How a match ended. abandoned: nobody played on; no_show: somebody never came; aborted: called off by both; decided: by an operator's verdict; voided: by the system; voided_by_operator: by a person of the house. */
export type Ending = "finished" | "tied" | "conceded" | "forfeited" | "no_show" | "abandoned" | "aborted" | "decided" | "voided" | "voided_by_operator"

/** A move that is contested in play: by which seat, which ply, why. */
export interface Contested {
  seat: number
  ply: number
  reason: string
}

/** A dispute: who contested (-1: the reports spoke against each other), why, what was shown, until when more may be, whether it was appealed and why, and the verdict. */
export interface DisputeView {
  seat: number
  reason: string
  evidence: EvidenceLine[]
  evidence_until_ms: number
  appeal: string | null
  verdict: Verdict | null
}

/** A player's side of a dispute, in a snapshot. */
export interface EvidenceLine {
  at_ms: number
  seat: number
  note: string
  images: EvidenceImage[]
}

/** An image by the hash of its bytes, as GET /evidence/<hash> gives it to the players of the match and to operators. */
export interface EvidenceImage {
  sha256: string
  media_type: string
  size_bytes: number
}

/** What the house decided: for a seat or for nobody, why, whether it may be appealed, who was given a strike, who has accepted it. */
export interface Verdict {
  winner: number | null
  reason: string
  final: boolean
  strike: number | null
  accepted: boolean[]
}

/** A line of chat in a snapshot. */
export interface ChatLine {
  version: number
  at_ms: number
  player_id: string
  words: string
  key: string
}

/** Snapshot of a wallet. mode: with which coin the player plays, GC or SC. lots: Sweeps Coins that are not played yet, the oldest first. */
export interface WalletView {
  type: "wallet_view"
  mode: Currency
  balances: Balance[]
  holds: OpenHold[]
  lots: Lot[]
}

/** One currency: total = available + held, in minor units. redeemable: so much of what is available may leave the house: all of USD, none of GC, of SC what has been played. */
export interface Balance {
  currency: Currency
  available: number
  held: number
  total: number
  redeemable: number
}

/** Money set aside for a match, for a bet at a table, or, where it names neither, for a withdrawal or a redemption; yours until that ends. */
export interface OpenHold {
  hold_id: string
  match_id: string | null
  table: string | null
  currency: Currency
  minor: number
}

/** Sweeps Coins that were given together and are not played yet, in minor units. left: not played, in a bet or not; to_play: so much must still be staked before what is left can be redeemed; expires_ms: when what is left lapses. */
export interface Lot {
  lot_id: string
  source: LotSource
  granted: number
  left: number
  to_play: number
  expires_ms: number
}

/** How a lot was given; never by purchase, never from another player. package: free beside Gold Coins. request, mail: the free ways in. */
export type LotSource = "daily" | "package" | "request" | "mail" | "challenge" | "operator"

/** Snapshot of the inbox: the newest notices first, and the number up to which they are read. */
export interface InboxView {
  type: "inbox_view"
  notices: Notice[]
  read: number
}

/** One line of the inbox. number counts up per player; who: the other player; ending, paid and stake where a match was settled. */
export interface Notice {
  number: number
  at_ms: number
  kind: NoticeKind
  match_id: string | null
  game: string | null
  who: string | null
  who_name: string | null
  ending: Ending | null
  won: boolean | null
  paid: Amount | null
  words: string | null
}

/** What a notice is about. taken: somebody took my offer. settled: a match of mine is over and paid. disputed, judged, appealed: a dispute of mine moves. rematch: my opponent wants another. struck: an operator gave me a strike. followed: somebody follows me. */
export type NoticeKind = "taken" | "settled" | "disputed" | "judged" | "appealed" | "rematch" | "struck" | "followed"

/** Snapshot: the newest payments first, and whether payouts are set up at Stripe. */
export interface PaymentsView {
  type: "payments_view"
  payments: Payment[]
  payouts_ready: boolean
}

/** One deposit or withdrawal. url: Stripe's page, while it waits for you. returned_minor: what went back to the payer. why: of a no. */
export interface Payment {
  payment_id: string
  kind: PaymentKind
  currency: Currency
  minor: number
  state: PaymentState
  at_ms: number
  url: string | null
  returned_minor: number
  why: string | null
}

/** In, or out. */
export type PaymentKind = "deposit" | "withdrawal"

/** A deposit is begun, open (its page waits), processing (a slow bank), then paid, failed or expired; a paid one may be refunded or disputed, whole or in part. A withdrawal is in review or begun, processing (on its way), then paid, failed or denied; then the money is back. refused: it was never begun, and why says so. */
export type PaymentState = "begun" | "open" | "review" | "processing" | "paid" | "failed" | "expired" | "denied" | "refused" | "refunded" | "disputed"

/** Snapshot of a table. due_ms: when this stage is over, nothing while it waits for a first bet. play: what is shown of this round. last: rounds that are over, the newest first. chain: what it is drawn from, nothing where each player has seeds of their own. */
export interface TableView {
  type: "table_view"
  table: string
  kind: TableKind
  return_bp: number
  limits: TableLimit[]
  round: number
  stage: Stage
  due_ms: number | null
  bets: BetView[]
  play: Play | null
  last: RoundResult[]
  watching: number
  guests: Guest[]
  chat: TableSaid[]
  chain: ChainView | null
}

/** What is played at a table. */
export type TableKind = "crash" | "roulette" | "blackjack" | "dice" | "plinko"

/** Of one currency, in minor units: the least and the most of a bet, and the most that one bet can win. */
export interface TableLimit {
  currency: Currency
  least: number
  most: number
  win_most: number
}

/** Where a round stands. betting: bets are taken. playing: they are not, and what was drawn is shown. settled: everybody is paid. */
export type Stage = "betting" | "playing" | "settled"

/** A bet that stands. minor is all of it, with what was doubled and split. */
export interface BetView {
  player: string
  name: string
  currency: Currency
  minor: number
  bet: Bet
}

/** The curve: floor(100 · e^(0.00006 · t)) hundredths, t in ms since began_ms. crashed_at is where it ended, nothing while it flies. A curve that was cut off by a restart of the house paid automatic cash-outs that it reached, and gave all others their stake back. */
export interface CrashFlight {
  type: "crash_flight"
  began_ms: number
  out: CashedOut[]
  crashed_at: number | null
}

/** Who left the curve where (in hundredths), and what they were paid, stake included, in minor units. */
export interface CashedOut {
  player: string
  at: number
  paid: number
}

/** The pocket, 0 to 36, and when the ball lies in it. */
export interface RouletteSpin {
  type: "roulette_spin"
  pocket: number
  stops_ms: number
}

/** The table. dealer: one card until it is the dealer's turn. plays: how many were made, which the next must name. turn, hand: the seat and its hand that is to play, nothing once all have. */
export interface BlackjackHands {
  type: "blackjack_hands"
  seats: BlackjackSeat[]
  dealer: string[]
  dealer_total: number
  plays: number
  turn: number | null
  hand: number | null
}

/** A seat with its hands: one, or two after a split. */
export interface BlackjackSeat {
  seat: number
  player: string
  hands: Hand[]
}

/** Cards as "10♦" and "A♣", their total (an ace counts 11 while it can), and what may be done with them now. */
export interface Hand {
  cards: string[]
  total: number
  soft: boolean
  minor: number
  doubled: boolean
  blackjack: boolean
  done: boolean
  may: HandMove[]
}

/** All draws of a round, and when they have been shown. */
export interface PersonalDraws {
  type: "personal_draws"
  draws: Draw[]
  shown_ms: number
}

/** What was rolled, in hundredths, and from which seeds: the nonce-th bet of this pair. */
export interface DiceDraw {
  type: "dice_draw"
  player: string
  roll: number
  client_seed: string
  number: number
  nonce: number
}

/** The way of the ball, a letter a row (L, R), the bucket, its multiplier in hundredths, and the seeds. */
export interface PlinkoDraw {
  type: "plinko_draw"
  player: string
  path: string
  bucket: number
  multiplier: number
  client_seed: string
  number: number
  nonce: number
}

/** A round that is over. seed: its own hash in the chain, which proves it; nothing where each player has seeds of their own. */
export interface RoundResult {
  round: number
  at_ms: number
  play: Play
  seed: string | null
}

/** A player who is at the table. */
export interface Guest {
  player: string
  name: string
}

/** Somebody said something at a table. */
export interface TableSaid {
  type: "table_said"
  at_ms: number
  player: string
  name: string
  words: string
}

/** The hash chain that a table draws from: its published end, the salt that was fixed after it, and which rounds it is for. Round first_round + n is drawn from the hash that, hashed n + 1 times, gives the commitment. */
export interface ChainView {
  name: string
  commitment: string
  salt: string
  first_round: number
  rounds: number
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

/** Matches that are being played now, the newest first. */
export interface LiveList {
  type: "live_list"
  matches: LiveMatch[]
}

/** A match that is being played and may be watched, with a delay; names by seat. */
export interface LiveMatch {
  match_id: string
  game: string
  names: string[]
  stake: Amount
  since_ms: number
}

/** What is sought now, the most wanted first. */
export interface PoolList {
  type: "pool_list"
  pools: Pool[]
}

/** A game, format and stake for which so many players seek an opponent. */
export interface Pool {
  options: GameOptions
  stake: Amount
  seeking: number
}

/** A player, their record by ladder, and how I stand to them. */
export interface Profile {
  type: "profile"
  person: Person
  since_ms: number
  online: boolean
  followers: number
  records: LadderRecord[]
  follows: boolean
  blocks: boolean
  mutes: boolean
}

/** A player as others see them. Their colours are drawn from the id: nobody can wear another's. */
export interface Person {
  player_id: string
  name: string
}

/** How a player stands on one ladder: a game's tag, a category, or "all". deviation: how far off the rating may be, in points; streak: wins in a row, negative for losses. */
export interface LadderRecord {
  scope: string
  rating: number
  deviation: number
  provisional: boolean
  played: number
  won: number
  tied: number
  lost: number
  streak: number
  best_streak: number
  earned_minor: number
}

/** Whom I follow, block and mute, newest first. */
export interface PeopleList {
  type: "people_list"
  follows: Person[]
  blocks: Person[]
  mutes: Person[]
}

/** The lines that were asked for, my own line where I have one, and whether there are more. */
export interface Leaderboard {
  type: "leaderboard"
  scope: string
  period: string
  by: Ranking
  ranks: Rank[]
  mine: Rank | null
  more: boolean
}

/** One line of a leaderboard. Equal values share a rank, and the next one is left out. value: rating, wins, cents, or wins in a row. */
export interface Rank {
  rank: number
  person: Person
  value: number
  played: number
  won: number
  tied: number
  lost: number
}

/** Settled matches, newest first; more: there are older ones. */
export interface History {
  type: "history"
  matches: PlayedMatch[]
  more: boolean
}

/** A settled match as a line of a player's history. won is nothing for a tie or when nobody won. */
export interface PlayedMatch {
  seq: number
  match_id: string
  game: string
  at_ms: number
  opponent: Person
  ending: Ending
  won: boolean | null
  stake: Amount
  paid_minor: number
}

/** A match from its offer to its last fact, as it was shown. names by seat. */
export interface Replay {
  type: "replay"
  match_id: string
  players: string[]
  names: string[]
  facts: (MatchOffered | SeatingStarted | SeatingRefused | PlayerSeated | PlayerReady | PlayerNoShow | MovePlayed | TurnLapsed | TakebackAsked | TakebackDeclined | MoveTakenBack | AbortAsked | AbortDeclined | MatchAborted | MoveContested | ContestDropped | ContestRejected | ReportsContradicted | ChatSaid | ResultReached | ResultConfirmed | MatchReplayed | ResultContested | EvidenceAdded | VerdictGiven | VerdictAccepted | VerdictAppealed | MatchConceded | MatchForfeited | MatchAbandoned | MatchCancelled | MatchVoided | MatchSettled | RematchOffered | RematchAgreed)[]
}

/** Version 1 of every match: the offer. Times to act are fixed in it, in seconds: to take it, to be there, to move, to contest a result, to show evidence and to decide a dispute, to appeal, and how long a player whose turn it is may be gone before the other may claim. */
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
  invite_only: boolean
  open_seconds: number
  ready_seconds: number
  evidence_seconds: number
  appeal_seconds: number
  away_seconds: number
  creator_rating: number | null
  creator_provisional: boolean
  reserved_for: string | null
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

/** Both stakes are held, play begins. ready: who is here, by seat. deadline_ms: when who has the turn must have played, or, while somebody is not here, when they must be. */
export interface PlayerSeated {
  type: "player_seated"
  at_ms: number
  player_id: string
  name: string
  board: Board | null
  turn: number[]
  deadline_ms: number
  ready: boolean[]
}

/** A player is here. deadline_ms: until when the other one must be, or when who has the turn must have played. */
export interface PlayerReady {
  type: "player_ready"
  at_ms: number
  seat: number
  deadline_ms: number
}

/** The time to be there is over, and these seats were not: both stakes go back, no rake. */
export interface PlayerNoShow {
  type: "player_no_show"
  at_ms: number
  seats: number[]
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

/** The time to move or to report ran out, and the rules of the game go on: a lone report stands, one not made counts nothing. */
export interface TurnLapsed {
  type: "turn_lapsed"
  at_ms: number
  ply: number
  calls: string[]
  board: Board | null
  turn: number[]
  deadline_ms: number
}

/** A player asks for the last move to be taken back; the other one answers, or plays on. */
export interface TakebackAsked {
  type: "takeback_asked"
  at_ms: number
  seat: number
}

/** No: the move stands. */
export interface TakebackDeclined {
  type: "takeback_declined"
  at_ms: number
  seat: number
}

/** Both agreed: the board is what it was before the last move. It counts as a ply. */
export interface MoveTakenBack {
  type: "move_taken_back"
  at_ms: number
  ply: number
  board: Board | null
  turn: number[]
  deadline_ms: number
  may_take_back: boolean
}

/** A player wants to call the match off. */
export interface AbortAsked {
  type: "abort_asked"
  at_ms: number
  seat: number
}

/** The other one wants to play on. */
export interface AbortDeclined {
  type: "abort_declined"
  at_ms: number
  seat: number
}

/** Both agreed to call it off: both stakes go back, no rake. */
export interface MatchAborted {
  type: "match_aborted"
  at_ms: number
}

/** A player says that the move of this ply is not so. Until deadline_ms the other one may take it back; then it is a dispute. */
export interface MoveContested {
  type: "move_contested"
  at_ms: number
  seat: number
  ply: number
  reason: string
  deadline_ms: number
}

/** Who contested a move does not any more: it stands, play goes on. */
export interface ContestDropped {
  type: "contest_dropped"
  at_ms: number
  seat: number
  turn: number[]
  deadline_ms: number
}

/** Who made the contested move insists on it, or (seat -1) said nothing in time: a dispute. */
export interface ContestRejected {
  type: "contest_rejected"
  at_ms: number
  seat: number
  deadline_ms: number
}

/** What the players reported cannot both be right: a dispute, the stakes stay held until deadline_ms, then the match is void. */
export interface ReportsContradicted {
  type: "reports_contradicted"
  at_ms: number
  reason: string
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

/** A tie, and the offer says that a tie is played again: the game starts afresh, for the same stakes. round counts from 2. */
export interface MatchReplayed {
  type: "match_replayed"
  at_ms: number
  round: number
  ply: number
  board: Board | null
  turn: number[]
  deadline_ms: number
}

/** A player did not agree. The stakes stay held until deadline_ms, then the match is void. */
export interface ResultContested {
  type: "result_contested"
  at_ms: number
  seat: number
  reason: string
  deadline_ms: number
}

/** A player's side of a dispute. */
export interface EvidenceAdded {
  type: "evidence_added"
  at_ms: number
  seat: number
  key: string
  note: string
  images: EvidenceImage[]
}

/** The house has decided a dispute, with its reason for both to read. winner nobody: the match is void, both stakes go back, no rake. strike: the seat that claimed what was not so. deadline_ms: until when it may be appealed; nothing: it is final. */
export interface VerdictGiven {
  type: "verdict_given"
  at_ms: number
  winner: number | null
  reason: string
  operator: string
  strike: number | null
  deadline_ms: number | null
}

/** A player will not appeal; seat -1: the time to appeal is over. */
export interface VerdictAccepted {
  type: "verdict_accepted"
  at_ms: number
  seat: number
}

/** A player appealed: the house decides once more, for good, until deadline_ms. */
export interface VerdictAppealed {
  type: "verdict_appealed"
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

/** No verdict in time, or an operator stopped it: both stakes go back, no rake. */
export interface MatchVoided {
  type: "match_voided"
  at_ms: number
  reason: string
  operator: string | null
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

/** A player would like the same again. */
export interface RematchOffered {
  type: "rematch_offered"
  at_ms: number
  seat: number
}

/** Both would: this is the next match, and who creates it, by the seat of this one. */
export interface RematchAgreed {
  type: "rematch_agreed"
  at_ms: number
  match_id: string
  creator: number
}

/** Lines of my statement, newest first; more: there are older ones. */
export interface Statement {
  type: "statement"
  lines: StatementLine[]
  more: boolean
}

/** One line of a statement. minor is how what is available changed, held_minor how what is held did, each with its sign: the lines add up to the balance. available and held are the balances after it. */
export interface StatementLine {
  seq: number
  at_ms: number
  cause: Cause
  match_id: string | null
  table: string | null
  currency: Currency
  minor: number
  held_minor: number
  available: number
  held: number
}

/** Why a wallet changed. taken_back: a deposit was refunded or disputed. withdrawal: set aside to be paid out; withdrawn: paid out. mode: the player plays with the other coin now. lapsed: the time of a lot was over. redemption: set aside for a prize; redeemed: exchanged for it. adjustment: an operator put something right. */
export type Cause = "grant" | "hold" | "release" | "capture" | "payout" | "deposit" | "taken_back" | "withdrawal" | "withdrawn" | "withdrawal_failed" | "mode" | "lapsed" | "redemption" | "redeemed" | "redemption_denied" | "prize" | "purchase" | "adjustment"

/** How I stand. may_stake and may_deposit: null when I may, else the code of the refusal that I would get. place and terms: as accepted, null before. place_by_header: where the house sees me to be, which counts instead of what I say. loosen_hours: how long a looser limit waits for its confirmation; cooling_hours: a deposit for its withdrawal. withdrawable_minor: so many cents may be withdrawn now. */
export interface AccountView {
  type: "account_view"
  state: AccountState
  may_stake: string | null
  may_deposit: string | null
  excluded_until_ms: number | null
  born_known: boolean
  place: string | null
  place_by_header: string | null
  terms: number | null
  privacy: number | null
  terms_now: number
  privacy_now: number
  owed_minor: number
  withdrawable_minor: number
  cooling_hours: number
  loosen_hours: number
  review_minor: number
  limits: PlayLimit[]
  places: Place[]
}

/** frozen: nothing goes in or out until an operator has looked. closed: by its player, for good. */
export type AccountState = "open" | "frozen" | "closed"

/** most: minor units (session: minutes), null: none; used: of it now. asked: what was asked for instead (null: no limit), since asked_ms; asked_ms null: nothing was asked for. may_confirm_ms: from when it may be confirmed. */
export interface PlayLimit {
  kind: LimitKind
  period: LimitPeriod
  currency: Currency
  most: number | null
  used: number
  asked: number | null
  asked_ms: number | null
  may_confirm_ms: number | null
}

/** Where one may be, from which age one may play there for real money, and what is allowed there today. */
export interface Place {
  code: string
  name: string
  age: number
  state: PlaceState
}

/** What a place allows in a product. no_grant: play on with what one has; redeem_only: no more play, money out; closed: as redeem_only, and nobody signs up. */
export type PlaceState = "open" | "no_grant" | "redeem_only" | "closed"

/** The payment as it now stands; for a deposit with the address of Stripe's page. */
export interface PaymentBegun {
  type: "payment_begun"
  payment: Payment
}

/** The page at Stripe where you say to which account you are paid out. It lasts for a few minutes. */
export interface PayoutLink {
  type: "payout_link"
  url: string
}

/** The tables of the house. */
export interface TableList {
  type: "table_list"
  tables: TableCard[]
}

/** A table in the list of them. betting: players with a bet in this round. watching: players who are there. return_bp: what a long evening returns of what was staked, in basis points. */
export interface TableCard {
  table: string
  kind: TableKind
  stage: Stage
  watching: number
  betting: number
  return_bp: number
  limits: TableLimit[]
  last: string[]
}

/** What a table is drawn from: one chain for all, or, at dice and plinko, seeds of one's own. */
export interface Fairness {
  type: "fairness"
  table: string
  chain: ChainView | null
  seeds: SeedsView | null
}

/** A player's own seeds at a table. number 0: none yet. bets: how many were drawn, which is the last nonce. next_commitment: of the server seed that a rotation begins. */
export interface SeedsView {
  number: number
  commitment: string | null
  client_seed: string | null
  bets: number
  next_commitment: string
  spent: SpentSeeds[]
}

/** A seed pair that is not drawn from any more: the server seed is shown. */
export interface SpentSeeds {
  number: number
  server_seed: string
  commitment: string
  client_seed: string
  bets: number
}

/** What I am given, and how long Sweeps Coins last: playthrough_bp of a lot must be staked (10,000: once), within expires_days. */
export interface CoinsView {
  type: "coins_view"
  daily: Gift[]
  request: Gift
  packages: Package[]
  playthrough_bp: number
  expires_days: number
}

/** Coins that the house gives: how many, and from when (null: now). refused: the code of the refusal that one would get, null when none. */
export interface Gift {
  currency: Currency
  minor: number
  from_ms: number | null
  refused: string | null
}

/** Gold Coins for dollars, and the Sweeps Coins that come with them for nothing, in minor units. */
export interface Package {
  package: string
  gold: number
  sweeps: number
  cents: number
}

/** What there is, what of it is mine, and what I wear. */
export interface ShopView {
  type: "shop_view"
  items: ShopItem[]
  owned: OwnedItem[]
  worn: WornItem[]
}

/** A thing. price: Gold Coins in minor units, null for what is only earned. edition: how many there will ever be, null without a bound; left: of them. */
export interface ShopItem {
  item: string
  slot: Slot
  name: string
  price: number | null
  edition: number | null
  left: number | null
}

/** A thing of mine. bought: by me or by who gave it to me; only then may I give it away. */
export interface OwnedItem {
  item: string
  bought: boolean
}

/** A thing in its slot. */
export interface WornItem {
  slot: Slot
  item: string
}

/** What these players wear. */
export interface LooksList {
  type: "looks_list"
  looks: Looks[]
}

/** What a player wears. */
export interface Looks {
  player: string
  worn: WornItem[]
}

/** All of them, as I stand now. */
export interface ChallengesView {
  type: "challenges_view"
  challenges: Challenge[]
}

/** done of goal; gold: Gold Coins in minor units, item: a thing that nobody can buy. ends_ms: null for what has no end. claimed: it is paid. */
export interface Challenge {
  challenge: string
  name: string
  period: Period
  goal: number
  done: number
  gold: number
  item: string | null
  ends_ms: number | null
  claimed: boolean
}

/** How often it can be done: between midnight and midnight UTC, from Monday on, or once. */
export type Period = "day" | "week" | "once"

/** How I stand with redemptions: from least_minor on, up to day_most a day. year_minor: what was granted this calendar year; reported: so much that the house has to report it. entry: my open code for an entry by mail, which brings entry_minor. */
export interface RedemptionsView {
  type: "redemptions_view"
  identity: IdentityState
  least_minor: number
  day_most: number
  year_minor: number
  reported: boolean
  redemptions: Redemption[]
  entry: EntryCode | null
  entry_minor: number
}

/** Whether the house knows who somebody is. pending: it is being looked at, or not shown yet; failed: what was shown did not do, try again. */
export type IdentityState = "none" | "pending" | "verified" | "failed"

/** Sweeps Coins to be exchanged for a prize of as many dollars, in minor units. */
export interface Redemption {
  redemption_id: string
  at_ms: number
  minor: number
  state: RedemptionState
  why: string | null
}

/** asked: the coins are held, and an operator looks. granted: exchanged, the prize is in the wallet. denied: the coins are back. refused: nothing was held. */
export type RedemptionState = "asked" | "granted" | "denied" | "refused"

/** A code of mine for an entry by mail, good for one card until expires_ms. */
export interface EntryCode {
  code: string
  expires_ms: number
}

/** The page at Stripe where I show who I am. It lasts for a day. */
export interface IdentityLink {
  type: "identity_link"
  url: string
}

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
export type Code = "MALFORMED" | "UNKNOWN_COMMAND" | "MISSING_FIELD" | "EXTRA_FIELD" | "DUPLICATE_KEY" | "WRONG_TYPE" | "OUT_OF_BOUNDS" | "BAD_TEXT" | "NOT_SIGNED_IN" | "BAD_TICKET" | "TOO_MANY_IN_FLIGHT" | "TOO_FAST" | "NO_SUCH_MATCH" | "KEY_REUSED" | "NOT_YOUR_MATCH" | "OWN_OFFER" | "ALREADY_TAKEN" | "WRONG_PHASE" | "NOT_YOUR_TURN" | "STALE_PLY" | "ILLEGAL_MOVE" | "WRONG_GAME" | "NOTHING_TO_TAKE_BACK" | "NOTHING_TO_CONTEST" | "EVIDENCE_CLOSED" | "NO_SUCH_IMAGE" | "BAD_IMAGE" | "NOT_GONE" | "TOO_MANY_MATCHES" | "SEEKING_ELSEWHERE" | "NO_SUCH_PLAYER" | "NOT_WITH_YOURSELF" | "NOTHING_OPEN" | "BLOCKED" | "INSUFFICIENT_FUNDS" | "OPPONENT_CANNOT_COVER" | "CURRENCY_NOT_OPEN" | "NO_SUCH_TABLE" | "WRONG_CURRENCY_MODE" | "OPEN_BETS" | "ROUND_CLOSED" | "ILLEGAL_BET" | "BET_TOO_SMALL" | "BET_TOO_LARGE" | "BANK_SHORT" | "SEAT_TAKEN" | "NO_BET" | "BET_FIXED" | "TOO_LATE" | "STALE_PLAY" | "SEEDS_NOT_SET" | "BELOW_THRESHOLD" | "IDENTITY_NEEDED" | "DAY_FULL" | "NO_SUCH_PACKAGE" | "NO_SUCH_ITEM" | "ALREADY_OWNED" | "SOLD_OUT" | "NOT_OWNED" | "NOT_GIVABLE" | "NOT_FRIENDS" | "NO_SUCH_CHALLENGE" | "NOT_DONE_YET" | "ENTRY_USED" | "ENTRY_EXPIRED" | "GATE_NOT_PASSED" | "TERMS_CHANGED" | "PLACE_CLOSED" | "UNDER_AGE" | "NOT_YOUR_BIRTHDAY" | "SELF_EXCLUDED" | "LIMIT_REACHED" | "TOO_EARLY" | "NOTHING_ASKED" | "ACCOUNT_FROZEN" | "ACCOUNT_CLOSED" | "MONEY_LEFT" | "WRONG_NAME" | "STILL_COOLING" | "PAYOUTS_NOT_SET_UP" | "PAYMENTS_AWAY" | "BAD_SIGNATURE" | "REPLAYED" | "ROLE_NEEDED" | "ANOTHER_OPERATOR" | "LAST_ROOT" | "NO_SUCH_ACTOR" | "NO_SUCH_SETTING" | "LIMIT_LOOSER" | "BACKUP_FAILED" | "DRAINING" | "TABLE_CLOSED" | "BUSY" | "UNAVAILABLE" | "UNKNOWN_OUTCOME" | "INTERNAL"

/** Whether what was asked may have happened all the same. */
export type Happened = "no" | "yes" | "unknown"

/** A fact, sent out; version counts within its stream. */
export interface Push {
  stream: string
  version: number
  event: Event
}

/** Who of the two is connected now, by seat; on the stream "presence:<id>", each push the whole truth. claim_at_ms: from when the other may claim the match because this player is gone while it is their turn; nothing while they are here. */
export interface PresenceChanged {
  type: "presence_changed"
  present: boolean[]
  claim_at_ms: (number | null)[]
}

/** A player reacted; on the stream "presence:<id>", not kept. */
export interface Reacted {
  type: "reacted"
  seat: number
  reaction: Reaction
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

/** Still looking: for how long, how many seek the same, and how many points of rating away an opponent may be by now. Sent every few seconds. */
export interface SeekProgress {
  type: "seek_progress"
  waiting_seconds: number
  seeking: number
  window_points: number
  rating: number
  provisional: boolean
}

/** Both stakes are held, the match is live. */
export interface OpponentFound {
  type: "opponent_found"
  match_id: string
  opponent: string
  opponent_name: string
  opponent_rating: number
}

/** You are not looking any more, and why. */
export interface SeekEnded {
  type: "seek_ended"
  why: Refused
}

/** A new notice. */
export interface NoticeCame {
  type: "notice_came"
  notice: Notice
}

/** Read up to and with this notice, here or on another connection. */
export interface InboxRead {
  type: "inbox_read"
  read: number
}

/** What a settled match did to my rating in its game; provisional while the house is not sure of it yet. On the stream "inbox", not kept. */
export interface RatingChanged {
  type: "rating_changed"
  match_id: string
  game: string
  before: number
  after: number
  deviation: number
  provisional: boolean
}

/** Something moved; the change in minor units of the currency (minus: out of available), and the wallet after it. */
export interface WalletChanged {
  type: "wallet_changed"
  cause: Cause
  match_id: string | null
  table: string | null
  currency: Currency
  minor: number
  wallet: WalletView
}

/** A payment as it now stands. */
export interface PaymentChanged {
  type: "payment_changed"
  payment: Payment
}

/** Stripe knows where to pay you out, or no longer does. */
export interface PayoutsReady {
  type: "payouts_ready"
  ready: boolean
}

/** On the hour: how long you have been here, over all your connections, and what you won or lost meanwhile; a currency in which that is nothing is not named, and open stakes count as neither. */
export interface RealityCheck {
  type: "reality_check"
  minutes: number
  nets: Net[]
}

/** What was won less what was lost, in minor units of its currency; below zero: lost. */
export interface Net {
  currency: Currency
  minor: number
}

/** To who follows their wallet: how you stand changed (frozen, admitted, a limit, a break, what you owe); read_account says how. */
export interface StandingChanged {
  type: "standing_changed"
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

/** A word of the house to everybody, until a moment (ms since 1970); no words: what was said before is taken back. */
export interface Announced {
  type: "announced"
  words: string
  until_ms: number
}

/** Bets are taken, until due_ms; where that is nothing, until some time after the first. */
export interface RoundOpened {
  type: "round_opened"
  round: number
  due_ms: number | null
}

/** Bets that stand, each in the place of an older one of the same player; taken_back: players whose bet is off the table. */
export interface BetsPlaced {
  type: "bets_placed"
  round: number
  bets: BetView[]
  taken_back: string[]
  due_ms: number | null
}

/** No more bets; what was drawn, as far as it can be seen now. seed: the hash of the round where nothing is left to decide. */
export interface PlayShown {
  type: "play_shown"
  round: number
  play: Play
  seed: string | null
  due_ms: number | null
}

/** Somebody left the curve at so many hundredths, and was paid. */
export interface PlayerCashedOut {
  type: "player_cashed_out"
  round: number
  player: string
  at: number
  paid: number
}

/** The round is over and everybody is paid. The next one opens at due_ms. */
export interface RoundSettled {
  type: "round_settled"
  result: RoundResult
  bets: BetResult[]
  due_ms: number | null
}

/** What a bet came to: staked and paid (its stake included) in minor units. */
export interface BetResult {
  player: string
  name: string
  currency: Currency
  staked: number
  paid: number
}

/** Who is at the table, as far as they are shown, and how many. */
export interface GuestsChanged {
  type: "guests_changed"
  watching: number
  guests: Guest[]
}

/** Somebody wears something else now; all of it. */
export interface LooksChanged {
  type: "looks_changed"
  player: string
  worn: WornItem[]
}

export type Command = Authenticate | Ping | Watch | Unwatch | CreateMatch | CancelMatch | JoinMatch | ListMatches | ListLive | SeekOpponent | StopSeeking | ListPools | PlayMove | AskTakeback | AnswerTakeback | SayInMatch | ReactInMatch | ConfirmResult | ContestResult | ContestMove | AnswerContest | DropContest | AddEvidence | AcceptVerdict | AppealVerdict | ConcedeMatch | ClaimForfeit | AskAbort | DeclineAbort | OfferRematch | ReadProfile | ReadHistory | ReadReplay | ReadLeaderboard | SetRelation | ListPeople | ReportPlayer | MarkRead | ReadStatement | ReadAccount | PassGate | SetPlayLimit | ConfirmPlayLimit | TakeBreak | ExcludeSelf | CloseAccount | BeginDeposit | DropDeposit | SetUpPayouts | BeginWithdrawal | ListTables | PlaceBet | TakeBetBack | CashOut | PlayHand | SayAtTable | ReadFairness | RotateSeeds | SetMode | ReadCoins | ClaimDaily | RequestCoins | BuyCoins | ReadRedemptions | VerifyIdentity | RedeemCoins | AskEntryCode | ReadShop | BuyItem | WearItem | GiveItem | ReadLooks | ReadChallenges | ClaimReward

export type Event = MatchOffered | SeatingStarted | SeatingRefused | PlayerSeated | PlayerReady | PlayerNoShow | MovePlayed | TurnLapsed | TakebackAsked | TakebackDeclined | MoveTakenBack | AbortAsked | AbortDeclined | MatchAborted | MoveContested | ContestDropped | ContestRejected | ReportsContradicted | ChatSaid | ResultReached | ResultConfirmed | MatchReplayed | ResultContested | EvidenceAdded | VerdictGiven | VerdictAccepted | VerdictAppealed | MatchConceded | MatchForfeited | MatchAbandoned | MatchCancelled | MatchVoided | MatchSettled | RematchOffered | RematchAgreed | PresenceChanged | Reacted | OfferOpened | OfferClosed | SeekProgress | OpponentFound | SeekEnded | NoticeCame | InboxRead | RatingChanged | WalletChanged | PaymentChanged | PayoutsReady | RealityCheck | StandingChanged | Welcomed | SessionEnded | ServerMoving | Announced | TableSaid | RoundOpened | BetsPlaced | PlayShown | PlayerCashedOut | RoundSettled | GuestsChanged | LooksChanged

export type Body = Accepted | Pong | MatchCreated | Watching | MatchList | LiveList | PoolList | Profile | PeopleList | Leaderboard | History | Replay | Statement | AccountView | PaymentBegun | PayoutLink | TableList | Fairness | CoinsView | ShopView | LooksList | ChallengesView | RedemptionsView | IdentityLink | Refused

export type Move = CardHole | ConcedeHole | PickUp | ReportScore | ReportGame | ReportRound | ShootBall | SetShot | MatchShot | ShootRackBall | EndRun | KickBall | ThrowPass | Measure | Whiff | ThrowDart | RollBall

export type GameOptions = GolfStrokePlayOptions | GolfMatchPlayOptions | GolfSkinsOptions | SportsSeriesOptions | FightingSetOptions | KillRaceOptions | TwentyOneOptions | HorseOptions | ThreePointOptions | FieldGoalsOptions | QbAccuracyOptions | PuntPassKickOptions | Darts501Options | CricketOptions | HalveItOptions | TenPinOptions | CurrentFrameOptions | NoTapOptions

export type Board = StrokePlayBoard | GolfBoard | SkinsBoard | SeriesBoard | FightingBoard | KillRaceBoard | TwentyOneBoard | HorseBoard | ThreePointBoard | FieldGoalsBoard | QbBoard | PuntPassKickBoard | DartsBoard | CricketBoard | HalveItBoard | TenPinBoard | CurrentFrameBoard | NoTapBoard

export type Bet = CrashBet | RouletteBet | BlackjackBet | DiceBet | PlinkoBet

export type Draw = DiceDraw | PlinkoDraw

export type Play = CrashFlight | RouletteSpin | BlackjackHands | PersonalDraws

export const REFUSALS: Record<Code, string> = {
  "MALFORMED": "Not one JSON object in UTF-8 (half a surrogate pair is none) of at most 16 KiB and 16 levels.",
  "UNKNOWN_COMMAND": "No command has this type.",
  "MISSING_FIELD": "A field that the command needs is not there; path names it.",
  "EXTRA_FIELD": "A field that the command does not know; path names its place.",
  "DUPLICATE_KEY": "A key stands twice in one object.",
  "WRONG_TYPE": "A value of another JSON type than documented; numbers are whole numbers, never strings.",
  "OUT_OF_BOUNDS": "A value of the right type outside its bounds or of the wrong shape.",
  "BAD_TEXT": "A text with control characters or invisible direction marks.",
  "NOT_SIGNED_IN": "The connection belongs to nobody: sign in first, or send authenticate.",
  "BAD_TICKET": "The ticket is forged, used or older than a minute: fetch a new one.",
  "TOO_MANY_IN_FLIGHT": "More commands are waiting for their answer than one connection may have.",
  "TOO_FAST": "More of these in a short time than the house takes; wait retry_after_ms.",
  "NO_SUCH_MATCH": "There is no match with this id, or none that you may know of.",
  "KEY_REUSED": "This key was used before for something else; the first use stands.",
  "NOT_YOUR_MATCH": "Only the two players of a match may do this.",
  "OWN_OFFER": "Nobody plays against themself.",
  "ALREADY_TAKEN": "Somebody else took the seat first. Your money was not touched.",
  "WRONG_PHASE": "The match is at a point of its life where this cannot be done.",
  "NOT_YOUR_TURN": "It is the opponent's turn.",
  "STALE_PLY": "The ply is not the next one: something happened that you had not seen. Resume, then decide.",
  "ILLEGAL_MOVE": "The rules of the game do not allow this move now; message says which rule.",
  "WRONG_GAME": "The move belongs to another game.",
  "NOTHING_TO_TAKE_BACK": "There is no move to take back, or it was declined, or nobody asked.",
  "NOTHING_TO_CONTEST": "There is no such move of your opponent's to contest, or it was answered already.",
  "EVIDENCE_CLOSED": "The time to show evidence is over, or you have shown as much as one player may.",
  "NO_SUCH_IMAGE": "A hash names no image that you uploaded. Upload it first, with POST /evidence.",
  "BAD_IMAGE": "Not a PNG, JPEG or WebP image, or too large.",
  "NOT_GONE": "Your opponent is here, or it is not their turn, or they have not been gone for long enough.",
  "SEEKING_ELSEWHERE": "You are looking for an opponent on another connection now.",
  "NO_SUCH_PLAYER": "There is no player with this id.",
  "NOT_WITH_YOURSELF": "Nobody follows, blocks, mutes or reports themself.",
  "NOTHING_OPEN": "There is nothing open under this number: it was closed already, or never was.",
  "BLOCKED": "One of you has blocked the other: you are not matched.",
  "TOO_MANY_MATCHES": "You have as many open and live matches as one player may have.",
  "INSUFFICIENT_FUNDS": "Less is available in your wallet than this needs; holds are not available.",
  "OPPONENT_CANNOT_COVER": "The other player can no longer cover the stake. Your money was not touched.",
  "CURRENCY_NOT_OPEN": "This is not played in this currency.",
  "NO_SUCH_TABLE": "There is no table with this id.",
  "WRONG_CURRENCY_MODE": "You play with the other coin now, here or on another device. Nothing was taken; switch first (set_mode).",
  "OPEN_BETS": "A bet of yours is open: that can be done when it has ended.",
  "ROUND_CLOSED": "This round takes no bets any more, or not yet. Nothing was taken.",
  "ILLEGAL_BET": "There is no such bet at this table; message says why.",
  "BET_TOO_SMALL": "Less than the table takes.",
  "BET_TOO_LARGE": "More than the table takes, or it could win more than the table pays.",
  "BANK_SHORT": "The bank could not pay all bets if this one won, too. Nothing was taken.",
  "SEAT_TAKEN": "Somebody else sits there, or you sit elsewhere.",
  "NO_BET": "You have no bet in this round.",
  "BET_FIXED": "At this table the draw is fixed with the bet: it can be neither changed nor taken back.",
  "TOO_LATE": "The curve had ended when we heard you, or you were out already.",
  "STALE_PLAY": "Something was played that you had not seen. Look, then decide.",
  "SEEDS_NOT_SET": "This table draws from your own seeds: choose a client seed first (rotate_seeds).",
  "BELOW_THRESHOLD": "Fewer Sweeps Coins than one may redeem at once.",
  "IDENTITY_NEEDED": "Before a redemption: show once who you are (verify_identity).",
  "DAY_FULL": "More than one may redeem in a day. Nothing was held; try again tomorrow, or with less.",
  "NO_SUCH_PACKAGE": "There is no package of this name.",
  "NO_SUCH_ITEM": "There is no such thing, or it is not to be bought, or not for this slot.",
  "ALREADY_OWNED": "Who would get it has it already. Nothing was taken.",
  "SOLD_OUT": "All of this edition are sold. Nothing was taken.",
  "NOT_OWNED": "That is not yours.",
  "NOT_GIVABLE": "Only what was bought can be given, and to somebody else.",
  "NOT_FRIENDS": "Gifts go to friends: somebody whom you follow, and who follows you.",
  "NO_SUCH_CHALLENGE": "There is no challenge of this name.",
  "NOT_DONE_YET": "The challenge is not done yet.",
  "ENTRY_USED": "This code was used for an entry already.",
  "ENTRY_EXPIRED": "The time of this code is over; nothing was given.",
  "GATE_NOT_PASSED": "Before any stake: say when you were born and where you are, and accept the terms (pass_gate).",
  "TERMS_CHANGED": "The terms or the privacy notice changed: read and accept them (pass_gate).",
  "PLACE_CLOSED": "This may not be played where you are. Withdrawals stay open.",
  "UNDER_AGE": "You are not old enough for this where you are.",
  "NOT_YOUR_BIRTHDAY": "You told us another date of birth before. If that one was wrong, write to us.",
  "SELF_EXCLUDED": "You are on a break or have excluded yourself. Nothing shortens that. Withdrawals stay open.",
  "LIMIT_REACHED": "This would go beyond a limit that you have set for yourself.",
  "TOO_EARLY": "A looser limit can be confirmed a day after it was asked for.",
  "NOTHING_ASKED": "No looser limit was asked for.",
  "ACCOUNT_FROZEN": "The account is frozen: a payment was taken back, or an operator is looking into something. Write to us.",
  "ACCOUNT_CLOSED": "The account is closed.",
  "MONEY_LEFT": "There is still money in the account, on its way, or owed: an account closes empty.",
  "WRONG_NAME": "To close the account, give its name exactly as it is.",
  "STILL_COOLING": "Of what is available, too much was paid in lately: deposits can be withdrawn a day after they came.",
  "PAYOUTS_NOT_SET_UP": "Say first to which account you are paid out (set_up_payouts).",
  "PAYMENTS_AWAY": "Stripe does not answer. Nothing was taken; try again with the same key.",
  "BAD_SIGNATURE": "No operator of this name signed this for this connection: the name, the key, the nonce or the ref is another.",
  "REPLAYED": "The ref is not higher than the last one on this connection.",
  "ROLE_NEEDED": "Your role may not ask for this; message says which may.",
  "ANOTHER_OPERATOR": "Who proposed a command cannot approve it: another operator has to.",
  "LAST_ROOT": "Without this one, nobody could let operators in or out any more.",
  "NO_SUCH_ACTOR": "No actor of this name runs; tree lists them.",
  "NO_SUCH_SETTING": "There is no such setting that can be changed live; settings lists them.",
  "LIMIT_LOOSER": "That would loosen a limit: only its player may, and it takes a day.",
  "BACKUP_FAILED": "The backup was not made; message says why. What was there before is kept.",
  "DRAINING": "The house begins nothing new just now: it is about to restart. Nothing was taken; try again in a moment.",
  "TABLE_CLOSED": "This table takes no bets just now; message says why. Nothing was taken.",
  "BUSY": "A queue in the house is full. Nothing happened; try again after retry_after_ms.",
  "UNAVAILABLE": "The part that would answer is restarting. Nothing happened; try again.",
  "UNKNOWN_OUTCOME": "No answer in time: it may have happened. Ask again with the same key or ply.",
  "INTERNAL": "Our bug; it is on record under the reference in message."
}
