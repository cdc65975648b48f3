import { DIDCommError } from '@didcomm/core'
import { DIDJwkResolver } from '@didcomm/did-jwk'
import {
  errorOf,
  generateJwk,
  lowOrderX25519Jwks,
  nonCanonical,
  offCurveJwk,
  padded,
  publicJwk,
} from '@didcomm/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { didOf } from './support/did-of.ts'
import { publishedP256, publishedX25519 } from './support/published-dids.ts'

const P256 = publicJwk(generateJwk('P-256'))
const TEN_MEBIBYTES = 10 * 1024 * 1024

const resolve = (did: string) => new DIDJwkResolver().resolve(did)

/** Resolves to a document of this DID, or fails with a DIDCommError. */
async function assertAnswer(did: string): Promise<void> {
  try {
    expect((await resolve(did)).id).toBe(did)
  } catch (error) {
    if (!DIDCommError.is(error)) throw error
    expect(error.message.length).toBeLessThan(500)
  }
}

/** A JWK of RSA with lists in lists. */
function nested(levels: number): string {
  return `{"kty":"RSA","n":${'['.repeat(levels)}${']'.repeat(levels)}}`
}

describe('what is not a did:jwk', () => {
  const encoded = publishedX25519.did.slice('did:jwk:'.length)

  it.each([
    ['nothing', 'did:jwk:'],
    ['padded base64url', `did:jwk:${padded('eyJrdHkiOiJSU0EifQ')}`],
    ['base64url with bits over', `did:jwk:${nonCanonical('eyJrdHkiOiJSU0EifQ')}`],
    ['a character of base64', 'did:jwk:eyJrdHkiOiJSU0EiLCJuIjoifn5+In0'],
    ['another character of base64', 'did:jwk:eyJrdHkiOiJSU0EiLCJuIjoiPz8/In0'],
    ['a fragment', `${publishedX25519.did}#0`],
    ['a query', `${publishedX25519.did}?versionId=1`],
    ['a path', `${publishedX25519.did}/path`],
    ['a line feed at the end', `${publishedX25519.did}\n`],
    ['a space', `did:jwk: ${encoded}`],
    ['two of them', `${publishedX25519.did}:${encoded}`],
  ])('[DID-5] refuses %s', async (_, did) => {
    expect((await errorOf(resolve(did))).code).toBe('INVALID_DID')
  })

  it.each([
    ['no JSON', 'kty=RSA'],
    ['two values', '{"kty":"RSA"}{}'],
    ['a JSON text', '"kty"'],
    ['a list', '[{"kty":"RSA"}]'],
    ['null', 'null'],
    ['a byte order mark', '\u{feff}{"kty":"RSA"}'],
    ['an empty object', '{}'],
    ['a kty that is no text', '{"kty":["RSA"]}'],
    ['a use that is no text', '{"kty":"RSA","use":["sig"]}'],
    ['a use of null', '{"kty":"RSA","use":null}'],
  ])('[DID-5] refuses %s in the place of a JWK', async (_, json) => {
    const did = didOf(json)
    const { code, message } = await errorOf(resolve(did))
    expect(code).toBe('INVALID_DID')
    expect(message).toContain(did)
  })

  it('[DID-5] refuses what is not UTF-8', async () => {
    const bytes = Buffer.from('{"kty":"RSA","kid":"\u{ff}"}', 'latin1')
    const did = `did:jwk:${bytes.toString('base64url')}`
    expect((await errorOf(resolve(did))).code).toBe('INVALID_DID')
  })

  it.each([
    [publishedP256.did.replace('jwk', 'JWK')],
    [publishedP256.did.replace('jwk', 'jwks')],
    ['did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'],
    ['did:jwk'],
    [''],
  ])('[DID-5] says of %j that it is not of its method', async (did) => {
    expect(new DIDJwkResolver().isResolvable(did)).toBe(false)
    expect((await errorOf(resolve(did))).code).toBe('DID_METHOD_NOT_SUPPORTED')
  })

  it('[DID-5] says of a did:jwk that it is', () => {
    expect(new DIDJwkResolver().isResolvable(publishedP256.did)).toBe(true)
  })

  it.each([undefined, null, 1, {}, Object.create(null), Symbol('x'), [publishedP256.did]])(
    '[DID-5] refuses what is no text',
    async (did) => {
      expect((await errorOf(resolve(did as string))).code).toBe('INVALID_DID')
      expect(new DIDJwkResolver().isResolvable(did as string)).toBe(false)
    },
  )
})

describe('a private key', () => {
  it.each(['Ed25519', 'P-256'] as const)(
    '[DID-5] on %s is refused, and shows in no error',
    async (curve) => {
      const jwk = generateJwk(curve)
      const { code, message, details } = await errorOf(resolve(didOf(jwk)))
      expect({ code, message, details }).toStrictEqual({
        code: 'INVALID_DID',
        message: 'a did:jwk holds a private key, which everybody has now who saw the DID',
        details: {},
      })
    },
  )

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])(
    '[DID-5] of any kind is refused, by its member %s',
    async (member) => {
      for (const value of ['AQAB', '', null, []]) {
        const { message } = await errorOf(resolve(didOf({ kty: 'RSA', use: 1, [member]: value })))
        expect(message).toContain('private key')
      }
    },
  )
})

describe('a key on a known curve', () => {
  it.each<[string, object]>([
    ['cut short', { ...P256, x: P256.x.slice(0, -4), y: '' }],
    ['of another kty', { ...P256, kty: 'OKP' }],
    ['without y', { ...P256, y: undefined }],
    ['with a coordinate that is no text', { ...P256, x: 1 }],
    ['with a padded coordinate', { ...P256, x: `${P256.x}=` }],
    ['with a coordinate that is too long', { ...P256, x: `AA${P256.x}` }],
    ['off its curve, P-256', offCurveJwk('P-256')],
    ['off its curve, P-384', offCurveJwk('P-384')],
    ['off its curve, P-521', offCurveJwk('P-521')],
    ['off its curve, secp256k1', { ...P256, crv: 'secp256k1' }],
    ...lowOrderX25519Jwks.map((jwk): [string, object] => ['of small order', jwk]),
  ])('[DID-5] is refused %s', async (_, jwk) => {
    const did = didOf(jwk)
    expect(await errorOf(resolve(did))).toMatchObject({
      code: 'INVALID_DID',
      message: expect.stringContaining('is not a valid did:jwk'),
      details: { did },
    })
  })
})

describe('what costs much', () => {
  it.each([
    ['base64url', `did:jwk:${'e'.repeat(TEN_MEBIBYTES)}`],
    ['a JWK', didOf({ kty: 'RSA', n: 'x'.repeat(TEN_MEBIBYTES) })],
    ['another method', `did:web:${'x'.repeat(TEN_MEBIBYTES)}`],
    ['no DID', 'x'.repeat(TEN_MEBIBYTES)],
  ])('[DID-5] refuses 10 MiB of %s, and does not repeat them', async (_, did) => {
    const { message, details } = await errorOf(resolve(did))
    expect(message.length).toBeLessThan(500)
    expect(JSON.stringify(details).length).toBeLessThan(20_000)
  })

  it('[DID-5] refuses what is longer than a did:jwk may be, and reads what is not', async () => {
    const didOfLength = (length: number): string => {
      const bytes = Math.floor(((length - 'did:jwk:'.length) * 3) / 4)
      const json = JSON.stringify({ kty: 'RSA', n: '' })
      return didOf({ kty: 'RSA', n: 'x'.repeat(bytes - json.length) })
    }
    expect(didOfLength(16_000)).toHaveLength(16_000)
    await expect(resolve(didOfLength(16_000))).resolves.toBeDefined()
    const longer = didOfLength(16_002)
    expect(await errorOf(resolve(longer))).toMatchObject({
      code: 'INVALID_DID',
      message: expect.stringContaining(`${longer.length} characters`),
    })
  })

  it('[DID-5] refuses what is nested too deep', async () => {
    await expect(resolve(didOf(nested(28)))).resolves.toBeDefined()
    for (const levels of [29, 100, 5_900]) {
      expect(await errorOf(resolve(didOf(nested(levels))))).toMatchObject({
        code: 'INVALID_DID_DOCUMENT',
        message: expect.stringContaining('deeper than 32 levels'),
      })
    }
  })
})

describe('any text', () => {
  it('[DID-5] gives a document or a DIDCommError', async () => {
    const member = fc.oneof(
      fc.json().map((json): unknown => JSON.parse(json)),
      fc.string(),
    )
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.string().map((rest) => `did:jwk:${rest}`),
      fc.json().map(didOf),
      fc
        .record(
          {
            kty: fc.constantFrom('EC', 'OKP', 'RSA', 'oct'),
            crv: fc.constantFrom('P-256', 'X25519', 'Ed25519', 'secp256k1', 'X448'),
            x: member,
            y: member,
            use: fc.oneof(fc.constantFrom('sig', 'enc'), member),
            custom: member,
          },
          { requiredKeys: ['kty'] },
        )
        .map(didOf),
    )
    await fc.assert(fc.asyncProperty(text, assertAnswer), { numRuns: 500 })
  })

  it('[DID-5] gives a document or a DIDCommError for a published DID with a change', async () => {
    const published = fc.constantFrom(publishedP256.did, publishedX25519.did)
    const changed = fc
      .tuple(published, fc.nat(), fc.nat(3), fc.string({ maxLength: 3 }))
      .map(([did, at, cut, insert]) => {
        const start = at % did.length
        return did.slice(0, start) + insert + did.slice(start + cut)
      })
    await fc.assert(fc.asyncProperty(changed, assertAnswer), { numRuns: 500 })
  })
})
