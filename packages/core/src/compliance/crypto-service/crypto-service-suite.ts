import type { CryptoService } from '../../contracts/crypto-service.ts'
import type { ComplianceGroup, ComplianceSuite } from '../suite.ts'
import { claimCases } from './claims.ts'
import { contentEncryptionCases } from './content-encryption.ts'
import { convertedKeyCases } from './converted-keys.ts'
import { envelopeCases } from './envelopes.ts'
import { generatedKeyCases } from './generated-keys.ts'
import { keyWrappingCases } from './key-wrapping.ts'
import { privateKeyCases } from './private-keys.ts'
import { publicKeyCases } from './public-keys.ts'
import { releasedKeyCases } from './released-keys.ts'
import { sha256Cases } from './sha256.ts'
import { signatureCases } from './signatures.ts'
import { claimsOf } from './subject.ts'
import { wrappedKeyVectorCases } from './wrapped-key-vectors.ts'

/**
 * Makes the suite that a {@link CryptoService} has to pass: all that its `supports` claims works, by published vectors
 * and against what an attacker sends, and everything else is refused.
 *
 * ECDH-1PU is tested where `A256CBC-HS512` is claimed: nothing else goes with it.
 *
 * @example
 * ```ts
 * import { cryptoServiceSuite, registerSuite } from '@didcomm/core/compliance'
 * import { describe, it } from 'vitest'
 *
 * registerSuite(cryptoServiceSuite(new MyCryptoService()), { describe, it })
 * ```
 */
export function cryptoServiceSuite(crypto: CryptoService): ComplianceSuite {
  const { curves, agreement, enc, sig } = claimsOf(crypto)
  const groups: readonly ComplianceGroup[] = [
    claimCases(crypto),
    ...curves.map((curve) => ({
      title: `keys on ${curve}`,
      cases: [
        ...generatedKeyCases(crypto, curve),
        ...privateKeyCases(crypto, curve),
        ...publicKeyCases(crypto, curve),
        ...(curve === 'X25519' ? convertedKeyCases(crypto) : []),
      ],
    })),
    sha256Cases(crypto),
    ...enc.map((name) => contentEncryptionCases(crypto, name)),
    ...agreement.flatMap((curve) => keyWrappingCases(crypto, curve)),
    wrappedKeyVectorCases(crypto),
    releasedKeyCases(crypto),
    ...sig.map((alg) => signatureCases(crypto, alg)),
    envelopeCases(crypto),
  ]
  return {
    title: `CryptoService ${crypto.name}`,
    groups: groups.filter(({ cases }) => cases.length > 0),
  }
}
