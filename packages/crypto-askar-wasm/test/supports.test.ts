import type { ContentEncryption, Curve, SignatureAlgorithm } from '@didcomm/core'
import { AskarCryptoService, AskarSecretsManager } from '@didcomm/crypto-askar-wasm'
import { errorOf, generateJwk, publicJwk } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { AskarAlgorithms } from '../src/askar-algorithms.ts'
import { AskarRuntime } from '../src/askar-runtime.ts'
import { watchedModule } from './support/watched-module.ts'

const { module } = await watchedModule()
const crypto = await AskarCryptoService.load(module)
const UNSUPPORTED = 'UNSUPPORTED_ALGORITHM'

describe('what Askar supports', () => {
  it('[ENC-1] [ENC-2] [SIG-1] is all of DIDComm v2.1 but P-521', () => {
    expect(crypto.name).toBe('askar-wasm')
    expect(crypto.specificationVersion).toBe('v1')
    expect(crypto.supports).toEqual({
      curves: ['X25519', 'P-256', 'P-384', 'Ed25519', 'secp256k1'],
      enc: ['A256CBC-HS512', 'A256GCM', 'XC20P'],
      sig: ['EdDSA', 'ES256', 'ES256K'],
    })
  })

  it('[ENC-1] is not P-521: a key on it is refused, private or public', async () => {
    const jwk = generateJwk('P-521')
    const algorithms = new AskarAlgorithms(await AskarRuntime.start(module))
    for (const backend of [crypto, algorithms]) {
      const uses = [
        () => backend.generateKeyPair('P-521'),
        () => backend.importSecretKey(jwk),
        () => backend.importPublicKey(publicJwk(jwk)),
      ]
      for (const use of uses) expect((await errorOf(use)).code).toBe(UNSUPPORTED)
    }
    const secrets = new AskarSecretsManager(crypto)
    expect(await errorOf(secrets.addJwk('did:example:alice#key-1', jwk))).toMatchObject({
      code: UNSUPPORTED,
      details: { kid: 'did:example:alice#key-1' },
    })
    expect(secrets.kids()).toEqual([])
  })

  // A name that is no number of Askar's would be its first algorithm.
  it.each(['P-521', 'constructor', '0', 'P256', ''])(
    'is not %j, which does not reach Askar either without the guard',
    async (name) => {
      const watched = await watchedModule()
      const algorithms = new AskarAlgorithms(await AskarRuntime.start(watched.module))
      const { secretKey, publicJwk: jwk } = algorithms.generateKeyPair('Ed25519')
      const publicKey = algorithms.importPublicKey(jwk)
      const bytes = new Uint8Array(64)
      const enc = name as ContentEncryption
      const alg = name as SignatureAlgorithm
      const content = algorithms.encryptContent({ enc: 'XC20P', plaintext: bytes, aad: bytes })
      const before = watched.running.liveHandles()
      const uses = [
        () => algorithms.generateKeyPair(name as Curve),
        () => algorithms.encryptContent({ enc, plaintext: bytes, aad: bytes }),
        () => algorithms.decryptContent({ ...content, enc, aad: bytes }),
        () => algorithms.sign({ alg, secretKey, data: bytes }),
        () => algorithms.verify({ alg, publicKey, data: bytes, signature: bytes }),
      ]
      for (const use of uses) expect((await errorOf(use)).code).toBe(UNSUPPORTED)
      expect(watched.running.liveHandles()).toBe(before)
    },
  )

  it.each([-1, 1.5, Number.NaN, Infinity])(
    'is no number of cached agreements like %d',
    async (maxCachedAgreements) => {
      const loading = AskarCryptoService.load(module, { maxCachedAgreements })
      expect((await errorOf(loading)).code).toBe('INVALID_ARGUMENT')
    },
  )
})
