import type { WritableSecretsManager } from '../contracts/secrets-manager.ts'
import { asDIDCommError } from '../errors.ts'

/**
 * Adds all of the secrets of a new DID to a SecretsManager, or none of them.
 *
 * @param entries - each secret with the id of its verification method, an absolute DID URL
 * @throws what `add` throws: a `DIDCommError` as it is, anything else as the cause of `SECRETS_MANAGER_FAILED`
 */
export async function addSecrets<SecretKey>(
  secrets: WritableSecretsManager<SecretKey>,
  entries: readonly (readonly [kid: string, secretKey: SecretKey])[],
): Promise<void> {
  try {
    for (const [kid, secretKey] of entries) await secrets.add(kid, secretKey)
  } catch (cause) {
    await Promise.allSettled(entries.map(async ([kid]) => secrets.delete(kid)))
    throw asDIDCommError(
      cause,
      'SECRETS_MANAGER_FAILED',
      'the SecretsManager did not take a new key',
    )
  }
}
