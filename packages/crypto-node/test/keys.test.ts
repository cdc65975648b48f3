import { createECDH, createPrivateKey, randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { type Curve, externalKey, type PrivateJwk, type PublicJwk } from '@didcomm/core'
import {
  ecdh,
  generateJwk,
  leadingZeroKeys,
  lowOrderX25519Jwks,
  offCurveJwk,
  publicJwk,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { exportSecretKey, NodeCryptoService, nodePrimitives } from '../src/index.ts'
import { ECDH_1PU_APPENDIX_A, ECDH_1PU_APPENDIX_B, toHex } from './vectors.ts'

const { agree, generateKeyPair, importPublicKey, importSecretKey, sign, verify } = nodePrimitives
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

describe('key agreement, published figures', () => {
  it('[ENC-1] RFC 7748 §6.1', async () => {
    const alice = {
      kty: 'OKP',
      crv: 'X25519',
      x: base64Url('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a'),
      d: base64Url('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a'),
    } as const
    const bob = {
      kty: 'OKP',
      crv: 'X25519',
      x: base64Url('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'),
      d: base64Url('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'),
    } as const
    const secret = '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742'
    expect(await agreement(alice, publicJwk(bob))).toBe(secret)
    expect(await agreement(bob, publicJwk(alice))).toBe(secret)
  })

  it.each(ECDH_1PU_APPENDIX_B.recipients)(
    '[ENC-1] draft-madden-jose-ecdh-1pu-04 Appendix B: X25519, $name',
    async ({ jwk, ze, zs }) => {
      expect(await agreement(jwk, ECDH_1PU_APPENDIX_B.ephemeral)).toBe(ze)
      expect(await agreement(jwk, ECDH_1PU_APPENDIX_B.alice)).toBe(zs)
    },
  )

  it('[ENC-1] draft-madden-jose-ecdh-1pu-04 Appendix A: P-256', async () => {
    const { bob, ephemeral, alice, ze, zs } = ECDH_1PU_APPENDIX_A
    expect(await agreement(bob, ephemeral)).toBe(ze)
    expect(await agreement(bob, alice)).toBe(zs)
  })
})

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

describe('ephemeral key pairs', () => {
  const ephemeral = { ephemeral: true } as const

  it.each(AGREEMENT)('on %s agree with a key of node:crypto', async (crv) => {
    const { secretKey, publicJwk: jwk } = await generateKeyPair(crv, ephemeral)
    const theirs = generateJwk(crv)
    const secret = await agree(secretKey, await importPublicKey(publicJwk(theirs)))
    expect(toHex(secret)).toBe(toHex(ecdh(theirs, jwk)))
  })

  it('on P-256 do not sign', async () => {
    const { secretKey } = await generateKeyPair('P-256', ephemeral)
    const signing = { alg: 'ES256', secretKey, data: randomBytes(5) } as const
    const error = expect.objectContaining({
      code: 'INVALID_KEY',
      message: 'an ephemeral private key on P-256 does not sign',
    })
    expect(() => sign(signing)).toThrow(error)
    await expect(new NodeCryptoService().sign(signing)).rejects.toEqual(error)
  })

  it('on P-256 are exported with the leading zeros of the secret', async () => {
    let jwk: PrivateJwk
    let d: Buffer
    do {
      jwk = exportSecretKey((await generateKeyPair('P-256', ephemeral)).secretKey)
      d = Buffer.from(jwk.d, 'base64url')
    } while (d.length === 32 && d[0] !== 0)
    expect(d).toHaveLength(32)
    const read = createPrivateKey({ key: { ...jwk }, format: 'jwk' }).export({ format: 'jwk' })
    expect(read).toEqual(jwk)
  })
})

describe('public keys', () => {
  const service = new NodeCryptoService()
  const invalid = { code: 'INVALID_KEY' }

  it.each(NIST)('[ENC-13] off %s are refused when imported, and by OpenSSL itself', async (crv) => {
    await expect(service.importPublicKey(offCurveJwk(crv))).rejects.toMatchObject(invalid)
    const publicKey = await importPublicKey(offCurveJwk(crv))
    const secretKey = await importSecretKey(generateJwk(crv))
    expect(() => agree(secretKey, publicKey)).toThrow()
    expect(() => publicKey.keyObject).toThrow()
  })

  it('[ENC-13] off secp256k1 are refused when imported, and by OpenSSL itself', async () => {
    const jwk = generateJwk('secp256k1')
    if (jwk.kty !== 'EC') throw new Error('no EC key')
    const offCurve: PublicJwk = { kty: 'EC', crv: 'secp256k1', x: jwk.x, y: jwk.x }
    await expect(service.importPublicKey(offCurve)).rejects.toMatchObject(invalid)
    expect(() => importPublicKey(offCurve)).not.toThrow()
    const options = { alg: 'ES256K', data: randomBytes(5), signature: randomBytes(64) } as const
    const publicKey = await importPublicKey(offCurve)
    expect(() => verify({ ...options, publicKey })).toThrow()
  })

  it('[ENC-13] have one coordinate on X25519 and Ed25519', async () => {
    for (const crv of ['X25519', 'Ed25519'] as const) {
      const publicKey = await importPublicKey(publicJwk(generateJwk(crv)))
      expect(() => publicKey.point).toThrow()
    }
  })
})

describe('private keys', () => {
  it.each(ALL)('on %s show nothing but their curve', async (crv) => {
    const jwk = generateJwk(crv)
    const secretKey = await importSecretKey(jwk)
    expect(JSON.stringify(secretKey)).toBe(JSON.stringify({ curve: crv }))
    expect(Reflect.ownKeys(secretKey)).toEqual(['curve'])
    expect(structuredClone(secretKey)).toEqual({ curve: crv })
    const printed = inspect(secretKey, { depth: 9, showHidden: true })
    expect(printed).not.toContain(Buffer.from(jwk.d, 'base64url').toString('hex').slice(0, 12))
    expect(printed).not.toMatch(/Uint8Array|KeyObject|ECDH|\d+, \d+/)
  })
})

describe('exportSecretKey', () => {
  it.each(ALL)('returns the JWK that was imported on %s', async (curve) => {
    const jwk = generateJwk(curve)
    expect(exportSecretKey(await importSecretKey(jwk))).toEqual(jwk)
  })

  it.each(ALL)('returns a JWK of a generated key that OpenSSL reads, on %s', async (curve) => {
    const { secretKey, publicJwk: expected } = await generateKeyPair(curve)
    const jwk = exportSecretKey(secretKey)
    const read = createPrivateKey({ key: { ...jwk }, format: 'jwk' }).export({ format: 'jwk' })
    expect(read).toEqual(jwk)
    expect(publicJwk(jwk)).toEqual(expected)
  })

  it.each(NIST)('keeps the leading zeros of a secret on %s', async (curve) => {
    const jwk = ecJwk(curve, 379)
    expect(exportSecretKey(await importSecretKey(jwk))).toEqual(jwk)
  })

  it('refuses what is no key of this backend', () => {
    for (const foreign of [undefined, {}, externalKey({}), generateJwk('X25519')]) {
      expect(() => exportSecretKey(foreign)).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
      )
    }
  })
})
