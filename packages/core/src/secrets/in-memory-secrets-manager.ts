import type { CryptoService } from '../contracts/crypto-service.ts'
import type { PrivateJwk } from '../contracts/jwk.ts'
import type { WritableSecretsManager } from '../contracts/secrets-manager.ts'
import { guardCryptoService } from '../crypto/guard.ts'
import { abbreviate, parseDIDUrl } from '../did/did-url.ts'
import { decodeMultikey, decodeMultikeySecret } from '../did/multikey.ts'
import { encodeBase64Url } from '../encoding/base64url.ts'
import { attempt, DIDCommError } from '../errors.ts'

/** Both halves of a key in multibase (Controlled Identifiers 1.0 §2.2.2). */
export interface SecretMultikey {
  readonly publicKeyMultibase: string
  readonly secretKeyMultibase: string
}

/**
 * Keeps secrets in memory, in the form of one crypto backend: a key is imported once, when it is added.
 *
 * Nothing of a secret shows when the manager or one of its errors is printed or made JSON.
 *
 * @example
 * ```ts
 * const secrets = new InMemorySecretsManager(new NobleCryptoService())
 * await secrets.addJwk('did:example:alice#key-1', { kty: 'OKP', crv: 'X25519', x: '…', d: '…' })
 * ```
 */
export class InMemorySecretsManager<SecretKey> implements WritableSecretsManager<SecretKey> {
  readonly #crypto: CryptoService<SecretKey>
  readonly #secrets = new Map<string, SecretKey>()

  /** @param crypto - the backend that will work with the keys */
  constructor(crypto: CryptoService<SecretKey>) {
    this.#crypto = guardCryptoService(crypto)
  }

  /** Returns the secret of `kid`, or `undefined` if it is not held. */
  get(kid: string): SecretKey | undefined {
    return this.#secrets.get(kid)
  }

  /**
   * Keeps a key of the backend's own form, or an `ExternalKey`, in the place of one that was there.
   *
   * @param kid - the id of the verification method, an absolute DID URL with a fragment
   * @throws `INVALID_DID`
   */
  add(kid: string, secretKey: SecretKey): void {
    assertKid(kid)
    this.#secrets.set(kid, secretKey)
  }

  /**
   * Imports a private JWK and keeps it. Members that no key needs, such as `kid` or `alg`, are ignored.
   *
   * @throws `INVALID_DID`, `INVALID_KEY`, or `UNSUPPORTED_ALGORITHM` for a curve that the backend does not have
   */
  async addJwk(kid: string, jwk: unknown): Promise<void> {
    // The guard reads it as what it is, untrusted.
    await this.#import(kid, () => jwk as PrivateJwk)
  }

  /**
   * Imports a key in Multikey form and keeps it.
   *
   * @throws `INVALID_DID`, `INVALID_KEY`, or `UNSUPPORTED_ALGORITHM` for a curve that the backend does not have
   */
  async addMultikey(kid: string, multikey: SecretMultikey): Promise<void> {
    await this.#import(kid, () => {
      const publicJwk = decodeMultikey(multikey.publicKeyMultibase)
      const { curve, d } = decodeMultikeySecret(multikey.secretKeyMultibase)
      if (curve === publicJwk.crv) return { ...publicJwk, d: encodeBase64Url(d) }
      throw new DIDCommError(
        'INVALID_KEY',
        `the public key is on ${publicJwk.crv}, the secret key on ${curve}`,
      )
    })
  }

  /** Forgets the secret of `kid`, and tells whether there was one. */
  delete(kid: string): boolean {
    return this.#secrets.delete(kid)
  }

  /** The ids of all secrets that are held. */
  kids(): string[] {
    return [...this.#secrets.keys()]
  }

  /** Keeps what `read` returns under `kid`, which an error will name. */
  async #import(kid: string, read: () => PrivateJwk): Promise<void> {
    assertKid(kid)
    await attempt(
      async () => this.add(kid, await this.#crypto.importSecretKey(read())),
      (error) =>
        DIDCommError.is(error)
          ? new DIDCommError(error.code, `the secret of ${abbreviate(kid)}: ${error.message}`, {
              details: { kid },
            })
          : error,
    )
  }
}

function assertKid(kid: string): void {
  if (parseDIDUrl(kid).fragment) return
  throw new DIDCommError(
    'INVALID_DID',
    `the kid ${abbreviate(kid)} has no fragment, such as #key-1`,
  )
}
