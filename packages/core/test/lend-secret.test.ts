import { describe, expect, it } from 'vitest'
import { lendSecret } from '../src/crypto/lend-secret.ts'

const secret = (): Uint8Array => Uint8Array.of(1, 2, 3)
const zeros = Uint8Array.of(0, 0, 0)

describe('a secret that is lent', () => {
  it('is overwritten after a use that answers at once', () => {
    const lent = secret()
    expect(lendSecret(lent, (bytes) => bytes.join())).toBe('1,2,3')
    expect(lent).toEqual(zeros)
  })

  it('is overwritten after a use that fails at once', () => {
    const lent = secret()
    const fail = () => {
      throw new Error('no')
    }
    expect(() => lendSecret(lent, fail)).toThrow('no')
    expect(lent).toEqual(zeros)
  })

  it('is left alone until a use that takes its time is done', async () => {
    const lent = secret()
    const result = lendSecret(lent, async (bytes) => {
      await new Promise((resolve) => setTimeout(resolve))
      return bytes.join()
    })
    expect(lent).toEqual(secret())
    expect(await result).toBe('1,2,3')
    expect(lent).toEqual(zeros)
  })

  it('is overwritten after a use that fails in time', async () => {
    const lent = secret()
    await expect(lendSecret(lent, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(lent).toEqual(zeros)
  })
})
