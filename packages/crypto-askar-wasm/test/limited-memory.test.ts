import { AskarCryptoService } from '@didcomm/crypto-askar-wasm'
import { errorOf } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { watchedModule } from './support/watched-module.ts'

/** More than a 32-bit memory can hold; the platform lends it pages of zeros, and none is written. */
const HUGE = 2 ** 31

describe('bytes that do not fit into the memory of the module', () => {
  it('are an error that costs no key', async () => {
    const watched = await watchedModule()
    const crypto = await AskarCryptoService.load(watched.module)
    const { secretKey, publicJwk } = await crypto.generateKeyPair('Ed25519')
    const verifier = await crypto.importPublicKey(publicJwk)
    const data = Uint8Array.of(1)
    const huge = new Uint8Array(HUGE)
    const calls = [
      () => crypto.sha256(huge),
      () => crypto.sign({ alg: 'EdDSA', secretKey, data: huge }),
      () => crypto.encryptContent({ enc: 'A256GCM', plaintext: huge, aad: data }),
      () => crypto.encryptContent({ enc: 'A256GCM', plaintext: data, aad: huge }),
    ]
    for (const call of calls) {
      expect(await errorOf(call)).toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: 'the bytes are too many for the memory of the module',
      })
    }
    const content = await crypto.encryptContent({ enc: 'A256GCM', plaintext: data, aad: data })
    const error = await errorOf(() =>
      crypto.decryptContent({ ...content, enc: 'A256GCM', aad: huge }),
    )
    expect(error.code).toBe('DECRYPTION_FAILED')
    const signature = await crypto.sign({ alg: 'EdDSA', secretKey, data })
    expect(await crypto.verify({ alg: 'EdDSA', publicKey: verifier, data, signature })).toBe(true)
    expect(watched.copies).toHaveLength(1)
  })
})
