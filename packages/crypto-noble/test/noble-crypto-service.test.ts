import { testWholeService } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { NobleCryptoService, noblePrimitives } from '../src/index.ts'

testWholeService('noble', () => new NobleCryptoService(), noblePrimitives)

describe('randomBytes', () => {
  it('[ENC-15] comes from the CSPRNG of the platform', async () => {
    const original = globalThis.crypto.getRandomValues
    const lengths: number[] = []
    globalThis.crypto.getRandomValues = (array) => {
      if (array) lengths.push(array.byteLength)
      return original.call(globalThis.crypto, array) as typeof array
    }
    try {
      expect(await noblePrimitives.randomBytes(64)).toHaveLength(64)
    } finally {
      globalThis.crypto.getRandomValues = original
    }
    expect(lengths).toEqual([64])
  })
})
