import type { DIDDocument, DIDResolver } from '@didcomm/core'
import { writeDocument } from './document.ts'
import { decodeJwkDID, isJwkDID } from './jwk-did.ts'

/**
 * Resolves did:jwk (did:jwk Method Specification), without I/O. Documents are frozen.
 *
 * A JWK of any kind resolves, as the method has it; with one that is not on a curve of DIDComm nothing can be done then.
 */
export class DIDJwkResolver implements DIDResolver {
  /** Tells whether `did` is a did:jwk, by its first characters. */
  isResolvable(did: string): boolean {
    return isJwkDID(did)
  }

  /**
   * Returns the DID document, with the JWK as it stands in the DID.
   *
   * @throws `INVALID_DID`, for a private key as well; `INVALID_DID_DOCUMENT` for members that are nested too deep;
   * `DID_METHOD_NOT_SUPPORTED` for another method's DID
   */
  async resolve(did: string): Promise<DIDDocument> {
    return writeDocument(did, decodeJwkDID(did))
  }
}
