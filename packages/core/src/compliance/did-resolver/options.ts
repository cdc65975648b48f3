import type { Awaitable } from '../../contracts/awaitable.ts'
import type { CryptoService } from '../../contracts/crypto-service.ts'
import type { DIDDocument, DIDResolver } from '../../contracts/did-resolver.ts'
import type { WritableSecretsManager } from '../../contracts/secrets-manager.ts'

/** Options of {@link didResolverSuite}. */
export interface DIDResolverSuiteOptions<SecretKey = unknown> {
  /** The suite's title; `DIDResolver` unless given. */
  readonly title?: string
  /** The resolver to test, of one DID method or of several. */
  readonly resolver: DIDResolver
  /** DIDs that resolve: two at least, of each method and each form of its DIDs. */
  readonly resolvable: readonly ResolvableDID[]
  /** DIDs of the method that are not valid, which must be refused with `INVALID_DID`. */
  readonly invalid?: readonly string[]
  /** Valid DIDs of the method that do not exist, which must be refused with `DID_NOT_FOUND`. */
  readonly notFound?: readonly string[]
  /** How a DID is made, for a method that can. */
  readonly create?: DIDCreation<SecretKey>
  /** How long one DID may take to resolve; 10 seconds unless given. */
  readonly timeoutSeconds?: number
}

/** A DID that resolves. */
export interface ResolvableDID {
  readonly did: string
  /** The document that must come out, as the method's standard has it; the order of members does not matter. */
  readonly document?: DIDDocument
}

/** How a method makes DIDs. */
export interface DIDCreation<SecretKey> {
  /** Makes the keys, and works with them. */
  readonly crypto: CryptoService<SecretKey>
  /** Makes a DID with new keys, leaves their secrets in `secrets`, and returns the DID, which the resolver resolves. */
  readonly createDID: (secrets: WritableSecretsManager<SecretKey>) => Awaitable<string>
}
