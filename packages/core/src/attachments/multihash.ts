import type { CryptoService } from '../contracts/crypto-service.ts'
import { decodeBase58, encodeBase58 } from '../encoding/base58.ts'
import { decodeBase64Url } from '../encoding/base64url.ts'
import { concatBytes } from '../encoding/bytes.ts'
import { invalidAttachment } from './validate-attachment.ts'

/** What hashes: every crypto backend does. */
export type Sha256 = Pick<CryptoService, 'sha256'>

/** Multicodec of SHA-256 and the length of its digest. */
const PREFIX = [0x12, 0x20]
const SIZE = PREFIX.length + 32

/** The longest way to write a SHA-256 multihash, in hexadecimal. */
const MAX_LENGTH = 1 + 2 * SIZE

/** Multibase by prefix. `Q` is none: it starts a SHA-256 multihash in bare base58btc, as IPFS writes it. */
const DECODERS: { readonly [prefix: string]: (text: string) => Uint8Array } = {
  z: (text) => decodeBase58(text.slice(1), 'hash', 'INVALID_ATTACHMENT'),
  Q: (text) => decodeBase58(text, 'hash', 'INVALID_ATTACHMENT'),
  u: (text) => decodeBase64Url(text.slice(1), 'hash'),
  f: decodeHex,
  F: decodeHex,
}

/** Returns the SHA-256 of `content` as a multihash in base58btc, for the `hash` of a linked attachment (DIDComm v2.1 § Attachments). */
export async function sha256Multihash(content: Uint8Array, crypto: Sha256): Promise<string> {
  return `z${encodeBase58(concatBytes(Uint8Array.from(PREFIX), await crypto.sha256(content)))}`
}

/**
 * Reads the SHA-256 digest out of a multihash in base58btc, base64url or hexadecimal.
 *
 * @throws `INVALID_ATTACHMENT`
 */
export function parseSha256Multihash(hash: string): Uint8Array {
  const bytes = hash.length > MAX_LENGTH ? undefined : decodeMultibase(hash)
  if (bytes?.length !== SIZE || PREFIX.some((byte, i) => byte !== bytes[i])) {
    throw invalidAttachment(
      'hash of the attachment is not a SHA-256 multihash in multibase z, u or f, which is all that is supported',
    )
  }
  return bytes.subarray(PREFIX.length)
}

function decodeMultibase(text: string): Uint8Array | undefined {
  try {
    return DECODERS[text.charAt(0)]?.(text)
  } catch {
    return undefined
  }
}

function decodeHex(text: string): Uint8Array {
  const digits = text.slice(1)
  const pairs = /^[0-9a-f]*$/i.test(digits) ? digits.match(/../g) : null
  return Uint8Array.from(pairs ?? [], (pair) => parseInt(pair, 16))
}
