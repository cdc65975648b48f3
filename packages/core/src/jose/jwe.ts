import { utf8ToBytes } from '../encoding/bytes.ts'
import type { ContentEncryption, KeyWrapping } from '../contracts/algorithms.ts'
import type { PublicJwk } from '../contracts/jwk.ts'
import { isJsonObject, type JsonObject } from '../encoding/json.ts'
import { CONTENT_ENCRYPTIONS, isContentEncryption } from './algorithms.ts'
import { decodeBase64Url, encodeBase64Url } from '../encoding/base64url.ts'
import {
  assertDisjoint,
  malformed,
  readProtectedHeader,
  readString,
  readUnprotectedHeader,
  unsupported,
} from './headers.ts'
import { parsePublicJwk } from './jwk.ts'

/** A JWE (RFC 7516) as DIDComm uses it, decoded and checked for form; nothing in it is proven yet. */
export interface Jwe {
  readonly alg: KeyWrapping
  readonly enc: ContentEncryption
  readonly skid: string | undefined
  /** Decoded; `undefined` when the header has none. */
  readonly apu: Uint8Array | undefined
  readonly apv: Uint8Array | undefined
  readonly recipients: readonly JweRecipient[]
  readonly iv: Uint8Array
  readonly ciphertext: Uint8Array
  readonly tag: Uint8Array
  /** The additional authenticated data (RFC 7516 §5.1 step 14). */
  readonly aad: Uint8Array
}

export interface JweRecipient {
  readonly kid: string
  readonly encryptedKey: Uint8Array
  readonly epk: PublicJwk
}

/** Tells a JWE by the member that only it has (RFC 7516 §7.2). */
export function isJwe(json: JsonObject): boolean {
  return 'ciphertext' in json && ('protected' in json || 'recipients' in json)
}

/** Reads a JWE in the Compact Serialization (RFC 7516 §7.1) as one in the Flattened JSON Serialization. */
export function expandCompactJwe(text: string): JsonObject | undefined {
  const parts = text.split('.', 6)
  if (parts.length !== 5) return undefined
  const [protectedHeader, encrypted_key, iv, ciphertext, tag] = parts
  return { protected: protectedHeader, encrypted_key, iv, ciphertext, tag }
}

/**
 * Reads a JWE in the General or Flattened JSON Serialization (RFC 7516 §7.2).
 *
 * @throws `MALFORMED_ENVELOPE`, `UNSUPPORTED_ALGORITHM` or `INVALID_KEY` (the `epk`)
 */
export function parseJwe(json: JsonObject): Jwe {
  const header = readProtectedHeader(json.protected)
  const shared = readUnprotectedHeader(json.unprotected, 'unprotected')
  assertDisjoint(header, shared)

  const alg = readKeyWrapping(header.alg)
  const enc = header.enc
  if (!isContentEncryption(enc)) throw unsupported('enc', enc)

  const { keySize, ivSize, tagSize } = CONTENT_ENCRYPTIONS[enc]
  const bytes = (member: string, value: unknown, size?: number): Uint8Array => {
    if (typeof value !== 'string') throw malformed(member, 'is missing or not a string')
    const decoded = decodeBase64Url(value, member)
    if (size === undefined || decoded.length === size) return decoded
    throw malformed(member, `has ${decoded.length} bytes; ${enc} has ${size}`)
  }
  const partyInfo = (name: 'apu' | 'apv'): Uint8Array | undefined => {
    const value = readString(header, name)
    return value === undefined ? undefined : decodeBase64Url(value, name)
  }

  const protectedEpk = header.epk === undefined ? undefined : readEpk(header.epk)
  const recipients = recipientsOf(json).map((recipient): JweRecipient => {
    const own = readUnprotectedHeader(recipient.header, 'header')
    assertDisjoint(header, own)
    assertDisjoint(shared, own)
    const kid = readString(own, 'kid') ?? readString(header, 'kid') ?? readString(shared, 'kid')
    if (kid === undefined) throw malformed('kid', 'is missing from a recipient')
    // A peer writes the epk into each recipient's header. With ECDH-1PU it must be protected: the
    // key derivation is common to all recipients (DIDComm v2.1 § ECDH-1PU key wrapping and common protected headers).
    const epk = protectedEpk ?? (alg === 'ECDH-ES+A256KW' ? readEpk(own.epk) : undefined)
    if (!epk) throw malformed('epk', 'is missing from the protected header')
    // RFC 3394: a wrapped key is 8 bytes longer than the key.
    const encryptedKey = bytes('encrypted_key', recipient.encrypted_key, keySize + 8)
    return { kid, encryptedKey, epk }
  })
  // The same kid twice would have the same key tried twice, or a hundred thousand times.
  if (new Set(recipients.map(({ kid }) => kid)).size !== recipients.length) {
    throw malformed('kid', 'is the same for two recipients')
  }

  const aad = json.aad
  if (aad !== undefined) bytes('aad', aad)
  return {
    alg,
    enc,
    skid: readString(header, 'skid'),
    apu: partyInfo('apu'),
    apv: partyInfo('apv'),
    recipients,
    iv: bytes('iv', json.iv, ivSize),
    ciphertext: bytes('ciphertext', json.ciphertext),
    tag: bytes('tag', json.tag, tagSize),
    aad: utf8ToBytes(`${json.protected}${aad === undefined ? '' : `.${aad}`}`),
  }
}

/** The parts of a JWE that is ready to be written; the protected header is encoded. */
export interface SealedJwe {
  readonly protectedHeader: string
  readonly recipients: readonly { readonly kid: string; readonly encryptedKey: Uint8Array }[]
  readonly iv: Uint8Array
  readonly ciphertext: Uint8Array
  readonly tag: Uint8Array
}

/** Writes a JWE in the General JSON Serialization, the one that every peer reads. */
export function serializeJwe(jwe: SealedJwe): string {
  return JSON.stringify({
    protected: jwe.protectedHeader,
    recipients: jwe.recipients.map(({ kid, encryptedKey }) => ({
      header: { kid },
      encrypted_key: encodeBase64Url(encryptedKey),
    })),
    iv: encodeBase64Url(jwe.iv),
    ciphertext: encodeBase64Url(jwe.ciphertext),
    tag: encodeBase64Url(jwe.tag),
  })
}

function recipientsOf(json: JsonObject): readonly JsonObject[] {
  const { recipients } = json
  if (recipients === undefined) return [json]
  if ('encrypted_key' in json || 'header' in json) {
    throw malformed('recipients', 'and a flattened recipient exclude each other')
  }
  if (!Array.isArray(recipients) || recipients.length === 0 || !recipients.every(isJsonObject)) {
    throw malformed('recipients', 'is not an array of objects with at least one')
  }
  return recipients
}

function readKeyWrapping(alg: unknown): KeyWrapping {
  if (alg === 'ECDH-ES+A256KW' || alg === 'ECDH-1PU+A256KW') return alg
  throw unsupported('alg', alg)
}

function readEpk(value: unknown): PublicJwk {
  return parsePublicJwk(value, 'the epk', { padCoordinates: true })
}
