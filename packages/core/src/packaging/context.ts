import type { CryptoService } from '../contracts/crypto-service.ts'
import type { DIDResolver } from '../contracts/did-resolver.ts'
import type { PublicJwk } from '../contracts/jwk.ts'
import type { SecretsManager } from '../contracts/secrets-manager.ts'
import { abbreviate } from '../did/did-url.ts'
import { formsOf } from '../did/resolve.ts'
import { asDIDCommError, attempt } from '../errors.ts'

/** What every station of packing and unpacking works with. */
export interface PackagingContext<SecretKey> {
  readonly crypto: CryptoService<SecretKey>
  readonly secrets: SecretsManager<SecretKey>
  readonly resolver: DIDResolver
  /** The public keys that were imported, by the JWK that a DID document was read to. */
  readonly importedKeys: WeakMap<PublicJwk, unknown>
  /** Seconds since the epoch, UTC. */
  readonly now: () => number
}

/** Finds the secret of a key, by its kid or by another id that its DID method has for it. */
export async function findSecret<SecretKey>(
  context: PackagingContext<SecretKey>,
  kid: string,
): Promise<SecretKey | undefined> {
  for (const id of formsOf(context.resolver, kid)) {
    const secretKey = await attempt(
      () => context.secrets.get(id),
      (cause) => {
        const message = `the SecretsManager failed to look up ${abbreviate(kid)}`
        return asDIDCommError(cause, 'SECRETS_MANAGER_FAILED', message, { kid })
      },
    )
    if (secretKey !== undefined && secretKey !== null) return secretKey
  }
  return undefined
}
