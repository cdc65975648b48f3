import type { DIDDocument, DIDResolver } from '@didcomm/core'
import { writeDocument } from './document.ts'
import { decodeKeyDID, isKeyDID } from './key-did.ts'

/**
 * Resolves did:key of Ed25519, X25519, P-256, P-384, P-521 and secp256k1 keys (did:key v0.7), without I/O. Documents
 * are frozen.
 */
export class DIDKeyResolver implements DIDResolver {
  /** Tells whether `did` is a did:key, by its first characters. */
  isResolvable(did: string): boolean {
    return isKeyDID(did)
  }

  /**
   * Returns the DID document: what the key can be used for, and the X25519 key that is derived from an Ed25519 key.
   *
   * @throws `INVALID_DID`, for a key of an unknown kind as well; `DID_METHOD_NOT_SUPPORTED` for another method's DID
   */
  async resolve(did: string): Promise<DIDDocument> {
    return writeDocument(did, decodeKeyDID(did))
  }
}
