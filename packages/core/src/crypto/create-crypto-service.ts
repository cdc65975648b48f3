import type { Curve } from '../contracts/algorithms.ts'
import type { Awaitable } from '../contracts/awaitable.ts'
import type {
  CryptoService,
  CryptoSupport,
  DecryptContentOptions,
  EncryptContentOptions,
  EncryptedContent,
  GeneratedKeyPair,
  KeyDerivation,
  KeyDerivationInfo,
  KeyPairOptions,
  SignOptions,
  UnwrapKeyOptions,
  VerifyOptions,
  WrapKeyOptions,
} from '../contracts/crypto-service.ts'
import type { PrivateJwk, PublicJwk } from '../contracts/jwk.ts'
import { concatBytes } from '../encoding/bytes.ts'
import { DIDCommError } from '../errors.ts'
import { CONTENT_ENCRYPTIONS, SIGNATURES } from '../jose/algorithms.ts'
import { whenReady } from '../when-ready.ts'
import { concatKdf, suppPubInfo } from './concat-kdf.ts'
import { ContentKey } from './content-key.ts'
import { callExternalKey, type ExternalKey, isExternalKey } from './external-key.ts'
import { GuardedCryptoService } from './guard.ts'
import { type Agreement, type ImportedPublicKey, KeyAgreement } from './key-agreement.ts'
import { lendSecret } from './lend-secret.ts'
import { withLowS } from './low-s.ts'
import type { CryptoPrimitives } from './primitives.ts'

/** Options of {@link createCryptoService}. */
export interface CryptoServiceOptions {
  /**
   * Whether the secret that two keys of DID documents agree on is kept for the next message of ECDH-1PU, which saves one
   * of two agreements. It is forgotten with either key; one of an {@link ExternalKey} is never kept. Yes unless given.
   */
  readonly keepAgreements?: boolean
}

/**
 * Makes a {@link CryptoService} of the primitives of a library: Concat KDF, ECDH-ES, ECDH-1PU and A256KW are added
 * here. It works with {@link ExternalKey}s beside the library's own keys.
 *
 * @example
 * ```ts
 * const crypto = createCryptoService(noblePrimitives)
 * ```
 */
export function createCryptoService<SecretKey, PublicKey>(
  primitives: CryptoPrimitives<SecretKey, PublicKey>,
  options?: CryptoServiceOptions,
): PrimitiveCryptoService<SecretKey, PublicKey> {
  return new PrimitiveCryptoService(primitives, options)
}

/** What {@link createCryptoService} makes; a class, so that a backend can extend it by a constructor of its own. */
export class PrimitiveCryptoService<SecretKey, PublicKey> extends GuardedCryptoService<
  SecretKey | ExternalKey,
  ImportedPublicKey<PublicKey>,
  ContentKey
> {
  constructor(primitives: CryptoPrimitives<SecretKey, PublicKey>, options?: CryptoServiceOptions) {
    super(new PrimitiveAlgorithms(primitives, options))
  }
}

/** The algorithms themselves. What goes in and out is checked by the guard around them. */
class PrimitiveAlgorithms<SecretKey, PublicKey> implements CryptoService<
  SecretKey | ExternalKey,
  ImportedPublicKey<PublicKey>,
  ContentKey
> {
  readonly specificationVersion = 'v1'
  readonly name: string
  readonly supports: CryptoSupport
  readonly x25519FromEd25519?: (
    secretKey: SecretKey | ExternalKey,
  ) => Awaitable<SecretKey | ExternalKey>
  readonly #primitives: CryptoPrimitives<SecretKey, PublicKey>
  readonly #agreement: KeyAgreement<SecretKey, PublicKey>

  constructor(
    primitives: CryptoPrimitives<SecretKey, PublicKey>,
    { keepAgreements = true }: CryptoServiceOptions = {},
  ) {
    this.#agreement = new KeyAgreement(primitives, keepAgreements)
    this.name = primitives.name
    this.supports = primitives.supports
    this.#primitives = primitives
    const convert = primitives.x25519FromEd25519?.bind(primitives)
    if (convert) {
      this.x25519FromEd25519 = (secretKey) => {
        if (!isExternalKey(secretKey)) return convert(secretKey)
        throw new DIDCommError('INVALID_KEY', 'an external key cannot be converted')
      }
    }
  }

  generateKeyPair(
    curve: Curve,
    options?: KeyPairOptions,
  ): Awaitable<GeneratedKeyPair<SecretKey | ExternalKey>> {
    return this.#primitives.generateKeyPair(curve, options)
  }

  importSecretKey(jwk: PrivateJwk): Awaitable<SecretKey | ExternalKey> {
    return this.#primitives.importSecretKey(jwk)
  }

  async importPublicKey(jwk: PublicJwk): Promise<ImportedPublicKey<PublicKey>> {
    return { jwk, key: await this.#primitives.importPublicKey(jwk) }
  }

  async encryptContent(options: EncryptContentOptions): Promise<EncryptedContent<ContentKey>> {
    const { keySize, ivSize } = CONTENT_ENCRYPTIONS[options.enc]
    const key = await this.#primitives.randomBytes(keySize)
    const iv = await this.#primitives.randomBytes(ivSize)
    const { ciphertext, tag } = await this.#primitives.encrypt({ ...options, key, iv })
    return { contentKey: new ContentKey(key), iv, ciphertext, tag }
  }

  decryptContent(options: DecryptContentOptions<ContentKey>): Awaitable<Uint8Array> {
    const { contentKey, enc, iv, ciphertext, tag, aad } = options
    const key = ContentKey.bytesOf(contentKey)
    return this.#primitives.decrypt({ enc, key, iv, ciphertext, tag, aad })
  }

  wrapKey(
    options: WrapKeyOptions<SecretKey | ExternalKey, ImportedPublicKey<PublicKey>, ContentKey>,
  ): Awaitable<Uint8Array> {
    const { ephemeral, sender, recipient, contentKey } = options
    const agreements: Agreement<SecretKey, PublicKey>[] = [
      { secretKey: ephemeral, publicKey: recipient },
    ]
    if (sender !== undefined) {
      agreements.push({ secretKey: sender, publicKey: recipient, isStatic: true })
    }
    return this.#withKek(options, agreements, (kek) =>
      this.#primitives.wrapKey(kek, ContentKey.bytesOf(contentKey)),
    )
  }

  unwrapKey(
    options: UnwrapKeyOptions<SecretKey | ExternalKey, ImportedPublicKey<PublicKey>>,
  ): Awaitable<ContentKey> {
    const { ephemeral, sender, recipient, encryptedKey } = options
    const agreements: Agreement<SecretKey, PublicKey>[] = [
      { secretKey: recipient, publicKey: ephemeral },
    ]
    if (sender !== undefined) {
      agreements.push({ secretKey: recipient, publicKey: sender, isStatic: true })
    }
    return this.#withKek(options, agreements, (kek) =>
      whenReady(this.#primitives.unwrapKey(kek, encryptedKey), (key) => new ContentKey(key)),
    )
  }

  async sign({ alg, secretKey, data }: SignOptions<SecretKey | ExternalKey>): Promise<Uint8Array> {
    const signature = isExternalKey(secretKey)
      ? await callExternalKey(() => secretKey.sign(alg, data), SIGNATURES[alg].signatureSize)
      : await this.#primitives.sign({ alg, secretKey, data })
    return alg === 'ES256K' ? withLowS(signature) : signature
  }

  verify({
    publicKey,
    ...options
  }: VerifyOptions<ImportedPublicKey<PublicKey>>): Awaitable<boolean> {
    return this.#primitives.verify({ ...options, publicKey: publicKey.key })
  }

  sha256(data: Uint8Array): Awaitable<Uint8Array> {
    return this.#primitives.sha256(data)
  }

  releaseKey(key: SecretKey | ExternalKey | ContentKey): void {
    if (key instanceof ContentKey) ContentKey.release(key)
  }

  /**
   * Derives the key-encryption key, uses it, and overwrites it and what it was made of. One agreement is ECDH-ES; two
   * are ECDH-1PU, where Z is Ze ‖ Zs (draft-madden-jose-ecdh-1pu-04 §2.2).
   */
  #withKek<T>(
    info: KeyDerivationInfo & { readonly derivation?: KeyDerivation },
    agreements: readonly Agreement<SecretKey, PublicKey>[],
    use: (kek: Uint8Array) => Awaitable<T>,
  ): Awaitable<T> {
    return whenReady(this.#agreement.onAll(agreements), (secrets) => {
      const sharedSecret = concatBytes(...secrets)
      for (const secret of secrets) secret.fill(0)
      const kek = lendSecret(sharedSecret, () =>
        concatKdf((data) => this.#primitives.sha256(data), sharedSecret, {
          algorithmId: info.alg,
          apu: info.apu,
          apv: info.apv,
          suppPubInfo: suppPubInfo(agreements.length === 2 ? info.tag : undefined, info.derivation),
        }),
      )
      return whenReady(kek, (bytes) => lendSecret(bytes, use))
    })
  }
}
