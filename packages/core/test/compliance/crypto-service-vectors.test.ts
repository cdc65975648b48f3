import {
  createDecipheriv,
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
} from 'node:crypto'
import { alice, bob, openRawJwe, verifyRaw, OPENSSL_NAMES } from '@didcomm/test-support'
import { flattenedDecrypt, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { privateJwkOf, publicPart } from '../../src/compliance/vectors/appendix.ts'
import { EC_GROUPS } from '../../src/compliance/vectors/ec-groups.ts'
import { signatureVectors } from '../../src/compliance/vectors/signatures.ts'
import {
  FORGED_ED25519_SIGNATURE,
  SMALL_ORDER_ED25519,
  SMALL_ORDER_X25519,
} from '../../src/compliance/vectors/small-order-points.ts'
import wrappedKeys from '../../src/compliance/vectors/wrapped-keys.json' with { type: 'json' }

// The vectors of the suites, against node:crypto and jose.

interface Envelope {
  readonly protected: string
  readonly recipients: {
    readonly header: { readonly kid: string }
    readonly encrypted_key: string
  }[]
  readonly iv: string
  readonly ciphertext: string
  readonly tag: string
}
interface Made {
  readonly title: string
  readonly derivation?: string
  readonly envelope: Envelope
}

function headerOf({ envelope }: Pick<Made, 'envelope'>) {
  return JSON.parse(Buffer.from(envelope.protected, 'base64url').toString())
}

function entryOf({ recipients }: Envelope) {
  const [entry] = recipients
  if (!entry) throw new Error('the envelope has no recipient')
  return { ...entry, privateJwk: privateJwkOf(entry.header.kid) }
}

/** What `openRawJwe` takes. */
function opening(envelope: Envelope) {
  const { header, privateJwk } = entryOf(envelope)
  return { packed: JSON.stringify(envelope), kid: header.kid, privateJwk }
}

const TAGS: Record<string, 'prefixed' | 'unprefixed' | 'none'> = {
  'draft-04': 'prefixed',
  'draft-04-unprefixed-tag': 'unprefixed',
  'draft-03': 'none',
}
const made: readonly Made[] = wrappedKeys.vectors

describe('the vectors of key wrapping that were made for the suite', () => {
  it.each(made)('open with node:crypto alone: $title', (vector) => {
    const { envelope, derivation = 'draft-04' } = vector
    const { skid } = headerOf(vector)
    const opened = openRawJwe({
      ...opening(envelope),
      ...(skid && { senderPublicJwk: publicPart(privateJwkOf(skid)) }),
      kdf: { tag: TAGS[derivation] ?? 'prefixed' },
    })
    expect(Buffer.from(opened).toString()).toBe('Lunch?')
  })

  it.each(
    made.filter((vector) => {
      const { alg, enc } = headerOf(vector)
      return alg === 'ECDH-ES+A256KW' && enc !== 'XC20P'
    }),
  )('open with jose: $title', async ({ envelope }) => {
    const { recipients: _, ...rest } = envelope
    const { privateJwk, ...entry } = entryOf(envelope)
    const { plaintext } = await flattenedDecrypt(
      { ...rest, ...entry },
      await importJWK({ ...privateJwk }, 'ECDH-ES+A256KW'),
    )
    expect(Buffer.from(plaintext).toString()).toBe('Lunch?')
  })

  it.each(Object.entries(wrappedKeys.longApu))(
    'open with an apu of 5000 bytes: %s',
    (_, { header, envelope }) => {
      const apu = Buffer.alloc(5000, 'a').toString('base64url')
      const text = Buffer.from(JSON.stringify({ ...header, apu })).toString('base64url')
      const opened = openRawJwe(opening({ ...envelope, protected: text }))
      expect(Buffer.from(opened).toString()).toBe('Lunch?')
      expect(text.length * 8).toBeGreaterThan(0xffff)
    },
  )

  it('have each curve with each derivation of ECDH-1PU', () => {
    const titles = made.map(({ title }) => title)
    for (const curve of ['X25519', 'P-256', 'P-384', 'P-521']) {
      for (const derivation of Object.keys(TAGS)) {
        expect(titles).toContain(`ECDH-1PU on ${curve}, ${derivation}`)
      }
    }
  })

  it('share a secret that begins with a zero byte, where they say so', () => {
    const zeroSecrets = made.filter(({ title }) => title.includes('shared secret'))
    expect(zeroSecrets).toHaveLength(3)
    for (const vector of zeroSecrets) {
      const { privateJwk } = entryOf(vector.envelope)
      const secret = diffieHellman({
        privateKey: createPrivateKey({ key: { ...privateJwk }, format: 'jwk' }),
        publicKey: createPublicKey({ key: headerOf(vector).epk, format: 'jwk' }),
      })
      expect(secret[0]).toBe(0)
    }
  })
})

describe('the attacks that were made for the suite', () => {
  it('have a right tag, and a padding that is none', () => {
    const envelopes = Object.entries(wrappedKeys.wrongPadding)
    expect(envelopes.map(([curve]) => curve)).toEqual(['X25519', 'P-256', 'P-384', 'P-521'])
    for (const [, { envelope, others }] of envelopes) {
      expect(others).toHaveLength(2)
      for (const content of [{}, ...others]) {
        const wrong = { ...envelope, ...content }
        expect(() => openRawJwe(opening(wrong))).toThrow('bad decrypt')
        const tag = Buffer.alloc(32).toString('base64url')
        expect(() => openRawJwe(opening({ ...wrong, tag }))).toThrow('wrong tag')
      }
    }
  })

  it.each(Object.entries(wrappedKeys.zeroSecret))(
    'name an X25519 key that OpenSSL does not agree with, and wrap by the all-zero secret: %s',
    (_, { envelope }) => {
      expect(() => openRawJwe(opening(envelope))).toThrow('failed during derivation')
      const { apv } = headerOf({ envelope })
      const kek = createHash('sha256')
        .update(Buffer.from('00000001', 'hex'))
        .update(new Uint8Array(32))
        .update(Buffer.from('0000000e', 'hex'))
        .update('ECDH-ES+A256KW')
        .update(Buffer.from('00000000', 'hex'))
        .update(Buffer.from('00000020', 'hex'))
        .update(Buffer.from(apv, 'base64url'))
        .update(Buffer.from('00000100', 'hex'))
        .digest()
      const wrapped = Buffer.from(entryOf(envelope).encrypted_key, 'base64url')
      const decipher = createDecipheriv('id-aes256-wrap', kek, Buffer.alloc(8, 0xa6))
      expect(Buffer.concat([decipher.update(wrapped), decipher.final()])).toHaveLength(
        wrapped.length - 8,
      )
    },
  )

  it.each(SMALL_ORDER_X25519)('are of small order on X25519: %s', (hex) => {
    const x = Buffer.from(hex, 'hex').toString('base64url')
    const privateKey = privateJwkOf('did:example:bob#key-x25519-1')
    expect(() =>
      diffieHellman({
        privateKey: createPrivateKey({ key: { ...privateKey }, format: 'jwk' }),
        publicKey: createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' }),
      }),
    ).toThrow('failed during derivation')
  })

  it('is a signature on Ed25519 that fits every message if the key is the neutral element', () => {
    // (0, 1), little-endian: in S·B = R + k·A (RFC 8032 §5.1.7) it is R and A, and S is 0.
    const neutral = '01'.padEnd(64, '0')
    expect(FORGED_ED25519_SIGNATURE).toBe(neutral + '0'.repeat(64))
    expect(SMALL_ORDER_ED25519[0]).toBe(neutral)
  })
})

describe('the published figures', () => {
  it('are the keys of alice and bob', () => {
    for (const [kid, jwk] of Object.entries({ ...alice.secrets, ...bob.secrets })) {
      expect(privateJwkOf(kid)).toEqual(jwk)
    }
    expect(() => privateJwkOf('did:example:bob#key-99')).toThrow('did:example:bob#key-99')
  })

  it.each(signatureVectors())('verify with node:crypto: $source', (vector) => {
    const { alg, publicJwk, data, signature } = vector
    expect(verifyRaw(alg, publicJwk, data, signature)).toBe(true)
  })

  it.each(Object.values(EC_GROUPS))(
    'name the base point of $basePoint.crv and its order',
    (group) => {
      const { basePoint, order } = group
      const pair = createECDH(OPENSSL_NAMES[basePoint.crv])
      const xOf = (scalar: bigint) => {
        pair.setPrivateKey(Buffer.from(scalar.toString(16).padStart(order.length, '0'), 'hex'))
        return pair
          .getPublicKey()
          .subarray(1, 1 + order.length / 2)
          .toString('base64url')
      }
      const n = BigInt(`0x${order}`)
      expect(xOf(1n)).toBe(basePoint.x)
      expect(
        pair
          .getPublicKey()
          .subarray(1 + order.length / 2)
          .toString('base64url'),
      ).toBe(basePoint.y)
      expect(xOf(n - 1n)).toBe(basePoint.x)
      expect(() => xOf(n)).toThrow()
    },
  )
})
