import { createPublicKey, randomBytes, verify as nodeVerify } from 'node:crypto'
import type { PrivateJwk, PublicJwk, SignatureAlgorithm } from '@didcomm/core'
import { generateJwk, publicJwk } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { noblePrimitives } from '../src/index.ts'
import { ascii, hex, toHex } from './bytes.ts'

const { importPublicKey, importSecretKey, sign, verify } = noblePrimitives
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
  it('[SIG-1] RFC 6979 A.2.5, P-256 and SHA-256; its s is high', async () => {
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
    const made = await signWith('ES256', jwk, ascii('sample'))
    expect(toHex(made)).toBe(toHex(integers(BigInt(`0x${r}`), ORDERS.ES256 - BigInt(`0x${s}`))))
  })
})

describe.each(ALGS)('%s', (alg) => {
  const crv = CURVES[alg]

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

  it('[SIG-10] is verified with a high s and made with a low one', async () => {
    for (let round = 0; round < 8; round++) {
      const jwk = generateJwk(CURVES[alg])
      const data = randomBytes(20)
      const low = await signWith(alg, jwk, data)
      expect(sOf(low)).toBeLessThanOrEqual(n / 2n)
      const r = BigInt(`0x${toHex(low.subarray(0, 32))}`)
      const high = integers(r, n - sOf(low))
      expect(verifyByNode(alg, publicJwk(jwk), data, high)).toBe(true)
      expect(await verifyWith(alg, publicJwk(jwk), data, high)).toBe(true)
    }
  })

  it('[SIG-1] is the same for the same key and message (RFC 6979)', async () => {
    const jwk = generateJwk(CURVES[alg])
    const made = [1, 2].map(() => signWith(alg, jwk, ascii('Lunch?')))
    const [first, second] = await Promise.all(made)
    expect(first).toEqual(second)
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

describe('EdDSA', () => {
  const base64Url = (text: string) => Buffer.from(text, 'hex').toString('base64url')
  const identity = '01'.padEnd(64, '0')

  it('[SIG-1] believes no signature by a key of small order, which would fit every message', async () => {
    // R is the neutral element and S is 0, so S·B = R + k·A holds for A of small order, whatever k.
    const signature = hex(identity + '0'.repeat(64))
    const smallOrders = [
      identity,
      '0'.repeat(64),
      `ec${'f'.repeat(60)}7f`,
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    ]
    for (const x of smallOrders) {
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: base64Url(x) } as const
      for (const message of ['Lunch?', 'Dinner?', 'pay mallory']) {
        expect(await verifyWith('EdDSA', jwk, ascii(message), signature)).toBe(false)
      }
    }
  })

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
