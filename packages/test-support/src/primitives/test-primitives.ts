import type { CryptoPrimitives } from '@didcomm/core/crypto'
import { describe } from 'vitest'
import { testContentEncryption } from './content-encryption.ts'
import { testKeyAgreement } from './key-agreement.ts'
import { testKeyWrapping } from './key-wrapping.ts'
import { testSignatures } from './signatures.ts'

/**
 * Registers tests of a library's primitives, against published figures and node:crypto, below what the compliance suite
 * of a service can see.
 */
export function testPrimitives<SecretKey, PublicKey>(
  primitives: CryptoPrimitives<SecretKey, PublicKey>,
): void {
  describe(`the primitives of ${primitives.name}`, () => {
    testContentEncryption(primitives)
    testKeyWrapping(primitives)
    testKeyAgreement(primitives)
    testSignatures(primitives)
  })
}
