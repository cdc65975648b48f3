import type { ContentEncryption, Curve } from '../contracts/algorithms.ts'
import type { Awaitable } from '../contracts/awaitable.ts'
import type {
  CryptoSupport,
  GeneratedKeyPair,
  KeyPairOptions,
  SignOptions,
  VerifyOptions,
} from '../contracts/crypto-service.ts'
import type { PrivateJwk, PublicJwk } from '../contracts/jwk.ts'

/**
 * What a cryptographic library has to offer to become a {@link CryptoService} by way of `createCryptoService`.
 *
 * The record is stateless: every function answers from its arguments alone. A function that fails throws whatever
 * its library throws; the layers above make a `DIDCommError` of it, and leave one as it is. Lengths and points were
 * checked before a function is called, and public keys against their `alg`. Of a private key only the record knows the
 * curve: throw a `DIDCommError` with the code `INVALID_KEY` if it is the wrong one.
 */
export interface CryptoPrimitives<SecretKey = unknown, PublicKey = unknown> {
  /** A short name for messages to people, such as `noble`. */
  readonly name: string
  /** What the library can do. Functions are called with nothing else. */
  readonly supports: CryptoSupport

  /** Makes a key pair from the platform's CSPRNG. */
  generateKeyPair(curve: Curve, options?: KeyPairOptions): Awaitable<GeneratedKeyPair<SecretKey>>
  /** Imports a private key. Throws when `d` is out of range or its public key is not `x` and `y`; compute that key. */
  importSecretKey(jwk: PrivateJwk): Awaitable<SecretKey>
  /** Imports a public key. Throws for a point that is not on its curve. */
  importPublicKey(jwk: PublicJwk): Awaitable<PublicKey>
  /** Returns the X25519 key of an Ed25519 key, if the library can. Throws for a key on another curve. */
  x25519FromEd25519?(secretKey: SecretKey): Awaitable<SecretKey>

  /**
   * Raw Diffie-Hellman: the X25519 output (RFC 7748 §6.1), or the x-coordinate in full length (SEC 1 §3.3.1).
   * The caller overwrites the result after use.
   *
   * @throws `INVALID_KEY` for a secret key on another curve
   */
  agree(secretKey: SecretKey, publicKey: PublicKey): Awaitable<Uint8Array>
  /** SHA-256, for Concat KDF as well. */
  sha256(data: Uint8Array): Awaitable<Uint8Array>
  /** Wraps `key` with AES-256 (RFC 3394 §2.2.1): the result is 8 bytes longer. */
  wrapKey(kek: Uint8Array, key: Uint8Array): Awaitable<Uint8Array>
  /** Unwraps (RFC 3394 §2.2.2). Throws when the integrity check fails. */
  unwrapKey(kek: Uint8Array, wrappedKey: Uint8Array): Awaitable<Uint8Array>

  /**
   * Encrypts with a key and an IV that are used this once: AES-CBC with HMAC (RFC 7518 §5.2.5), AES-GCM (§5.3) or
   * XChaCha20-Poly1305.
   */
  encrypt(options: EncryptOptions): Awaitable<Encrypted>
  /** Verifies the tag in constant time and decrypts. Throws when it is wrong. */
  decrypt(options: DecryptOptions): Awaitable<Uint8Array>

  /** Signs. ECDSA signatures are `r ‖ s` of full length (RFC 7518 §3.4). Throws for a key of another `alg`. */
  sign(options: SignOptions<SecretKey>): Awaitable<Uint8Array>
  /** Tells whether the signature is right, whether its s is low or high. */
  verify(options: VerifyOptions<PublicKey>): Awaitable<boolean>

  /** Bytes from the platform's CSPRNG. */
  randomBytes(length: number): Awaitable<Uint8Array>
}

/** Options of {@link CryptoPrimitives.encrypt}. */
export interface EncryptOptions {
  readonly enc: ContentEncryption
  /** For `A256CBC-HS512` the MAC key and then the AES key, 32 bytes each (RFC 7518 §5.2.2.1). */
  readonly key: Uint8Array
  /** 16 bytes for `A256CBC-HS512`, 12 for `A256GCM`, 24 for `XC20P`. */
  readonly iv: Uint8Array
  readonly aad: Uint8Array
  readonly plaintext: Uint8Array
}

/** The result of {@link CryptoPrimitives.encrypt}. */
export interface Encrypted {
  readonly ciphertext: Uint8Array
  /** 32 bytes for `A256CBC-HS512`, the first half of its HMAC; 16 for the others. */
  readonly tag: Uint8Array
}

/** Options of {@link CryptoPrimitives.decrypt}. */
export interface DecryptOptions extends Omit<EncryptOptions, 'plaintext'>, Encrypted {}
