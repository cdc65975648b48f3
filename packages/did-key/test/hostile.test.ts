import { DIDCommError } from '@didcomm/core'
import { decodeMultikey } from '@didcomm/core/did'
import { encodeBase58 } from '@didcomm/core/encoding'
import { DIDKeyResolver, encodeKeyDID } from '@didcomm/did-key'
import { assertFrozen, errorOf, lowOrderX25519Jwks, offCurveJwk } from '@didcomm/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPoint } from './support/node-keys.ts'
import {
  publishedEd25519,
  publishedNist,
  publishedSecp256k1,
  publishedX25519,
} from './support/published-keys.ts'

const ED25519 = 'did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'
const P256 = 'did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv'
const PUBLISHED = [
  ...publishedEd25519.map(({ did }) => did),
  ...publishedX25519.map(([did]) => did),
  ...publishedNist.map(([did]) => did),
  ...publishedSecp256k1.map(([did]) => did),
]
const TEN_MEBIBYTES = 10 * 1024 * 1024

/** Varints of multicodecs, and how OpenSSL calls the curve. */
const EC_CURVES = [
  { name: 'prime256v1', codec: '8024', size: 32, offCurve: 1 },
  { name: 'secp384r1', codec: '8124', size: 48, offCurve: 1 },
  { name: 'secp521r1', codec: '8224', size: 66, offCurve: 3 },
  { name: 'secp256k1', codec: 'e701', size: 32, offCurve: 5 },
]

const resolve = (did: string) => new DIDKeyResolver().resolve(did)
const hexOf = (number: number, size: number): string => number.toString(16).padStart(2 * size, '0')

/** The did:key of bytes that need be no key. */
function didOf(hex: string): string {
  return `did:key:z${encodeBase58(Buffer.from(hex, 'hex'))}`
}

/** The bytes of a key without its codec. */
function keyBytes(jwk: { readonly x: string; readonly y?: string }): string {
  return Buffer.from(jwk.x + (jwk.y ?? ''), 'base64url').toString('hex')
}

/** Resolves to a document of this DID and of nothing else, or fails with a DIDCommError. */
async function assertAnswer(did: string): Promise<void> {
  try {
    const { id, verificationMethod = [] } = await resolve(did)
    expect(id).toBe(did)
    expect(encodeKeyDID(decodeMultikey(String(verificationMethod[0]?.publicKeyMultibase)))).toBe(
      did,
    )
  } catch (error) {
    if (!DIDCommError.is(error)) throw error
    expect(error.message.length).toBeLessThan(500)
  }
}

describe('what is not a did:key', () => {
  it.each([
    ['no key', 'did:key:'],
    ['an empty key', 'did:key:z'],
    ['a key in base64url', 'did:key:u7QE7aie8zrakLWKjqNAqbw1zZTIVdx3iQ6Y6wEihi1naKQ'],
    ['a key in hex', `did:key:fed01${'3b'.repeat(32)}`],
    ['no multibase', 'did:key:tKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b'],
    [
      'a BLS12-381 G2 key, longer than any that is known',
      'did:key:zUC7K4ndUaGZgV7Cp2yJy6JtMoUHY6u7tkcSYUvPrEidqBmLCTLmi6d5WvwnUqejscAkERJ3bfjEiSYtdPkRSE8kSa11hFBr4sTgnbZ95SJj19PN2jdvJjyzpSZgxkyyxNnBNnY',
    ],
    ['a capital Z', ED25519.replace('z6Mk', 'Z6Mk')],
    ['a character that base58 has not', ED25519.replace('z6Mk', 'z0Mk')],
    [
      'base64 after z',
      'did:key:z6MkNCwzLDQsNSw3LDcsNSw1LDAsMyw0LDUsMCwzLDQsMywxLDMsNCw1LDAsMyw0LDUsMCwzLDQsNSw3LDAsMCwxMDA=',
    ],
    ['a version', ED25519.replace('key:', 'key:1:')],
    ['a version of two numbers', ED25519.replace('key:', 'key:1.1:')],
    ['a fragment', `${ED25519}${ED25519.replace('did:key:', '#')}`],
    ['a query', `${ED25519}?versionId=1`],
    ['a path', `${ED25519}/path`],
    ['a line feed at the end', `${ED25519}\n`],
    ['a space before the key', ED25519.replace('key:', 'key: ')],
    ['two keys', `${ED25519}:${ED25519.replace('did:key:', '')}`],
  ])('[DID-5] refuses %s', async (_, did) => {
    expect(await errorOf(resolve(did))).toMatchObject({
      code: 'INVALID_DID',
      message: expect.stringContaining('is not one key in base58btc'),
      details: { did },
    })
  })

  it.each([
    ['did:keys:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'],
    ['did:KEY:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'],
    ['did:peer:0z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'],
    ['key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'],
    ['did:key'],
    [''],
  ])('[DID-5] says of %j that it is not of its method', async (did) => {
    expect(new DIDKeyResolver().isResolvable(did)).toBe(false)
    expect((await errorOf(resolve(did))).code).toBe('DID_METHOD_NOT_SUPPORTED')
  })

  it.each(PUBLISHED)('[DID-5] says of %s that it is', (did) => {
    expect(new DIDKeyResolver().isResolvable(did)).toBe(true)
  })

  it.each([undefined, null, 1, {}, Object.create(null), Symbol('x'), ['did:key:z6Mk']])(
    '[DID-5] refuses what is no text',
    async (did) => {
      expect((await errorOf(resolve(did as string))).code).toBe('INVALID_DID')
      expect(new DIDKeyResolver().isResolvable(did as string)).toBe(false)
    },
  )

  it.each([
    ['base58', `did:key:z6Mk${'2'.repeat(TEN_MEBIBYTES)}`],
    ['zero bytes', `did:key:z${'1'.repeat(TEN_MEBIBYTES)}`],
    ['another method', `did:web:${'x'.repeat(TEN_MEBIBYTES)}`],
    ['no DID', 'x'.repeat(TEN_MEBIBYTES)],
  ])('[DID-5] refuses 10 MiB of %s, and does not repeat them', async (_, did) => {
    const { message, details } = await errorOf(resolve(did))
    expect(JSON.stringify({ message, details }).length).toBeLessThan(2000)
  })
})

describe('a key that is none', () => {
  it.each([
    ['BLS12-381 G1', didOf(`ea01${'11'.repeat(48)}`)],
    ['Ed448', didOf(`8324${'11'.repeat(57)}`)],
    ['a private Ed25519 key', didOf(`8026${'11'.repeat(32)}`)],
    ['no codec', didOf('11'.repeat(32))],
    ['a zero byte before its codec', didOf(`00ed01${'11'.repeat(32)}`)],
  ])('[DID-5] refuses another kind of key: %s', async (_, did) => {
    const { code, message } = await errorOf(resolve(did))
    expect(code).toBe('INVALID_DID')
    expect(message).toContain('has the multicodec of no known public key')
  })

  it.each([
    ['the test suite', 'did:key:zTjsVPtY'],
    ['a byte less', didOf(`ed01${'11'.repeat(31)}`)],
    ['a byte more', didOf(`ed01${'11'.repeat(33)}`)],
    ['nothing but a codec', didOf('ed01')],
    ['an X25519 key with a byte more', didOf(`ec01${'11'.repeat(33)}`)],
  ])('[DID-5] refuses a key of a wrong length: %s', async (_, did) => {
    expect((await errorOf(resolve(did))).code).toBe('INVALID_DID')
  })

  it.each(EC_CURVES)(
    '[DID-5] refuses what is not a compressed point on $name',
    async ({ name, codec, size, offCurve }) => {
      const onCurve = [1, 2, 3, 4, 5, 6, 7, 8].find((x) =>
        isPoint(name, Buffer.from(`02${hexOf(x, size)}`, 'hex')),
      )
      const x = hexOf(onCurve ?? 0, size)
      await expect(resolve(didOf(`${codec}02${x}`))).resolves.toBeDefined()
      await expect(resolve(didOf(`${codec}03${x}`))).resolves.toBeDefined()

      const off = `02${hexOf(offCurve, size)}`
      expect(isPoint(name, Buffer.from(off, 'hex'))).toBe(false)
      for (const key of [off, `00${x}`, `01${x}`, `04${x}`, x, `02${x}00`, `04${x}${x}`, x + x]) {
        expect((await errorOf(resolve(didOf(codec + key)))).code).toBe('INVALID_DID')
      }
    },
  )

  it('[DID-5] refuses a coordinate that is not below the prime of its field', async () => {
    // x = p and x = 0 are the same to whoever reduces it, and zero is the x of a point on P-256.
    const p = 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff'
    expect(isPoint('prime256v1', Buffer.from(`02${hexOf(0, 32)}`, 'hex'))).toBe(true)
    await expect(resolve(didOf(`802402${hexOf(0, 32)}`))).resolves.toBeDefined()
    expect((await errorOf(resolve(didOf(`802402${p}`)))).code).toBe('INVALID_DID')
  })

  it.each(lowOrderX25519Jwks)('[DID-5] refuses the X25519 key $x, of small order', async (jwk) => {
    expect(await errorOf(resolve(didOf(`ec01${keyBytes(jwk)}`)))).toMatchObject({
      code: 'INVALID_DID',
      message: expect.stringContaining('small order'),
    })
  })

  it('[DID-5] refuses an Ed25519 key of small order, of which no key to agree with is derived', async () => {
    const neutral = `01${'00'.repeat(31)}`
    expect(await errorOf(resolve(didOf(`ed01${neutral}`)))).toMatchObject({
      code: 'INVALID_DID',
      message: expect.stringContaining('small order'),
    })
  })

  it('[DID-5] refuses a P-256 key whose codec is not a varint', async () => {
    expect(didOf(`8024${compressedP256()}`)).toBe(P256)
    expect(await errorOf(resolve(didOf(`1200${compressedP256()}`)))).toMatchObject({
      code: 'INVALID_DID',
      message: expect.stringContaining('not encoded as the method says'),
    })
  })

  it('encodeKeyDID refuses a point off its curve', async () => {
    for (const crv of ['P-256', 'P-384', 'P-521'] as const) {
      expect((await errorOf(() => encodeKeyDID(offCurveJwk(crv)))).code).toBe('INVALID_KEY')
    }
    const notAKey = { kty: 'OKP', crv: 'X448', x: 'AAAA' } as never
    expect((await errorOf(() => encodeKeyDID(notAKey))).code).toBe('UNSUPPORTED_ALGORITHM')
  })
})

describe('any text', () => {
  it('[DID-5] gives a document or a DIDCommError', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.constantFrom('', 'z', 'z6Mk', 'z6LS', 'zDn', 'zQ3s', 'u', '1:z'), fc.string())
        .map(([start, rest]) => `did:key:${start}${rest}`),
      fc
        .tuple(
          fc.constantFrom('ed01', 'ec01', 'e701', '8024', '8124', '8224', '1200'),
          fc.uint8Array({ maxLength: 70 }),
        )
        .map(([codec, key]) => didOf(codec + Buffer.from(key).toString('hex'))),
    )
    await fc.assert(fc.asyncProperty(text, assertAnswer), { numRuns: 500 })
  })

  it('[DID-5] gives a document or a DIDCommError for a published DID with a change', async () => {
    const changed = fc
      .tuple(fc.constantFrom(...PUBLISHED), fc.nat(), fc.nat(3), fc.string({ maxLength: 3 }))
      .map(([did, at, cut, insert]) => {
        const start = at % did.length
        return did.slice(0, start) + insert + did.slice(start + cut)
      })
    await fc.assert(fc.asyncProperty(changed, assertAnswer), { numRuns: 500 })
  })
})

describe('a document', () => {
  it.each(PUBLISHED)('[DID-5] of %s is frozen throughout, and the same again', async (did) => {
    const document = await resolve(did)
    assertFrozen(document)
    expect(await resolve(did)).toStrictEqual(document)
  })
})

/** The compressed point of the first published P-256 key: the x of its JWK, and whether its y is odd. */
function compressedP256(): string {
  const [, jwk] = publishedNist[0] ?? []
  if (jwk?.kty !== 'EC') throw new Error('it is on P-256')
  const odd = (Buffer.from(jwk.y, 'base64url').at(-1) ?? 0) & 1
  return hexOf(2 + odd, 1) + keyBytes({ x: jwk.x })
}
