/**
 * Turns DIDs into DID documents.
 *
 * Give it one DID method and combine methods with `PrefixResolver`.
 */
export interface DIDResolver {
  /**
   * Returns the DID document of `did`, a DID without path, query or fragment. Its `id` is `did`.
   *
   * @throws `INVALID_DID`, `DID_NOT_FOUND`, `DID_METHOD_NOT_SUPPORTED` or `INVALID_DID_DOCUMENT`
   */
  resolve(did: string): Promise<DIDDocument>

  /** Tells, without I/O, whether `did` is of a method that this resolver knows. */
  isResolvable?(did: string): boolean

  /**
   * Returns the other ids by which the DID method itself names the same DID or the same key, without I/O:
   * the short form of a did:peer:4, the older key ids of a did:peer:2. `core` uses them to compare DIDs and to
   * find secrets, so an id may only be returned if the method proves it (a hash, say); a document's
   * `alsoKnownAs` proves nothing.
   *
   * @param id - a DID or a DID URL with a fragment
   */
  equivalentIds?(id: string): readonly string[]
}

/** A DID document (DID Core 1.0 §4), as its method wrote it. `core` reads it defensively; what it does not know stays. */
export interface DIDDocument {
  readonly '@context'?: unknown
  readonly id: string
  readonly alsoKnownAs?: readonly string[]
  readonly controller?: string | readonly string[]
  readonly verificationMethod?: readonly VerificationMethod[]
  readonly authentication?: readonly (string | VerificationMethod)[]
  readonly assertionMethod?: readonly (string | VerificationMethod)[]
  readonly keyAgreement?: readonly (string | VerificationMethod)[]
  readonly capabilityInvocation?: readonly (string | VerificationMethod)[]
  readonly capabilityDelegation?: readonly (string | VerificationMethod)[]
  readonly service?: readonly Service[]
  readonly [property: string]: unknown
}

/** A verification method (DID Core 1.0 §5.2) in any encoding. */
export interface VerificationMethod {
  readonly id: string
  readonly type: string
  readonly controller: string
  readonly [property: string]: unknown
}

/** A service (DID Core 1.0 §5.4). */
export interface Service {
  readonly id: string
  readonly type: string | readonly string[]
  readonly serviceEndpoint: unknown
  readonly [property: string]: unknown
}
