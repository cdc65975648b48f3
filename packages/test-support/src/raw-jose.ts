import { createHash, randomBytes } from 'node:crypto'
import type { PrivateJwk, PublicJwk } from '@didcomm/core/contracts'
import {
  aesKeyWrap,
  concatKdf,
  ecdh,
  generateJwk,
  lengthPrefixed,
  RAW_CONTENT_ENCRYPTIONS,
  type RawContentEncryption,
} from './raw-crypto.ts'

/** A JSON object under construction. */
export type RawHeader = Record<string, unknown>

/** The `alg`s that {@link rawJwe} can compute, with the size of their key-encryption key in bytes. */
export const KEY_WRAPPINGS = {
  'ECDH-ES+A256KW': 32,
  'ECDH-1PU+A256KW': 32,
  'ECDH-ES+A192KW': 24,
  'ECDH-1PU+A192KW': 24,
  'ECDH-ES+A128KW': 16,
  'ECDH-1PU+A128KW': 16,
} as const

export type RawKeyWrapping = keyof typeof KEY_WRAPPINGS
export type RawEnc = keyof typeof RAW_CONTENT_ENCRYPTIONS

/** One entry of `recipients`. */
export interface RawRecipient {
  readonly kid: string
  readonly publicJwk: PublicJwk
  /** Needed only to compute what a receiver would get from an {@link RawEphemeral.sharedSecret | epk off its curve}. */
  readonly privateJwk?: PrivateJwk
  /** Members to add to the entry's header; `undefined` removes one, `kid` among them. */
  readonly header?: RawHeader
  /** The entry's own ephemeral key, in place of the message's; show it with `epkIn: 'recipients'`. */
  readonly ephemeral?: RawEphemeral
}

/** The ephemeral key: a real one, or a point and what comes out of an agreement with it. */
export interface RawEphemeral {
  /** What `epk` shows. Public part of `privateJwk` unless given; any object is written as it is. */
  readonly publicJwk?: PublicJwk | RawHeader
  readonly privateJwk?: PrivateJwk
  /** The shared secret with a recipient, for a point of which nobody knows the private key. */
  readonly sharedSecret?: (recipient: RawRecipient) => Uint8Array
}

/** Options of {@link rawJwe}. */
export interface RawJweOptions {
  /** What is computed. To write another `alg` than that, use `protectedHeader`. */
  readonly alg: RawKeyWrapping
  /** What is computed. To write another `enc` than that, use `protectedHeader`. */
  readonly enc: RawEnc
  readonly recipients: readonly RawRecipient[]
  /** Text, bytes, or an object to be written as JSON. */
  readonly plaintext: string | Uint8Array | RawHeader
  /** The sender's static key, for ECDH-1PU. */
  readonly senderPrivateJwk?: PrivateJwk
  /** The static shared secret with a recipient, in place of one computed with `senderPrivateJwk`. */
  readonly senderSharedSecret?: (recipient: RawRecipient) => Uint8Array
  /** Fills `skid` and `apu`. */
  readonly skid?: string
  /** Changes the protected header after its defaults are filled in; `undefined` removes a member. */
  readonly protectedHeader?: RawHeader
  /** The shared unprotected header (RFC 7516 §7.2.1). */
  readonly unprotectedHeader?: RawHeader
  /** A fresh key of the first recipient's curve unless given. */
  readonly ephemeral?: RawEphemeral
  /** Where `epk` is written; `protected` unless given. */
  readonly epkIn?: 'protected' | 'recipients'
  /** `general` unless given. The other two write the first recipient alone, `compact` puts `kid` into the protected header. */
  readonly serialization?: 'general' | 'flattened' | 'compact'
  readonly kdf?: RawKdf
  readonly contentKey?: Uint8Array
  /** Used as it is, so a wrong length works wherever the cipher takes it (A256GCM). */
  readonly iv?: Uint8Array
  /** Writes the member `aad` and authenticates it (RFC 7516 §5.1, step 14). */
  readonly aad?: string | Uint8Array
  /** Bytes of the tag; a shorter one than `enc` has is a correct tag, cut. */
  readonly tagSize?: number
  readonly mutate?: RawJweMutations
}

/** Departures from the key derivation of draft-madden-jose-ecdh-1pu-04. */
export interface RawKdf {
  /** How the tag enters ECDH-1PU: `prefixed` with its length (draft 04, and if not given), `unprefixed`, or `none` (draft 03). */
  readonly tag?: 'prefixed' | 'unprefixed' | 'none'
  /** In place of the decoded `apu` of the header as written. */
  readonly apu?: Uint8Array
  /** In place of the decoded `apv` of the header as written. */
  readonly apv?: Uint8Array
}

/** Hooks in the order in which they run. All but `envelope` come before the cryptography, which then fits what they return. */
export interface RawJweMutations {
  /** The protected header's JSON text: duplicate members, white space, anything. */
  readonly protectedJson?: (json: string) => string
  /** Its base64url, which is the additional authenticated data: padding, another alphabet. */
  readonly protectedBase64Url?: (text: string) => string
  /** The finished envelope: tampering that breaks the cryptography, and members JOSE does not have. */
  readonly envelope?: (jwe: RawJweEnvelope) => RawHeader
}

/** A JWE in its General JSON Serialization, before it is given the serialization that was asked for. */
export interface RawJweEnvelope extends RawHeader {
  protected: string
  unprotected?: RawHeader
  recipients: { header?: RawHeader; encrypted_key: string }[]
  iv: string
  ciphertext: string
  tag: string
  aad?: string
}

/**
 * Builds a JWE by hand. Whatever the header is told to say, the cryptography is computed from it as a receiver would
 * that checks nothing: `apu` and `apv` are those of the header as written, the additional data is its text as
 * written. So a receiver that refuses it does so for the reason under test.
 *
 * Defaults are those of a correct DIDComm envelope, but for `skid`, which is the caller's to give.
 *
 * @returns the text as it would be sent
 */
export function rawJwe(options: RawJweOptions): string {
  const { enc, mutate = {}, serialization = 'general' } = options
  const recipients =
    serialization === 'general' ? options.recipients : options.recipients.slice(0, 1)
  const shared = options.ephemeral ?? freshEphemeral(recipients)
  const header = protectedHeader(options, recipients, shared)
  const json = apply(mutate.protectedJson, JSON.stringify(header))
  const encoded = apply(mutate.protectedBase64Url, base64Url(json))

  const aad = options.aad === undefined ? undefined : base64Url(options.aad)
  const content: RawContentEncryption = RAW_CONTENT_ENCRYPTIONS[enc]
  const contentKey = options.contentKey ?? randomBytes(content.keySize)
  const iv = options.iv ?? randomBytes(content.ivSize)
  const { ciphertext, tag } = content.encrypt({
    key: contentKey,
    iv,
    data: toBytes(options.plaintext),
    aad: Buffer.from(aad === undefined ? encoded : `${encoded}.${aad}`),
    tagSize: options.tagSize,
  })

  const jwe: RawJweEnvelope = {
    protected: encoded,
    ...(options.unprotectedHeader && { unprotected: options.unprotectedHeader }),
    recipients: recipients.map((recipient) => {
      const kek = keyEncryptionKey(options, recipient, recipient.ephemeral ?? shared, json, tag)
      return {
        header: recipientHeader(options, recipient, shared),
        encrypted_key: base64Url(aesKeyWrap(kek, contentKey)),
      }
    }),
    iv: base64Url(iv),
    ciphertext: base64Url(ciphertext),
    tag: base64Url(tag),
    ...(aad !== undefined && { aad }),
  }
  return serialize(mutate.envelope ? mutate.envelope(jwe) : jwe, serialization)
}

/** `apv` of DIDComm v2.1: SHA-256 of the kids, sorted and joined by a full stop. */
export function apvOf(kids: readonly string[]): string {
  return base64Url(
    createHash('sha256')
      .update([...kids].sort().join('.'))
      .digest(),
  )
}

/** Base64url without padding, of text (as UTF-8) or bytes. */
export function base64Url(data: string | Uint8Array): string {
  return Buffer.from(data as Uint8Array).toString('base64url')
}

/** The bytes of text, of bytes, or of an object's JSON. */
export function toBytes(data: string | Uint8Array | RawHeader): Uint8Array {
  if (data instanceof Uint8Array) return data
  return Buffer.from(typeof data === 'string' ? data : JSON.stringify(data))
}

function freshEphemeral(recipients: readonly RawRecipient[]): RawEphemeral {
  const [first] = recipients
  if (!first) throw new Error('without a recipient, rawJwe needs an ephemeral key')
  return { privateJwk: generateJwk(first.publicJwk.crv) }
}

function protectedHeader(
  options: RawJweOptions,
  recipients: readonly RawRecipient[],
  ephemeral: RawEphemeral,
): RawHeader {
  const { alg, enc, skid } = options
  return {
    typ: 'application/didcomm-encrypted+json',
    alg,
    enc,
    ...(skid !== undefined && { skid, apu: base64Url(skid) }),
    apv: apvOf(recipients.map(({ kid }) => kid)),
    ...(options.epkIn !== 'recipients' && { epk: epkOf(ephemeral) }),
    ...(options.serialization === 'compact' && { kid: recipients[0]?.kid }),
    ...options.protectedHeader,
  }
}

function recipientHeader(
  options: RawJweOptions,
  recipient: RawRecipient,
  shared: RawEphemeral,
): RawHeader {
  return {
    kid: recipient.kid,
    ...(options.epkIn === 'recipients' && { epk: epkOf(recipient.ephemeral ?? shared) }),
    ...recipient.header,
  }
}

function epkOf({ publicJwk, privateJwk }: RawEphemeral): unknown {
  if (publicJwk || !privateJwk) return publicJwk
  const { d: _, ...epk } = privateJwk
  return epk
}

function keyEncryptionKey(
  options: RawJweOptions,
  recipient: RawRecipient,
  ephemeral: RawEphemeral,
  headerJson: string,
  tag: Uint8Array,
): Uint8Array {
  const { alg, kdf = {} } = options
  const authenticated = alg.startsWith('ECDH-1PU')
  const secrets = [agreeEphemeral(ephemeral, recipient)]
  if (authenticated) secrets.push(agreeStatic(options, recipient))
  const written = parseLeniently(headerJson)
  return concatKdf({
    z: Buffer.concat(secrets),
    alg,
    apu: kdf.apu ?? decodeMember(written['apu']),
    apv: kdf.apv ?? decodeMember(written['apv']),
    size: KEY_WRAPPINGS[alg],
    ...(authenticated && { suffix: TAG_IN_KDF[kdf.tag ?? 'prefixed'](tag) }),
  })
}

export const TAG_IN_KDF = {
  prefixed: lengthPrefixed,
  unprefixed: (tag: Uint8Array) => tag,
  none: () => new Uint8Array(),
}

function agreeEphemeral(ephemeral: RawEphemeral, recipient: RawRecipient): Uint8Array {
  if (ephemeral.sharedSecret) return ephemeral.sharedSecret(recipient)
  if (ephemeral.privateJwk) return ecdh(ephemeral.privateJwk, recipient.publicJwk)
  throw new Error('an ephemeral key needs a privateJwk or a sharedSecret')
}

function agreeStatic(options: RawJweOptions, recipient: RawRecipient): Uint8Array {
  if (options.senderSharedSecret) return options.senderSharedSecret(recipient)
  if (options.senderPrivateJwk) return ecdh(options.senderPrivateJwk, recipient.publicJwk)
  throw new Error('ECDH-1PU needs a senderPrivateJwk or a senderSharedSecret')
}

/** The header as a receiver reads it; a mutation may have left something that is not JSON. */
function parseLeniently(json: string): RawHeader {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function decodeMember(value: unknown): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value, 'base64url') : new Uint8Array()
}

function serialize(jwe: RawHeader, serialization: 'general' | 'flattened' | 'compact'): string {
  if (serialization === 'general') return JSON.stringify(jwe)
  const { recipients, ...rest } = jwe
  const entry: RawHeader = Array.isArray(recipients) ? { ...recipients[0] } : {}
  if (serialization === 'flattened') return JSON.stringify({ ...rest, ...entry })
  return [
    rest['protected'],
    entry['encrypted_key'],
    rest['iv'],
    rest['ciphertext'],
    rest['tag'],
  ].join('.')
}

function apply(mutation: ((text: string) => string) | undefined, text: string): string {
  return mutation ? mutation(text) : text
}
