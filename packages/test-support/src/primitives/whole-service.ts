import type { CryptoService } from '@didcomm/core/contracts'
import {
  createCryptoService,
  type CryptoPrimitives,
  PrimitiveCryptoService,
} from '@didcomm/core/crypto'
import { describe, expect, it } from 'vitest'

/** Registers tests of a service that has every algorithm and is made of a record of primitives. */
export function testWholeService<SecretKey, PublicKey>(
  name: string,
  create: () => CryptoService,
  primitives: CryptoPrimitives<SecretKey, PublicKey>,
): void {
  describe(`the service of ${name}`, () => {
    it('[ENC-1] [ENC-2] [SIG-1] claims every algorithm of DIDComm v2.1', () => {
      const crypto = create()
      expect(crypto.name).toBe(name)
      expect(crypto.specificationVersion).toBe('v1')
      expect(crypto.supports).toEqual({
        curves: ['X25519', 'P-256', 'P-384', 'P-521', 'Ed25519', 'secp256k1'],
        enc: ['A256CBC-HS512', 'A256GCM', 'XC20P'],
        sig: ['EdDSA', 'ES256', 'ES256K'],
      })
    })

    it('is what createCryptoService makes of the primitives', () => {
      expect(create()).toBeInstanceOf(PrimitiveCryptoService)
      expect(createCryptoService(primitives).supports).toBe(create().supports)
    })
  })
}
