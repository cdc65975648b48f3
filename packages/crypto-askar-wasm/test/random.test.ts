import { AskarCryptoService, exportSecretKey } from '@didcomm/crypto-askar-wasm'
import { errorOf } from '@didcomm/test-support'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { watchedModule } from './support/watched-module.ts'

const CONTENT = {
  enc: 'A256CBC-HS512',
  plaintext: Buffer.from('Lunch?'),
  aad: new Uint8Array(),
} as const
const { crypto: platform } = globalThis

afterEach(() => {
  vi.restoreAllMocks()
})

describe('random bytes', () => {
  it('[ENC-15] come from the CSPRNG of the platform: private keys, content keys and IVs', async () => {
    const given: Buffer[] = []
    const getRandomValues = platform.getRandomValues.bind(platform)
    vi.spyOn(platform, 'getRandomValues').mockImplementation((array) => {
      getRandomValues(array)
      if (ArrayBuffer.isView(array)) given.push(Buffer.from(array as Uint8Array))
      return array
    })
    const crypto = await AskarCryptoService.load()
    for (const curve of crypto.supports.curves) {
      const { secretKey } = await crypto.generateKeyPair(curve)
      const d = Buffer.from(exportSecretKey(secretKey).d, 'base64url')
      expect(given.splice(0)).toContainEqual(d)
    }
    const { iv } = await crypto.encryptContent(CONTENT)
    const [bytes] = given
    expect(given).toHaveLength(1)
    // The content key of 64 bytes comes first.
    expect(bytes?.subarray(64, 80)).toEqual(Buffer.from(iv))
  })

  it('[ENC-15] are not made up when the platform gives none', async () => {
    const { module, copies } = await watchedModule()
    const crypto = await AskarCryptoService.load(module)
    const { secretKey } = await crypto.generateKeyPair('X25519')
    vi.spyOn(platform, 'getRandomValues').mockImplementation(() => {
      throw new Error('no entropy')
    })
    const none = { code: 'INVALID_ARGUMENT', message: 'the platform gave no random bytes' }
    for (const curve of crypto.supports.curves) {
      expect(await errorOf(crypto.generateKeyPair(curve))).toMatchObject(none)
    }
    expect(await errorOf(crypto.encryptContent(CONTENT))).toMatchObject(none)
    // It is no trap: the keys are there, and no handle was made.
    expect(exportSecretKey(secretKey).crv).toBe('X25519')
    expect(copies.map(({ liveHandles }) => liveHandles())).toEqual([1])
  })
})
