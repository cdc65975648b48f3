import type { ContentEncryption } from '../contracts/algorithms.ts'
import type { CryptoService } from '../contracts/crypto-service.ts'
import type { DIDResolver } from '../contracts/did-resolver.ts'
import type { SecretsManager } from '../contracts/secrets-manager.ts'
import { guardCryptoService } from '../crypto/guard.ts'
import { isJsonObject, stringifyJson } from '../encoding/json.ts'
import { DIDCommError } from '../errors.ts'
import { CONTENT_ENCRYPTIONS } from '../jose/algorithms.ts'
import type { Message, MessageInput } from '../message/message.ts'
import { completeMessage } from '../message/validate-message.ts'
import {
  assertAddressed,
  assertFrom,
  assertRotation,
  assertRotationEncrypted,
  recipientMismatch,
} from './consistency.ts'
import type { PackagingContext } from './context.ts'
import { encryptEnvelope, notForAuthcrypt, type SealedEnvelope } from './encrypt.ts'
import { createFromPrior, type FromPriorOptions, readFromPrior } from './from-prior.ts'
import { selectAnoncryptKeys, selectAuthcryptKeys, selectSigningKey } from './select-keys.ts'
import { signEnvelope } from './sign.ts'
import type { UnpackPolicy, UnpackResult } from './unpack-result.ts'
import { unpackMessage } from './unpack.ts'

/** Options of the {@link PackagingService} constructor. */
export interface PackagingServiceOptions<SecretKey> {
  readonly crypto: CryptoService<SecretKey>
  /** Holds keys of the backend's own type: another backend's manager does not compile. */
  readonly secrets: SecretsManager<NoInfer<SecretKey>>
  readonly resolver: DIDResolver
  /** What `unpack` accepts unless a call says otherwise. */
  readonly policy?: UnpackPolicy
  /** The clock, in seconds since the epoch, UTC; the platform's by default. */
  readonly now?: () => number
}

/** Options of {@link PackagingService.packSigned}. */
export interface PackSignedOptions {
  /** The message's `from`, or the kid of one of its authentication keys. */
  readonly signBy: string
}

/** Options of {@link PackagingService.packEncrypted}. */
export interface PackEncryptedOptions {
  /** The recipient: a DID, for all its keys of one type, or a DID URL with a fragment, for that key alone. */
  readonly to: string
  /** The sender, for authcrypt: a DID or the kid of one of its keys. By default the message's `from`. */
  readonly from?: string
  /** Anoncrypt although the message has a `from`, which the recipient then cannot trust. */
  readonly anonymous?: boolean
  /** Signs, and encrypts anonymously: the signature proves the sender, and to third parties as well. */
  readonly signBy?: string
  /** Puts an anoncrypt envelope around the authcrypt one, so that mediators do not see who sends. */
  readonly protectSender?: boolean
  /** The content encryption of anoncrypt; `A256CBC-HS512` by default, which every peer reads. Authcrypt has no other. */
  readonly enc?: ContentEncryption
}

/** A packed message, ready to be sent. */
export interface PackedMessage {
  readonly packed: string
  /** The message as it was packed, with its `id`. */
  readonly message: Message
}

/** An encrypted message, and the keys that were chosen. */
export interface EncryptedMessage extends PackedMessage {
  readonly recipientKids: readonly string[]
  readonly senderKid?: string
  readonly signerKid?: string
}

/**
 * Packs messages into envelopes and opens them (DIDComm v2.1 § Message Formats).
 *
 * One method a kind of envelope: nobody gets plaintext by leaving an option out. It makes one envelope for one
 * recipient DID; `DIDCommMessaging` fans out and routes.
 *
 * @example
 * ```ts
 * const packaging = new PackagingService({ crypto, secrets, resolver })
 * const { packed } = await packaging.packEncrypted(
 *   { type: 'https://didcomm.org/basicmessage/2.0/message', from: alice, to: [bob], body: { content: 'Hi' } },
 *   { to: bob },
 * )
 * const { message, sender } = await packaging.unpack(packed)
 * ```
 */
export class PackagingService<SecretKey = unknown> {
  readonly #context: PackagingContext<SecretKey>
  readonly #policy: UnpackPolicy

  constructor(options: PackagingServiceOptions<SecretKey>) {
    assertOptions(options)
    this.#context = {
      crypto: guardCryptoService(options.crypto),
      secrets: options.secrets,
      resolver: options.resolver,
      importedKeys: new WeakMap(),
      now: options.now ?? (() => Math.floor(Date.now() / 1000)),
    }
    this.#policy = options.policy ?? {}
  }

  /**
   * Packs without protection, for places that need none.
   *
   * @throws `INVALID_MESSAGE`, `INVALID_FROM_PRIOR`
   */
  async packPlaintext(input: MessageInput): Promise<PackedMessage> {
    const message = completeMessage(input)
    assertRotationEncrypted(message, false)
    return { packed: writeMessage(message), message }
  }

  /**
   * Signs a message that everybody may read (§ DIDComm Signed Messages).
   *
   * @throws `INVALID_ARGUMENT`, `INVALID_MESSAGE`, `INVALID_FROM_PRIOR`, `SIGNER_MISMATCH`, `SECRET_NOT_FOUND`,
   * `NO_COMMON_KEY_TYPE`, `KEY_NOT_FOUND`, `KEY_NOT_AUTHORIZED`, `SECRETS_MANAGER_FAILED`, or what resolving throws
   */
  async packSigned(
    input: MessageInput,
    options: PackSignedOptions,
  ): Promise<PackedMessage & { readonly signerKid: string }> {
    assertOptions(options)
    const message = completeMessage(input)
    assertRotationEncrypted(message, false)
    return { message, ...(await this.#sign(message, options.signBy)) }
  }

  /**
   * Encrypts a message for one recipient (§ DIDComm Encrypted Messages): authcrypt if the message has a `from`,
   * anoncrypt if it has none or `anonymous` says so, anoncrypt around a signature with `signBy`.
   *
   * `from`, `signBy` and `anonymous` exclude each other: a signature inside authcrypt proves the sender twice, and the
   * standard asks not to emit it.
   *
   * @throws `INVALID_ARGUMENT`, `INVALID_MESSAGE`, `INVALID_FROM_PRIOR`, `SENDER_MISMATCH`, `SIGNER_MISMATCH`,
   * `RECIPIENT_MISMATCH`, `NO_COMMON_KEY_TYPE`, `SECRET_NOT_FOUND`, `KEY_NOT_FOUND`, `KEY_NOT_AUTHORIZED`,
   * `UNSUPPORTED_ALGORITHM`, `SECRETS_MANAGER_FAILED`, or what resolving throws
   */
  async packEncrypted(
    input: MessageInput,
    options: PackEncryptedOptions,
  ): Promise<EncryptedMessage> {
    assertOptions(options)
    const { to, signBy, enc = 'A256CBC-HS512' } = options
    const message = completeMessage(input)
    const { resolver } = this.#context
    const mismatch = recipientMismatch(resolver, message, to)
    if (mismatch) throw mismatch
    const from = senderOf(message, options)
    if (message.from_prior !== undefined) {
      const proven = from !== undefined || signBy !== undefined
      assertRotation(resolver, message, readFromPrior(message.from_prior).claims, proven)
    }

    if (from !== undefined) return this.#authcrypt(message, { ...options, from, enc })
    if (signBy === undefined) {
      return { message, ...(await this.#anoncrypt(writeMessage(message), to, enc)) }
    }
    assertAddressed(message)
    const { packed, signerKid } = await this.#sign(message, signBy)
    return { message, signerKid, ...(await this.#anoncrypt(packed, to, enc)) }
  }

  /**
   * Opens a packed message, whatever its envelopes, and tells what was proven about it.
   *
   * @param packed - the envelope as it came: JSON, or a compact JWE
   * @param policy - overrides the service's policy, option by option
   * @throws `INVALID_ARGUMENT`, `SECRETS_MANAGER_FAILED`, `MESSAGE_TOO_LARGE`, `MALFORMED_ENVELOPE`, `UNSUPPORTED_NESTING`, `UNSUPPORTED_ALGORITHM`, `INVALID_KEY`,
   * `SECRET_NOT_FOUND`, `DECRYPTION_FAILED`, `INVALID_SIGNATURE`, `KEY_NOT_FOUND`, `KEY_NOT_AUTHORIZED`,
   * `INVALID_MESSAGE`, `SENDER_MISMATCH`, `SIGNER_MISMATCH`, `RECIPIENT_MISMATCH`, `INVALID_FROM_PRIOR`, or what
   * resolving throws
   */
  async unpack<Body extends object = Record<string, unknown>>(
    packed: string,
    policy: UnpackPolicy = {},
  ): Promise<UnpackResult<Body>> {
    assertOptions(policy)
    const given = Object.entries(policy).filter(([, value]) => value !== undefined)
    const result = await unpackMessage(this.#context, packed, {
      ...this.#policy,
      ...Object.fromEntries(given),
    })
    // The body is whatever the sender wrote; its type is the caller's word.
    return result as UnpackResult<Body>
  }

  /**
   * Makes the `from_prior` of a DID rotation, signed by the DID that is given up (§ DID Rotation).
   *
   * @throws `INVALID_ARGUMENT`, `INVALID_FROM_PRIOR`, `SECRET_NOT_FOUND`, `NO_COMMON_KEY_TYPE`, `KEY_NOT_FOUND`,
   * `KEY_NOT_AUTHORIZED`, `SECRETS_MANAGER_FAILED`, or what resolving throws
   */
  async createFromPrior(options: FromPriorOptions): Promise<string> {
    assertOptions(options)
    return createFromPrior(this.#context, options)
  }

  async #sign(message: Message, signBy: string): Promise<{ packed: string; signerKid: string }> {
    assertFrom(this.#context.resolver, message, 'signed', signBy)
    const key = await selectSigningKey(this.#context, signBy)
    return {
      packed: await signEnvelope(this.#context, writeMessage(message), key),
      signerKid: key.kid,
    }
  }

  async #anoncrypt(plaintext: string, to: string, enc: ContentEncryption): Promise<SealedEnvelope> {
    const recipients = await selectAnoncryptKeys(this.#context, to)
    return encryptEnvelope(this.#context, { plaintext, enc, recipients })
  }

  async #authcrypt(
    message: Message,
    options: PackEncryptedOptions & { readonly from: string; readonly enc: ContentEncryption },
  ): Promise<EncryptedMessage> {
    const { to, from, enc, protectSender } = options
    assertFrom(this.#context.resolver, message, 'encrypted', from)
    if (!protectSender && !CONTENT_ENCRYPTIONS[enc]?.authcrypt) throw notForAuthcrypt(enc)
    const sealed = await encryptEnvelope(this.#context, {
      plaintext: writeMessage(message),
      enc: 'A256CBC-HS512',
      ...(await selectAuthcryptKeys(this.#context, to, from)),
    })
    const outer = protectSender ? await this.#anoncrypt(sealed.packed, to, enc) : {}
    return { message, ...sealed, ...outer }
  }
}

/** Who encrypts: the option, or the message's `from`; nobody if it is signed or asked to be anonymous. */
function senderOf(message: Message, options: PackEncryptedOptions): string | undefined {
  const { from, signBy, anonymous } = options
  if ([from, signBy, anonymous || undefined].filter((value) => value !== undefined).length > 1) {
    throw new DIDCommError(
      'INVALID_ARGUMENT',
      'from, signBy and anonymous exclude each other; signBy proves the sender without from',
    )
  }
  return from ?? (signBy !== undefined || anonymous ? undefined : message.from)
}

/** JavaScript can leave the options out, and must not get a bare TypeError for it. */
function assertOptions(options: unknown): void {
  if (isJsonObject(options)) return
  throw new DIDCommError('INVALID_ARGUMENT', 'the options are not an object')
}

function writeMessage(message: Message): string {
  return stringifyJson(message, 'INVALID_MESSAGE', 'the message')
}
