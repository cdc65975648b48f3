import type { Curve } from '../contracts/algorithms.ts'
import type { Awaitable } from '../contracts/awaitable.ts'
import type {
  CryptoService,
  CryptoSupport,
  DecryptContentOptions,
  EncryptContentOptions,
  EncryptedContent,
  GeneratedKeyPair,
  SignOptions,
  UnwrapKeyOptions,
  VerifyOptions,
  WrapKeyOptions,
} from '../contracts/crypto-service.ts'
import type { PrivateJwk, PublicJwk } from '../contracts/jwk.ts'
import { DIDCommError, type DIDCommErrorCode } from '../errors.ts'
import { CONTENT_ENCRYPTIONS, CURVES, SIGNATURES } from '../jose/algorithms.ts'
import { decodeBase64Url } from '../encoding/base64url.ts'
import { parsePublicJwk } from '../jose/jwk.ts'
import { assertPointOnCurve } from './curve-points.ts'
import { concealFailure, decryptionFailed, replaceFailure, translateFailure } from './failures.ts'
import { assertKeyWrapping } from './key-wrapping-rules.ts'

/** What RFC 3394 adds to the key that it wraps. */
const WRAPPING_SIZE = 8
const ENCRYPTED_KEY_SIZES = Object.values(CONTENT_ENCRYPTIONS).map(
  ({ keySize }) => keySize + WRAPPING_SIZE,
)

/** A backend's public key, and the curve that its JWK named. */
interface GuardedPublicKey<PublicKey> {
  readonly curve: Curve
  readonly key: PublicKey
}

/**
 * Puts the one guard around a backend: nothing that it does not claim, no wrong length and no point off its curve
 * reaches it; nothing but a DIDCommError, and no value of a wrong length, comes out of it.
 *
 * A service that is guarded already is returned as it is. Public keys are the guard's own: import them there.
 *
 * @throws `INVALID_ARGUMENT` for a backend of another version of the contract
 */
export function guardCryptoService<SecretKey, PublicKey, ContentKey>(
  service: CryptoService<SecretKey, PublicKey, ContentKey>,
): CryptoService<SecretKey> {
  if (service instanceof GuardedCryptoService) return service
  if (service?.specificationVersion !== 'v1') {
    throw new DIDCommError('INVALID_ARGUMENT', 'crypto is not a CryptoService of version v1')
  }
  return new GuardedCryptoService(service)
}

/** A backend inside the guard; see {@link guardCryptoService}. */
export class GuardedCryptoService<SecretKey, PublicKey, ContentKey> implements CryptoService<
  SecretKey,
  GuardedPublicKey<PublicKey>,
  ContentKey
> {
  readonly specificationVersion = 'v1'
  readonly name: string
  readonly supports: CryptoSupport
  readonly #service: CryptoService<SecretKey, PublicKey, ContentKey>

  constructor(service: CryptoService<SecretKey, PublicKey, ContentKey>) {
    this.name = service.name
    this.supports = service.supports
    this.#service = service
  }

  async generateKeyPair(curve: Curve): Promise<GeneratedKeyPair<SecretKey>> {
    this.#assertSupported('curves', curve)
    const pair = await this.#run('INVALID_KEY', 'make a key', () =>
      this.#service.generateKeyPair(curve),
    )
    const publicJwk = this.#parseJwk(pair.publicJwk, `a key made by ${this.name}`)
    if (publicJwk.crv !== curve) throw this.#broken('a key on a wrong curve')
    return { secretKey: pair.secretKey, publicJwk }
  }

  async importSecretKey(jwk: PrivateJwk): Promise<SecretKey> {
    const publicJwk = this.#parseJwk(jwk, 'the private key')
    const d = decodeBase64Url(jwk.d, 'd', 'INVALID_KEY')
    d.fill(0)
    assertLength(d, CURVES[publicJwk.crv].size, 'd', 'INVALID_KEY')
    return replaceFailure('INVALID_KEY', `${this.name} refuses the private key`, () =>
      this.#service.importSecretKey({ ...publicJwk, d: jwk.d }),
    )
  }

  async importPublicKey(jwk: PublicJwk): Promise<GuardedPublicKey<PublicKey>> {
    const publicJwk = this.#parseJwk(jwk, 'the public key')
    const key = await this.#run('INVALID_KEY', 'import the public key', () =>
      this.#service.importPublicKey(publicJwk),
    )
    return { curve: publicJwk.crv, key }
  }

  async encryptContent(options: EncryptContentOptions): Promise<EncryptedContent<ContentKey>> {
    const { enc } = options
    this.#assertSupported('enc', enc)
    const encrypted = await this.#run('UNSUPPORTED_ALGORITHM', `encrypt with ${enc}`, () =>
      this.#service.encryptContent(options),
    )
    const { ivSize, tagSize } = CONTENT_ENCRYPTIONS[enc]
    this.#assertMade(encrypted.iv, [ivSize], 'iv')
    this.#assertMade(encrypted.tag, [tagSize], 'tag')
    return encrypted
  }

  async decryptContent(options: DecryptContentOptions<ContentKey>): Promise<Uint8Array> {
    const { enc, iv, tag } = options
    this.#assertSupported('enc', enc)
    const { ivSize, tagSize } = CONTENT_ENCRYPTIONS[enc]
    assertLength(iv, ivSize, 'the iv')
    assertLength(tag, tagSize, 'the tag')
    try {
      return await this.#service.decryptContent(options)
    } catch {
      throw decryptionFailed()
    }
  }

  async wrapKey(
    options: WrapKeyOptions<SecretKey, GuardedPublicKey<PublicKey>, ContentKey>,
  ): Promise<Uint8Array> {
    assertKeyWrapping(options)
    const { recipient } = options
    assertKeyAgreement(recipient)
    const wrapped = await this.#run('INVALID_KEY', 'encrypt to this key', () =>
      this.#service.wrapKey({ ...options, recipient: recipient.key }),
    )
    this.#assertMade(wrapped, ENCRYPTED_KEY_SIZES, 'encrypted key')
    return wrapped
  }

  async unwrapKey({
    ephemeral,
    sender,
    ...options
  }: UnwrapKeyOptions<SecretKey, GuardedPublicKey<PublicKey>>): Promise<ContentKey> {
    const { enc, encryptedKey } = options
    assertKeyWrapping({ ...options, sender })
    this.#assertSupported('enc', enc)
    assertLength(encryptedKey, CONTENT_ENCRYPTIONS[enc].keySize + WRAPPING_SIZE, 'an encrypted key')
    assertKeyAgreement(ephemeral)
    if (sender && sender.curve !== ephemeral.curve) {
      throw new DIDCommError(
        'INVALID_KEY',
        `the sender's key is on ${sender.curve}, the ephemeral key on ${ephemeral.curve}`,
      )
    }
    return concealFailure(() =>
      this.#service.unwrapKey({
        ...options,
        ephemeral: ephemeral.key,
        ...(sender && { sender: sender.key }),
      }),
    )
  }

  async sign(options: SignOptions<SecretKey>): Promise<Uint8Array> {
    const { alg } = options
    this.#assertSupported('sig', alg)
    const signature = await this.#run('INVALID_KEY', `sign ${alg} with this key`, () =>
      this.#service.sign(options),
    )
    this.#assertMade(signature, [SIGNATURES[alg].signatureSize], 'signature')
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
        `${alg} needs a key on ${curve}; the key is on ${publicKey.curve}`,
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

  #run<T>(code: DIDCommErrorCode, what: string, operation: () => Awaitable<T>): Promise<T> {
    return translateFailure(code, `${this.name} could not ${what}`, operation)
  }

  #assertSupported(kind: keyof CryptoSupport, algorithm: string): void {
    const supported: readonly string[] = this.supports[kind]
    if (supported.includes(algorithm)) return
    throw new DIDCommError(
      'UNSUPPORTED_ALGORITHM',
      `the crypto backend ${this.name} has no ${String(algorithm).slice(0, 100)}: it has ${supported.join(', ')}`,
    )
  }

  #assertMade(bytes: Uint8Array, sizes: readonly number[], what: string): void {
    if (!(bytes instanceof Uint8Array && sizes.includes(bytes.length))) {
      throw this.#broken(`${what} of a wrong length`)
    }
  }

  #broken(made: string): DIDCommError {
    return new DIDCommError(
      'UNSUPPORTED_ALGORITHM',
      `the crypto backend ${this.name} is broken: ${made}`,
    )
  }
}

function assertLength(
  bytes: Uint8Array,
  size: number,
  what: string,
  code: DIDCommErrorCode = 'MALFORMED_ENVELOPE',
): void {
  if (bytes.length !== size) {
    throw new DIDCommError(code, `${what} has ${bytes.length} bytes instead of ${size}`)
  }
}

function assertKeyAgreement({ curve }: GuardedPublicKey<unknown>): void {
  if (!CURVES[curve].keyAgreement) {
    throw new DIDCommError('INVALID_KEY', `a key on ${curve} is not for key agreement`)
  }
}
