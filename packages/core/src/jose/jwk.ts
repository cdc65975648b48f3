import type { PublicJwk } from '../contracts/jwk.ts'
import { decodeBase64Url, encodeBase64Url } from '../encoding/base64url.ts'
import { assertLength } from '../encoding/bytes.ts'
import { isJsonObject, quote } from '../encoding/json.ts'
import { DIDCommError } from '../errors.ts'
import { CURVES, isNameIn } from './algorithms.ts'

/** Options of {@link parsePublicJwk}. */
export interface ParsePublicJwkOptions {
  /** Left-pads coordinates whose leading zeros a peer stripped, which RFC 7518 §6.2.1.2 forbids. */
  readonly padCoordinates?: boolean
}

/**
 * Reads an untrusted JWK as a public key: known curve, the right `kty`, coordinates of full length. Other members,
 * a private one among them, are left behind. Whether the point is on its curve is checked when it is imported.
 *
 * @param what - the subject of the sentence in an error, such as `the epk`
 * @throws `INVALID_KEY`; `UNSUPPORTED_ALGORITHM` for an unknown curve
 */
export function parsePublicJwk(
  value: unknown,
  what: string,
  options: ParsePublicJwkOptions = {},
): PublicJwk {
  if (!isJsonObject(value)) throw new DIDCommError('INVALID_KEY', `${what} is not a JWK`)
  const { kty, crv } = value
  if (!isNameIn(CURVES, crv)) {
    throw new DIDCommError('UNSUPPORTED_ALGORITHM', `${what} is on the unknown curve ${quote(crv)}`)
  }
  if (kty !== CURVES[crv].kty) {
    throw new DIDCommError('INVALID_KEY', `${what} has a kty that does not fit ${crv}`)
  }
  const coordinate = (name: 'x' | 'y'): string => {
    const text = value[name]
    if (typeof text !== 'string') {
      throw new DIDCommError('INVALID_KEY', `${what} has no ${name}`)
    }
    const bytes = decodeBase64Url(text, `${name} of ${what}`, 'INVALID_KEY')
    const { size } = CURVES[crv]
    if (options.padCoordinates && kty === 'EC' && bytes.length > 0 && bytes.length < size) {
      const padded = new Uint8Array(size)
      padded.set(bytes, size - bytes.length)
      return encodeBase64Url(padded)
    }
    assertLength(bytes, `${name} of ${what}`, 'INVALID_KEY', size)
    return text
  }
  return crv === 'X25519' || crv === 'Ed25519'
    ? { kty: 'OKP', crv, x: coordinate('x') }
    : { kty: 'EC', crv, x: coordinate('x'), y: coordinate('y') }
}
