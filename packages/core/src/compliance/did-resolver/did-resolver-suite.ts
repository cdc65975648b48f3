import type { ComplianceSuite } from '../suite.ts'
import { creationCases } from './creation.ts'
import { documentCases } from './documents.ts'
import { equivalentIdsCases } from './equivalent-ids.ts'
import { isResolvableCases } from './is-resolvable.ts'
import { keyAndServiceCases } from './keys-and-services.ts'
import type { DIDResolverSuiteOptions } from './options.ts'
import { refusalCases } from './refusals.ts'
import { subjectOf } from './subject.ts'

/**
 * Makes the suite that a {@link DIDResolver} has to pass (DID Core 1.0 §7.1, DIDComm v2.1 § DIDs): its DIDs lead to their
 * documents, and everything else to a `DIDCommError`.
 *
 * The resolver is asked for many DIDs that do not exist: give one that works over a network a server of the test's own.
 *
 * @throws `INVALID_ARGUMENT` unless `resolvable` has two different DIDs; `INVALID_DID` if one of them is none
 *
 * @example
 * ```ts
 * import { didResolverSuite, registerSuite } from '@didcomm/core/compliance'
 * import { NobleCryptoService } from '@didcomm/crypto-noble'
 * import { describe, it } from 'vitest'
 * import { createToyDID, DIDToyResolver } from '../src/index.ts'
 *
 * const crypto = new NobleCryptoService()
 *
 * registerSuite(
 *   didResolverSuite({
 *     resolver: new DIDToyResolver(),
 *     resolvable: [
 *       { did: 'did:toy:alice', document: { id: 'did:toy:alice', keyAgreement: [] } },
 *       { did: 'did:toy:bob' },
 *     ],
 *     invalid: ['did:toy:not%20valid'],
 *     notFound: ['did:toy:nobody'],
 *     create: { crypto, createDID: (secrets) => createToyDID({ crypto, secrets }) },
 *   }),
 *   { describe, it },
 * )
 * ```
 */
export function didResolverSuite<SecretKey>(
  options: DIDResolverSuiteOptions<SecretKey>,
): ComplianceSuite {
  const subject = subjectOf(options)
  return {
    title: options.title ?? 'DIDResolver',
    groups: [
      documentCases(subject),
      keyAndServiceCases(subject),
      ...isResolvableCases(subject),
      refusalCases(subject, options),
      ...equivalentIdsCases(subject),
      ...(options.create ? [creationCases(subject, options.create)] : []),
    ],
  }
}
