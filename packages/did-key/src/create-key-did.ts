import {
  type CryptoService,
  type Curve,
  DIDCommError,
  type WritableSecretsManager,
} from '@didcomm/core'
import { addSecrets, x25519FromEd25519 } from '@didcomm/core/did'
import { encodeKeyDID, kidOf } from './key-did.ts'

/** Options of {@link createKeyDID}. */
export interface CreateKeyDIDOptions<SecretKey> {
  /** Makes the key, and derives the X25519 key of an Ed25519 key. */
  readonly crypto: Backend<SecretKey>
  /** Takes the secret keys, which leave it nowhere else. */
  readonly secrets: WritableSecretsManager<NoInfer<SecretKey>>
  /** The curve of the key; `Ed25519` unless given, from which an X25519 key to encrypt to is derived. */
  readonly curve?: Curve
}

type Backend<SecretKey> = Pick<
  CryptoService<SecretKey>,
  'name' | 'supports' | 'generateKeyPair' | 'x25519FromEd25519'
>

/**
 * Makes a did:key with a new key, and leaves its secret in `secrets`: under `did#z…`, and for an Ed25519 key the X25519
 * secret that is derived from it under `did#z6LS…`.
 *
 * @throws `UNSUPPORTED_ALGORITHM` for a curve that the backend does not have, and for Ed25519 if it has no
 * `x25519FromEd25519`; `SECRETS_MANAGER_FAILED`. Nothing is left in `secrets` then.
 */
export async function createKeyDID<SecretKey>({
  crypto,
  secrets,
  curve = 'Ed25519',
}: CreateKeyDIDOptions<SecretKey>): Promise<string> {
  assertCurve(crypto, curve)
  const { secretKey, publicJwk } = await crypto.generateKeyPair(curve)
  const did = encodeKeyDID(publicJwk)
  const entries = [[kidOf(did, publicJwk), secretKey] as const]
  if (publicJwk.crv === 'Ed25519' && crypto.x25519FromEd25519) {
    const derived = await crypto.x25519FromEd25519(secretKey)
    entries.push([kidOf(did, x25519FromEd25519(publicJwk)), derived])
  }
  await addSecrets(secrets, entries)
  return did
}

function assertCurve(crypto: Backend<unknown>, curve: Curve): void {
  const { curves } = crypto.supports
  const usable = curves.filter((other) => other !== 'Ed25519' || crypto.x25519FromEd25519)
  if (usable.includes(curve)) return
  const why = curves.includes(curve) ? 'cannot derive an X25519 key from' : 'has no key on'
  throw new DIDCommError(
    'UNSUPPORTED_ALGORITHM',
    `the crypto backend ${crypto.name} ${why} ${curve}; for a did:key choose: ${usable.join(', ') || 'none'}`,
  )
}
