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

/**
 * Opens a JWE of ECDH-ES or ECDH-1PU with A256KW, and checks nothing but the cryptography. It is the oracle for what
 * neither `jose` (no ECDH-1PU, no XC20P) nor `didcomm-node` (no P-384, no P-521) can open.
 *
 * @returns the plaintext
 */
export function openRawJwe(options: OpenRawJweOptions): Uint8Array {
  const jwe = JSON.parse(options.packed) as WrittenJwe & Partial<WrittenRecipient>
  const header = JSON.parse(fromBase64Url(jwe.protected).toString()) as WrittenHeader
  const entries = jwe.recipients ?? [jwe as WrittenRecipient]
  const entry = entries.find((recipient) => recipient.header.kid === options.kid)
  if (!entry) throw new Error(`the JWE has no recipient ${options.kid}`)

  const tag = fromBase64Url(jwe.tag)
  const kek = concatKdf({
    z: sharedSecrets(options, header.epk ?? entry.header.epk),
    alg: header.alg,
    apu: fromBase64Url(header.apu ?? ''),
    apv: fromBase64Url(header.apv ?? ''),
    size: KEY_WRAPPINGS[header.alg],
    ...(options.senderPublicJwk && { suffix: TAG_IN_KDF[options.kdf?.tag ?? 'prefixed'](tag) }),
  })
  return RAW_CONTENT_ENCRYPTIONS[header.enc].decrypt({
    key: aesKeyUnwrap(kek, fromBase64Url(entry.encrypted_key)),
    iv: fromBase64Url(jwe.iv),
    data: fromBase64Url(jwe.ciphertext),
    aad: Buffer.from(jwe.protected),
    tag,
  })
}

function sharedSecrets(
  { privateJwk, senderPublicJwk }: OpenRawJweOptions,
  epk: PublicJwk | undefined,
): Uint8Array {
  if (!epk) throw new Error('the JWE has no epk')
  const ephemeral = ecdh(privateJwk, epk)
  return senderPublicJwk ? Buffer.concat([ephemeral, ecdh(privateJwk, senderPublicJwk)]) : ephemeral
}

function fromBase64Url(text: string): Buffer {
  return Buffer.from(text, 'base64url')
}
