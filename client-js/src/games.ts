/** What a person reads of a game. The rules are the server's. */
import type { GameOptions } from './protocol.gen'

export type GameTag = GameOptions['game']

export const GAMES: Record<GameTag, { name: string; category: string; line: string }> = {
  darts_501: { name: '501', category: 'Darts', line: 'From 501 down to zero, out on a double.' },
  ten_pin: { name: 'Ten-pin', category: 'Bowling', line: 'Ten frames each, highest score wins.' },
  golf_match_play: { name: 'Match play', category: 'Golf', line: 'Win more holes than are left.' },
}

export const STAKES = [100, 200, 500, 1000, 2500]
export const RAKE_BP = 500

/** The options in a few words, as they stand in a row. */
export function terms(options: GameOptions): string {
  switch (options.game) {
    case 'darts_501':
      return options.legs === undefined || options.legs === 1 ? '1 leg, double out' : `first to ${options.legs} legs, double out`
    case 'ten_pin':
      return options.tie === 'extra' ? '10 frames, tie rolled off' : '10 frames, tie split'
    case 'golf_match_play':
      return `${options.holes ?? 18} holes, ${options.tie === 'split' ? 'halved if level' : 'extra holes if level'}`
  }
}

/** What a tie means, in a sentence. */
export function onTie(options: GameOptions): string {
  switch (options.game) {
    case 'darts_501':
      return 'There is no tie at 501.'
    case 'ten_pin':
      return options.tie === 'extra' ? 'Level after ten frames: one more frame each until somebody leads.' : 'Level after ten frames: both stakes go back, no fee.'
    case 'golf_match_play':
      return options.tie === 'split' ? 'All square at the end: both stakes go back, no fee.' : 'All square at the end: extra holes until one is won.'
  }
}
