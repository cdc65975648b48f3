import type { ContentEncryption, KeyWrapping } from '../contracts/algorithms.ts'
import type { PublicJwk } from '../contracts/jwk.ts'
import { utf8ToBytes } from '../encoding/bytes.ts'
import type { JsonObject } from '../encoding/json.ts'
import { CONTENT_ENCRYPTIONS, isNameIn } from './algorithms.ts'
import {
  assertDisjoint,
  malformed,
  readBytes,
  readEntries,
  readKid,
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

/** Recipients are the keys of one DID. Each costs a look-up of a secret, perhaps in another process. */
const MAX_RECIPIENTS = 256

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
  const header = readProtectedHeader(json)
  const shared = readUnprotectedHeader(json, 'unprotected')
  assertDisjoint(header, shared)
  const common = { ...header, ...shared }

  const { alg, enc } = header
  if (alg !== 'ECDH-ES+A256KW' && alg !== 'ECDH-1PU+A256KW') throw unsupported('alg', alg)
  if (!isNameIn(CONTENT_ENCRYPTIONS, enc)) throw unsupported('enc', enc)
  const { keySize, ivSize, tagSize } = CONTENT_ENCRYPTIONS[enc]

  const protectedEpk = header.epk === undefined ? undefined : readEpk(header)
  const members = ['encrypted_key', 'header']
  const recipients = readEntries(json, 'recipients', members, MAX_RECIPIENTS, (entry) => {
    const own = readUnprotectedHeader(entry, 'header')
    assertDisjoint(common, own)
    // A peer writes the epk into each recipient's header. With ECDH-1PU it must be protected: the
    // key derivation is common to all recipients (DIDComm v2.1 § ECDH-1PU key wrapping and common protected headers).
    const epk = protectedEpk ?? (alg === 'ECDH-ES+A256KW' ? readEpk(own) : undefined)
    if (!epk) throw malformed('epk', 'is missing from the protected header')
    // RFC 3394: a wrapped key is 8 bytes longer than the key.
    const encryptedKey = readBytes(entry, 'encrypted_key', keySize + 8)
    return { kid: readKid(own, common), encryptedKey, epk }
  })

  const { aad } = json
  if (aad !== undefined) readBytes(json, 'aad')
  return {
    alg,
    enc,
    skid: readString(header, 'skid'),
    apu: readOptionalBytes(header, 'apu'),
    apv: readOptionalBytes(header, 'apv'),
    recipients,
    iv: readBytes(json, 'iv', ivSize),
    ciphertext: readBytes(json, 'ciphertext'),
    tag: readBytes(json, 'tag', tagSize),
    aad: utf8ToBytes(`${json.protected}${aad === undefined ? '' : `.${aad}`}`),
  }
}

function readOptionalBytes(header: JsonObject, name: string): Uint8Array | undefined {
  return header[name] === undefined ? undefined : readBytes(header, name)
}

function readEpk({ epk }: JsonObject): PublicJwk {
  return parsePublicJwk(epk, 'the epk', { padCoordinates: true })
}
