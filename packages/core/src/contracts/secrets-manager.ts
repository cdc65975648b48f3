import type { Awaitable } from './awaitable.ts'

/**
 * Finds private keys by the id of their verification method.
 *
 * `SecretKey` is the type of the {@link CryptoService} that works with the keys, so that a manager and a backend
 * that do not belong together are a compile error.
 */
export interface SecretsManager<SecretKey = unknown> {
  /** Returns the secret of `kid`, an absolute DID URL with a fragment, or `undefined` if it is not held. */
  get(kid: string): Awaitable<SecretKey | undefined>
}

/** A {@link SecretsManager} that also takes keys: what a DID method needs to create a DID. */
export interface WritableSecretsManager<SecretKey = unknown> extends SecretsManager<SecretKey> {
  /** Keeps `secretKey` under `kid`, in the place of one that was there. */
  add(kid: string, secretKey: SecretKey): Awaitable<void>
  /** Forgets the secret of `kid`, and tells whether there was one. */
  delete(kid: string): Awaitable<boolean>
}
