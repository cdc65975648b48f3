import type { Curve, PrivateJwk, PublicJwk } from '@didcomm/core/contracts'
import type { CryptoPrimitives } from '@didcomm/core/crypto'
import { describe, expect, it } from 'vitest'
import { publicJwk } from '../identities.ts'
import { ecdh, generateJwk, jwkOfSecret } from '../raw-crypto.ts'
import { leadingZeroKeys, lowOrderX25519Jwks } from '../weak-keys.ts'
import { expectFailure, INVALID_KEY, toHex } from './expectations.ts'

const AGREEMENT: readonly Curve[] = ['X25519', 'P-256', 'P-384', 'P-521']

/** Scalars found by trying: the smallest whose point has a leading zero (on P-521 two) in x, and how that begins. */
const LEADING_ZEROS = [
  { crv: 'P-256', size: 32, scalar: 379, start: '005543894af3d00e' },
  { crv: 'P-384', size: 48, scalar: 197, start: '004d104b26ee5671' },
  { crv: 'P-521', size: 66, scalar: 273, start: '000060a88d8596a2' },
] as const

/** Registers tests of raw Diffie-Hellman, against node:crypto. */
export function testKeyAgreement<SecretKey, PublicKey>({
  supports,
  agree,
  generateKeyPair,
  importPublicKey,
  importSecretKey,
}: CryptoPrimitives<SecretKey, PublicKey>): void {
  const curves = AGREEMENT.filter((curve) => supports.curves.includes(curve))
  const agreement = async (privateJwk: PrivateJwk, theirs: PublicJwk): Promise<string> =>
    toHex(await agree(await importSecretKey(privateJwk), await importPublicKey(theirs)))

  describe('key agreement and node:crypto', () => {
    it.each(curves)('[ENC-1] give the same secret on %s', async (crv) => {
      for (let round = 0; round < 10; round++) {
        const [ours, theirs] = [generateJwk(crv), generateJwk(crv)]
        const expected = toHex(ecdh(theirs, publicJwk(ours)))
        expect(await agreement(ours, publicJwk(theirs))).toBe(expected)
      }
    })

    it.each(curves)('[ENC-1] agree by a key pair that was made on %s', async (crv) => {
      for (const options of [{}, { ephemeral: true }]) {
        const { secretKey, publicJwk: jwk } = await generateKeyPair(crv, options)
        const theirs = generateJwk(crv)
        const secret = await agree(secretKey, await importPublicKey(publicJwk(theirs)))
        expect(toHex(secret)).toBe(toHex(ecdh(theirs, jwk)))
      }
    })

    it.each(LEADING_ZEROS)(
      '[ENC-1] keep the leading zeros of a secret on $crv',
      async ({ crv, size, scalar, start }) => {
        const base = publicJwk(jwkOfSecret(crv, scalarOf(1, size)))
        const jwk = jwkOfSecret(crv, scalarOf(scalar, size))
        const secret = await agreement(jwk, base)
        expect(secret.slice(0, 16)).toBe(start)
        expect(secret).toHaveLength(2 * size)
        expect(secret).toBe(toHex(ecdh(jwk, base)))
      },
    )

    it.each(['P-256', 'P-384', 'P-521'] as const)(
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
      const marked: PublicJwk = { kty: 'OKP', crv: 'X25519', x: bytes.toString('base64url') }
      expect(await agreement(ours, marked)).toBe(await agreement(ours, theirs))
    })
  })

  describe('key agreement', () => {
    it('[ENC-13] fails where the secret would be all zeros', async () => {
      const ours = await importSecretKey(generateJwk('X25519'))
      for (const jwk of lowOrderX25519Jwks) {
        const theirs = await importPublicKey(jwk)
        await expectFailure(() => agree(ours, theirs), jwk.x)
      }
    })

    it('[ENC-13] does not happen between keys on different curves', async () => {
      for (const mine of curves) {
        const secretKey = await importSecretKey(generateJwk(mine))
        for (const theirs of supports.curves) {
          if (mine === theirs) continue
          const publicKey = await importPublicKey(publicJwk(generateJwk(theirs)))
          await expectFailure(() => agree(secretKey, publicKey), `${mine}, ${theirs}`, INVALID_KEY)
        }
      }
    })

    it('[ENC-1] is not for keys on Ed25519', async () => {
      const secretKey = await importSecretKey(generateJwk('Ed25519'))
      const publicKey = await importPublicKey(publicJwk(generateJwk('Ed25519')))
      await expectFailure(() => agree(secretKey, publicKey), 'Ed25519', INVALID_KEY)
    })
  })
}

function scalarOf(value: number, size: number): Uint8Array {
  const bytes = Buffer.alloc(size)
  bytes.writeUInt32BE(value, size - 4)
  return bytes
}
