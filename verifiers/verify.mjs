// Computes the outcomes of The Tables again. One file, Node's own library, nothing of the house's.
//
//     node verify.mjs dice SERVER_SEED CLIENT_SEED NONCE
//     node verify.mjs roulette | cards | plinko SERVER_SEED CLIENT_SEED NONCE [HOW_MANY]
//     node verify.mjs crash GAME_HASH SALT 0
//     node verify.mjs -          one such line at a time from standard input
//
// Before a round you were shown SHA-256(server seed): `node verify.mjs commitment SERVER_SEED - 0` must print the same.
import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'

const RANKS = ['2', '3', '4', '5', '6', '7', '8', '9', '10', 'J', 'Q', 'K', 'A']
const SUITS = ['♦', '♥', '♠', '♣']
const TWO_32 = 2 ** 32
const hundredths = (whole) => `${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}`

/** Whole numbers of 32 bits: HMAC-SHA256(server, "client:nonce:round"), four bytes each, eight a round. */
function numbers(server, client, nonce, many) {
  const found = []
  for (let turn = 0; found.length < many; turn++) {
    const block = createHmac('sha256', server).update(`${client}:${nonce}:${turn}`).digest()
    for (let at = 0; at < 32; at += 4) found.push(block.readUInt32BE(at))
  }
  return found.slice(0, many)
}

/** Below 2^46, so exact in a double; dividing by a power of two is, too. */
const pick = (number, choices) => Math.floor((number * choices) / TWO_32)

function outcome(table, server, client, nonce, many) {
  switch (table) {
    case 'commitment':
      return createHash('sha256').update(server).digest('hex')
    case 'dice':
      return hundredths(pick(numbers(server, client, nonce, 1)[0], 10001))
    case 'roulette':
      return String(pick(numbers(server, client, nonce, 1)[0], 37))
    case 'cards':
      return numbers(server, client, nonce, many || 8)
        .map((number) => pick(number, 52))
        .map((card) => RANKS[Math.floor(card / 4)] + SUITS[card % 4])
        .join(' ')
    case 'plinko': {
      const way = numbers(server, client, nonce, many || 16).map((number) => pick(number, 2))
      return `${way.map((right) => 'LR'[right]).join('')}, bucket ${way.reduce((sum, right) => sum + right, 0)}`
    }
    case 'crash': {
      const first = parseInt(createHmac('sha256', server).update(client).digest('hex').slice(0, 8), 16) + 1
      const whole = 99 * TWO_32
      return `${hundredths(Math.max(100, (whole - (whole % first)) / first))}x`
    }
    default:
      throw new Error(`no such table: ${table}`)
  }
}

const ofWords = ([table, server, client, nonce, many]) => outcome(table, server, client, nonce, Number(many ?? 0))
const words = process.argv.slice(2)
if (words[0] === '-') {
  const lines = readFileSync(0, 'utf8').split('\n').filter((line) => line !== '')
  console.log(lines.map((line) => ofWords(line.split(/\s+/))).join('\n'))
} else {
  console.log(ofWords(words))
}
