/** What a person reads of a game, and what may be agreed on. The rules are the server's. */
import type { GameOptions } from './protocol.gen'

export type GameTag = GameOptions['game']
export type Category = 'golf' | 'video' | 'basketball' | 'football' | 'darts' | 'bowling'

/** One option of an offer: its field, what it is called, and what may be chosen; the first is the default. */
export interface Field {
  name: string
  label: string
  choices: readonly (readonly [string | number, string])[]
}

interface About {
  name: string
  category: Category
  line: string
  fields: readonly Field[]
  /** What a tie means when it is not split. Nothing: there is no tie. */
  extra?: string
}

export const CATEGORIES: Record<Category, string> = { golf: 'Golf', video: 'Video games', basketball: 'Basketball', football: 'Football', darts: 'Darts', bowling: 'Bowling' }

const LEGS: Field = { name: 'legs', label: 'First to', choices: [[1, '1 leg'], [2, '2 legs'], [3, '3 legs']] }
const HOLES: Field = { name: 'holes', label: 'Holes', choices: [[9, '9 holes'], [18, '18 holes']] }
const tie = (extra: string, first: 'extra' | 'split' = 'extra'): Field => ({
  name: 'tie',
  label: 'If level at the end',
  choices: [...(first === 'extra' ? ([['extra', extra], ['split', 'Stakes back']] as const) : ([['split', 'Stakes back'], ['extra', extra]] as const)), ['replay', 'Play again']],
})

export const GAMES: Record<GameTag, About> = {
  golf_stroke_play: {
    name: 'Stroke play', category: 'golf', line: 'Every stroke counts, the lowest total wins.', extra: 'extra holes until one is lower',
    fields: [HOLES, { name: 'strokes_given', label: 'Strokes you give', choices: [[0, 'None'], [2, '2'], [4, '4'], [8, '8'], [-4, 'Get 4'], [-8, 'Get 8']] }, tie('Extra holes')],
  },
  golf_match_play: { name: 'Match play', category: 'golf', line: 'Win more holes than are left.', extra: 'extra holes until one is won', fields: [HOLES, tie('Extra holes')] },
  golf_skins: { name: 'Skins', category: 'golf', line: 'The sole low score takes the hole and all that was carried.', extra: 'extra holes until one is won', fields: [HOLES, tie('Extra holes')] },
  sports_series: {
    name: 'Sports series', category: 'video', line: 'Best of one, three or five on your own consoles.',
    fields: [
      { name: 'title', label: 'Title', choices: [['ea_fc', 'EA FC'], ['madden', 'Madden'], ['nba_2k', 'NBA 2K'], ['nhl', 'NHL']] },
      { name: 'best_of', label: 'Best of', choices: [[3, 'Best of 3'], [1, '1 game'], [5, 'Best of 5']] },
    ],
  },
  fighting_set: {
    name: 'Fighting set', category: 'video', line: 'First to two or three games, winner keeps the character.',
    fields: [
      { name: 'title', label: 'Title', choices: [['street_fighter', 'Street Fighter'], ['tekken', 'Tekken'], ['guilty_gear', 'Guilty Gear'], ['mortal_kombat', 'Mortal Kombat']] },
      { name: 'first_to', label: 'First to', choices: [[2, 'First to 2'], [3, 'First to 3']] },
    ],
  },
  kill_race: {
    name: 'Kill race', category: 'video', line: 'Most kills and best places over a few rounds.', extra: 'one more round',
    fields: [
      { name: 'title', label: 'Title', choices: [['fortnite', 'Fortnite'], ['warzone', 'Warzone'], ['apex', 'Apex Legends']] },
      { name: 'rounds', label: 'Rounds', choices: [[3, '3 rounds'], [1, '1 round'], [5, '5 rounds']] },
      tie('One more round'),
    ],
  },
  twenty_one: {
    name: 'Twenty-One', category: 'basketball', line: 'To exactly 21; over it is back to 11.',
    fields: [{ name: 'three_pointers', label: 'From beyond the arc', choices: [['no', 'Counts 2'], ['yes', 'Counts 3']] }],
  },
  horse: { name: 'HORSE', category: 'basketball', line: 'Match the shot or take a letter.', fields: [{ name: 'letters', label: 'Word', choices: [[5, 'HORSE'], [3, 'PIG']] }] },
  three_point: {
    name: 'Three-point contest', category: 'basketball', line: '27 balls in 70 seconds.', extra: 'both shoot once more',
    fields: [{ name: 'money_rack', label: 'Money rack', choices: [[5, '5th'], [4, '4th'], [3, '3rd'], [2, '2nd'], [1, '1st']] }, tie('Shoot again')],
  },
  field_goals: { name: 'Field-goal ladder', category: 'football', line: 'Five marks, two rounds, then a kick-off.', extra: 'a kick-off from 35 yards and back', fields: [tie('Kick-off')] },
  qb_accuracy: { name: 'QB accuracy', category: 'football', line: 'A minute, ten targets and the long bucket.', extra: 'sudden runs of 15 seconds', fields: [tie('Sudden run')] },
  punt_pass_kick: { name: 'Punt, Pass & Kick', category: 'football', line: 'Far and straight: a punt, a pass, a kick.', extra: 'all three once more', fields: [tie('Once more')] },
  darts_501: { name: '501', category: 'darts', line: 'From 501 down to zero, out on a double.', fields: [LEGS] },
  darts_cricket: { name: 'Cricket', category: 'darts', line: 'Close 20 to 15 and the bull, and lead.', fields: [LEGS] },
  darts_halve_it: { name: 'Halve-It', category: 'darts', line: 'Hit every target, or lose half.', extra: 'the bull again until one leads', fields: [tie('The bull again')] },
  ten_pin: { name: 'Ten-pin', category: 'bowling', line: 'Ten frames each, highest score wins.', extra: 'one more frame each until somebody leads', fields: [tie('Roll it off', 'split')] },
  current_frame: { name: 'Current frame', category: 'bowling', line: 'Each frame counts at once: a strike is 30.', extra: 'one more frame each until somebody leads', fields: [tie('Roll it off', 'split')] },
  no_tap: { name: 'Nine-pin no-tap', category: 'bowling', line: 'Ten-pin, but nine with the first ball is a strike.', extra: 'one more frame each until somebody leads', fields: [tie('Roll it off', 'split')] },
}

export const TAGS = Object.keys(GAMES) as GameTag[]
export const inCategory = (category: Category): GameTag[] => TAGS.filter((tag) => GAMES[tag].category === category)

export const STAKES = [100, 200, 500, 1000, 2500]
export const RAKE_BP = 500

export type Chosen = Record<string, string | number>

/** The defaults of a game's options. */
export const defaults = (game: GameTag): Chosen => Object.fromEntries(GAMES[game].fields.map((field) => [field.name, field.choices[0]?.[0] ?? '']))

/** What was chosen, as the server takes it. */
export function optionsOf(game: GameTag, chosen: Chosen): GameOptions {
  const fields = Object.fromEntries(GAMES[game].fields.map(({ name }) => [name, plain(chosen[name])]))
  return { game, ...fields } as GameOptions
}

const plain = (value: string | number | undefined): string | number | boolean | undefined => (value === 'yes' ? true : value === 'no' ? false : value)
const choice = (value: unknown): unknown => (value === true ? 'yes' : value === false ? 'no' : value)

const LEVEL: Record<string, string> = { split: 'stakes back if level', extra: 'played off if level', replay: 'played again if level' }

/** The options in a few words, as they stand in a row. */
export function terms(options: GameOptions): string {
  const values = options as unknown as Record<string, unknown>
  const words = GAMES[options.game].fields
    .filter((field) => field.name !== 'tie')
    .map((field) => wordsFor(field, choice(values[field.name])))
    .filter((one) => one !== '')
  const level = GAMES[options.game].extra === undefined ? [] : [LEVEL[String(values.tie)] ?? '']
  return [...words, ...level].join(', ')
}

function wordsFor(field: Field, value: unknown): string {
  const [, words] = field.choices.find(([one]) => one === value) ?? [null, String(value)]
  switch (field.name) {
    case 'strokes_given':
      return value === 0 ? '' : Number(value) > 0 ? `gives ${String(value)} strokes` : `gets ${-Number(value)} strokes`
    case 'three_pointers':
      return value === 'yes' ? 'threes count 3' : 'every field goal 2'
    case 'money_rack':
      return `money rack ${words}`
    case 'legs':
      return value === 1 ? '1 leg' : `first to ${String(value)} legs`
    default:
      return words
  }
}

/** What a tie means, in a sentence. */
export function onTie(options: GameOptions): string {
  const { name, extra } = GAMES[options.game]
  if (extra === undefined) return `There is no tie at ${name}.`
  const tie = 'tie' in options ? options.tie : 'extra'
  if (tie === 'replay') return 'Level at the end: played again for the same stakes, twice at most, then both stakes go back.'
  return tie === 'split' ? 'Level at the end: both stakes go back, no fee.' : `Level at the end: ${extra}.`
}
