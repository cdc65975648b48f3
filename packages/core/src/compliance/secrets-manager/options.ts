import type { Awaitable } from '../../contracts/awaitable.ts'
import type { CryptoService } from '../../contracts/crypto-service.ts'
import type { PublicJwk } from '../../contracts/jwk.ts'
import type { SecretsManager, WritableSecretsManager } from '../../contracts/secrets-manager.ts'
import type { KeyPurpose } from '../../did/did-document.ts'

/**
 * Options of {@link secretsManagerSuite}: how to make managers that take keys, or one that holds keys already and takes
 * none.
 */
export type SecretsManagerSuiteOptions<SecretKey> =
  | WritableSecretsOptions<SecretKey>
  | HeldSecretsOptions<SecretKey>

interface CommonOptions<SecretKey> {
  /** The suite's title; `SecretsManager` unless given. */
  readonly title?: string
  /** The backend that works with the keys. */
  readonly crypto: CryptoService<SecretKey>
}

/** For a manager that takes keys. */
export interface WritableSecretsOptions<SecretKey> extends CommonOptions<SecretKey> {
  /** Makes a manager that holds nothing yet; each call another. */
  readonly create: () => Awaitable<WritableSecretsManager<NoInfer<SecretKey>>>
}

/** For a manager whose keys were made elsewhere, an HSM's for example. */
export interface HeldSecretsOptions<SecretKey> extends CommonOptions<SecretKey> {
  /** The manager to test. */
  readonly secrets: SecretsManager<NoInfer<SecretKey>>
  /** Keys that it holds, two at least. */
  readonly keys: readonly HeldSecret[]
}

/** A key whose secret is held. */
export interface HeldSecret {
  /** The id of its verification method, an absolute DID URL with a fragment. */
  readonly kid: string
  /** The public half, against which the secret is tested. */
  readonly publicJwk: PublicJwk
  /** What the key may be used for; all that its curve and the backend are for unless given. */
  readonly purposes?: readonly KeyPurpose[]
}
