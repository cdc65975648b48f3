import { noblePrimitives } from '@didcomm/crypto-noble'
import { errorOf, generateJwk } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import type { Awaitable } from '../src/contracts/index.ts'
import { ContentKey } from '../src/crypto/content-key.ts'
import {
  apu,
  bytes,
  flipped,
  overwrittenBy,
  type Primitives,
  seal,
  service,
  serviceWith,
} from './support/sealed-content.ts'

/** Noble answers at once; other libraries take their time. */
describe.each(['at once', 'in time'] as const)('secrets in memory, of answers %s', (when) => {
  function recording() {
    const seen: Uint8Array[] = []
    const keep = (data: Awaitable<Uint8Array>): Awaitable<Uint8Array> => {
      if (data instanceof Promise) return data.then(keep)
      seen.push(data)
      return when === 'at once' ? data : Promise.resolve(data)
    }
    const replaced: Partial<Primitives> = {
      agree: (secretKey, publicKey) => keep(noblePrimitives.agree(secretKey, publicKey)),
      sha256: (data) => {
        void keep(data)
        return keep(noblePrimitives.sha256(data))
      },
    }
    return { seen, crypto: serviceWith(replaced, { keepAgreements: false }) }
  }

  it('overwrites shared secrets and key-encryption keys after use', async () => {
    const { seen, crypto } = recording()
    const { unwrap } = await seal('ECDH-1PU+A256KW', { crypto })
    await crypto.unwrapKey(unwrap)
    // Wrapping and unwrapping: two agreements, the input and the output of the hash each.
    expect(seen).toHaveLength(8)
    expect(seen.every((data) => data.length > 0 && data.every((byte) => byte === 0))).toBe(true)
  })

  it('overwrites them after a failure too', async () => {
    const { unwrap } = await seal('ECDH-1PU+A256KW')
    const { seen, crypto } = recording()
    await errorOf(() => crypto.unwrapKey({ ...unwrap, encryptedKey: flipped(unwrap.encryptedKey) }))
    expect(seen).toHaveLength(4)
    expect(seen.every((data) => data.every((byte) => byte === 0))).toBe(true)
  })

  it('[ENC-15] overwrites a content key that is released, and no other key', async () => {
    const { crypto } = recording()
    const { unwrap, sealed } = await seal('ECDH-1PU+A256KW', { crypto })
    const contentKey = await crypto.unwrapKey(unwrap)
    expect(ContentKey.bytesOf(contentKey).some((byte) => byte !== 0)).toBe(true)
    const contentKeyBytes = ContentKey.bytesOf(contentKey)
    crypto.releaseKey(contentKey)
    crypto.releaseKey(contentKey)
    expect(contentKeyBytes).toEqual(new Uint8Array(64))
    // And is no key of zeros, which everybody knows.
    const zeros = {
      enc: 'A256CBC-HS512',
      key: new Uint8Array(64),
      iv: sealed.iv,
      aad: apu,
    } as const
    const forged = await noblePrimitives.encrypt({ ...zeros, plaintext: bytes('forged') })
    const opening = () => crypto.decryptContent({ ...zeros, ...forged, contentKey })
    expect((await errorOf(opening)).code).toBe('DECRYPTION_FAILED')
    crypto.releaseKey(unwrap.recipient)
    const again = await crypto.unwrapKey(unwrap)
    expect(await crypto.decryptContent({ ...sealed, contentKey: again })).toEqual(bytes('Lunch?'))
  })
})

it('overwrites what it puts the two secrets together in', async () => {
  const { unwrap } = await seal('ECDH-1PU+A256KW')
  const overwritten = await overwrittenBy(() => service.unwrapKey(unwrap))
  const [ze, zs] = overwritten.filter((hex) => hex.length === 2 * 32)
  expect(overwritten).toContain(`${ze}${zs}`)
})

it('overwrites the bytes that it reads of a private key to check them', async () => {
  const jwk = generateJwk('P-256')
  const { importSecretKey } = noblePrimitives
  let ofBackend: readonly string[] = []
  const crypto = serviceWith({
    importSecretKey: async (given) => {
      let secretKey
      ofBackend = await overwrittenBy(async () => {
        secretKey = await importSecretKey(given)
      })
      return secretKey ?? expect.unreachable()
    },
  })
  const overwritten = await overwrittenBy(() => crypto.importSecretKey(jwk))
  const hex = Buffer.from(jwk.d, 'base64url').toString('hex')
  expect(ofBackend).not.toContain(hex)
  expect(overwritten).toContain(hex)
})
