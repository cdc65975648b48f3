import type { CryptoService } from '../../contracts/crypto-service.ts'
import type { SecretsManager, WritableSecretsManager } from '../../contracts/secrets-manager.ts'
import { DIDCommError } from '../../errors.ts'
import type { HeldSecret, SecretsManagerSuiteOptions } from './options.ts'

/** A manager, and what it holds. */
export interface HoldingManager<SecretKey> {
  readonly manager: SecretsManager<SecretKey>
  readonly keys: readonly HeldSecret[]
}

const DID = 'did:example:compliance'

/** Returns what makes, for each case, a manager with keys in it. @throws `INVALID_ARGUMENT` for fewer than two keys */
export function subjectOf<SecretKey>(
  options: SecretsManagerSuiteOptions<SecretKey>,
): () => Promise<HoldingManager<SecretKey>> {
  const { crypto } = options
  if ('create' in options) {
    return async () => {
      const manager = await options.create()
      return { manager, keys: await fill(crypto, manager) }
    }
  }
  const { secrets: manager, keys } = options
  if (new Set(keys.map(({ kid }) => kid)).size < 2) {
    throw new DIDCommError('INVALID_ARGUMENT', 'keys needs two keys of different kids at least')
  }
  return async () => ({ manager, keys })
}

/** Adds two keys of each curve that the backend has, under ids of which one begins with another. */
async function fill<SecretKey>(
  crypto: CryptoService<SecretKey>,
  manager: WritableSecretsManager<SecretKey>,
): Promise<readonly HeldSecret[]> {
  const keys: HeldSecret[] = []
  for (const curve of crypto.supports.curves) {
    for (const suffix of ['', '-2']) {
      const kid = `${DID}#key-${curve}${suffix}`
      const { secretKey, publicJwk } = await crypto.generateKeyPair(curve)
      await manager.add(kid, secretKey)
      keys.push({ kid, publicJwk })
    }
  }
  return keys
}
