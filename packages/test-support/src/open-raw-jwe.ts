import type { PrivateJwk, PublicJwk } from '@didcomm/core/contracts'
import { aesKeyUnwrap, concatKdf, ecdh, RAW_CONTENT_ENCRYPTIONS } from './raw-crypto.ts'
import {
  KEY_WRAPPINGS,
  type RawEnc,
  type RawKeyWrapping,
  TAG_IN_KDF,
  type RawKdf,
} from './raw-jose.ts'

/** Options of {@link openRawJwe}. */
export interface OpenRawJweOptions {
  /** General or Flattened JSON Serialization. */
  readonly packed: string
  /** The recipient's key; the entry whose `kid` is this one is opened. */
  readonly kid: string
  readonly privateJwk: PrivateJwk
  /** The sender's key, for ECDH-1PU. */
  readonly senderPublicJwk?: PublicJwk
  readonly kdf?: Pick<RawKdf, 'tag'>
}

interface WrittenJwe {
  readonly protected: string
  readonly recipients?: readonly WrittenRecipient[]
  readonly iv: string
  readonly ciphertext: string
  readonly tag: string
}

interface WrittenRecipient {
  readonly header: { readonly kid: string; readonly epk?: PublicJwk }
  readonly encrypted_key: string
}

interface WrittenHeader {
  readonly alg: RawKeyWrapping
  readonly enc: RawEnc
  readonly epk?: PublicJwk
  readonly apu?: string
  readonly apv?: string
}

/** What those who know none of a JWE's private keys must not learn. */
export interface RawJweSecrets {
  /** Ze, and for ECDH-1PU Zs. */
  readonly sharedSecrets: readonly Uint8Array[]
  readonly keyEncryptionKey: Uint8Array
  readonly contentKey: Uint8Array
  readonly plaintext: Uint8Array
}

/**
 * Opens a JWE of ECDH-ES or ECDH-1PU with A256KW, and checks nothing but the cryptography. It is the oracle for what
 * neither `jose` (no ECDH-1PU, no XC20P) nor `didcomm-node` (no P-384, no P-521) can open.
 *
 * @returns the plaintext
 */
export function openRawJwe(options: OpenRawJweOptions): Uint8Array {
  return secretsOfRawJwe(options).plaintext
}

/** Opens a JWE as {@link openRawJwe} does, and returns everything secret that comes up on the way. */
export function secretsOfRawJwe(options: OpenRawJweOptions): RawJweSecrets {
  const jwe = JSON.parse(options.packed) as WrittenJwe & Partial<WrittenRecipient>
  const header = JSON.parse(fromBase64Url(jwe.protected).toString()) as WrittenHeader
  const entries = jwe.recipients ?? [jwe as WrittenRecipient]
  const entry = entries.find((recipient) => recipient.header.kid === options.kid)
  if (!entry) throw new Error(`the JWE has no recipient ${options.kid}`)

  const tag = fromBase64Url(jwe.tag)
  const agreed = sharedSecrets(options, header.epk ?? entry.header.epk)
  const keyEncryptionKey = concatKdf({
    z: Buffer.concat(agreed),
    alg: header.alg,
    apu: fromBase64Url(header.apu ?? ''),
    apv: fromBase64Url(header.apv ?? ''),
    size: KEY_WRAPPINGS[header.alg],
    ...(options.senderPublicJwk && { suffix: TAG_IN_KDF[options.kdf?.tag ?? 'prefixed'](tag) }),
  })
  const contentKey = aesKeyUnwrap(keyEncryptionKey, fromBase64Url(entry.encrypted_key))
  const plaintext = RAW_CONTENT_ENCRYPTIONS[header.enc].decrypt({
    key: contentKey,
    iv: fromBase64Url(jwe.iv),
    data: fromBase64Url(jwe.ciphertext),
    aad: Buffer.from(jwe.protected),
    tag,
  })
  return { sharedSecrets: agreed, keyEncryptionKey, contentKey, plaintext }
}

function sharedSecrets(
  { privateJwk, senderPublicJwk }: OpenRawJweOptions,
  epk: PublicJwk | undefined,
): Uint8Array[] {
  if (!epk) throw new Error('the JWE has no epk')
  const theirs = senderPublicJwk ? [epk, senderPublicJwk] : [epk]
  return theirs.map((publicJwk) => ecdh(privateJwk, publicJwk))
}

function fromBase64Url(text: string): Buffer {
  return Buffer.from(text, 'base64url')
}
