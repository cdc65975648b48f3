import type { DIDDocument } from '@didcomm/core'
import type { PeerDID } from './peer-did.ts'

/** A DID that was seen, and the documents of its forms as far as they were asked for. */
export interface SeenDID {
  readonly peer: PeerDID
  readonly documents: Map<string, DIDDocument>
}

/** The DIDs used last, up to a number, found by each of their forms. */
export class Memory {
  /** For two forms of each DID. */
  readonly #size: number
  /** A Map keeps the order in which its keys were added: what was used last stands at the end. */
  readonly #seen = new Map<string, SeenDID>()

  constructor(dids: number) {
    this.#size = 2 * dids
  }

  find(did: string): SeenDID | undefined {
    const seen = this.#seen.get(did)
    if (seen) this.add(seen)
    return seen
  }

  add(seen: SeenDID): void {
    for (const form of seen.peer.forms) {
      this.#seen.delete(form)
      this.#seen.set(form, seen)
    }
    for (const form of this.#seen.keys()) {
      if (this.#seen.size <= this.#size) return
      this.#seen.delete(form)
    }
  }
}
