import { createPrivateKey } from 'node:crypto'
import { inspect } from 'node:util'
import { externalKey, type CryptoService, type PrivateJwk } from '@didcomm/core'
import { describe, expect, it } from 'vitest'
import { errorOf } from './error-of.ts'
import { publicJwk } from './identities.ts'
import { generateJwk } from './raw-crypto.ts'

/** Registers tests of a backend's private keys, which show nothing but their curve, and of their explicit export. */
export function testSecretKeys<SecretKey extends object>(
  crypto: CryptoService<SecretKey>,
  exportSecretKey: (secretKey: object | undefined) => PrivateJwk,
): void {
  const { curves } = crypto.supports

  describe('private keys', () => {
    it.each(curves)('on %s show nothing but their curve', async (curve) => {
      const jwk = generateJwk(curve)
      const secretKey = await crypto.importSecretKey(jwk)
      expect(JSON.stringify(secretKey)).toBe(JSON.stringify({ curve }))
      expect(Reflect.ownKeys(secretKey)).toEqual(['curve'])
      expect(structuredClone(secretKey)).toEqual({ curve })
      const printed = inspect(secretKey, { depth: 9, showHidden: true })
      expect(printed).not.toContain(Buffer.from(jwk.d, 'base64url').toString('hex').slice(0, 12))
      expect(printed).not.toMatch(/Uint8Array|\d+, \d+/)
    })
  })

  describe('exportSecretKey', () => {
    it.each(curves)('returns the JWK that was imported on %s', async (curve) => {
      const jwk = generateJwk(curve)
      expect(exportSecretKey(await crypto.importSecretKey(jwk))).toEqual(jwk)
    })

    it.each(curves)('returns a JWK of a generated key that OpenSSL reads, on %s', async (curve) => {
      const { secretKey, publicJwk: expected } = await crypto.generateKeyPair(curve)
      const jwk = exportSecretKey(secretKey)
      const read = createPrivateKey({ key: { ...jwk }, format: 'jwk' }).export({ format: 'jwk' })
      expect(read).toEqual(jwk)
      expect(publicJwk(jwk)).toEqual(expected)
    })

    it('refuses what is no key of this backend', async () => {
      for (const foreign of [undefined, {}, externalKey({}), generateJwk('X25519')]) {
        expect((await errorOf(() => exportSecretKey(foreign))).code).toBe('INVALID_ARGUMENT')
      }
    })
  })
}
