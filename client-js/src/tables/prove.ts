/** The proof, worked out in the browser from nothing but seeds: the field's own form (docs/fairness.md). Nothing is asked of the house. */
const text = new TextEncoder()
const hex = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const RANKS = ['2', '3', '4', '5', '6', '7', '8', '9', '10', 'J', 'Q', 'K', 'A']

export const sha256 = async (words: string): Promise<string> => hex(await crypto.subtle.digest('SHA-256', text.encode(words)))

async function hmac(key: string, message: string): Promise<Uint8Array> {
  const secret = await crypto.subtle.importKey('raw', text.encode(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', secret, text.encode(message)))
}

const word = (bytes: Uint8Array, place: number): number => (((bytes[place] as number) << 24) | ((bytes[place + 1] as number) << 16) | ((bytes[place + 2] as number) << 8) | (bytes[place + 3] as number)) >>> 0

/** Whole numbers of 32 bits. */
export async function draws(server: string, client: string, nonce: number, many: number): Promise<number[]> {
  const found: number[] = []
  for (let turn = 0; found.length < many; turn++) {
    const block = await hmac(server, `${client}:${nonce}:${turn}`)
    for (let place = 0; place < 32; place += 4) found.push(word(block, place))
  }
  return found.slice(0, many)
}

/** The whole part of fraction times choices, without a float. */
export const pick = (draw: number, choices: number): number => Number((BigInt(draw) * BigInt(choices)) >> 32n)

export const roulette = async (seed: string, salt: string, round: number): Promise<number> => pick((await draws(seed, salt, round, 1))[0] as number, 37)
export const dice = async (seed: string, client: string, nonce: number): Promise<number> => pick((await draws(seed, client, nonce, 1))[0] as number, 10_001)
export const plinko = async (seed: string, client: string, nonce: number, rows: number): Promise<string> => (await draws(seed, client, nonce, rows)).map((draw) => (pick(draw, 2) ? 'R' : 'L')).join('')
export const cards = async (seed: string, salt: string, round: number, many: number): Promise<string[]> =>
  (await draws(seed, salt, round, many)).map((draw) => {
    const card = pick(draw, 52)
    return (RANKS[Math.floor(card / 4)] as string) + '♦♥♠♣'.charAt(card % 4)
  })

export async function crashPoint(hash: string, salt: string): Promise<number> {
  const first = word(await hmac(hash, salt), 0)
  return Math.max(100, Number((99n * 2n ** 32n) / (BigInt(first) + 1n)))
}

/** How many hashes lie between a round's own and the end that was published; nothing when it does not lead there. */
export async function stepsTo(hash: string, end: string, most: number): Promise<number | null> {
  let now = hash
  for (let step = 1; step <= most; step++) {
    now = await sha256(now)
    if (now === end) return step
  }
  return null
}
