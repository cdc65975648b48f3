import { createECDH } from 'node:crypto'
import type { Curve, PrivateJwk, PublicJwk } from '@didcomm/core'
import {
  ecdh,
  generateJwk,
  leadingZeroKeys,
  lowOrderX25519Jwks,
  offCurveJwk,
  publicJwk,
  testSecretKeys,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { exportSecretKey, NobleCryptoService, noblePrimitives } from '../src/index.ts'
import { toHex } from './bytes.ts'

const { agree, generateKeyPair, importPublicKey, importSecretKey } = noblePrimitives
const NIST = ['P-256', 'P-384', 'P-521'] as const
const AGREEMENT: readonly Curve[] = ['X25519', ...NIST]
const ALL: readonly Curve[] = [...AGREEMENT, 'Ed25519', 'secp256k1']

/** The orders of the groups (SEC 2), in the length of a secret. */
const ORDERS = {
  'P-256': 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
  'P-384':
    'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
  'P-521':
    '01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
  secp256k1: 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141',
} as const
const NODE_NAMES = {
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  secp256k1: 'secp256k1',
} as const
type EcCurve = keyof typeof ORDERS

async function agreement(privateJwk: PrivateJwk, theirs: PublicJwk): Promise<string> {
  return toHex(await agree(await importSecretKey(privateJwk), await importPublicKey(theirs)))
}

function base64Url(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url')
}

/** The key of a small scalar, by node:crypto. */
function ecJwk(crv: EcCurve, scalar: number): PrivateJwk {
  const size = ORDERS[crv].length / 2
  const d = Buffer.alloc(size)
  d.writeUInt32BE(scalar, size - 4)
  const key = createECDH(NODE_NAMES[crv])
  key.setPrivateKey(d)
  const point = key.getPublicKey()
  return {
    kty: 'EC',
    crv,
    x: point.subarray(1, 1 + size).toString('base64url'),
    y: point.subarray(1 + size).toString('base64url'),
    d: d.toString('base64url'),
  }
}

describe('key agreement and node:crypto', () => {
  it.each(AGREEMENT)('[ENC-1] give the same secret on %s', async (crv) => {
    for (let round = 0; round < 10; round++) {
      const ours = generateJwk(crv)
      const theirs = generateJwk(crv)
      const expected = toHex(ecdh(theirs, publicJwk(ours)))
      expect(await agreement(ours, publicJwk(theirs))).toBe(expected)
    }
  })

  // Found by trying: the smallest scalars whose point has a leading zero (on P-521 two) in x.
  it.each([
    ['P-256', 379, '005543894af3d00e'],
    ['P-384', 197, '004d104b26ee5671'],
    ['P-521', 273, '000060a88d8596a2'],
  ] as const)('[ENC-1] keep the leading zeros of a secret on %s', async (crv, scalar, start) => {
    const base = publicJwk(ecJwk(crv, 1))
    const jwk = ecJwk(crv, scalar)
    const secret = await agreement(jwk, base)
    expect(secret.slice(0, 16)).toBe(start)
    expect(secret).toHaveLength(ORDERS[crv].length)
    expect(secret).toBe(toHex(ecdh(jwk, base)))
  })

  it.each(NIST)(
    '[ENC-1] use a public key on %s whose coordinates begin with zeros',
    async (crv) => {
      const jwk = leadingZeroKeys[crv]
      const other = generateJwk(crv)
      expect(await agreement(other, publicJwk(jwk))).toBe(toHex(ecdh(other, publicJwk(jwk))))
      expect(await agreement(jwk, publicJwk(other))).toBe(toHex(ecdh(jwk, publicJwk(other))))
    },
  )

  it('[ENC-1] ignore the top bit of an X25519 key, as RFC 7748 §5 asks', async () => {
    const ours = generateJwk('X25519')
    const theirs = publicJwk(generateJwk('X25519'))
    const bytes = Buffer.from(theirs.x, 'base64url')
    bytes[31] = (bytes[31] ?? 0) | 0x80
    const marked = { ...theirs, x: bytes.toString('base64url') } as PublicJwk
    expect(await agreement(ours, marked)).toBe(await agreement(ours, theirs))
  })
})

describe('key agreement', () => {
  it('[ENC-13] throws where the secret would be all zeros', async () => {
    const ours = await importSecretKey(generateJwk('X25519'))
    for (const jwk of lowOrderX25519Jwks) {
      const theirs = await importPublicKey(jwk)
      expect(() => agree(ours, theirs), jwk.x).toThrow()
    }
  })

  it('[ENC-13] does not happen between keys on different curves', async () => {
    for (const mine of AGREEMENT) {
      const secretKey = await importSecretKey(generateJwk(mine))
      for (const theirs of ALL) {
        if (mine === theirs) continue
        const publicKey = await importPublicKey(publicJwk(generateJwk(theirs)))
        expect(() => agree(secretKey, publicKey), `${mine} with ${theirs}`).toThrow(
          expect.objectContaining({ code: 'INVALID_KEY' }),
        )
      }
    }
  })

  it('[ENC-1] is not for keys on Ed25519', async () => {
    const secretKey = await importSecretKey(generateJwk('Ed25519'))
    const publicKey = await importPublicKey(publicJwk(generateJwk('Ed25519')))
    expect(() => agree(secretKey, publicKey)).toThrow(
      expect.objectContaining({ code: 'INVALID_KEY' }),
    )
  })
})

describe('key pairs', () => {
  it.each(AGREEMENT)('on %s agree with a key of node:crypto', async (crv) => {
    const { secretKey, publicJwk: jwk } = await generateKeyPair(crv)
    const theirs = generateJwk(crv)
    const secret = await agree(secretKey, await importPublicKey(publicJwk(theirs)))
    expect(toHex(secret)).toBe(toHex(ecdh(theirs, jwk)))
  })
})

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
    const one = ecJwk('P-521', 1)
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
