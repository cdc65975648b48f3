import { DIDCommError, type DIDCommErrorCode } from '../errors.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The UTF-8 bytes of `text`. */
export function utf8ToBytes(text: string): Uint8Array {
  return (text.length < SHORT ? encodeAscii(text) : undefined) ?? encoder.encode(text)
}

/** A loop encodes up to so many characters quicker than a call of the platform. */
const SHORT = 128

function encodeAscii(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code > 0x7f) return undefined
    bytes[index] = code
  }
  return bytes
}

/** The text of UTF-8 `bytes`. @throws with `code` when they are not UTF-8. */
export function bytesToUtf8(bytes: Uint8Array, code: DIDCommErrorCode, what: string): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new DIDCommError(code, `${what} is not UTF-8`)
  }
}

/** Joins byte arrays into a new one. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** @throws with `code`, and `what` as the subject of the sentence, unless `bytes` are bytes of one of these sizes */
export function assertLength(
  bytes: Uint8Array,
  what: string,
  code: DIDCommErrorCode,
  ...sizes: readonly number[]
): void {
  if (bytes instanceof Uint8Array && sizes.includes(bytes.length)) return
  throw new DIDCommError(
    code,
    `${what} has ${bytes?.length} bytes instead of ${sizes.join(' or ')}`,
  )
}
