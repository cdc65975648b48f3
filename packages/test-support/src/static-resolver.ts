import { DIDCommError } from '@didcomm/core'
import type { DIDDocument, DIDResolver } from '@didcomm/core/contracts'

/** A {@link DIDResolver} over documents given to it, which records what it was asked for. */
export class StaticResolver implements DIDResolver {
  /** The DIDs asked for, oldest first, known or not. */
  readonly resolved: string[] = []
  /** The documents by the DID they answer for; tests add, replace and delete as they like. */
  readonly documents: Map<string, DIDDocument>

  constructor(documents: Iterable<DIDDocument> = []) {
    this.documents = new Map(Array.from(documents, (document) => [document.id, document]))
  }

  /** @throws `DID_NOT_FOUND` for a DID it has no document of */
  async resolve(did: string): Promise<DIDDocument> {
    this.resolved.push(did)
    const document = this.documents.get(did)
    if (!document) {
      throw new DIDCommError('DID_NOT_FOUND', `the test has no DID document of ${did}`, {
        details: { did },
      })
    }
    return document
  }
}
