import { DIDCommError, type DIDCommErrorCode } from './errors.ts'

/** A JSON object whose members have not been looked at yet. */
export type JsonObject = { readonly [member: string]: unknown }

/** Tells a JSON object from arrays, `null` and the rest. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Tells whether `value` is an array of strings. */
export function isStringArray(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

/** Parses `text` as a JSON object. @throws with `code`, and `what` as the subject of the sentence. */
export function parseJsonObject(text: string, code: DIDCommErrorCode, what: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's own message quotes its input, which may be a decrypted message.
    throw new DIDCommError(code, `${what} is not JSON`)
  }
  if (!isJsonObject(value)) throw new DIDCommError(code, `${what} is not a JSON object`)
  return value
}

/** Writes `value` as JSON. @throws with `code` for what JSON cannot hold: cycles, bigints, endless depth. */
export function stringifyJson(value: unknown, code: DIDCommErrorCode, what: string): string {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    throw new DIDCommError(code, `${what} cannot be written as JSON`, { cause })
  }
}
