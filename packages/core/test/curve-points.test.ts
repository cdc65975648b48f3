import { createPublicKey, diffieHellman, ECDH, generateKeyPairSync } from 'node:crypto'
import {
  generateJwk,
  leadingZeroKeys,
  lowOrderX25519Jwks,
  offCurveJwk,
  publicJwk,
  OPENSSL_NAMES,
} from '@didcomm/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EcPublicJwk, OkpPublicJwk, PublicJwk } from '../src/contracts/jwk.ts'
import { assertPointOnCurve, compressPoint, decompressPoint } from '../src/crypto/curve-points.ts'
import { DIDCommError } from '../src/errors.ts'

// The oracle is OpenSSL, by node:crypto.

const EC_CURVES = Object.keys(OPENSSL_NAMES) as (keyof typeof OPENSSL_NAMES)[]
/** Primes as FIPS 186-4 §D.1.2 and SEC 2 §2.4.1 print them. */
const PRIMES = {
  'P-256': 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff',
  'P-384':
    'fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff',
  'P-521': `01ff${'ff'.repeat(64)}`,
  secp256k1: 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f',
} as const
const invalid = expect.objectContaining({ code: 'INVALID_KEY' })

function randomKey(crv: EcPublicJwk['crv']): EcPublicJwk {
  const jwk = publicJwk(generateJwk(crv))
  if (jwk.kty !== 'EC') throw new Error(`${crv} is no EC curve`)
  return jwk
}

function uncompressed({ x, y }: EcPublicJwk): Buffer {
  return Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
}

function convert(key: Uint8Array, crv: EcPublicJwk['crv'], form: 'compressed' | 'uncompressed') {
  const converted = ECDH.convertKey(key, OPENSSL_NAMES[crv], undefined, undefined, form)
  return Buffer.from(converted as Uint8Array)
}

const base64Url = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url')
const x25519 = (x: Uint8Array): OkpPublicJwk => ({
  kty: 'OKP',
  crv: 'X25519',
  x: Buffer.from(x).toString('base64url'),
})
const littleEndian = (value: bigint): Buffer =>
  Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse()

describe.each(EC_CURVES)('%s', (crv) => {
  it('[ENC-13] accepts points of the curve', () => {
    for (let i = 0; i < 40; i++) assertPointOnCurve(randomKey(crv))
  })

  it('[ENC-20] compresses and decompresses as OpenSSL does', () => {
    for (let i = 0; i < 40; i++) {
      const jwk = randomKey(crv)
      const compressed = convert(uncompressed(jwk), crv, 'compressed')
      expect(Buffer.from(compressPoint(jwk))).toEqual(compressed)
      expect(decompressPoint(crv, compressed)).toEqual(jwk)
    }
  })

  it('[ENC-13] decompresses just those x that OpenSSL does', () => {
    const size = PRIMES[crv].length / 2
    fc.assert(
      fc.property(fc.uint8Array({ minLength: size, maxLength: size }), (bytes) => {
        if (crv === 'P-521') bytes[0] = (bytes[0] ?? 0) & 1
        const compressed = Buffer.concat([Buffer.of(2), bytes])
        let expected: Buffer | undefined
        try {
          expected = convert(compressed, crv, 'uncompressed')
        } catch {
          expect(() => decompressPoint(crv, compressed)).toThrow(invalid)
          return
        }
        expect(uncompressed(decompressPoint(crv, compressed))).toEqual(expected)
      }),
    )
  })

  it('[ENC-13] rejects a point off the curve', () => {
    const jwk = randomKey(crv)
    const moved = Buffer.from(jwk.y, 'base64url')
    const last = moved.length - 1
    moved[last] = (moved[last] ?? 0) ^ 1
    expect(() => assertPointOnCurve({ ...jwk, y: moved.toString('base64url') })).toThrow(invalid)
    expect(() => assertPointOnCurve({ ...jwk, x: jwk.y, y: jwk.x })).toThrow(invalid)
    const zero = base64Url('00'.repeat(moved.length))
    expect(() => assertPointOnCurve({ ...jwk, x: zero, y: zero })).toThrow(invalid)
  })

  it('[ENC-13] rejects coordinates that are right only modulo p', () => {
    const size = PRIMES[crv].length / 2
    const p = BigInt(`0x${PRIMES[crv]}`)
    // A small x, so that x + p still fits into the coordinate.
    let small: EcPublicJwk | undefined
    let x = 0n
    for (x = 1n; small === undefined; x++) {
      const bytes = Buffer.from(`02${x.toString(16).padStart(2 * size, '0')}`, 'hex')
      try {
        const [, ...coordinates] = convert(bytes, crv, 'uncompressed')
        const point = Buffer.from(coordinates)
        small = {
          kty: 'EC',
          crv,
          x: point.subarray(0, size).toString('base64url'),
          y: point.subarray(size).toString('base64url'),
        }
        break
      } catch {
        // No point has this x.
      }
    }
    assertPointOnCurve(small)
    const beyond = (x + p).toString(16).padStart(2 * size, '0')
    expect(() => assertPointOnCurve({ ...small, x: base64Url(beyond) })).toThrow(invalid)
    const compressed = Buffer.from(`02${beyond}`, 'hex')
    expect(() => decompressPoint(crv, compressed)).toThrow(invalid)
  })

  it('[ENC-20] rejects what is not a compressed point', () => {
    const jwk = randomKey(crv)
    const compressed = compressPoint(jwk)
    for (const sign of [0, 1, 4, 6, 255]) {
      const wrong = Uint8Array.from(compressed)
      wrong[0] = sign
      expect(() => decompressPoint(crv, wrong)).toThrow(invalid)
    }
    expect(() => decompressPoint(crv, compressed.subarray(1))).toThrow(invalid)
    expect(() => decompressPoint(crv, uncompressed(jwk))).toThrow(invalid)
    const [sign = 0, ...x] = compressed
    expect(() => decompressPoint(crv, Uint8Array.of(sign, 0, ...x))).toThrow(invalid)
    expect(() => decompressPoint(crv, new Uint8Array())).toThrow(invalid)
  })
})

describe('NIST curves', () => {
  it('[ENC-13] rejects a y that is right only modulo p, for which P-521 has room', () => {
    const jwk = randomKey('P-521')
    const y = BigInt(`0x${Buffer.from(jwk.y, 'base64url').toString('hex')}`)
    const beyond = (y + BigInt(`0x${PRIMES['P-521']}`)).toString(16).padStart(132, '0')
    expect(() => assertPointOnCurve({ ...jwk, y: base64Url(beyond) })).toThrow(invalid)
  })

  it.each(['P-256', 'P-384', 'P-521'] as const)(
    '[ENC-13] rejects the invalid-curve point of an attack on %s',
    (crv) => {
      expect(() => assertPointOnCurve(offCurveJwk(crv), 'the epk')).toThrow(invalid)
      expect(() => assertPointOnCurve(offCurveJwk(crv), 'the epk')).toThrow(/^the epk /)
    },
  )

  it.each(['P-256', 'P-384', 'P-521'] as const)(
    '[ENC-24] keeps the leading zeros of a %s coordinate',
    (crv) => {
      const { d: _, ...jwk } = leadingZeroKeys[crv]
      if (jwk.kty !== 'EC') return expect.unreachable()
      assertPointOnCurve(jwk)
      expect(decompressPoint(crv, compressPoint(jwk))).toEqual(jwk)
    },
  )
})

describe('X25519', () => {
  const p = 2n ** 255n - 19n
  const orderEight = [
    325606250916557431795983626356110631294008115727848805560023387167927233504n,
    39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  ]
  /** Every encoding of a u-coordinate of small order: also unreduced, and with the top bit that is ignored. */
  const smallOrder = [0n, 1n, p - 1n, ...orderEight, p, p + 1n]
    .flatMap((u) => [u, u + 2n ** 255n])
    .map((u) => x25519(littleEndian(u)))

  it('[ENC-13] rejects every encoding of a point of small order', () => {
    expect(smallOrder).toHaveLength(14)
    for (const jwk of [...smallOrder, ...lowOrderX25519Jwks]) {
      expect(() => assertPointOnCurve(jwk)).toThrow(invalid)
    }
  })

  it('[ENC-13] knows the same points of small order as OpenSSL', () => {
    const { privateKey } = generateKeyPairSync('x25519')
    for (const jwk of smallOrder) {
      const publicKey = createPublicKey({ key: { ...jwk }, format: 'jwk' })
      expect(() => diffieHellman({ privateKey, publicKey })).toThrow(/deriv/)
    }
  })

  it('[ENC-13] accepts every other key, those with the top bit set and those of the twist included', () => {
    const { privateKey } = generateKeyPairSync('x25519')
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const jwk = x25519(bytes)
        const publicKey = createPublicKey({ key: { ...jwk }, format: 'jwk' })
        let agrees = true
        try {
          diffieHellman({ privateKey, publicKey })
        } catch {
          agrees = false
        }
        if (agrees) assertPointOnCurve(jwk)
        else expect(() => assertPointOnCurve(jwk)).toThrow(invalid)
      }),
    )
    for (const near of [2n, 3n, 9n, p - 2n, p + 2n]) assertPointOnCurve(x25519(littleEndian(near)))
  })
})

describe('Ed25519', () => {
  const ed25519 = (hex: string): PublicJwk => ({ kty: 'OKP', crv: 'Ed25519', x: base64Url(hex) })

  it('[SIG-1] accepts generated keys', () => {
    for (let i = 0; i < 40; i++) assertPointOnCurve(generateJwk('Ed25519'))
  })

  it.each([
    ['the neutral element', `01${'00'.repeat(31)}`],
    ['order 2', `ec${'ff'.repeat(30)}7f`],
    ['order 4', '00'.repeat(32)],
    ['order 4, with the sign', `${'00'.repeat(31)}80`],
    ['order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
    ['order 8, the other one', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
    ['order 4, unreduced', `ed${'ff'.repeat(30)}7f`],
  ])('[SIG-7] rejects a point of small order: %s', (_, hex) => {
    expect(() => assertPointOnCurve(ed25519(hex))).toThrow(invalid)
  })
})

it('[ENC-13] ends in an answer or INVALID_KEY for any coordinates', () => {
  const text = fc.oneof(fc.string(), fc.base64String(), fc.constant('A'.repeat(1_000_000)))
  const crv = fc.constantFrom(...EC_CURVES, 'X25519' as const, 'Ed25519' as const)
  fc.assert(
    fc.property(crv, text, text, (curve, x, y) => {
      const kty = curve === 'X25519' || curve === 'Ed25519' ? 'OKP' : 'EC'
      try {
        assertPointOnCurve({ kty, crv: curve, x, y } as PublicJwk)
      } catch (error) {
        expect(DIDCommError.is(error) && error.code).toBe('INVALID_KEY')
      }
    }),
  )
})
