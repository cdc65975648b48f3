import type { PublicJwk } from '../contracts/jwk.ts'
import { isJsonObject, type JsonObject } from '../encoding/json.ts'
import { asDIDCommError, DIDCommError } from '../errors.ts'
import { abbreviate, parseDIDUrl } from './did-url.ts'
import type { ReadKeyOptions } from './multikey.ts'
import { readPublicKey } from './verification-method.ts'

/** What a key is for: the two verification relationships of DIDComm (DID Core 1.0 §5.3). */
export type KeyPurpose = 'keyAgreement' | 'authentication'

/** A key that a DID document lists for a purpose: its material, or the reason why there is none. */
export type DocumentKey = UsableKey | UnusableKey

/** A key with its material. */
export interface UsableKey {
  /** The verification method's id, an absolute DID URL. */
  readonly kid: string
  readonly publicJwk: PublicJwk
  /** The departure from the standard without which the key could not be read. */
  readonly tolerated?: 'p256-multicodec-1200'
}

/** A key that cannot be used, which does not keep the others of its document from being used. */
export interface UnusableKey {
  readonly kid: string
  readonly publicJwk?: undefined
  readonly problem: DIDCommError
}

/** Returns the other ids of the same DID or key; see `DIDResolver.equivalentIds`. */
export type EquivalentIds = (id: string) => readonly string[]

/** The verification methods of each id, of which there ought to be one. */
type MethodIndex = ReadonlyMap<string, readonly JsonObject[]>

/** The most keys of one purpose that are listed: nobody has as many, and each costs arithmetic on a curve. */
const MAX_KEYS = 256

/** Where a document can hold a verification method (DID Core 1.0 §5.2), or name one (§5.3). */
export const METHOD_LISTS = [
  'verificationMethod',
  'authentication',
  'assertionMethod',
  'keyAgreement',
  'capabilityInvocation',
  'capabilityDelegation',
] as const

/**
 * Reads an untrusted DID document as that of `did`.
 *
 * Nothing but its `id` is fatal: what else cannot be used is reported when it is asked for.
 *
 * @param equivalentIds - makes the document of a DID's other form that of `did` as well
 * @throws `INVALID_DID_DOCUMENT` when it is no object, or another DID's document
 */
export function parseDIDDocument(
  document: unknown,
  did: string,
  equivalentIds: EquivalentIds = () => [],
): ParsedDIDDocument {
  const id = isJsonObject(document) ? document.id : undefined
  if (!isJsonObject(document) || typeof id !== 'string') {
    throw new DIDCommError(
      'INVALID_DID_DOCUMENT',
      `${abbreviate(did)} was resolved to no DID document`,
      { details: { did } },
    )
  }
  const parsed = new ParsedDIDDocument(document, id, equivalentIds)
  parsed.assertIsOf(did)
  return parsed
}

/** Tells whether two DIDs are equal, literally or by the word of their method. */
export function areEquivalent(a: string, b: string, equivalentIds: EquivalentIds): boolean {
  return a === b || equivalentIds(a).includes(b) || equivalentIds(b).includes(a)
}

/** A DID document, read as far as it was asked. Keys are decoded when they are first needed, and kept. */
export class ParsedDIDDocument {
  /** The document as the resolver returned it. */
  readonly document: JsonObject
  /** The DID that the document says it is of. */
  readonly id: string
  readonly #equivalentIds: EquivalentIds
  readonly #listings = new Map<string, MethodIndex>()
  readonly #keys = new Map<string, DocumentKey>()

  /** Use {@link parseDIDDocument}, which checks that the document is the one that was asked for. */
  constructor(document: JsonObject, id: string, equivalentIds: EquivalentIds) {
    this.document = document
    this.id = id
    this.#equivalentIds = equivalentIds
  }

  /** @throws `INVALID_DID_DOCUMENT` unless the document's id is `did`, or a form of it that its method proves equal */
  assertIsOf(did: string): void {
    if (areEquivalent(this.id, did, this.#equivalentIds)) return
    throw new DIDCommError(
      'INVALID_DID_DOCUMENT',
      `${abbreviate(did)} was resolved to the DID document of ${abbreviate(this.id)}`,
      { details: { did } },
    )
  }

  /** The services as they are written, in order. */
  get services(): readonly JsonObject[] {
    return this.entries('service')
  }

  /** The objects in the list `property`, as they are written; what is not an object is passed over. */
  entries(property: string): readonly JsonObject[] {
    return asArray(this.document[property]).filter(isJsonObject)
  }

  /**
   * Returns the keys that stand under `purpose`, in order, those that cannot be used with their `problem`.
   *
   * @throws `INVALID_DID_DOCUMENT` when they are too many
   */
  keys(purpose: KeyPurpose, options: ReadKeyOptions = {}): readonly DocumentKey[] {
    const listing = this.#listing(purpose)
    if (listing.size > MAX_KEYS) {
      throw new DIDCommError(
        'INVALID_DID_DOCUMENT',
        `${purpose} of ${abbreviate(this.id)} has more than ${MAX_KEYS} entries`,
        { details: { did: this.id } },
      )
    }
    return [...listing.keys()].map((kid) => this.#read(purpose, kid, options))
  }

  /** Returns those of {@link keys} that can be used. */
  usableKeys(purpose: KeyPurpose, options: ReadKeyOptions = {}): readonly UsableKey[] {
    return this.keys(purpose, options).filter((key) => key.publicJwk !== undefined)
  }

  /**
   * Returns the key that `kid` names, by its id or by another that its DID method has for it, if it stands under
   * `purpose`: material and authority come from one document.
   *
   * @throws `KEY_NOT_FOUND` when the document has no such key, or two; `KEY_NOT_AUTHORIZED` when it has it for other
   * purposes only; `INVALID_KEY` or `UNSUPPORTED_ALGORITHM` when its material cannot be used; `INVALID_DID_DOCUMENT`
   * when its id is of another DID
   */
  key(purpose: KeyPurpose, kid: string, options: ReadKeyOptions = {}): UsableKey {
    const id = this.#find(this.#listing(purpose), kid)
    if (id === undefined) throw this.#notListed(purpose, kid)
    const key = this.#read(purpose, id, options)
    if (key.publicJwk) return key
    throw key.problem
  }

  /** Makes a reference of this document absolute; whether it is a DID URL shows when it is used. */
  absolute(reference: string): string {
    return reference.startsWith('#') ? this.id + reference : reference
  }

  /** The ids that stand in a list, in order, and the methods that each of them names. */
  #listing(list: (typeof METHOD_LISTS)[number]): MethodIndex {
    const known = this.#listings.get(list)
    if (known) return known
    const methods = list === 'verificationMethod' ? undefined : this.#listing('verificationMethod')
    const listing = new Map<string, JsonObject[]>()
    for (const entry of asArray(this.document[list])) {
      const embedded = isJsonObject(entry)
      const id = embedded ? entry.id : methods && entry
      if (typeof id !== 'string') continue
      const kid = this.absolute(id)
      const named = listing.get(kid) ?? [...(methods?.get(kid) ?? [])]
      if (embedded) named.push(entry)
      listing.set(kid, named)
    }
    this.#listings.set(list, listing)
    return listing
  }

  /** The id in `index` that `kid` names: itself, or the only one that its method has for it. */
  #find(index: MethodIndex, kid: string): string | undefined {
    if (index.has(kid)) return kid
    const [id, second] = new Set(this.#equivalentIds(kid).filter((alias) => index.has(alias)))
    return second === undefined ? id : undefined
  }

  #read(purpose: KeyPurpose, kid: string, options: ReadKeyOptions): DocumentKey {
    const cached = `${purpose} ${options.p256Codec1200 === true} ${kid}`
    const key = this.#keys.get(cached) ?? this.#decode(purpose, kid, options)
    this.#keys.set(cached, key)
    return key
  }

  #decode(purpose: KeyPurpose, kid: string, options: ReadKeyOptions): DocumentKey {
    try {
      const { did, fragment } = parseDIDUrl(kid)
      // A key that the document lists under another DID's name would be looked for in that DID's document.
      if (!fragment || !areEquivalent(did, this.id, this.#equivalentIds)) {
        throw new DIDCommError('INVALID_DID_DOCUMENT', 'its id is not its DID with a fragment')
      }
      const [method, second] = this.#listing(purpose).get(kid) ?? []
      if (method && !second) return { kid, ...readKey(method, options) }
      throw new DIDCommError(
        'KEY_NOT_FOUND',
        `${method ? 'two methods have' : 'no method has'} the id`,
      )
    } catch (error) {
      const { code, message } = asDIDCommError(error, 'INVALID_KEY', 'it is not readable')
      const problem = `the key ${abbreviate(kid)} cannot be used: ${message}`
      return { kid, problem: new DIDCommError(code, problem, { cause: error, details: { kid } }) }
    }
  }

  #notListed(purpose: KeyPurpose, kid: string): DIDCommError {
    const listed = METHOD_LISTS.some((list) => this.#find(this.#listing(list), kid) !== undefined)
    return new DIDCommError(
      listed ? 'KEY_NOT_AUTHORIZED' : 'KEY_NOT_FOUND',
      `the DID document of ${abbreviate(this.id)} has no key ${abbreviate(kid)}${listed ? ` for ${purpose}` : ''}`,
      { details: { did: this.id, kid } },
    )
  }
}

function readKey(method: JsonObject, options: ReadKeyOptions): Omit<UsableKey, 'kid'> {
  try {
    return { publicJwk: readPublicKey(method) }
  } catch (error) {
    if (!options.p256Codec1200) throw error
    return { publicJwk: readPublicKey(method, options), tolerated: 'p256-multicodec-1200' }
  }
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
