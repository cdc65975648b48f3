import { DIDCommError, type DIDCommErrorCode } from '../errors.ts'

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

/** Parses `text` as JSON. @throws with `code`, and `what` as the subject of the sentence. */
export function parseJson(text: string, code: DIDCommErrorCode, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes its input, which may be a decrypted message.
    throw new DIDCommError(code, `${what} is not JSON`)
  }
}

/** Parses `text` as a JSON object. @throws with `code`, and `what` as the subject of the sentence. */
export function parseJsonObject(text: string, code: DIDCommErrorCode, what: string): JsonObject {
  const value = parseJson(text, code, what)
  if (!isJsonObject(value)) throw new DIDCommError(code, `${what} is not a JSON object`)
  return value
}

/** Writes `value` as JSON. @throws with `code` for what JSON cannot hold: cycles, bigints, functions, endless depth. */
export function stringifyJson(value: unknown, code: DIDCommErrorCode, what: string): string {
  try {
    // Its declaration leaves out that there is no text for `undefined`, functions and symbols.
    const text: string | undefined = JSON.stringify(value)
    if (text === undefined) throw new TypeError(typeof value)
    return text
  } catch (cause) {
    throw new DIDCommError(code, `${what} cannot be written as JSON`, { cause })
  }
}

/** Shows an untrusted value in an error message: text in quotes and cut to 100 characters, anything else by its type. */
export function quote(value: unknown): string {
  if (typeof value !== 'string') return value === null ? 'null' : typeof value
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value)
}

/** Freezes a JSON value with all that is in it. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.values(Object.freeze(value)).forEach(deepFreeze)
  }
  return value
}
