import type { PublicJwk } from '@didcomm/core'
import { DIDJwkResolver, encodeJwkDID, type EncodeJwkDIDOptions } from '@didcomm/did-jwk'
import {
  errorOf,
  generateJwk,
  leadingZeroKeys,
  lowOrderX25519Jwks,
  offCurveJwk,
  publicJwk,
  stripLeadingZeros,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { publishedP256 } from './support/published-dids.ts'

const PUBLISHED: PublicJwk = {
  kty: 'EC',
  crv: 'P-256',
  x: 'acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0',
  y: '_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE',
}

function jsonIn(did: string): string {
  return Buffer.from(did.replace('did:jwk:', ''), 'base64url').toString()
}

describe('encodeJwkDID', () => {
  it('[DID-5] writes the published P-256 key as the published DID', () => {
    expect(encodeJwkDID(PUBLISHED)).toBe(publishedP256.did)
  })

  it('[DID-5] gives one key one DID, in whatever order its members stand', () => {
    const { kty, crv, x, y } = PUBLISHED as PublicJwk & { kty: 'EC' }
    expect(encodeJwkDID({ y, x, crv, kty } as PublicJwk)).toBe(publishedP256.did)
    const padded = publicJwk(leadingZeroKeys['P-521'])
    expect(encodeJwkDID(stripLeadingZeros(padded) as never)).toBe(encodeJwkDID(padded))
  })

  it('[DID-5] leaves other members out, a private one above all', () => {
    const jwk = { ...generateJwk('P-256'), kid: 'mine', use: 'sig', ext: true }
    expect(Object.keys(JSON.parse(jsonIn(encodeJwkDID(jwk))))).toEqual(['crv', 'kty', 'x', 'y'])
  })

  it('[DID-5] writes the use of a curve that has only one', () => {
    const { x } = publicJwk(generateJwk('X25519'))
    expect(jsonIn(encodeJwkDID({ kty: 'OKP', crv: 'X25519', x }))).toBe(
      `{"crv":"X25519","kty":"OKP","use":"enc","x":"${x}"}`,
    )
    for (const curve of ['Ed25519', 'secp256k1'] as const) {
      expect(jsonIn(encodeJwkDID(publicJwk(generateJwk(curve))))).toContain('"use":"sig"')
    }
  })

  it.each([
    ['sig', ['assertionMethod', 'authentication', 'capabilityDelegation', 'capabilityInvocation']],
    ['enc', ['keyAgreement']],
  ] as const)('[DID-5] writes the use %s where it is asked for', async (use, relationships) => {
    const did = encodeJwkDID(PUBLISHED, { use })
    const {
      '@context': _,
      id: __,
      verificationMethod,
      ...others
    } = await new DIDJwkResolver().resolve(did)
    expect(verificationMethod?.[0]?.publicKeyJwk).toStrictEqual({ ...PUBLISHED, use })
    expect(Object.keys(others).sort()).toEqual(relationships)
  })

  it.each<[Curve: PublicJwk['crv'], EncodeJwkDIDOptions]>([
    ['X25519', { use: 'sig' }],
    ['Ed25519', { use: 'enc' }],
    ['secp256k1', { use: 'enc' }],
    ['P-256', { use: 'tls' as never }],
  ])('refuses for %s the use of %o', async (curve, options) => {
    const jwk = publicJwk(generateJwk(curve))
    expect((await errorOf(() => encodeJwkDID(jwk, options))).code).toBe('INVALID_ARGUMENT')
    const [use] = curve === 'X25519' ? (['enc'] as const) : (['sig'] as const)
    expect(encodeJwkDID(jwk, { use })).toMatch(/^did:jwk:/)
  })

  it('refuses what is no key', async () => {
    for (const jwk of [offCurveJwk('P-256'), ...lowOrderX25519Jwks, null, {}, 'x']) {
      const { code } = await errorOf(() => encodeJwkDID(jwk as PublicJwk))
      expect(['INVALID_KEY', 'UNSUPPORTED_ALGORITHM']).toContain(code)
    }
    const rsa = { kty: 'RSA', n: 'AQAB', e: 'AQAB' } as never
    expect((await errorOf(() => encodeJwkDID(rsa))).code).toBe('UNSUPPORTED_ALGORITHM')
  })
})
