import {
  type CryptoService,
  type Curve,
  DIDCommError,
  type WritableSecretsManager,
} from '@didcomm/core'
import { addSecrets } from '@didcomm/core/did'
import { kidOf } from './document.ts'
import { encodeJwkDID } from './encode-jwk-did.ts'

/** Options of {@link createJwkDID}. */
export interface CreateJwkDIDOptions<SecretKey> {
  /** Makes the key. */
  readonly crypto: Pick<CryptoService<SecretKey>, 'name' | 'supports' | 'generateKeyPair'>
  /** Takes the secret key, which leaves it nowhere else. */
  readonly secrets: WritableSecretsManager<NoInfer<SecretKey>>
  /** The curve of the key; `P-256` unless given, the one with which DIDComm both signs and encrypts. */
  readonly curve?: Curve
}

/**
 * Makes a did:jwk with a new key, and leaves its secret in `secrets` under `did#0`.
 *
 * @throws `UNSUPPORTED_ALGORITHM` for a curve that the backend does not have; `SECRETS_MANAGER_FAILED`. Nothing is
 * left in `secrets` then.
 */
export async function createJwkDID<SecretKey>({
  crypto,
  secrets,
  curve = 'P-256',
}: CreateJwkDIDOptions<SecretKey>): Promise<string> {
  const { curves } = crypto.supports
  if (!curves.includes(curve)) {
    throw new DIDCommError(
      'UNSUPPORTED_ALGORITHM',
      `the crypto backend ${crypto.name} has no key on ${curve}; for a did:jwk choose: ${curves.join(', ')}`,
    )
  }
  const { secretKey, publicJwk } = await crypto.generateKeyPair(curve)
  const did = encodeJwkDID(publicJwk)
  await addSecrets(secrets, [[kidOf(did), secretKey]])
  return did
}
