import { describe, expect, it } from 'vitest'
import { attempt } from '../src/errors.ts'
import { isPromise, whenReady } from '../src/when-ready.ts'

/** A promise of another library, as an object or as a function. */
const foreign = {
  object: (result: Promise<unknown>) => foreignPromise({}, result),
  function: (result: Promise<unknown>) => foreignPromise(() => {}, result),
}

function foreignPromise(holder: object, result: Promise<unknown>): object {
  Reflect.set(holder, 'then', result.then.bind(result))
  return holder
}

describe.each(Object.entries(foreign))('a promise of another library, an %s', (_, make) => {
  it('is waited for', async () => {
    const value = make(Promise.resolve(1)) as unknown as Promise<number>
    expect(isPromise(value)).toBe(true)
    expect(await whenReady(value, (one) => one + 1)).toBe(2)
  })

  it('has its error replaced', async () => {
    const failing = make(Promise.reject(new Error('theirs'))) as unknown as Promise<number>
    const attempted = async () =>
      attempt(
        () => failing,
        () => new Error('ours'),
      )
    await expect(attempted()).rejects.toThrow('ours')
  })
})

it.each([[undefined], [null], [0], ['then'], [{}], [new Uint8Array(1)], [() => 1]])(
  'goes on at once with %s',
  (value) => {
    expect(isPromise(value)).toBe(false)
    expect(whenReady(value, (same) => [same])).toEqual([value])
  },
)
