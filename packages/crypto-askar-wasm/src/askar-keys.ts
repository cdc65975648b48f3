import { type Curve, DIDCommError, type PrivateJwk } from '@didcomm/core'
import { encodeBase64Url } from '@didcomm/core/encoding'
import type { ContentKey, SecretKey } from '../wasm/askar.js'
import { type Handle, makeDisposable } from './handle.ts'
import { publicJwkOf } from './public-bytes.ts'

/**
 * A private key in the memory of Askar's module. It is wiped there when it is disposed of, or when the garbage collector
 * finds that nothing refers to it.
 */
export class AskarSecretKey {
  /** What `using` calls, where the platform has it: {@link dispose}. */
  declare readonly [Symbol.dispose]: () => void
  readonly curve: Curve
  readonly #handle: Handle<SecretKey>

  private constructor(curve: Curve, handle: Handle<SecretKey>) {
    this.curve = curve
    this.#handle = handle
  }

  /** Wipes the key. To use it afterwards is an error; to dispose of it once more is none. */
  dispose(): void {
    this.#handle.free()
  }

  /** @internal */
  static of(curve: Curve, handle: Handle<SecretKey>): AskarSecretKey {
    return new AskarSecretKey(curve, handle)
  }

  /** @internal */
  static handleOf(key: AskarSecretKey): Handle<SecretKey> {
    return #handle in key ? key.#handle : notAskar('a private key')
  }

  static {
    makeDisposable(this)
  }
}

/** A content key in the memory of Askar's module; it is wiped as an {@link AskarSecretKey} is. */
export class AskarContentKey {
  /** What `using` calls, where the platform has it: {@link dispose}. */
  declare readonly [Symbol.dispose]: () => void
  readonly #handle: Handle<ContentKey>

  private constructor(handle: Handle<ContentKey>) {
    this.#handle = handle
  }

  /** Wipes the key. To use it afterwards is an error; to dispose of it once more is none. */
  dispose(): void {
    this.#handle.free()
  }

  /** @internal */
  static of(handle: Handle<ContentKey>): AskarContentKey {
    return new AskarContentKey(handle)
  }

  /** @internal */
  static handleOf(key: AskarContentKey): Handle<ContentKey> {
    return #handle in key ? key.#handle : notAskar('a content key')
  }

  static {
    makeDisposable(this)
  }
}

/**
 * Returns a private key as a JWK, to be kept in safe storage and imported again. It is the only way out for a secret.
 *
 * @param secretKey - a key of this backend, as `generateKeyPair` makes it or a SecretsManager holds it
 * @throws `INVALID_ARGUMENT` for anything else, an `ExternalKey` among them; `INVALID_KEY` for a key that was disposed of
 *
 * @example
 * ```ts
 * const stored = secrets.kids().map((kid) => [kid, exportSecretKey(secrets.get(kid))] as const)
 * // later, in a new process:
 * for (const [kid, jwk] of stored) await secrets.addJwk(kid, jwk)
 * ```
 */
export function exportSecretKey(secretKey: object | undefined): PrivateJwk {
  if (!(secretKey instanceof AskarSecretKey)) return notAskar('a private key')
  const handle = AskarSecretKey.handleOf(secretKey)
  const { instance } = handle
  const pointer = handle.openIn(instance)
  const publicBytes = instance.call(() => pointer.publicBytes())
  const d = instance.call(() => pointer.exportSecretBytes())
  const jwk = { ...publicJwkOf(secretKey.curve, publicBytes), d: encodeBase64Url(d) }
  d.fill(0)
  return jwk
}

function notAskar(what: string): never {
  throw new DIDCommError('INVALID_ARGUMENT', `this is not ${what} of AskarCryptoService`)
}
