import type { DIDDocument, DIDResolver } from '@didcomm/core'
import { isDID } from '@didcomm/core/did'
import { keysOf, PREFIX } from './identifier.ts'

/** Resolves did:duo, whose DIDs are two public keys: the one to sign with, and the one to encrypt to. */
export class DIDDuoResolver implements DIDResolver {
  /** Tells whether `did` is a did:duo, by its first characters. */
  isResolvable(did: string): boolean {
    return isDID(did) && did.startsWith(PREFIX)
  }

  /** Returns a document of the caller's own. @throws `INVALID_DID` */
  async resolve(did: string): Promise<DIDDocument> {
    const verificationMethod = keysOf(did).map((publicKeyMultibase, index) => ({
      id: `${did}#key-${index + 1}`,
      type: 'Multikey',
      controller: did,
      publicKeyMultibase,
    }))
    return {
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      id: did,
      verificationMethod,
      authentication: [`${did}#key-1`],
      keyAgreement: [`${did}#key-2`],
    }
  }
}
