import type { DIDDocument, DIDResolver } from '../contracts/did-resolver.ts'
import { isDID } from './did-url.ts'
import { frozenDocument } from './frozen-document.ts'

/** Options of the {@link CachingResolver} constructor. */
export interface CachingResolverOptions {
  /** Who resolves what is not in the cache. */
  readonly resolver: DIDResolver
  /** How long a document is kept; 300 seconds by default. */
  readonly ttlSeconds?: number
  /** How many documents are kept; 1000 by default, of which those that were not asked for longest go first. */
  readonly maxEntries?: number
  /** Seconds since the epoch, UTC. */
  readonly now?: () => number
}

interface Entry {
  readonly document: DIDDocument
  readonly since: number
}

/**
 * Keeps resolved DID documents for a while. Concurrent requests for one DID share one resolution, as many at a time as
 * documents are kept; failures are not kept.
 *
 * It returns the same object as long as the entry lives, so what is derived from a document can be kept with it. The
 * object is a frozen copy of what was resolved. A resolution has to come to an end by itself: what waits for it waits
 * as long.
 */
export class CachingResolver implements DIDResolver {
  readonly #resolver: DIDResolver
  readonly #ttlSeconds: number
  readonly #maxEntries: number
  readonly #now: () => number
  /** In the order of their last use: a Map keeps the order of insertion. */
  readonly #entries = new Map<string, Entry>()
  readonly #pending = new Map<string, Promise<DIDDocument>>()

  constructor({
    resolver,
    ttlSeconds = 300,
    maxEntries = 1000,
    now = () => Date.now() / 1000,
  }: CachingResolverOptions) {
    this.#resolver = resolver
    this.#ttlSeconds = ttlSeconds
    this.#maxEntries = maxEntries
    this.#now = now
  }

  /** @throws what the resolver throws; `INVALID_DID_DOCUMENT` when it returns no DID document */
  async resolve(did: string): Promise<DIDDocument> {
    const entry = this.#entries.get(did)
    // A clock that was set back does not make an entry younger than it is, and a time-to-live of NaN is none.
    const age = entry ? this.#now() - entry.since : Infinity
    if (!entry || !(age >= 0 && age < this.#ttlSeconds)) return this.#request(did)
    this.#keep(did, entry)
    return entry.document
  }

  isResolvable(did: string): boolean {
    return this.#resolver.isResolvable?.(did) ?? isDID(did)
  }

  equivalentIds(id: string): readonly string[] {
    return this.#resolver.equivalentIds?.(id) ?? []
  }

  #request(did: string): Promise<DIDDocument> {
    const pending = this.#pending.get(did)
    if (pending) return pending
    // Each of them has somebody who waits for it; what a resolver never answers must not pile up here.
    if (this.#pending.size >= this.#maxEntries) return this.#fetch(did)
    const started = this.#fetch(did).finally(() => this.#pending.delete(did))
    this.#pending.set(did, started)
    return started
  }

  async #fetch(did: string): Promise<DIDDocument> {
    const document = frozenDocument(await this.#resolver.resolve(did), did)
    this.#keep(did, { document, since: this.#now() })
    return document
  }

  #keep(did: string, entry: Entry): void {
    this.#entries.delete(did)
    this.#entries.set(did, entry)
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries) return
      this.#entries.delete(oldest)
    }
  }
}
