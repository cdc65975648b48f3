import type { PublicJwk } from '@didcomm/core'
import {
  generateJwk,
  jwkOfSecret,
  offCurveJwk,
  publicJwk,
  testSecretKeys,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { exportSecretKey, NobleCryptoService, noblePrimitives } from '../src/index.ts'

const { importPublicKey } = noblePrimitives
const NIST = ['P-256', 'P-384', 'P-521'] as const

function base64Url(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url')
}

describe('imports of public keys', () => {
  it.each(NIST)('[ENC-13] refuse a point that is not on %s', (crv) => {
    expect(() => importPublicKey(offCurveJwk(crv))).toThrow()
  })

  it('[ENC-13] refuse a point that is not on secp256k1 or edwards25519', () => {
    const jwk = generateJwk('secp256k1')
    if (jwk.kty !== 'EC') throw new Error('no EC key')
    expect(() => importPublicKey({ ...publicJwk(jwk), y: jwk.x } as PublicJwk)).toThrow()
    // RFC 8032 §5.1.3: y = 2 has no x; y = 2^255 - 18 is 1 in a way that is not canonical.
    for (const y of ['02'.padEnd(64, '0'), `ee${'f'.repeat(60)}7f`]) {
      expect(() => importPublicKey({ kty: 'OKP', crv: 'Ed25519', x: base64Url(y) })).toThrow()
    }
  })

  it('[ENC-13] refuse coordinates that are not reduced, and the point at infinity', () => {
    const one = jwkOfSecret('P-521', Uint8Array.of(1))
    if (one.kty !== 'EC') throw new Error('no EC key')
    const p = 2n ** 521n - 1n
    const x = BigInt(`0x${Buffer.from(one.x, 'base64url').toString('hex')}`) + p
    const shifted = base64Url(x.toString(16).padStart(132, '0'))
    expect(() => importPublicKey({ kty: 'EC', crv: 'P-521', x: shifted, y: one.y })).toThrow()
    const zero = base64Url('0'.repeat(64))
    expect(() => importPublicKey({ kty: 'EC', crv: 'P-256', x: zero, y: zero })).toThrow()
  })
})

testSecretKeys(new NobleCryptoService(), exportSecretKey)
