import type { Awaitable } from '../contracts/awaitable.ts'
import type { PublicJwk } from '../contracts/jwk.ts'
import { DIDCommError } from '../errors.ts'
import { CURVES } from '../jose/algorithms.ts'
import { isPromise, whenReady } from '../when-ready.ts'
import { callExternalKey, type ExternalKey, isExternalKey } from './external-key.ts'
import type { CryptoPrimitives } from './primitives.ts'

/** A public key in the form of the backend, and as the JWK that an {@link ExternalKey} is given. */
export interface ImportedPublicKey<PublicKey> {
  readonly jwk: PublicJwk
  readonly key: PublicKey
}

/** One Diffie-Hellman agreement. */
export interface Agreement<SecretKey, PublicKey> {
  readonly secretKey: SecretKey | ExternalKey
  readonly publicKey: ImportedPublicKey<PublicKey>
  /** Whether both keys are in DID documents, so that the next message agrees on the same secret. */
  readonly isStatic?: boolean
}

/** Agrees on secrets, and keeps what two static keys agree on as long as both are there. */
export class KeyAgreement<SecretKey, PublicKey> {
  readonly #primitives: CryptoPrimitives<SecretKey, PublicKey>
  readonly #kept: WeakMap<object, WeakMap<object, Uint8Array>> | undefined

  constructor(primitives: CryptoPrimitives<SecretKey, PublicKey>, keepsStatic: boolean) {
    this.#primitives = primitives
    this.#kept = keepsStatic ? new WeakMap() : undefined
  }

  /**
   * Agrees on all, at the same time where a backend or an external key takes its time. The caller overwrites the secrets.
   *
   * @throws `INVALID_KEY` for the all-zero secret of X25519; `SECRETS_MANAGER_FAILED` for an external key that fails
   */
  onAll(agreements: readonly Agreement<SecretKey, PublicKey>[]): Awaitable<readonly Uint8Array[]> {
    const secrets = agreements.map((agreement) => {
      try {
        return this.#agree(agreement)
      } catch (error) {
        // So that nobody is left waiting for the other.
        return Promise.reject(error)
      }
    })
    const areReady = secrets.every((secret): secret is Uint8Array => !isPromise(secret))
    return areReady ? secrets : allOrNone(secrets)
  }

  /** Agrees, or recalls what was agreed on. */
  #agree(agreement: Agreement<SecretKey, PublicKey>): Awaitable<Uint8Array> {
    const { secretKey, publicKey, isStatic } = agreement
    if (!isStatic || !this.#kept || !isObject(secretKey) || isExternalKey(secretKey)) {
      return this.#agreeAnew(agreement)
    }
    const kept = this.#kept.get(secretKey) ?? new WeakMap<object, Uint8Array>()
    this.#kept.set(secretKey, kept)
    const known = kept.get(publicKey)
    if (known) return new Uint8Array(known)
    return whenReady(this.#agreeAnew(agreement), (secret) => {
      // A copy of our own: a backend may use the memory of its result again. Not by slice: that of a Buffer is a view.
      kept.set(publicKey, new Uint8Array(secret))
      return secret
    })
  }

  #agreeAnew({ secretKey, publicKey }: Agreement<SecretKey, PublicKey>): Awaitable<Uint8Array> {
    const { crv } = publicKey.jwk
    const agreed = isExternalKey(secretKey)
      ? callExternalKey(() => secretKey.agree({ ...publicKey.jwk }), CURVES[crv].size)
      : this.#primitives.agree(secretKey, publicKey.key)
    return whenReady(agreed, (secret) => {
      // RFC 7748 §6.1 leaves this check to the protocol; it depends on the public key alone.
      if (crv === 'X25519' && secret.reduce((or, byte) => or | byte, 0) === 0) {
        throw new DIDCommError(
          'INVALID_KEY',
          'the public key agrees on an all-zero secret (X25519)',
        )
      }
      return secret
    })
  }
}

/** Waits for all; when one fails, the others are overwritten. */
async function allOrNone(
  pending: readonly Awaitable<Uint8Array>[],
): Promise<readonly Uint8Array[]> {
  const settled = await Promise.allSettled(pending)
  const secrets = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const failure = settled.find((one) => one.status === 'rejected')
  if (!failure) return secrets
  for (const secret of secrets) secret.fill(0)
  throw failure.reason
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
