import {
  createPrivateKey,
  createPublicKey,
  randomBytes,
  sign as nodeSign,
  verify as nodeVerify,
} from 'node:crypto'
import type { PrivateJwk, PublicJwk, SignatureAlgorithm } from '@didcomm/core'
import { generateJwk, publicJwk } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { NodeCryptoService, nodePrimitives } from '../src/index.ts'
import { ascii, hex, toHex } from './vectors.ts'

const { importPublicKey, importSecretKey, sign, verify } = nodePrimitives
const CURVES = { EdDSA: 'Ed25519', ES256: 'P-256', ES256K: 'secp256k1' } as const
const ALGS = ['EdDSA', 'ES256', 'ES256K'] as const
/** The orders of P-256 and secp256k1 (SEC 2). */
const ORDERS = {
  ES256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  ES256K: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
}

async function signWith(alg: SignatureAlgorithm, jwk: PrivateJwk, data: Uint8Array) {
  return sign({ alg, secretKey: await importSecretKey(jwk), data })
}

async function verifyWith(
  alg: SignatureAlgorithm,
  jwk: PublicJwk,
  data: Uint8Array,
  signature: Uint8Array,
) {
  return verify({ alg, publicKey: await importPublicKey(jwk), data, signature })
}

/** node:crypto names no digest for EdDSA and takes ECDSA signatures as r ‖ s by an option. */
const nodeOptions = (alg: SignatureAlgorithm) =>
  [alg === 'EdDSA' ? null : 'sha256', { dsaEncoding: 'ieee-p1363' }] as const

function signByNode(alg: SignatureAlgorithm, jwk: PrivateJwk, data: Uint8Array): Buffer {
  const [digest, options] = nodeOptions(alg)
  return nodeSign(digest, data, {
    key: createPrivateKey({ key: { ...jwk }, format: 'jwk' }),
    ...options,
  })
}

function verifyByNode(
  alg: SignatureAlgorithm,
  jwk: PublicJwk,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const [digest, options] = nodeOptions(alg)
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  return nodeVerify(digest, data, { key, ...options }, signature)
}

function integers(...values: bigint[]): Uint8Array {
  return hex(values.map((value) => value.toString(16).padStart(64, '0')).join(''))
}

function sOf(signature: Uint8Array): bigint {
  return BigInt(`0x${toHex(signature.subarray(32))}`)
}

describe('published figures', () => {
  it('[SIG-10] RFC 6979 A.2.5, P-256 and SHA-256; its s is high', async () => {
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: Buffer.from(
        '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6',
        'hex',
      ).toString('base64url'),
      y: Buffer.from(
        '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
        'hex',
      ).toString('base64url'),
      d: Buffer.from(
        'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
        'hex',
      ).toString('base64url'),
    } as const
    const r = 'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716'
    const s = 'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8'
    expect(await verifyWith('ES256', publicJwk(jwk), ascii('sample'), hex(r + s))).toBe(true)
  })
})

describe.each(ALGS)('%s', (alg) => {
  const crv = CURVES[alg]

  it('[SIG-1] is understood by node:crypto, and the other way round', async () => {
    for (const length of [0, 1, 32, 64, 1000]) {
      const jwk = generateJwk(crv)
      const data = randomBytes(length)
      const ours = await signWith(alg, jwk, data)
      expect(verifyByNode(alg, publicJwk(jwk), data, ours)).toBe(true)
      expect(await verifyWith(alg, publicJwk(jwk), data, signByNode(alg, jwk, data))).toBe(true)
    }
  })

  it('[SIG-1] believes no signature of a wrong length, and does not throw', async () => {
    const jwk = generateJwk(crv)
    for (const length of [0, 1, 63, 65, 70, 128]) {
      const signature = new Uint8Array(length).fill(1)
      expect(await verifyWith(alg, publicJwk(jwk), ascii('Lunch?'), signature)).toBe(false)
    }
  })

  it('[SIG-7] neither signs nor verifies with a key of another alg', async () => {
    for (const other of ['X25519', 'P-384', 'Ed25519', 'P-256', 'secp256k1'] as const) {
      if (other === crv) continue
      const jwk = generateJwk(other)
      await expect(signWith(alg, jwk, ascii('Lunch?'))).rejects.toMatchObject({
        code: 'INVALID_KEY',
      })
      const signature = new Uint8Array(64).fill(1)
      expect(await verifyWith(alg, publicJwk(jwk), ascii('Lunch?'), signature)).toBe(false)
    }
  })
})

describe.each(['ES256', 'ES256K'] as const)('%s', (alg) => {
  const n = ORDERS[alg]

  it('[SIG-10] is verified with a low s and with a high one', async () => {
    for (let round = 0; round < 8; round++) {
      const jwk = generateJwk(CURVES[alg])
      const data = randomBytes(20)
      const signature = await signWith(alg, jwk, data)
      const r = BigInt(`0x${toHex(signature.subarray(0, 32))}`)
      for (const s of [sOf(signature), n - sOf(signature)]) {
        expect(verifyByNode(alg, publicJwk(jwk), data, integers(r, s))).toBe(true)
        expect(await verifyWith(alg, publicJwk(jwk), data, integers(r, s))).toBe(true)
      }
    }
  })

  it('[SIG-1] is another one each time, with a nonce of its own', async () => {
    const jwk = generateJwk(CURVES[alg])
    const made = await Promise.all([1, 2].map(() => signWith(alg, jwk, ascii('Lunch?'))))
    const nonces = new Set(made.map((signature) => toHex(signature.subarray(0, 32))))
    expect(nonces.size).toBe(2)
  })

  it('[SIG-1] has no r or s of zero, or that is not reduced', async () => {
    const jwk = generateJwk(CURVES[alg])
    const data = ascii('Lunch?')
    const signature = await signWith(alg, jwk, data)
    const r = BigInt(`0x${toHex(signature.subarray(0, 32))}`)
    const s = sOf(signature)
    const max = 2n ** 256n - 1n
    const hostilePairs: (readonly [bigint, bigint])[] = [
      [0n, 0n],
      [0n, s],
      [r, 0n],
      [n, s],
      [r, n],
      [n, n],
      [max, max],
      [1n, 1n],
      [1n, 0n],
    ]
    if (s + n <= max) hostilePairs.push([r, s + n])
    for (const [hostileR, hostileS] of hostilePairs) {
      const hostile = integers(hostileR, hostileS)
      expect(await verifyWith(alg, publicJwk(jwk), data, hostile)).toBe(false)
    }
  })
})

describe('ES256K', () => {
  it('[SIG-10] is made with a low s by the service', async () => {
    const crypto = new NodeCryptoService()
    const { secretKey } = await crypto.generateKeyPair('secp256k1')
    for (let round = 0; round < 16; round++) {
      const data = randomBytes(20)
      const signature = await crypto.sign({ alg: 'ES256K', secretKey, data })
      expect(sOf(signature)).toBeLessThanOrEqual(ORDERS.ES256K / 2n)
    }
  })
})

describe('EdDSA', () => {
  it('[SIG-7] is not verified with the same bytes as a key on X25519', async () => {
    const jwk = generateJwk('Ed25519')
    const signature = await signWith('EdDSA', jwk, ascii('Lunch?'))
    const relabelled = { kty: 'OKP', crv: 'X25519', x: jwk.x } as const
    expect(await verifyWith('EdDSA', relabelled, ascii('Lunch?'), signature)).toBe(false)
  })

  it('[SIG-1] has no S that is not reduced', async () => {
    const jwk = generateJwk('Ed25519')
    const data = ascii('Lunch?')
    const signature = await signWith('EdDSA', jwk, data)
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const s = BigInt(`0x${toHex(signature.slice(32).reverse())}`) + order
    const malleated = Uint8Array.from([...signature.subarray(0, 32), ...integers(s).reverse()])
    expect(await verifyWith('EdDSA', publicJwk(jwk), data, malleated)).toBe(false)
  })
})
