import { DIDCommError, type DIDDocument, type DIDResolver } from '@didcomm/core'
import { Memory, type SeenDID } from './memory.ts'
import { equivalentNames } from './names.ts'
import { isPeerDID, readPeerDID } from './read-peer-did.ts'

/** Options of {@link DIDPeerResolver}. */
export interface DIDPeerResolverOptions {
  /**
   * The number of DIDs that are kept: as many that were seen, and as many given to `remember`; 1000 unless given.
   * Those not used for the longest time go first.
   */
  readonly maxRemembered?: number
}

/**
 * Resolves did:peer, numalgo 0, 2, 3 and 4 (Peer DID Method 1.0), without I/O.
 *
 * A short form (numalgo 3, or 4 without its document) resolves once this instance has seen the long form: resolved or
 * compared it, or was told to `remember` it. Documents are frozen, and resolving again returns the same object.
 */
export class DIDPeerResolver implements DIDResolver {
  /** Apart from those seen: a message with a thousand new DIDs cannot displace what the application remembers. */
  readonly #remembered: Memory
  readonly #seen: Memory

  /** @throws `INVALID_ARGUMENT` unless `maxRemembered` is a whole number from 0 */
  constructor({ maxRemembered = 1000 }: DIDPeerResolverOptions = {}) {
    if (!Number.isSafeInteger(maxRemembered) || maxRemembered < 0) {
      throw new DIDCommError('INVALID_ARGUMENT', 'maxRemembered must be a whole number from 0')
    }
    this.#remembered = new Memory(maxRemembered)
    this.#seen = new Memory(maxRemembered)
  }

  /** Tells whether `did` is a did:peer of numalgo 0, 2, 3 or 4, by its first characters. */
  isResolvable(did: string): boolean {
    return isPeerDID(did)
  }

  /**
   * Returns the DID document, frozen.
   *
   * @throws `INVALID_DID`; `DID_NOT_FOUND` for a short form whose long form was not seen; `DID_METHOD_NOT_SUPPORTED`
   */
  async resolve(did: string): Promise<DIDDocument> {
    const { peer, documents } = this.#see(did)
    const document = documents.get(did) ?? peer.writeDocument(did)
    documents.set(did, document)
    return document
  }

  /**
   * Keeps a long form, so that its short form resolves: call it for your own DIDs and your contacts' when the program
   * starts.
   *
   * @throws as `resolve` does
   */
  remember(did: string): void {
    this.#remembered.add(this.#see(did))
  }

  /**
   * Returns the other ids of a DID or a key that the method proves: numalgo 2 and 3, the long and the short form of 4,
   * older key ids (`#6Mk…`, `#z6Mk…`) and service ids (`#didcommmessaging-0`). None for an invalid DID, or for a short
   * form whose long form was not seen.
   */
  equivalentIds(id: string): readonly string[] {
    const [did = '', fragment] = splitFragment(id)
    const peer = this.#seeIfValid(did)?.peer
    if (!peer) return []
    const suffixes =
      fragment === undefined
        ? ['']
        : equivalentNames(peer.names, fragment).map((name) => `#${name}`)
    return peer.forms
      .flatMap((form) => suffixes.map((suffix) => form + suffix))
      .filter((other) => other !== id)
  }

  #seeIfValid(did: string): SeenDID | undefined {
    try {
      return this.#see(did)
    } catch (error) {
      if (DIDCommError.is(error)) return undefined
      throw error
    }
  }

  #see(did: string): SeenDID {
    const known = this.#remembered.find(did) ?? this.#seen.find(did)
    if (known) return known
    const seen = { peer: readPeerDID(did), documents: new Map<string, DIDDocument>() }
    this.#seen.add(seen)
    return seen
  }
}

function splitFragment(id: string): readonly [did: string, fragment?: string] {
  const hash = id.indexOf('#')
  return hash < 0 ? [id] : [id.slice(0, hash), id.slice(hash + 1)]
}
