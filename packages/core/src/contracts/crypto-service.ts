import type { ContentEncryption, Curve, KeyWrapping, SignatureAlgorithm } from './algorithms.ts'
import type { Awaitable } from './awaitable.ts'
import type { PrivateJwk, PublicJwk } from './jwk.ts'

/**
 * The cryptography under DIDComm, and the seam at which it is swapped.
 *
 * A backend never sees JSON: headers, key selection and consistency are `core`'s. It works on opaque keys:
 * `SecretKey`, `PublicKey` and `ContentKey` are the backend's own types, and `core` does nothing with them but
 * hand them back. A backend makes content keys and nonces itself, so no caller can reuse one.
 *
 * Implement it directly when your library has the whole algorithm, and pass it through `guardCryptoService`; otherwise
 * give a record of primitives to `createCryptoService`, which adds Concat KDF, ECDH-ES, ECDH-1PU and A256KW.
 *
 * Whatever fails is a `DIDCommError`. A curve, `enc` or `alg` that `supports` does not name is refused with
 * `UNSUPPORTED_ALGORITHM`; byte arrays that a caller passes stay as they are, and so does what was returned. Byte arrays
 * may be views of larger buffers, calls may overlap, and a key may be used again and again. `cryptoServiceSuite` of
 * `@didcomm/core/compliance` tests all of this.
 */
export interface CryptoService<SecretKey = unknown, PublicKey = unknown, ContentKey = unknown> {
  readonly specificationVersion: 'v1'
  /** A short name for messages to people, such as `noble`. */
  readonly name: string
  /** What this backend can do. `core` negotiates from it and refuses everything else. */
  readonly supports: CryptoSupport

  /** Makes a key pair from the platform's CSPRNG. */
  generateKeyPair(curve: Curve, options?: KeyPairOptions): Awaitable<GeneratedKeyPair<SecretKey>>
  /**
   * Imports a private key; members that are not the key's (`kid`, `use`) are ignored.
   *
   * @throws `INVALID_KEY` when `d` has another length, is out of range or does not belong to `x` and `y`, and when `kty`
   * and the coordinates are not those of a public key; the error does not show `d`
   */
  importSecretKey(jwk: PrivateJwk): Awaitable<SecretKey>
  /**
   * Imports a public key; members that are not the key's (`kid`, `use`) are ignored.
   *
   * @throws `INVALID_KEY` for a point that is not on its curve, or coordinates that are not of full length and reduced.
   * A key of small order on X25519 or Ed25519, or one that is no point on Ed25519, is refused here, or where it is used.
   */
  importPublicKey(jwk: PublicJwk): Awaitable<PublicKey>
  /**
   * Returns the X25519 key of an Ed25519 key (RFC 8032 §5.1.5, the scalar before it is reduced), which a did:key of
   * one key agrees with. A backend that cannot leaves the method out.
   *
   * @throws `INVALID_KEY` for a key on another curve, or one that lives elsewhere
   */
  x25519FromEd25519?(secretKey: SecretKey): Awaitable<SecretKey>

  /**
   * Encrypts under a fresh content key and a fresh IV (RFC 7518 §5; draft-amringer-jose-chacha-02). Both are random;
   * the IV of A256GCM may be a counter.
   */
  encryptContent(options: EncryptContentOptions): Awaitable<EncryptedContent<ContentKey>>
  /**
   * Verifies and decrypts.
   *
   * @throws `DECRYPTION_FAILED`, the same error for every cause; an IV or tag of another length, which everybody sees,
   * may be `MALFORMED_ENVELOPE`
   */
  decryptContent(options: DecryptContentOptions<ContentKey>): Awaitable<Uint8Array>

  /**
   * Wraps a content key for one recipient: ECDH-ES (RFC 7518 §4.6) or ECDH-1PU (draft-madden-jose-ecdh-1pu-04), with A256KW.
   *
   * @throws `INVALID_KEY` for keys that are not on one curve for key agreement, or that agree on zeros (X25519);
   * `INVALID_ARGUMENT` for ECDH-1PU without sender or tag, and for ECDH-ES with a sender
   */
  wrapKey(options: WrapKeyOptions<SecretKey, PublicKey, ContentKey>): Awaitable<Uint8Array>
  /**
   * Unwraps a content key.
   *
   * @throws as `wrapKey`, and `DECRYPTION_FAILED`, the same error for everything that depends on a secret; a wrapped key
   * of another length may be `MALFORMED_ENVELOPE`, and keys that agree on zeros may be `DECRYPTION_FAILED`
   */
  unwrapKey(options: UnwrapKeyOptions<SecretKey, PublicKey>): Awaitable<ContentKey>

  /**
   * Signs `data`, of any length: it is never taken for a digest. ECDSA signatures are `r ‖ s` of full length (RFC 7518
   * §3.4), ES256K ones with a low s. No two signatures share a nonce.
   *
   * @throws `INVALID_KEY` or `UNSUPPORTED_ALGORITHM` for a key on another curve
   */
  sign(options: SignOptions<SecretKey>): Awaitable<Uint8Array>
  /**
   * Tells whether the signature is right; an ECDSA signature may have a high s. Never throws for a wrong one.
   *
   * @throws `INVALID_KEY` or `UNSUPPORTED_ALGORITHM` for a key on another curve, unless it answers `false`
   */
  verify(options: VerifyOptions<PublicKey>): Awaitable<boolean>

  /**
   * Forgets a key that was made for one message and is not used again: a content key, or the ephemeral key. A backend
   * that can do nothing to keys leaves the method out. Never throws.
   */
  releaseKey?(key: SecretKey | ContentKey): void

  /** SHA-256, of public data alone: `apv` is the hash of the recipients' kids. */
  sha256(data: Uint8Array): Awaitable<Uint8Array>
}

/** What a backend claims. Everything else is refused before the backend sees it. */
export interface CryptoSupport {
  readonly curves: readonly Curve[]
  readonly enc: readonly ContentEncryption[]
  readonly sig: readonly SignatureAlgorithm[]
}

/** Options of {@link CryptoService.generateKeyPair}. */
export interface KeyPairOptions {
  /**
   * Whether the key is for the key agreement of one message, and for nothing else. A backend may pass over this, or make
   * such a key at a lower cost.
   */
  readonly ephemeral?: boolean
}

/** A new key: its secret half in the backend's own form, its public half as a JWK. */
export interface GeneratedKeyPair<SecretKey> {
  readonly secretKey: SecretKey
  readonly publicJwk: PublicJwk
}

/** Options of {@link CryptoService.encryptContent}. */
export interface EncryptContentOptions {
  readonly enc: ContentEncryption
  readonly plaintext: Uint8Array
  /** Additional authenticated data: the ASCII bytes of the JWE's encoded protected header. */
  readonly aad: Uint8Array
}

/** The result of {@link CryptoService.encryptContent}. */
export interface EncryptedContent<ContentKey> {
  readonly contentKey: ContentKey
  readonly iv: Uint8Array
  readonly ciphertext: Uint8Array
  readonly tag: Uint8Array
}

/** Options of {@link CryptoService.decryptContent}. */
export interface DecryptContentOptions<ContentKey> {
  readonly enc: ContentEncryption
  readonly contentKey: ContentKey
  readonly iv: Uint8Array
  readonly ciphertext: Uint8Array
  readonly tag: Uint8Array
  readonly aad: Uint8Array
}

/** The inputs of the key derivation (RFC 7518 §4.6.2) that both sides know. */
export interface KeyDerivationInfo {
  readonly alg: KeyWrapping
  /** The decoded `apu` header; empty when there is none. */
  readonly apu: Uint8Array
  /** The decoded `apv` header; empty when there is none. */
  readonly apv: Uint8Array
  /** The content's authentication tag. Required for ECDH-1PU, where it enters the key derivation (draft 04, §2.3). */
  readonly tag?: Uint8Array
}

/** Options of {@link CryptoService.wrapKey}. */
export interface WrapKeyOptions<SecretKey, PublicKey, ContentKey> extends KeyDerivationInfo {
  readonly contentKey: ContentKey
  /** The message's own key, of the recipient's curve. */
  readonly ephemeral: SecretKey
  readonly recipient: PublicKey
  /** The sender's static key, for ECDH-1PU. */
  readonly sender?: SecretKey
}

/** Options of {@link CryptoService.unwrapKey}. */
export interface UnwrapKeyOptions<SecretKey, PublicKey> extends KeyDerivationInfo {
  readonly encryptedKey: Uint8Array
  /** The `enc` that the content key is for: it decides the key's length. */
  readonly enc: ContentEncryption
  readonly ephemeral: PublicKey
  readonly recipient: SecretKey
  /** The sender's static key, for ECDH-1PU. */
  readonly sender?: PublicKey
  /** How the tag enters the derivation of ECDH-1PU; `draft-04` unless a peer's mistake is tolerated on purpose. */
  readonly derivation?: KeyDerivation
}

/**
 * - `draft-04`: the tag, prefixed with its length as 32 bits.
 * - `draft-04-unprefixed-tag`: the tag alone, a known mistake of a peer.
 * - `draft-03`: no tag.
 */
export type KeyDerivation = 'draft-04' | 'draft-04-unprefixed-tag' | 'draft-03'

/** Options of {@link CryptoService.sign}. */
export interface SignOptions<SecretKey> {
  readonly alg: SignatureAlgorithm
  readonly secretKey: SecretKey
  readonly data: Uint8Array
}

/** Options of {@link CryptoService.verify}. */
export interface VerifyOptions<PublicKey> {
  readonly alg: SignatureAlgorithm
  readonly publicKey: PublicKey
  readonly data: Uint8Array
  readonly signature: Uint8Array
}
