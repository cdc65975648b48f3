import { createPublicKey } from 'node:crypto'
import type { EcPublicJwk } from '@didcomm/core/contracts'
import {
  bob,
  ecdh,
  generateJwk,
  leadingZeroKeys,
  lowOrderEphemerals,
  lowOrderX25519Jwks,
  offCurveEphemeral,
  offCurveJwk,
  openRawJwe,
  publicJwk,
  rawJwe,
  type RawRecipient,
  recipientOf,
  secretOf,
  strippedEphemeral,
  uncheckedEcdh,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'

const NIST = ['P-256', 'P-384', 'P-521'] as const
const SIZES = { 'P-256': 32, 'P-384': 48, 'P-521': 66 }

function bytes(base64Url: unknown): Buffer {
  return Buffer.from(String(base64Url), 'base64url')
}

describe('keys with leading zeros', () => {
  it.each(NIST)('has a key pair on %s, both coordinates of which begin with zero', (crv) => {
    const key = leadingZeroKeys[crv]
    const other = generateJwk(crv)
    expect(ecdh(key, publicJwk(other))).toEqual(ecdh(other, publicJwk(key)))
    const { x, y } = key as unknown as EcPublicJwk
    for (const coordinate of [bytes(x), bytes(y)]) {
      expect(coordinate).toHaveLength(SIZES[crv])
      expect(coordinate[0]).toBe(0)
    }
  })

  it.each(NIST)('strips them from the epk on %s', (crv) => {
    const { x, y } = strippedEphemeral(crv).publicJwk as unknown as EcPublicJwk
    for (const coordinate of [bytes(x), bytes(y)]) {
      expect(coordinate.length).toBeLessThan(SIZES[crv])
      expect(coordinate[0]).not.toBe(0)
    }
  })
})

describe('X25519 keys of low order', () => {
  it('has eight, each of which OpenSSL refuses to agree with, as the result would be zero', () => {
    expect(new Set(lowOrderX25519Jwks.map(({ x }) => x)).size).toBe(8)
    const privateJwk = generateJwk('X25519')
    for (const jwk of lowOrderX25519Jwks) expect(() => ecdh(privateJwk, jwk)).toThrow(Error)
  })

  it('encrypts with a secret of 32 zero bytes', () => {
    const kid = `${bob.did}#key-x25519-1`
    const recipient = recipientOf(kid)
    for (const ephemeral of lowOrderEphemerals) {
      expect(ephemeral.sharedSecret?.(recipient)).toEqual(new Uint8Array(32))
      const packed = rawJwe({
        alg: 'ECDH-ES+A256KW',
        enc: 'A256GCM',
        recipients: [recipient],
        ephemeral,
        plaintext: 'hello',
      })
      expect(() => openRawJwe({ packed, kid, privateJwk: secretOf(kid) })).toThrow(Error)
    }
  })
})

describe('points off their curve', () => {
  it.each(NIST)('has one of full length on %s, which OpenSSL refuses', (crv) => {
    const jwk = offCurveJwk(crv)
    expect(bytes(jwk.x)).toHaveLength(SIZES[crv])
    expect(bytes(jwk.y)).toHaveLength(SIZES[crv])
    expect(() => createPublicKey({ key: { ...jwk }, format: 'jwk' })).toThrow(Error)
  })

  it.each(NIST)('agrees on %s as OpenSSL does where the point is right', (crv) => {
    const [one, other] = [generateJwk(crv), generateJwk(crv)]
    const expected = ecdh(one, publicJwk(other))
    expect(uncheckedEcdh(crv, one, publicJwk(other) as EcPublicJwk)).toEqual(expected)
  })

  it.each(NIST)('encrypts on %s with what a careless receiver computes', (crv) => {
    const fragment = crv.toLowerCase().replace('-', '')
    const recipient = recipientOf(`${bob.did}#key-${fragment}-1`)
    const { sharedSecret } = offCurveEphemeral(crv)
    expect(sharedSecret?.(recipient)).toHaveLength(SIZES[crv])
    const { kid, publicJwk: jwk } = recipient
    const unknown: RawRecipient = { kid, publicJwk: jwk }
    expect(() => sharedSecret?.(unknown)).toThrow(kid)
  })
})
