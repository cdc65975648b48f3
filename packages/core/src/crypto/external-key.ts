import type { SignatureAlgorithm } from '../contracts/algorithms.ts'
import type { Awaitable } from '../contracts/awaitable.ts'
import type { PublicJwk } from '../contracts/jwk.ts'
import { assertLength } from '../encoding/bytes.ts'
import { attempt, DIDCommError } from '../errors.ts'

// By Symbol.for, so that a key is known to every copy of the package.
const MARKER = Symbol.for('@didcomm/core/ExternalKey')

/** What a key that lives elsewhere can do. Leave out what it cannot. */
export interface ExternalKeyOperations {
  /**
   * Raw Diffie-Hellman with `publicJwk`, a checked point: the X25519 output (RFC 7748 §6.1), or the x-coordinate in
   * full length (SEC 1 §3.3.1). The result is overwritten after use.
   */
  agree?(publicJwk: PublicJwk): Awaitable<Uint8Array>
  /** Signs `data` itself, not its hash. ECDSA signatures are `r ‖ s` of full length (RFC 7518 §3.4), not DER. */
  sign?(alg: SignatureAlgorithm, data: Uint8Array): Awaitable<Uint8Array>
}

/** A private key that carries its operations, because it lives in an HSM, a cloud KMS or another process. */
export interface ExternalKey extends Required<ExternalKeyOperations> {
  readonly [MARKER]: true
}

/**
 * Makes a secret key out of operations that run elsewhere. Every service of `createCryptoService` works with it.
 *
 * @example
 * ```ts
 * const secrets: SecretsManager<ExternalKey> = {
 *   get: (kid) =>
 *     externalKey({
 *       agree: (publicJwk) => hsm.derive(kid, publicJwk),
 *       sign: (alg, data) => hsm.sign(kid, alg, data),
 *     }),
 * }
 * ```
 */
export function externalKey(operations: ExternalKeyOperations): ExternalKey {
  return {
    [MARKER]: true,
    agree: (publicJwk) => {
      if (!operations.agree) throw missing('agree')
      return operations.agree(publicJwk)
    },
    sign: (alg, data) => {
      if (!operations.sign) throw missing('sign')
      return operations.sign(alg, data)
    },
  }
}

/** Tells whether `key` is an {@link ExternalKey}, made by this copy of the package or by another. */
export function isExternalKey(key: unknown): key is ExternalKey {
  return typeof key === 'object' && key !== null && MARKER in key
}

/**
 * Runs an operation of an external key, whose result has `size` bytes.
 *
 * @throws `SECRETS_MANAGER_FAILED` with what went wrong there as its cause
 */
export async function callExternalKey(
  operation: () => Awaitable<Uint8Array>,
  size: number,
): Promise<Uint8Array> {
  const result = await attempt(operation, (cause) =>
    DIDCommError.is(cause) && cause.code === 'SECRETS_MANAGER_FAILED'
      ? cause
      : new DIDCommError('SECRETS_MANAGER_FAILED', 'an external key failed', { cause }),
  )
  assertLength(result, 'what an external key returned', 'SECRETS_MANAGER_FAILED', size)
  return result
}

function missing(operation: keyof ExternalKeyOperations): DIDCommError {
  return new DIDCommError('SECRETS_MANAGER_FAILED', `this external key cannot ${operation}`)
}
