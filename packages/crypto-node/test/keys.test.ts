import { createPrivateKey, randomBytes } from 'node:crypto'
import type { PrivateJwk, PublicJwk } from '@didcomm/core'
import {
  generateJwk,
  jwkOfSecret,
  offCurveJwk,
  publicJwk,
  testSecretKeys,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { exportSecretKey, NodeCryptoService, nodePrimitives } from '../src/index.ts'

const { agree, generateKeyPair, importPublicKey, importSecretKey, sign, verify } = nodePrimitives
const NIST = ['P-256', 'P-384', 'P-521'] as const

testSecretKeys(new NodeCryptoService(), exportSecretKey)

it.each(NIST)('exportSecretKey keeps the leading zeros of a secret on %s', async (curve) => {
  const jwk = jwkOfSecret(curve, Uint8Array.of(1, 123))
  expect(exportSecretKey(await importSecretKey(jwk))).toEqual(jwk)
})

describe('ephemeral key pairs', () => {
  const ephemeral = { ephemeral: true } as const

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
