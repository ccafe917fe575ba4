import { expect, test } from 'vitest'
import { cards, crashPoint, dice, plinko, roulette, sha256, stepsTo } from './prove'

const SEED = '18e93f4a7b5b58d2569765766d1b6c3296bbd8430d6f20249044d72f14720159'
const CLIENT = 'bb62964774'

test('the published vectors come out', async () => {
  expect(await sha256(SEED)).toBe('92a94e8c23510695d92e123725ecd728e54bd251c0ec4b4c422bd16aa34567f9')
  expect(await dice(SEED, CLIENT, 1)).toBe(7718)
  expect(await roulette(SEED, CLIENT, 1)).toBe(28)
  expect((await plinko(SEED, CLIENT, 1, 16)).replaceAll('L', '').length).toBe(5)
  expect(await cards(SEED, CLIENT, 1, 10)).toEqual(['Q♦', 'K♠', '6♦', 'Q♥', '2♥', '4♠', '8♥', '5♦', '9♣', '7♥'])
  expect(await crashPoint('b4e7b335045da0a2666145980d03ed440a2e150e5369c72c7e6e24aeeb95f791', '0000000000000000001b34dc6a1e86083f95500b096231436e9b25cbdd0075c4')).toBe(256)
})

test('a hash leads to the end of its chain, and another one does not', async () => {
  const one = await sha256('x')
  const end = await sha256(await sha256(one))
  expect(await stepsTo(one, end, 5)).toBe(2)
  expect(await stepsTo(await sha256('y'), end, 5)).toBeNull()
})
