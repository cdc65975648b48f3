import { afterEach, describe, expect, it, vi } from 'vitest'
import { measure, type Mode, ratioOf } from '../src/measure.ts'
import { times } from './figures.ts'

/** With no time to spend, each runs once where it has to run at all. */
const ONCE = { warmUp: 0, measured: 0 }

async function orderOf(rounds: number, modes: readonly Mode[]): Promise<string> {
  const order: string[] = []
  const candidates = ['a', 'b', 'c'].map((name) => ({ name, run: () => order.push(name) }))
  await measure(candidates, { ...ONCE, rounds }, modes)
  return order.join('')
}

describe('measure', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('warms up, and then alternates to and fro', async () => {
    expect(await orderOf(3, ['turns'])).toBe('abcabccbaabc')
  })

  it('runs one mode after the other', async () => {
    expect(await orderOf(1, ['blocks', 'turns'])).toBe('abcabcabc')
  })

  it('counts what was run after the warm-up', async () => {
    const candidates = [{ name: 'a', run: () => Promise.resolve() }]
    const { turns, blocks } = await measure(candidates, { ...ONCE, rounds: 4 }, ['turns'])
    expect(turns?.['a']?.count).toBe(4)
    expect(blocks).toBeUndefined()
  })

  it('runs one for a while before the other in blocks', async () => {
    let milliseconds = 0
    vi.spyOn(performance, 'now').mockImplementation(() => milliseconds++)
    const order: string[] = []
    const candidates = ['a', 'b'].map((name) => ({ name, run: () => order.push(name) }))
    const effort = { warmUp: 0, measured: 20, rounds: 2 }
    const { blocks } = await measure(candidates, effort, ['blocks'])
    expect(order.join('')).toBe('abaaaabbbbbbbbaaaa')
    expect(blocks?.['a']).toMatchObject({ median: 1000, count: 8 })
  })

  it('fails with what fails', async () => {
    const candidates = [{ name: 'a', run: () => Promise.reject(new Error('broken')) }]
    await expect(measure(candidates, { ...ONCE, rounds: 1 }, ['turns'])).rejects.toThrow('broken')
  })
})

describe('ratioOf', () => {
  const measured = { blocks: times({ slow: 30, quick: 10 }) }

  it('divides medians', () => {
    expect(ratioOf(measured, 'blocks', 'slow', 'quick')).toBe(3)
  })

  it('has none for what was not timed', () => {
    expect(ratioOf(measured, 'turns', 'slow', 'quick')).toBeUndefined()
    expect(ratioOf(measured, 'blocks', 'slow', 'absent')).toBeUndefined()
  })
})
