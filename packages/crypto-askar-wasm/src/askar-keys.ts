import { type Curve, DIDCommError, type PrivateJwk } from '@didcomm/core'
import { encodeBase64Url } from '@didcomm/core/encoding'
import type { ContentKey, SecretKey } from '../wasm/askar.js'
import { makeDisposable } from './disposable.ts'
import { Handle } from './handle.ts'
import { publicJwkOf } from './public-bytes.ts'

// The only ways to and from what is private in the classes below; this package exports neither.
let secretKeyOf: (curve: Curve, handle: Handle<SecretKey>) => AskarSecretKey
let handleOfSecretKey: (key: AskarSecretKey) => Handle<SecretKey>
let contentKeyOf: (handle: Handle<ContentKey>) => AskarContentKey
let handleOfContentKey: (key: AskarContentKey) => Handle<ContentKey>

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
    assertHandle(handle)
    this.curve = curve
    this.#handle = handle
  }

  /** Wipes the key. To use it afterwards is an error; to dispose of it once more is none. */
  dispose(): void {
    this.#handle.free()
  }

  static {
    makeDisposable(this)
    secretKeyOf = (curve, handle) => new AskarSecretKey(curve, handle)
    handleOfSecretKey = (key) => key.#handle
  }
}

/** A content key in the memory of Askar's module; it is wiped as an {@link AskarSecretKey} is. */
export class AskarContentKey {
  /** What `using` calls, where the platform has it: {@link dispose}. */
  declare readonly [Symbol.dispose]: () => void
  readonly #handle: Handle<ContentKey>

  private constructor(handle: Handle<ContentKey>) {
    assertHandle(handle)
    this.#handle = handle
  }

  /** Wipes the key. To use it afterwards is an error; to dispose of it once more is none. */
  dispose(): void {
    this.#handle.free()
  }

  static {
    makeDisposable(this)
    contentKeyOf = (handle) => new AskarContentKey(handle)
    handleOfContentKey = (key) => key.#handle
  }
}

/** Makes the key of a handle. */
export function makeSecretKey(curve: Curve, handle: Handle<SecretKey>): AskarSecretKey {
  return secretKeyOf(curve, handle)
}

/** Returns the handle of a key. @throws `INVALID_ARGUMENT` for anything else */
export function secretKeyHandle(key: unknown): Handle<SecretKey> {
  if (key instanceof AskarSecretKey) return handleOfSecretKey(key)
  throw notAskar('a private key')
}

/** Makes the key of a handle. */
export function makeContentKey(handle: Handle<ContentKey>): AskarContentKey {
  return contentKeyOf(handle)
}

/** Returns the handle of a key. @throws `INVALID_ARGUMENT` for anything else */
export function contentKeyHandle(key: unknown): Handle<ContentKey> {
  if (key instanceof AskarContentKey) return handleOfContentKey(key)
  throw notAskar('a content key')
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
  if (!(secretKey instanceof AskarSecretKey)) throw notAskar('a private key')
  const handle = secretKeyHandle(secretKey)
  const { instance } = handle
  const key = handle.openIn(instance)
  const publicBytes = instance.call(() => key.publicBytes())
  const d = instance.call(() => key.exportSecretBytes())
  const jwk = { ...publicJwkOf(secretKey.curve, publicBytes), d: encodeBase64Url(d) }
  d.fill(0)
  return jwk
}

/** The constructors are private to TypeScript alone. */
function assertHandle(handle: unknown): void {
  if (!(handle instanceof Handle)) {
    throw new DIDCommError('INVALID_ARGUMENT', 'a key is made by an AskarCryptoService')
  }
}

function notAskar(what: string): DIDCommError {
  return new DIDCommError('INVALID_ARGUMENT', `this is not ${what} of AskarCryptoService`)
}
