import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PublicJwk } from '../src/contracts/jwk.ts'
import { parsePublicJwk } from '../src/jose/jwk.ts'
import { failure, outcome } from './support/outcome.ts'

// RFC 8037 Appendix A, RFC 7517 Appendix A.1, and RFC 7520 §3.1.
const X25519 = {
  kty: 'OKP',
  crv: 'X25519',
  x: '3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08',
} as const
const ED25519 = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
} as const
const P256 = {
  kty: 'EC',
  crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
} as const
const P521 = {
  kty: 'EC',
  crv: 'P-521',
  x: 'AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt',
  y: 'AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1',
} as const
const P384 = {
  kty: 'EC',
  crv: 'P-384',
  x: 'A'.repeat(64),
  y: 'A'.repeat(64),
} as const
const SECP256K1 = { kty: 'EC', crv: 'secp256k1', x: 'A'.repeat(43), y: 'A'.repeat(43) } as const

const KEYS: readonly PublicJwk[] = [X25519, ED25519, P256, P384, P521, SECP256K1]

/** A number of bytes without their leading zeros, and with them. */
const SHORT = '_'.repeat(40)
const PADDED = `AAD${'_'.repeat(39)}8`

describe('parsePublicJwk', () => {
  it('[ENC-1][ENC-20] reads keys of every curve', () => {
    for (const jwk of KEYS) expect(parsePublicJwk(jwk, 'the key')).toEqual(jwk)
  })

  it('leaves every other member behind, the private one first of all', () => {
    for (const jwk of KEYS) {
      const members = { ...jwk, d: 'AAAA', kid: 'k', use: 'sig', key_ops: [], alg: 'x', ext: true }
      expect(parsePublicJwk(members, 'the key')).toEqual(jwk)
    }
    expect(parsePublicJwk({ ...X25519, y: 'AAAA' }, 'the key')).toEqual(X25519)
  })

  it('refuses what is no object', () => {
    for (const value of [undefined, null, 'text', 7, [], [P256]]) {
      expect(failure(() => parsePublicJwk(value, 'the epk'))).toMatchObject({
        code: 'INVALID_KEY',
        message: 'the epk is not a JWK',
      })
    }
  })

  it('refuses a curve it does not know, and quotes it cut short', () => {
    const error = failure(() => parsePublicJwk({ ...P256, crv: 'x'.repeat(1000) }, 'the epk'))
    expect(error.code).toBe('UNSUPPORTED_ALGORITHM')
    expect(error.message).toBe(`the epk is on the unknown curve "${'x'.repeat(100)}…"`)
    for (const crv of [undefined, null, 7, [], {}, ['P-256'], 'p-256', 'X448', 'toString']) {
      expect(failure(() => parsePublicJwk({ ...P256, crv }, 'the epk')).code).toBe(
        'UNSUPPORTED_ALGORITHM',
      )
    }
  })

  it('refuses a curve that is deeply nested JSON', () => {
    const crv: unknown = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000))
    expect(failure(() => parsePublicJwk({ ...P256, crv }, 'the epk')).code).toBe(
      'UNSUPPORTED_ALGORITHM',
    )
  })

  it('[ENC-20] refuses a kty that does not fit the curve', () => {
    for (const jwk of KEYS) {
      for (const kty of [undefined, null, 'RSA', 'oct', jwk.kty === 'EC' ? 'OKP' : 'EC', ['EC']]) {
        const error = failure(() => parsePublicJwk({ ...jwk, kty }, 'the key'))
        expect(error).toMatchObject({ code: 'INVALID_KEY' })
        expect(error.message).toContain(jwk.crv)
      }
    }
  })

  it('[ENC-17] refuses coordinates that are missing, no text, or not canonical base64url', () => {
    for (const value of [undefined, null, 7, [P256.x], {}]) {
      for (const name of ['x', 'y']) {
        expect(failure(() => parsePublicJwk({ ...P256, [name]: value }, 'the key'))).toMatchObject({
          code: 'INVALID_KEY',
          message: `the key has no ${name}`,
        })
      }
    }
    for (const x of [`${P256.x}=`, P256.x.replace('M', '+'), `${P256.x.slice(0, -1)}5`, '!']) {
      for (const padCoordinates of [false, true]) {
        expect(
          failure(() => parsePublicJwk({ ...P256, x }, 'the key', { padCoordinates })),
        ).toMatchObject({
          code: 'INVALID_KEY',
          message: 'x of the key is not canonical base64url',
        })
      }
    }
  })

  it('[ENC-17] refuses coordinates of another length', () => {
    for (const jwk of KEYS) {
      for (const x of ['', 'AAAA', `AAAA${jwk.x}`]) {
        const error = failure(() => parsePublicJwk({ ...jwk, x }, 'the key'))
        expect(error.code).toBe('INVALID_KEY')
        expect(error.message).toMatch(/^x of the key has \d+ bytes instead of \d+$/)
      }
    }
    expect(failure(() => parsePublicJwk({ ...P256, y: SHORT }, 'the key')).message).toBe(
      'y of the key has 30 bytes instead of 32',
    )
  })

  it('[ENC-24] pads coordinates whose leading zeros were stripped, when asked to', () => {
    const jwk = parsePublicJwk({ ...P256, x: SHORT, y: SHORT }, 'the epk', { padCoordinates: true })
    expect(jwk).toEqual({ ...P256, x: PADDED, y: PADDED })
    const full = parsePublicJwk(P521, 'the epk', { padCoordinates: true })
    expect(full).toEqual(P521)
  })

  it('[ENC-24] pads neither an empty nor a long coordinate, nor a key of an Edwards curve', () => {
    const options = { padCoordinates: true }
    for (const x of ['', `AA${'A'.repeat(42)}`]) {
      expect(failure(() => parsePublicJwk({ ...P256, x }, 'the epk', options)).code).toBe(
        'INVALID_KEY',
      )
    }
    for (const jwk of [X25519, ED25519]) {
      expect(failure(() => parsePublicJwk({ ...jwk, x: SHORT }, 'the epk', options)).code).toBe(
        'INVALID_KEY',
      )
    }
  })

  it('ends in a key or in a DIDCommError, whatever JSON it is', () => {
    const members = fc.dictionary(fc.constantFrom('kty', 'crv', 'x', 'y', 'd'), fc.jsonValue())
    const value = fc.oneof(
      fc.jsonValue(),
      members,
      fc.tuple(fc.constantFrom(...KEYS), members).map(([jwk, other]) => ({ ...jwk, ...other })),
    )
    fc.assert(
      fc.property(value, fc.boolean(), (jwk, padCoordinates) => {
        const result = outcome(() => parsePublicJwk(jwk, 'the key', { padCoordinates }))
        if ('error' in result) {
          expect(['INVALID_KEY', 'UNSUPPORTED_ALGORITHM']).toContain(result.error.code)
        } else {
          expect(parsePublicJwk(result.value, 'the key')).toEqual(result.value)
        }
      }),
    )
  })

  it('refuses coordinates of 10 MiB', () => {
    const x = 'A'.repeat(10 * 1024 * 1024)
    expect(failure(() => parsePublicJwk({ ...P256, x }, 'the key')).code).toBe('INVALID_KEY')
  })
})
