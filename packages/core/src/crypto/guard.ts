import type { Curve } from '../contracts/algorithms.ts'
import type { Awaitable } from '../contracts/awaitable.ts'
import type {
  CryptoService,
  CryptoSupport,
  DecryptContentOptions,
  EncryptContentOptions,
  EncryptedContent,
  GeneratedKeyPair,
  KeyPairOptions,
  SignOptions,
  UnwrapKeyOptions,
  VerifyOptions,
  WrapKeyOptions,
} from '../contracts/crypto-service.ts'
import type { PrivateJwk, PublicJwk } from '../contracts/jwk.ts'
import { decodeBase64Url } from '../encoding/base64url.ts'
import { assertLength } from '../encoding/bytes.ts'
import { quote } from '../encoding/json.ts'
import { asDIDCommError, attempt, DIDCommError, type DIDCommErrorCode } from '../errors.ts'
import { CONTENT_ENCRYPTIONS, CURVES, SIGNATURES } from '../jose/algorithms.ts'
import { parsePublicJwk } from '../jose/jwk.ts'
import { assertPointOnCurve } from './curve-points.ts'
import { concealed, decryptionFailed } from './failures.ts'
import { assertKeyWrapping } from './key-wrapping-rules.ts'

/** What RFC 3394 adds to the key that it wraps. */
const WRAPPING_SIZE = 8
const ENCRYPTED_KEY_SIZES = Object.values(CONTENT_ENCRYPTIONS).map(
  ({ keySize }) => keySize + WRAPPING_SIZE,
)

/** A backend's public key, and the curve that its JWK named. */
export interface GuardedPublicKey<PublicKey> {
  readonly curve: Curve
  readonly key: PublicKey
}

/**
 * Puts the one guard around a backend: nothing that it does not claim, no wrong length and no point off its curve
 * reaches it; nothing but a DIDCommError, and no value of a wrong length, comes out of it.
 *
 * What `createCryptoService` makes is guarded, and `PackagingService` guards what it is given. Whoever implements
 * {@link CryptoService} directly hands it out guarded, so that it meets the contract for other callers as well. A service
 * that is guarded already is returned as it is. Public keys are the guard's own: import them there.
 *
 * @throws `INVALID_ARGUMENT` for a backend of another version of the contract
 *
 * @example
 * ```ts
 * export const myCrypto = guardCryptoService(new MyCryptoService())
 * ```
 */
export function guardCryptoService<SecretKey, PublicKey, ContentKey>(
  service: CryptoService<SecretKey, PublicKey, ContentKey>,
): CryptoService<SecretKey> {
  if (service instanceof GuardedCryptoService) return service
  if (service?.specificationVersion !== 'v1') {
    throw new DIDCommError('INVALID_ARGUMENT', 'crypto is no CryptoService of v1')
  }
  return new GuardedCryptoService(service)
}

/** A backend inside the guard; see {@link guardCryptoService}. A class, so that a backend can extend it. */
export class GuardedCryptoService<SecretKey, PublicKey, ContentKey> implements CryptoService<
  SecretKey,
  GuardedPublicKey<PublicKey>,
  ContentKey
> {
  readonly specificationVersion = 'v1'
  readonly name: string
  readonly supports: CryptoSupport
  readonly x25519FromEd25519?: (secretKey: SecretKey) => Promise<SecretKey>
  readonly #service: CryptoService<SecretKey, PublicKey, ContentKey>

  constructor(service: CryptoService<SecretKey, PublicKey, ContentKey>) {
    this.name = service.name
    this.supports = service.supports
    this.#service = service
    if (service.x25519FromEd25519) {
      const convert = service.x25519FromEd25519.bind(service)
      this.x25519FromEd25519 = async (secretKey) =>
        this.#runInSecret('x25519FromEd25519', () => convert(secretKey))
    }
  }

  async generateKeyPair(
    curve: Curve,
    options?: KeyPairOptions,
  ): Promise<GeneratedKeyPair<SecretKey>> {
    this.#assertSupported('curves', curve)
    const pair = await this.#run('generateKeyPair', () =>
      this.#service.generateKeyPair(curve, options),
    )
    const publicJwk = this.#parseJwk(pair.publicJwk, `a key made by ${this.name}`)
    if (publicJwk.crv !== curve) {
      throw new DIDCommError('UNSUPPORTED_ALGORITHM', this.#failed('generateKeyPair'))
    }
    return { secretKey: pair.secretKey, publicJwk }
  }

  async importSecretKey(jwk: PrivateJwk): Promise<SecretKey> {
    const publicJwk = this.#parseJwk(jwk, 'the private key')
    if (typeof jwk.d !== 'string') throw new DIDCommError('INVALID_KEY', 'the private key has no d')
    const d = decodeBase64Url(jwk.d, 'd', 'INVALID_KEY')
    d.fill(0)
    assertLength(d, 'd', 'INVALID_KEY', CURVES[publicJwk.crv].size)
    return this.#runInSecret('importSecretKey', () =>
      this.#service.importSecretKey({ ...publicJwk, d: jwk.d }),
    )
  }

  async importPublicKey(jwk: PublicJwk): Promise<GuardedPublicKey<PublicKey>> {
    const publicJwk = this.#parseJwk(jwk, 'the public key')
    const key = await this.#run('importPublicKey', () => this.#service.importPublicKey(publicJwk))
    return { curve: publicJwk.crv, key }
  }

  async encryptContent(options: EncryptContentOptions): Promise<EncryptedContent<ContentKey>> {
    const { enc } = options
    this.#assertSupported('enc', enc)
    const encrypted = await this.#run(
      'encryptContent',
      () => this.#service.encryptContent(options),
      'UNSUPPORTED_ALGORITHM',
    )
    const { ivSize, tagSize } = CONTENT_ENCRYPTIONS[enc]
    this.#assertMade('iv', encrypted.iv, ivSize)
    this.#assertMade('tag', encrypted.tag, tagSize)
    return encrypted
  }

  async decryptContent(options: DecryptContentOptions<ContentKey>): Promise<Uint8Array> {
    const { enc, iv, tag } = options
    this.#assertSupported('enc', enc)
    const { ivSize, tagSize } = CONTENT_ENCRYPTIONS[enc]
    assertLength(iv, 'iv', 'MALFORMED_ENVELOPE', ivSize)
    assertLength(tag, 'tag', 'MALFORMED_ENVELOPE', tagSize)
    return attempt(() => this.#service.decryptContent(options), decryptionFailed)
  }

  async wrapKey(
    options: WrapKeyOptions<SecretKey, GuardedPublicKey<PublicKey>, ContentKey>,
  ): Promise<Uint8Array> {
    assertKeyWrapping(options)
    const { recipient } = options
    assertKeyAgreement(recipient)
    const wrapped = await this.#run('wrapKey', () =>
      this.#service.wrapKey({ ...options, recipient: recipient.key }),
    )
    this.#assertMade('encrypted key', wrapped, ...ENCRYPTED_KEY_SIZES)
    return wrapped
  }

  async unwrapKey(
    options: UnwrapKeyOptions<SecretKey, GuardedPublicKey<PublicKey>>,
  ): Promise<ContentKey> {
    assertKeyWrapping(options)
    const { ephemeral, sender, ...others } = options
    const { enc, encryptedKey } = others
    this.#assertSupported('enc', enc)
    const size = CONTENT_ENCRYPTIONS[enc].keySize + WRAPPING_SIZE
    assertLength(encryptedKey, 'encrypted_key', 'MALFORMED_ENVELOPE', size)
    assertKeyAgreement(ephemeral)
    if (sender && sender.curve !== ephemeral.curve) {
      throw new DIDCommError(
        'INVALID_KEY',
        `the sender's key is on ${sender.curve}, the ephemeral key on ${ephemeral.curve}`,
      )
    }
    return attempt(
      () =>
        this.#service.unwrapKey({
          ...others,
          ephemeral: ephemeral.key,
          ...(sender && { sender: sender.key }),
        }),
      concealed,
    )
  }

  async sign(options: SignOptions<SecretKey>): Promise<Uint8Array> {
    const { alg } = options
    this.#assertSupported('sig', alg)
    const signature = await this.#run('sign', () => this.#service.sign(options))
    this.#assertMade('signature', signature, SIGNATURES[alg].signatureSize)
    return signature
  }

  async verify({
    publicKey,
    ...options
  }: VerifyOptions<GuardedPublicKey<PublicKey>>): Promise<boolean> {
    const { alg, signature } = options
    this.#assertSupported('sig', alg)
    const { curve, signatureSize } = SIGNATURES[alg]
    if (publicKey.curve !== curve) {
      throw new DIDCommError(
        'UNSUPPORTED_ALGORITHM',
        `alg ${alg} does not fit a ${publicKey.curve} key`,
      )
    }
    if (signature.length !== signatureSize) return false
    try {
      return (await this.#service.verify({ ...options, publicKey: publicKey.key })) === true
    } catch (error) {
      if (DIDCommError.is(error)) throw error
      return false
    }
  }

  releaseKey(key: SecretKey | ContentKey | undefined): void {
    try {
      if (key !== undefined) this.#service.releaseKey?.(key)
    } catch {
      // The message is made, or read, and stands.
    }
  }

  sha256(data: Uint8Array): Awaitable<Uint8Array> {
    return this.#service.sha256(data)
  }

  /** Reads a JWK and leaves behind what is not public; its point is on a curve that the backend claims. */
  #parseJwk(value: unknown, what: string): PublicJwk {
    const jwk = parsePublicJwk(value, what)
    this.#assertSupported('curves', jwk.crv)
    assertPointOnCurve(jwk, what)
    return jwk
  }

  #run<T>(
    method: string,
    operation: () => Awaitable<T>,
    code: DIDCommErrorCode = 'INVALID_KEY',
  ): Awaitable<T> {
    return attempt(operation, (error) => asDIDCommError(error, code, this.#failed(method)))
  }

  /** Without the backend's own error as the cause, which may quote the key. */
  #runInSecret<T>(method: string, operation: () => Awaitable<T>): Awaitable<T> {
    return attempt(operation, (error) =>
      DIDCommError.is(error) ? error : new DIDCommError('INVALID_KEY', this.#failed(method)),
    )
  }

  #failed(method: string): string {
    return `the crypto backend ${this.name} failed to ${method}`
  }

  #assertSupported(kind: keyof CryptoSupport, algorithm: string): void {
    const supported: readonly string[] = this.supports[kind]
    if (supported.includes(algorithm)) return
    throw new DIDCommError(
      'UNSUPPORTED_ALGORITHM',
      `the crypto backend ${this.name} has no ${quote(algorithm)}: it has ${supported.join(', ')}`,
    )
  }

  #assertMade(what: string, bytes: Uint8Array, ...sizes: readonly number[]): void {
    assertLength(bytes, `${this.name}'s ${what}`, 'UNSUPPORTED_ALGORITHM', ...sizes)
  }
}

function assertKeyAgreement({ curve }: GuardedPublicKey<unknown>): void {
  if (!CURVES[curve].keyAgreement) {
    throw new DIDCommError('INVALID_KEY', `a key on ${curve} is not for key agreement`)
  }
}
