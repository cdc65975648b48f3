import { leadingZeroKeys, stripLeadingZeros } from '@didcomm/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PublicJwk } from '../src/contracts/jwk.ts'
import { readPublicKey } from '../src/did/verification-method.ts'
import { DIDCommError } from '../src/errors.ts'

const invalid = expect.objectContaining({ code: 'INVALID_KEY' })
const unsupported = expect.objectContaining({ code: 'UNSUPPORTED_ALGORITHM' })

/** Of each curve one key of the did:key test vectors: as Multikey, as JWK, and its bare bytes in base58btc. */
const KEYS = {
  X25519: {
    multikey: 'z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F',
    base58: '4Dy8E9UaZscuPUf2GLxV44RCNL7oxmEXXkgWXaug1WKV',
    jwk: { kty: 'OKP', crv: 'X25519', x: 'L-V9o0fNYkMVKNqsX7spBzD_9oSvxM_C7ZCZX1jLO3Q' },
  },
  Ed25519: {
    multikey: 'z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp',
    base58: '4zvwRjXUKGfvwnParsHAS3HuSVzV5cA4McphgmoCtajS',
    jwk: { kty: 'OKP', crv: 'Ed25519', x: 'O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik' },
  },
  'P-256': {
    multikey: 'zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv',
    base58: '23youFZZdHMVdpv28DRSWP2zJbTJ8KHBeSKUX3qVqqnmp',
    jwk: {
      kty: 'EC',
      crv: 'P-256',
      x: 'igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns',
      y: 'efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM',
    },
  },
  'P-384': {
    multikey: 'z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54',
    base58: 'VU8rNAMsMQvJuSKkQJ9LzVijuJyHZzx4PVXems4c8Zm282EoJbhf6qiBqkuodWHEF4',
    jwk: {
      kty: 'EC',
      crv: 'P-384',
      x: 'CA-iNoHDg1lL8pvX3d1uvExzVfCz7Rn6tW781Ub8K5MrDf2IMPyL0RTDiaLHC1JT',
      y: 'Kpnrn8DkXUD3ge4mFxi-DKr0DYO2KuJdwNBrhzLRtfMa3WFMZBiPKUPfJj8dYNl_',
    },
  },
  'P-521': {
    multikey:
      'z2J9gaYxrKVpdoG9A4gRnmpnRCcxU6agDtFVVBVdn1JedouoZN7SzcyREXXzWgt3gGiwpoHq7K68X4m32D8HgzG8wv3sY5j7',
    base58:
      '4SsRN7NAk3175KrnPVQn5XTZE49MKdFKiq4XhWdhfx3QEUb2e96A3YLonFC6B21sa4uU776QMxEnxAQP6GWko8f3aNV',
    jwk: {
      kty: 'EC',
      crv: 'P-521',
      x: 'ASUHPMyichQ0QbHZ9ofNx_l4y7luncn5feKLo3OpJ2nSbZoC7mffolj5uy7s6KSKXFmnNWxGJ42IOrjZ47qqwqyS',
      y: 'AW9ziIC4ZQQVSNmLlp59yYKrjRY0_VqO-GOIYQ9tYpPraBKUloEId6cI_vynCzlZWZtWpgOM3HPhYEgawQ703RjC',
    },
  },
  secp256k1: {
    multikey: 'zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme',
    base58: '23o6Sau8NxxzXcgSc3PLcNxrzrZpbLeBn1izfv3jbKhuv',
    jwk: {
      kty: 'EC',
      crv: 'secp256k1',
      x: 'h0wVx_2iDlOcblulc8E5iEw1EYh5n1RYtLQfeSTyNc0',
      y: 'O2EATIGbu6DezKFptj5scAIRntgfecanVNXxat1rnwE',
    },
  },
} as const

/** Every type that holds keys of one curve alone. */
const TYPES = [
  ['X25519KeyAgreementKey2019', 'X25519'],
  ['X25519KeyAgreementKey2020', 'X25519'],
  ['Ed25519VerificationKey2018', 'Ed25519'],
  ['Ed25519VerificationKey2020', 'Ed25519'],
  ['EcdsaSecp256k1VerificationKey2019', 'secp256k1'],
  ['Secp256k1VerificationKey2018', 'secp256k1'],
  ['Secp256k1Key2021', 'secp256k1'],
  ['EcdsaSecp256r1VerificationKey2019', 'P-256'],
  ['P256Key2021', 'P-256'],
  ['P384Key2021', 'P-384'],
  ['P521Key2021', 'P-521'],
] as const

describe('readPublicKey', () => {
  it.each(Object.values(KEYS))(
    '[ENC-20] reads $jwk.crv keys of the types for all curves',
    (key) => {
      expect(readPublicKey({ type: 'Multikey', publicKeyMultibase: key.multikey })).toEqual(key.jwk)
      expect(readPublicKey({ type: 'JsonWebKey2020', publicKeyJwk: key.jwk })).toEqual(key.jwk)
      expect(readPublicKey({ type: 'JsonWebKey', publicKeyJwk: key.jwk })).toEqual(key.jwk)
    },
  )

  it.each(TYPES)('[ENC-20] reads %s in each of its encodings', (type, curve) => {
    const { multikey, base58, jwk } = KEYS[curve]
    for (const material of [
      { publicKeyMultibase: multikey },
      { publicKeyMultibase: `z${base58}` },
      { publicKeyBase58: base58 },
      { publicKeyJwk: jwk },
    ]) {
      expect(readPublicKey({ type, ...material })).toEqual(jwk)
    }
  })

  it.each(TYPES)('[ENC-20] rejects a codec or a curve that is not of %s', (type, curve) => {
    for (const [other, { multikey, jwk }] of Object.entries(KEYS)) {
      if (other === curve) continue
      expect(() => readPublicKey({ type, publicKeyMultibase: multikey })).toThrow(invalid)
      expect(() => readPublicKey({ type, publicKeyJwk: jwk })).toThrow(invalid)
    }
  })

  it('[ENC-20] keeps nothing of a JWK but its public members', () => {
    const publicKeyJwk = { ...KEYS.X25519.jwk, d: 'AAAA', kid: 'k', use: 'enc', alg: 'x' }
    expect(readPublicKey({ type: 'JsonWebKey2020', publicKeyJwk })).toEqual(KEYS.X25519.jwk)
  })

  it.each(['P-256', 'P-384', 'P-521'] as const)(
    '[ENC-20] pads the coordinates of a %s JWK whose leading zeros are missing',
    (curve) => {
      const { d: _, ...jwk } = leadingZeroKeys[curve]
      const publicKeyJwk = stripLeadingZeros(jwk)
      expect(publicKeyJwk).not.toEqual(jwk)
      expect(readPublicKey({ type: 'JsonWebKey2020', publicKeyJwk })).toEqual(jwk)
    },
  )

  it('[ENC-20] rejects a type that it does not know', () => {
    const { multikey } = KEYS.Ed25519
    for (const type of [
      'ConditionalProof2022',
      'Bls12381G2Key2020',
      'multikey',
      '',
      '__proto__',
      'constructor',
      'toString',
      undefined,
      null,
      1,
      ['Multikey'],
      { Multikey: true },
    ]) {
      expect(() => readPublicKey({ type, publicKeyMultibase: multikey })).toThrow(unsupported)
    }
    const long = 'x'.repeat(100_000)
    expect(() => readPublicKey({ type: long })).toThrow(/^.{1,200}$/)
  })

  it('[ENC-20] rejects a curve that it does not know', () => {
    const publicKeyJwk = { kty: 'OKP', crv: 'X448', x: 'AAAA' }
    expect(() => readPublicKey({ type: 'JsonWebKey2020', publicKeyJwk })).toThrow(unsupported)
  })

  it.each([
    ['no material', { type: 'Multikey' }],
    ['a JWK in a Multikey', { type: 'Multikey', publicKeyJwk: KEYS.Ed25519.jwk }],
    ['base58 in a Multikey', { type: 'Multikey', publicKeyBase58: KEYS.Ed25519.base58 }],
    [
      'bare bytes in a Multikey',
      { type: 'Multikey', publicKeyMultibase: `z${KEYS.Ed25519.base58}` },
    ],
    [
      'multibase in a JWK type',
      { type: 'JsonWebKey2020', publicKeyMultibase: KEYS.Ed25519.multikey },
    ],
    ['a JWK that is a text', { type: 'JsonWebKey2020', publicKeyJwk: '{}' }],
    ['a JWK that is null', { type: 'JsonWebKey2020', publicKeyJwk: null }],
    ['a Multikey that is no text', { type: 'Multikey', publicKeyMultibase: ['z'] }],
    ['a codec in publicKeyBase58', withBase58(KEYS.Ed25519.multikey.slice(1))],
    ['publicKeyBase58 that is no text', withBase58({})],
    ['publicKeyBase58 that is empty', withBase58('')],
    ['publicKeyBase58 with a multibase prefix', withBase58(`z${KEYS.Ed25519.base58}`)],
    ['publicKeyBase58 of a wrong alphabet', withBase58(`${KEYS.Ed25519.base58.slice(0, -1)}0`)],
    ['publicKeyBase58 beyond Latin', withBase58(`${KEYS.Ed25519.base58.slice(0, -1)}\u0157`)],
  ])('[ENC-20] rejects %s', (_, method) => {
    expect(() => readPublicKey(method)).toThrow(invalid)
  })

  it('[ENC-20] rejects a method with its key in two places', () => {
    const { multikey, jwk, base58 } = KEYS.Ed25519
    const type = 'Ed25519VerificationKey2020'
    const both = { type, publicKeyMultibase: multikey, publicKeyJwk: jwk }
    expect(() => readPublicKey(both)).toThrow(invalid)
    const other = { type, publicKeyMultibase: multikey, publicKeyBase58: base58 }
    expect(() => readPublicKey(other)).toThrow(invalid)
  })

  it('[ENC-27] reads a P-256 codec written 12 00 only when told to', () => {
    const publicKeyMultibase = 'z2oAthqZAAoJi6Qmz8VrZ1eEA1mZbakdViDA1Wd3wPECcuc5x'
    for (const type of ['Multikey', 'P256Key2021']) {
      const method = { type, publicKeyMultibase }
      expect(() => readPublicKey(method)).toThrow(invalid)
      expect(readPublicKey(method, { p256Codec1200: true })).toEqual(KEYS['P-256'].jwk)
    }
    const wrongType = { type: 'P384Key2021', publicKeyMultibase }
    expect(() => readPublicKey(wrongType, { p256Codec1200: true })).toThrow(invalid)
  })

  it('[ENC-20] ends in a key or a DIDCommError for any method', () => {
    const material = fc.oneof(
      fc.constantFrom<unknown>(...Object.values(KEYS).flatMap((key) => Object.values(key))),
      fc.jsonValue(),
      fc.record({
        kty: fc.constantFrom<unknown>('OKP', 'EC', 'RSA', null),
        crv: fc.constantFrom<unknown>(...Object.keys(KEYS), 'X448', '__proto__', 1),
        x: fc.oneof(fc.base64String(), fc.jsonValue()),
        y: fc.oneof(fc.base64String(), fc.jsonValue()),
      }),
    )
    const method = fc.record(
      {
        type: fc.oneof(
          fc.constantFrom('Multikey', 'JsonWebKey2020', ...TYPES.map(([type]) => type)),
          fc.jsonValue(),
        ),
        publicKeyJwk: material,
        publicKeyMultibase: material,
        publicKeyBase58: material,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(method, fc.boolean(), (value, p256Codec1200) => {
        try {
          const key: PublicJwk = readPublicKey(value, { p256Codec1200 })
          expect(Object.keys(KEYS)).toContain(key.crv)
        } catch (error) {
          expect(DIDCommError.is(error)).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

function withBase58(publicKeyBase58: unknown): { type: string; publicKeyBase58: unknown } {
  return { type: 'Ed25519VerificationKey2018', publicKeyBase58 }
}
