import {
  DIDCommError,
  externalKey,
  type ExternalKey,
  type SecretsManager,
  type SignatureAlgorithm,
} from '@didcomm/core'
import { abbreviate } from '@didcomm/core/did'
import type { Handle } from 'pkcs11js'
import { agree, findPrivateKey, isUsableFor, signES256 } from './ec-keys.ts'
import type { Token } from './token.ts'

/**
 * Finds P-256 keys in a PKCS#11 token, and lets them work there.
 *
 * Nothing is kept here: each `get` looks into the token, so a program that starts again goes on with what it finds.
 *
 * @example
 * ```ts
 * const secrets = new Pkcs11SecretsManager(new Token(library, { label: 'alice', pin }))
 * const didcomm = new DIDCommMessaging({ crypto: new NobleCryptoService(), secrets, resolver })
 * ```
 */
export class Pkcs11SecretsManager implements SecretsManager<ExternalKey> {
  readonly #token: Token

  constructor(token: Token) {
    this.#token = token
  }

  /**
   * Returns the key of `kid`, which can do what the token lets it do, or `undefined` if the token has none.
   *
   * @throws `SECRETS_MANAGER_FAILED` when the token does not answer, or is logged out of
   */
  get(kid: string): ExternalKey | undefined {
    const token = this.#token
    return withKidInErrors(kid, () => {
      const key = findPrivateKey(token, kid)
      if (key === undefined) return undefined
      return externalKey({
        ...(isUsableFor(token, key, 'keyAgreement') && {
          agree: (publicJwk) => withKidInErrors(kid, () => agree(token, key, publicJwk)),
        }),
        ...(isUsableFor(token, key, 'authentication') && {
          sign: (alg, data) => withKidInErrors(kid, () => sign(token, key, alg, data)),
        }),
      })
    })
  }
}

function sign(token: Token, key: Handle, alg: SignatureAlgorithm, data: Uint8Array): Uint8Array {
  if (alg === 'ES256') return signES256(token, key, data)
  throw new DIDCommError(
    'UNSUPPORTED_ALGORITHM',
    `a key on P-256 signs with ES256, not with ${alg}`,
  )
}

/** Runs an operation, and says in its error which key it was about. */
function withKidInErrors<Result>(kid: string, operation: () => Result): Result {
  try {
    return operation()
  } catch (cause) {
    if (!DIDCommError.is(cause)) throw cause
    throw new DIDCommError(cause.code, `the key ${abbreviate(kid)}: ${cause.message}`, {
      cause: cause.cause,
      details: { kid },
    })
  }
}
