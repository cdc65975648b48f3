import type { CryptoService, WritableSecretsManager } from '@didcomm/core'
import { addSecrets } from '@didcomm/core/did'
import { encodeDuoDID } from './identifier.ts'

/** Options of {@link createDuoDID}. */
export interface CreateDuoDIDOptions<SecretKey> {
  /** Makes the keys. */
  readonly crypto: Pick<CryptoService<SecretKey>, 'generateKeyPair'>
  /** Takes the secret keys, which leave it nowhere else. */
  readonly secrets: WritableSecretsManager<NoInfer<SecretKey>>
}

/** Makes a did:duo with new keys, and leaves their secrets in `secrets`, under `did#key-1` and `did#key-2`. */
export async function createDuoDID<SecretKey>({
  crypto,
  secrets,
}: CreateDuoDIDOptions<SecretKey>): Promise<string> {
  const signing = await crypto.generateKeyPair('Ed25519')
  const agreement = await crypto.generateKeyPair('X25519')
  const did = encodeDuoDID(signing.publicJwk, agreement.publicJwk)
  await addSecrets(secrets, [
    [`${did}#key-1`, signing.secretKey],
    [`${did}#key-2`, agreement.secretKey],
  ])
  return did
}
