import { describe, expect, it } from 'vitest'
import { isExpired, isSameId, threadIdOf } from '../src/message/threading.ts'

describe('threadIdOf', () => {
  it('[MSG-2] is the thid, or the id of a message without one', () => {
    expect(threadIdOf({ id: 'm2', thid: 'm1' })).toBe('m1')
    expect(threadIdOf({ id: 'm1' })).toBe('m1')
  })
})

describe('isSameId', () => {
  it('[MSG-2] does not tell upper from lower case', () => {
    const id = '7c9de639-c51c-4d60-ab95-103fa613c805'
    expect(isSameId(id, id)).toBe(true)
    expect(isSameId(id, id.toUpperCase())).toBe(true)
    expect(isSameId('aBc-XyZ', 'AbC-xYz')).toBe(true)
  })

  it('[MSG-2] tells everything else apart', () => {
    expect(isSameId('m1', 'm2')).toBe(false)
    expect(isSameId('m1', 'm1 ')).toBe(false)
    expect(isSameId('', 'm1')).toBe(false)
    expect(isSameId('[', '{')).toBe(false)
  })

  it('[MSG-2] folds ASCII letters alone', () => {
    expect(isSameId('k', '\u212a')).toBe(false)
    expect(isSameId('Ä', 'ä')).toBe(false)
    expect(isSameId('ı', 'I')).toBe(false)
  })

  it('compares large ids', () => {
    const size = 10 * 1024 * 1024
    expect(isSameId('aB'.repeat(size / 2), 'Ab'.repeat(size / 2))).toBe(true)
    expect(isSameId('aB'.repeat(size / 2), 'a'.repeat(size))).toBe(false)
  })
})

describe('isExpired', () => {
  it('[MSG-6] is so from expires_time on', () => {
    expect(isExpired({ expires_time: 1000 }, 999)).toBe(false)
    expect(isExpired({ expires_time: 1000 }, 999.9)).toBe(false)
    expect(isExpired({ expires_time: 1000 }, 1000)).toBe(true)
    expect(isExpired({ expires_time: 1000 }, 1001)).toBe(true)
  })

  it('[MSG-6] is never so without expires_time', () => {
    expect(isExpired({}, 2 ** 53)).toBe(false)
  })

  it("[MSG-6] goes by the platform's clock unless told the time", () => {
    expect(isExpired({ expires_time: 1_000_000_000 })).toBe(true)
    expect(isExpired({ expires_time: 100_000_000_000 })).toBe(false)
  })
})
