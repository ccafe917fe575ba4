import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Mailed, MoneyButton } from './controls'

describe('an address in words', () => {
  it('can be written to, without the full stop behind it', () => {
    const shown = renderToStaticMarkup(<Mailed>If it goes on, write to desk@house.example.</Mailed>)
    expect(shown).toContain('href="mailto:desk@house.example"')
    expect(shown).toMatch(/<\/a>\.$/)
  })
  it('that is not there changes nothing', () => expect(renderToStaticMarkup(<Mailed>Nothing happened.</Mailed>)).toBe('Nothing happened.'))
})

describe('a button that commits dollars', () => {
  const shown = (props: Partial<Parameters<typeof MoneyButton>[0]>) => renderToStaticMarkup(<MoneyButton busy={false} {...props}>Choose an amount</MoneyButton>)
  it('can be read when it cannot be pressed: nothing fades its words', () => {
    expect(shown({ disabled: true })).toMatch(/disabled=""/)
    expect(shown({ disabled: true })).not.toContain('opacity-')
  })
  it('is orange only when a press would commit', () => expect([shown({}), shown({ disabled: true })].map((one) => / bg-flare /.test(one))).toEqual([true, false]))
  it('keeps its colour while it waits, and cannot be pressed twice', () => expect(shown({ busy: true })).toMatch(/disabled="" aria-busy="true".* bg-flare /))
})
