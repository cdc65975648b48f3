import type { ComplianceSuite } from '../suite.ts'
import { findingCases } from './finding.ts'
import { keepingCases } from './keeping.ts'
import type { SecretsManagerSuiteOptions } from './options.ts'
import { secrecyCases } from './secrecy.ts'
import { subjectOf } from './subject.ts'

/**
 * Makes the suite that a {@link SecretsManager} has to pass: it finds what it holds and nothing else, and a manager that
 * takes keys keeps them apart and shows none.
 *
 * @throws `INVALID_ARGUMENT` for a manager that takes no keys with fewer than two `keys`
 *
 * @example A manager that takes keys
 * ```ts
 * import { registerSuite, secretsManagerSuite } from '@didcomm/core/compliance'
 * import { NobleCryptoService } from '@didcomm/crypto-noble'
 * import { describe, it } from 'vitest'
 * import { KeychainSecretsManager } from '../src/index.ts'
 *
 * const crypto = new NobleCryptoService()
 *
 * registerSuite(
 *   secretsManagerSuite({ crypto, create: () => new KeychainSecretsManager(crypto) }),
 *   { describe, it },
 * )
 * ```
 *
 * @example A manager of keys that were made elsewhere
 * ```ts
 * secretsManagerSuite({
 *   crypto,
 *   secrets: new HsmSecretsManager(session),
 *   keys: [
 *     { kid: 'did:example:alice#agree', publicJwk: agreementKey, purposes: ['keyAgreement'] },
 *     { kid: 'did:example:alice#sign', publicJwk: signingKey, purposes: ['authentication'] },
 *   ],
 * })
 * ```
 */
export function secretsManagerSuite<SecretKey>(
  options: SecretsManagerSuiteOptions<SecretKey>,
): ComplianceSuite {
  return {
    title: options.title ?? 'SecretsManager',
    groups: [
      findingCases(options.crypto, subjectOf(options)),
      ...('create' in options ? [keepingCases(options), ...secrecyCases(options)] : []),
    ],
  }
}
