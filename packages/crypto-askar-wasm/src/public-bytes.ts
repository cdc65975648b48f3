import type { Curve, PublicJwk } from '@didcomm/core'
import { concatBytes, decodeBase64Url, encodeBase64Url } from '@didcomm/core/encoding'

// Askar takes a public key as the bytes of x (RFC 8037 §2), or of x and y (RFC 7518 §6.2.1), one after the other.

/** Reads the coordinates of a JWK. */
export function publicBytesOf(jwk: PublicJwk): Uint8Array {
  const x = decodeBase64Url(jwk.x, 'x', 'INVALID_KEY')
  return jwk.kty === 'OKP' ? x : concatBytes(x, decodeBase64Url(jwk.y, 'y', 'INVALID_KEY'))
}

/** Writes the coordinates as a JWK. */
export function publicJwkOf(crv: Curve, bytes: Uint8Array): PublicJwk {
  if (crv === 'X25519' || crv === 'Ed25519') return { kty: 'OKP', crv, x: encodeBase64Url(bytes) }
  const size = bytes.length / 2
  return {
    kty: 'EC',
    crv,
    x: encodeBase64Url(bytes.subarray(0, size)),
    y: encodeBase64Url(bytes.subarray(size)),
  }
}
