import {
  createPrivateKey,
  createPublicKey,
  randomBytes,
  sign as nodeSign,
  verify as nodeVerify,
} from 'node:crypto'
import type { PrivateJwk, PublicJwk, SignatureAlgorithm } from '@didcomm/core'
import { appendix, generateJwk, publicJwk } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { noblePrimitives } from '../src/index.ts'
import { ascii, fromBase64Url, hex, toHex } from './vectors.ts'

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
  it.each([
    [
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
      'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
  ])('[SIG-1] RFC 8032 §7.1, the key %s', async (d, x, message, signature) => {
    const jwk = {
      kty: 'OKP',
      crv: 'Ed25519',
      x: Buffer.from(x, 'hex').toString('base64url'),
      d: Buffer.from(d, 'hex').toString('base64url'),
    } as const
    expect(toHex(await signWith('EdDSA', jwk, hex(message)))).toBe(signature)
    expect(await verifyWith('EdDSA', publicJwk(jwk), hex(message), hex(signature))).toBe(true)
  })

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

  it.each([
    ['signed EdDSA (Ed25519)', 'EdDSA'],
    ['signed ES256 (P-256)', 'ES256'],
    ['signed ES256K (secp256k1)', 'ES256K'],
  ] as const)('[SIG-1] DIDComm v2.1 Appendix C.2, "%s"', async (name, alg) => {
    const { payload, signatures } = JSON.parse(appendix.messages[name])
    const [{ protected: header, header: unprotected, signature }] = signatures
    const jwk = appendix.secrets[unprotected.kid]
    if (!jwk) throw new Error('no such key')
    const data = ascii(`${header}.${payload}`)
    const bytes = fromBase64Url(signature)
    expect(await verifyWith(alg, publicJwk(jwk), data, bytes)).toBe(true)
    expect(await verifyWith(alg, publicJwk(jwk), data.subarray(1), bytes)).toBe(false)
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

  it('[SIG-1] believes nothing of which a bit was changed', async () => {
    const jwk = generateJwk(crv)
    const data = ascii('Lunch?')
    const signature = await signWith(alg, jwk, data)
    for (let index = 0; index < 64; index += 7) {
      const changed = Uint8Array.from(signature)
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(await verifyWith(alg, publicJwk(jwk), data, changed)).toBe(false)
    }
    expect(await verifyWith(alg, publicJwk(jwk), ascii('Dinner?'), signature)).toBe(false)
    expect(await verifyWith(alg, publicJwk(generateJwk(crv)), data, signature)).toBe(false)
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
