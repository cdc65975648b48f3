import { createPublicKey, randomBytes, verify as nodeVerify } from 'node:crypto'
import type { PrivateJwk, PublicJwk, SignatureAlgorithm } from '@didcomm/core/contracts'
import type { CryptoPrimitives } from '@didcomm/core/crypto'
import { describe, expect, it } from 'vitest'
import { publicJwk } from '../identities.ts'
import { generateJwk } from '../raw-crypto.ts'
import { expectFailure, fromHex, INVALID_KEY, toHex } from './expectations.ts'

const CURVES = { EdDSA: 'Ed25519', ES256: 'P-256', ES256K: 'secp256k1' } as const
/** The orders of P-256 and secp256k1 (SEC 2). */
export const ECDSA_ORDERS = {
  ES256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  ES256K: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
} as const
/** RFC 6979 A.2.5, P-256 and SHA-256, message "sample"; its s is high. */
export const RFC_6979 = {
  jwk: {
    kty: 'EC',
    crv: 'P-256',
    x: 'YP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y',
    y: 'eQP-EAi4vJmkGunpVii8ZPLxsgwtfp9Rd6PClNRGIpk',
    d: 'ya-p2EW6dRZrXCFXZ7HWk05Qw9s26JsSe4piKxIPZyE',
  },
  r: 0xefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716n,
  s: 0xf7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8n,
} as const
const LUNCH = Buffer.from('Lunch?')

/** Writes r ‖ s, 32 bytes each. */
export function signatureOf(...values: readonly bigint[]): Uint8Array {
  return fromHex(values.map((value) => value.toString(16).padStart(64, '0')).join(''))
}

/** Reads the s of a signature. */
export function sOf(signature: Uint8Array): bigint {
  return BigInt(`0x${toHex(signature.subarray(32))}`)
}

function verifyByNode(jwk: PublicJwk, data: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  return nodeVerify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)
}

/** Registers tests of signatures. */
export function testSignatures<SecretKey, PublicKey>({
  supports,
  importPublicKey,
  importSecretKey,
  sign,
  verify,
}: CryptoPrimitives<SecretKey, PublicKey>): void {
  const signWith = async (alg: SignatureAlgorithm, jwk: PrivateJwk, data: Uint8Array) =>
    sign({ alg, secretKey: await importSecretKey(jwk), data })
  const verifyWith = async (
    alg: SignatureAlgorithm,
    jwk: PublicJwk,
    data: Uint8Array,
    signature: Uint8Array,
  ) => verify({ alg, publicKey: await importPublicKey(jwk), data, signature })

  it('[SIG-10] verifies RFC 6979 A.2.5', async () => {
    const { jwk, r, s } = RFC_6979
    const data = Buffer.from('sample')
    expect(await verifyWith('ES256', publicJwk(jwk), data, signatureOf(r, s))).toBe(true)
  })

  describe.each(supports.sig)('%s', (alg) => {
    const crv = CURVES[alg]

    it('[SIG-1] believes no signature of a wrong length, and does not fail', async () => {
      const jwk = generateJwk(crv)
      for (const length of [0, 1, 63, 65, 70, 128]) {
        const signature = new Uint8Array(length).fill(1)
        expect(await verifyWith(alg, publicJwk(jwk), LUNCH, signature)).toBe(false)
      }
    })

    it('[SIG-7] neither signs nor verifies with a key of another alg', async () => {
      for (const other of supports.curves) {
        if (other === crv) continue
        const jwk = generateJwk(other)
        await expectFailure(() => signWith(alg, jwk, LUNCH), other, INVALID_KEY)
        const signature = new Uint8Array(64).fill(1)
        expect(await verifyWith(alg, publicJwk(jwk), LUNCH, signature)).toBe(false)
      }
    })
  })

  const ecdsa = (['ES256', 'ES256K'] as const).filter((alg) => supports.sig.includes(alg))
  describe.each(ecdsa)('%s', (alg) => {
    const n = ECDSA_ORDERS[alg]

    it('[SIG-10] is verified with a low s and with a high one', async () => {
      for (let round = 0; round < 8; round++) {
        const jwk = generateJwk(CURVES[alg])
        const data = randomBytes(20)
        const made = await signWith(alg, jwk, data)
        const r = BigInt(`0x${toHex(made.subarray(0, 32))}`)
        for (const s of [sOf(made), n - sOf(made)]) {
          expect(verifyByNode(publicJwk(jwk), data, signatureOf(r, s))).toBe(true)
          expect(await verifyWith(alg, publicJwk(jwk), data, signatureOf(r, s))).toBe(true)
        }
      }
    })

    it('[SIG-1] has no r or s of zero, or that is not reduced', async () => {
      const jwk = generateJwk(CURVES[alg])
      const signature = await signWith(alg, jwk, LUNCH)
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
      for (const pair of hostilePairs) {
        expect(await verifyWith(alg, publicJwk(jwk), LUNCH, signatureOf(...pair))).toBe(false)
      }
    })
  })

  describe('EdDSA', () => {
    it('[SIG-7] is not verified with the same bytes as a key on X25519', async () => {
      const jwk = generateJwk('Ed25519')
      const signature = await signWith('EdDSA', jwk, LUNCH)
      const relabelled = { kty: 'OKP', crv: 'X25519', x: jwk.x } as const
      expect(await verifyWith('EdDSA', relabelled, LUNCH, signature)).toBe(false)
    })

    it('[SIG-1] has no S that is not reduced', async () => {
      const jwk = generateJwk('Ed25519')
      const signature = await signWith('EdDSA', jwk, LUNCH)
      const order = 2n ** 252n + 27742317777372353535851937790883648493n
      const s = BigInt(`0x${toHex(signature.slice(32).reverse())}`) + order
      const malleated = Uint8Array.from([...signature.subarray(0, 32), ...signatureOf(s).reverse()])
      expect(await verifyWith('EdDSA', publicJwk(jwk), LUNCH, malleated)).toBe(false)
    })
  })
}
