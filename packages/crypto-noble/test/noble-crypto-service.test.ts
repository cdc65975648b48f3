import { createCryptoService, PrimitiveCryptoService } from '@didcomm/core/crypto'
import { describe, expect, it } from 'vitest'
import { NobleCryptoService, noblePrimitives } from '../src/index.ts'

describe('NobleCryptoService', () => {
  it('[ENC-1] [ENC-2] [SIG-1] claims every algorithm of DIDComm v2.1', () => {
    const crypto = new NobleCryptoService()
    expect(crypto.name).toBe('noble')
    expect(crypto.specificationVersion).toBe('v1')
    expect(crypto.supports).toEqual({
      curves: ['X25519', 'P-256', 'P-384', 'P-521', 'Ed25519', 'secp256k1'],
      enc: ['A256CBC-HS512', 'A256GCM', 'XC20P'],
      sig: ['EdDSA', 'ES256', 'ES256K'],
    })
  })

  it('is what createCryptoService makes of the primitives', () => {
    expect(new NobleCryptoService()).toBeInstanceOf(PrimitiveCryptoService)
    expect(createCryptoService(noblePrimitives).supports).toBe(new NobleCryptoService().supports)
  })
})

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
