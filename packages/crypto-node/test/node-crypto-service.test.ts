import { createCryptoService, PrimitiveCryptoService } from '@didcomm/core/crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { NodeCryptoService, nodePrimitives } from '../src/index.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

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

  // Of two messages: two agreements with ephemeral keys, and one or two with the sender's key.
  it.each([
    ['once', undefined, 3],
    ['once', { keepAgreements: true }, 3],
    ['anew for each message', { keepAgreements: false }, 4],
  ] as const)('has two static keys agree %s with the options %o', async (_, options, times) => {
    const crypto = new NodeCryptoService(options)
    const agree = vi.spyOn(nodePrimitives, 'agree')
    const sender = await crypto.generateKeyPair('P-256')
    const recipient = await crypto.importPublicKey(
      (await crypto.generateKeyPair('P-256')).publicJwk,
    )
    const empty = new Uint8Array()
    for (let message = 0; message < 2; message++) {
      const content = await crypto.encryptContent({
        enc: 'A256CBC-HS512',
        plaintext: empty,
        aad: empty,
      })
      await crypto.wrapKey({
        alg: 'ECDH-1PU+A256KW',
        ephemeral: (await crypto.generateKeyPair('P-256', { ephemeral: true })).secretKey,
        sender: sender.secretKey,
        recipient,
        contentKey: content.contentKey,
        tag: content.tag,
        apu: empty,
        apv: empty,
      })
    }
    expect(agree).toHaveBeenCalledTimes(times)
  })
})
