import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const answer = (status: number, body: unknown = null) => ({ ok: status < 400, status, json: () => Promise.resolve(body) })
const fetched = vi.fn()

beforeEach(() => {
  vi.resetModules()
  vi.useFakeTimers()
  vi.stubGlobal('location', { protocol: 'http:', host: 'house.example' })
  vi.stubGlobal('fetch', fetched)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  fetched.mockReset()
})

const house = async () => ({ ...(await import('./house')), ...(await import('./store')) })

it.each([
  ['is about to restart', () => Promise.resolve(answer(503))],
  ['does not answer', () => Promise.reject(new TypeError('Failed to fetch'))],
])('a house that %s signs nobody out: it is asked again', async (_, silent) => {
  const { whoAmI, useStore } = await house()
  fetched.mockImplementationOnce(silent).mockResolvedValueOnce(answer(401))
  const asking = whoAmI()
  await vi.advanceTimersByTimeAsync(500)
  expect([useStore.getState().me, useStore.getState().link.at]).toEqual([undefined, 'lost'])
  await vi.runAllTimersAsync()
  await asking
  expect([useStore.getState().me, fetched.mock.calls.length]).toEqual([null, 2])
})

it('what a browser says of a broken line is not shown to a player', async () => {
  const { endSignIn, signIn, signIns, signOut, words } = await house()
  fetched.mockRejectedValue(new TypeError('Failed to fetch'))
  for (const deed of [signOut, signIns, () => signIn('Ann'), () => endSignIn('1')]) expect(words(await deed().catch((error: unknown) => error))).toMatch(/^No answer from the house/)
})

it('a list of sign-ins that did not come is no list', async () => {
  const { signIns, words } = await house()
  fetched.mockResolvedValue(answer(503, { code: 'BUSY' }))
  expect(words(await signIns().catch((error: unknown) => error))).toMatch(/^No answer from the house/)
})
