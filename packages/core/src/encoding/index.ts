/**
 * Strict encodings, for packages that add a DID method, a backend or a protocol: whatever cannot be decoded is a
 * `DIDCommError` of the caller's choice.
 *
 * @packageDocumentation
 */
export { BASE58_CHARACTER, decodeBase58, encodeBase58 } from './base58.ts'
export { decodeBase64Url, encodeBase64Url } from './base64url.ts'
export { bytesToUtf8, concatBytes, utf8ToBytes } from './bytes.ts'
export {
  deepFreeze,
  isJsonObject,
  isStringArray,
  type JsonObject,
  parseJson,
  parseJsonObject,
  quote,
  stringifyJson,
} from './json.ts'
