import { createCryptoService, PrimitiveCryptoService } from '@didcomm/core/crypto'
import { describe, expect, it } from 'vitest'
import { NodeCryptoService, nodePrimitives } from '../src/index.ts'

describe('NodeCryptoService', () => {
  it('[ENC-1] [ENC-2] [SIG-1] claims every algorithm of DIDComm v2.1', () => {
    const crypto = new NodeCryptoService()
    expect(crypto.name).toBe('node')
    expect(crypto.specificationVersion).toBe('v1')
    expect(crypto.supports).toEqual({
      curves: ['X25519', 'P-256', 'P-384', 'P-521', 'Ed25519', 'secp256k1'],
      enc: ['A256CBC-HS512', 'A256GCM', 'XC20P'],
      sig: ['EdDSA', 'ES256', 'ES256K'],
    })
  })

  it('is what createCryptoService makes of the primitives', () => {
    expect(new NodeCryptoService()).toBeInstanceOf(PrimitiveCryptoService)
    expect(createCryptoService(nodePrimitives).supports).toBe(new NodeCryptoService().supports)
  })
})
