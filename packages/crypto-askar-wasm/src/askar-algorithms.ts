import {
  type ContentEncryption,
  type CryptoService,
  type CryptoSupport,
  type Curve,
  type DecryptContentOptions,
  DIDCommError,
  type EncryptContentOptions,
  type EncryptedContent,
  type GeneratedKeyPair,
  type KeyDerivation,
  type PrivateJwk,
  type PublicJwk,
  type SignatureAlgorithm,
  type SignOptions,
  type UnwrapKeyOptions,
  type VerifyOptions,
  type WrapKeyOptions,
} from '@didcomm/core'
import { decodeBase64Url, quote } from '@didcomm/core/encoding'
import type { ContentKey, Glue, SecretKey } from '../wasm/askar.js'
import { AskarInstance } from './askar-instance.ts'
import { AskarContentKey, AskarSecretKey } from './askar-keys.ts'
import { Handle } from './handle.ts'
import { publicBytesOf, publicJwkOf } from './public-bytes.ts'

/** Options of `AskarCryptoService.load`. */
export interface AskarOptions {
  /**
   * For how many pairs of static keys the shared secret of ECDH-1PU is kept, so that the next authcrypt message of the
   * same two is cheaper; 64 unless told, 0 keeps none. Such a secret lies where the private key lies, and is wiped with it.
   */
  readonly maxCachedAgreements?: number
}

/** A public key of this backend: no handle, only checked bytes. */
export interface AskarPublicKey {
  readonly curve: Curve
  readonly bytes: Uint8Array
}

const NOTHING = new Uint8Array()

// The names that Askar's enumerations have for those of JOSE. Whatever has no row here does not reach Askar.

const CURVES: Readonly<Partial<Record<Curve, keyof Glue['Curve']>>> = {
  X25519: 'X25519',
  'P-256': 'P256',
  'P-384': 'P384',
  Ed25519: 'Ed25519',
  secp256k1: 'Secp256k1',
}
const ENCS: Readonly<Record<ContentEncryption, keyof Glue['ContentEncryption']>> = {
  'A256CBC-HS512': 'A256CbcHs512',
  A256GCM: 'A256Gcm',
  XC20P: 'Xc20p',
}
const ALGS: Readonly<Record<SignatureAlgorithm, keyof Glue['SignatureAlgorithm']>> = {
  EdDSA: 'EdDsa',
  ES256: 'Es256',
  ES256K: 'Es256k',
}
const DERIVATIONS: Readonly<Record<KeyDerivation, keyof Glue['KeyDerivation']>> = {
  'draft-04': 'Draft04',
  'draft-04-unprefixed-tag': 'Draft04UnprefixedTag',
  'draft-03': 'Draft03',
}

/** The contract, by Askar's algorithms. What goes in and out is checked by the guard around them. */
export class AskarAlgorithms implements CryptoService<
  AskarSecretKey,
  AskarPublicKey,
  AskarContentKey
> {
  readonly specificationVersion = 'v1'
  readonly name = 'askar-wasm'
  readonly supports: CryptoSupport = {
    curves: ['X25519', 'P-256', 'P-384', 'Ed25519', 'secp256k1'],
    enc: ['A256CBC-HS512', 'A256GCM', 'XC20P'],
    sig: ['EdDSA', 'ES256', 'ES256K'],
  }
  readonly #module: WebAssembly.Module
  readonly #options: AskarOptions
  #instance: AskarInstance

  private constructor(module: WebAssembly.Module, options: AskarOptions, instance: AskarInstance) {
    this.#module = module
    this.#options = options
    this.#instance = instance
    this.#limitAgreements()
  }

  /** Starts a copy of the module, with a memory of its own. */
  static async start(module: WebAssembly.Module, options: AskarOptions): Promise<AskarAlgorithms> {
    return new AskarAlgorithms(module, options, await AskarInstance.start(module))
  }

  generateKeyPair(curve: Curve): GeneratedKeyPair<AskarSecretKey> {
    const pointer = this.#call(({ Curve, SecretKey }) =>
      SecretKey.generate(Curve[nameIn(CURVES, curve)]),
    )
    const publicJwk = publicJwkOf(
      curve,
      this.#call(() => pointer.publicBytes()),
    )
    return { secretKey: this.#secretKey(curve, pointer), publicJwk }
  }

  importSecretKey(jwk: PrivateJwk): AskarSecretKey {
    const publicBytes = publicBytesOf(jwk)
    const d = decodeBase64Url(jwk.d, 'd of the private key', 'INVALID_KEY')
    try {
      const pointer = this.#call(({ Curve, SecretKey }) =>
        SecretKey.fromBytes(Curve[nameIn(CURVES, jwk.crv)], d, publicBytes),
      )
      return this.#secretKey(jwk.crv, pointer)
    } finally {
      // Askar overwrites it as well, unless it was never called.
      d.fill(0)
    }
  }

  importPublicKey(jwk: PublicJwk): AskarPublicKey {
    const bytes = publicBytesOf(jwk)
    const curve = nameIn(CURVES, jwk.crv)
    if (this.#call(({ Curve, isPublicKey }) => isPublicKey(Curve[curve], bytes))) {
      return { curve: jwk.crv, bytes }
    }
    throw new DIDCommError('INVALID_KEY', `the public key is not a point on ${jwk.crv}`)
  }

  x25519FromEd25519(secretKey: AskarSecretKey): AskarSecretKey {
    const pointer = this.#secret(secretKey)
    return this.#secretKey(
      'X25519',
      this.#call(() => pointer.toX25519()),
    )
  }

  encryptContent({
    enc,
    plaintext,
    aad,
  }: EncryptContentOptions): EncryptedContent<AskarContentKey> {
    const [pointer, iv, ciphertext, tag] = this.#call(({ ContentEncryption, encryptContent }) =>
      encryptContent(ContentEncryption[nameIn(ENCS, enc)], plaintext, aad),
    )
    return { contentKey: this.#contentKey(pointer), iv, ciphertext, tag }
  }

  decryptContent(options: DecryptContentOptions<AskarContentKey>): Uint8Array {
    const { enc, iv, ciphertext, tag, aad } = options
    const contentKey = this.#content(options.contentKey)
    return this.#call(({ ContentEncryption, decryptContent }) =>
      decryptContent(ContentEncryption[nameIn(ENCS, enc)], contentKey, iv, ciphertext, tag, aad),
    )
  }

  wrapKey(options: WrapKeyOptions<AskarSecretKey, AskarPublicKey, AskarContentKey>): Uint8Array {
    const { recipient, sender, apu, apv, tag = NOTHING } = options
    assertOneCurve(options.ephemeral, recipient)
    const contentKey = this.#content(options.contentKey)
    const ephemeral = this.#secret(options.ephemeral)
    if (sender === undefined) {
      return this.#call(({ wrapKeyES }) =>
        wrapKeyES(contentKey, ephemeral, recipient.bytes, apu, apv),
      )
    }
    assertOneCurve(sender, recipient)
    const senderKey = this.#secret(sender)
    return this.#call(({ wrapKey1PU }) =>
      wrapKey1PU(contentKey, ephemeral, senderKey, recipient.bytes, apu, apv, tag),
    )
  }

  unwrapKey(options: UnwrapKeyOptions<AskarSecretKey, AskarPublicKey>): AskarContentKey {
    const { ephemeral, sender, encryptedKey, apu, apv, tag = NOTHING } = options
    const { derivation = 'draft-04' } = options
    const enc = nameIn(ENCS, options.enc)
    assertOneCurve(options.recipient, ephemeral)
    const recipient = this.#secret(options.recipient)
    if (sender !== undefined) assertOneCurve(options.recipient, sender)
    const pointer = this.#call(({ ContentEncryption, KeyDerivation, unwrapKey1PU, unwrapKeyES }) =>
      sender === undefined
        ? unwrapKeyES(ContentEncryption[enc], encryptedKey, ephemeral.bytes, recipient, apu, apv)
        : unwrapKey1PU(
            ContentEncryption[enc],
            encryptedKey,
            ephemeral.bytes,
            sender.bytes,
            recipient,
            apu,
            apv,
            tag,
            KeyDerivation[nameIn(DERIVATIONS, derivation)],
          ),
    )
    return this.#contentKey(pointer)
  }

  sign({ alg, secretKey, data }: SignOptions<AskarSecretKey>): Uint8Array {
    const pointer = this.#secret(secretKey)
    return this.#call(({ SignatureAlgorithm, sign }) =>
      sign(SignatureAlgorithm[nameIn(ALGS, alg)], pointer, data),
    )
  }

  verify({ alg, publicKey, data, signature }: VerifyOptions<AskarPublicKey>): boolean {
    return this.#call(({ SignatureAlgorithm, verify }) =>
      verify(SignatureAlgorithm[nameIn(ALGS, alg)], publicKey.bytes, data, signature),
    )
  }

  sha256(data: Uint8Array): Uint8Array {
    return this.#call(({ sha256 }) => sha256(data))
  }

  releaseKey(key: AskarSecretKey | AskarContentKey): void {
    key.dispose()
  }

  /**
   * Rejects a content key that cannot be used here, before it is told apart from nothing else that decryption does.
   *
   * @throws `INVALID_KEY`; `INVALID_ARGUMENT` for what is no content key
   */
  assertContentKey(key: AskarContentKey): void {
    this.#content(key)
  }

  /** Ends the copy of the module; everything in its memory is overwritten. */
  stop(): void {
    this.#instance.stop('its AskarCryptoService was disposed of')
  }

  /**
   * Calls Askar. After a trap its memory is not to be trusted: the copy is stopped, and the next call is another one's.
   *
   * @throws `INVALID_ARGUMENT` after `stop`, and for a trap
   */
  #call<T>(operation: (askar: Glue) => T): T {
    this.#assertRunning()
    try {
      return this.#instance.call(operation)
    } catch (error) {
      if (!isTrap(error)) throw error
      this.#instance.stop('Askar failed, and its memory was overwritten')
      this.#instance = AskarInstance.startAgain(this.#module)
      this.#limitAgreements()
      throw new DIDCommError(
        'INVALID_ARGUMENT',
        'Askar failed, and was started anew without the keys that it held',
        { cause: error },
      )
    }
  }

  #assertRunning(): void {
    const { end } = this.#instance
    if (end === undefined) return
    throw new DIDCommError('INVALID_ARGUMENT', `Askar cannot be used: ${end}`)
  }

  #limitAgreements(): void {
    const { maxCachedAgreements } = this.#options
    if (maxCachedAgreements === undefined) return
    this.#instance.call((askar) => askar.setAgreementCacheLimit(maxCachedAgreements))
  }

  #secret(key: AskarSecretKey): SecretKey {
    this.#assertRunning()
    return AskarSecretKey.handleOf(key).openIn(this.#instance)
  }

  #content(key: AskarContentKey): ContentKey {
    this.#assertRunning()
    return AskarContentKey.handleOf(key).openIn(this.#instance)
  }

  #secretKey(curve: Curve, pointer: SecretKey): AskarSecretKey {
    return AskarSecretKey.of(curve, new Handle('the private key', this.#instance, pointer))
  }

  #contentKey(pointer: ContentKey): AskarContentKey {
    return AskarContentKey.of(new Handle('the content key', this.#instance, pointer))
  }
}

/** WebAssembly's own error, or a stack that is used up: in either case Rust did not finish what it began. */
function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError
}

function nameIn<Name extends string, Value>(
  table: Readonly<Partial<Record<Name, Value>>>,
  name: Name,
): Value {
  const value = Object.hasOwn(table, name) ? table[name] : undefined
  if (value !== undefined) return value
  throw new DIDCommError('UNSUPPORTED_ALGORITHM', `Askar has no ${quote(name)}`)
}

function assertOneCurve(secretKey: AskarSecretKey, publicKey: AskarPublicKey): void {
  if (secretKey.curve === publicKey.curve) return
  throw new DIDCommError(
    'INVALID_KEY',
    `a private key on ${secretKey.curve} and a public key on ${publicKey.curve} cannot agree`,
  )
}
