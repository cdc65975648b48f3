import { testWholeService } from '@didcomm/test-support'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { NodeCryptoService, nodePrimitives } from '../src/index.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

testWholeService('node', () => new NodeCryptoService(), nodePrimitives)

describe('NodeCryptoService', () => {
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
