import { DIDCommError, type EcPublicJwk, type PublicJwk } from '@didcomm/core'
import { decodeBase64Url, encodeBase64Url } from '@didcomm/core/encoding'

/** Bytes of a coordinate of P-256, and of what two keys agree on. */
export const COORDINATE_SIZE = 32

/** Fewer bytes are not what stripping leaves: that many zeros in front come once in 2⁶⁴ times. */
const MIN_SECRET_SIZE = COORDINATE_SIZE - 8

/** The first byte of a point with both coordinates (SEC 1 §2.3.3). */
const UNCOMPRESSED = 4
const POINT_SIZE = 1 + 2 * COORDINATE_SIZE
/** The tag and the length of a DER octet string that holds a point. */
const OCTET_STRING = [4, POINT_SIZE]

/**
 * Reads a CKA_EC_POINT: a point in a DER octet string (PKCS#11 v2.40, Elliptic curve public key objects), or bare, as
 * some tokens have it.
 *
 * @throws `INVALID_KEY`
 */
export function jwkOfEcPoint(value: Uint8Array): EcPublicJwk {
  // By its length, because the x of a bare point can begin like the octet string.
  const wrapped =
    value.length === OCTET_STRING.length + POINT_SIZE &&
    OCTET_STRING.every((byte, index) => value[index] === byte)
  const point = wrapped ? value.subarray(OCTET_STRING.length) : value
  if (point.length !== POINT_SIZE || point[0] !== UNCOMPRESSED) {
    throw new DIDCommError('INVALID_KEY', 'the CKA_EC_POINT is not an uncompressed point of P-256')
  }
  return {
    kty: 'EC',
    crv: 'P-256',
    x: encodeBase64Url(point.subarray(1, 1 + COORDINATE_SIZE)),
    y: encodeBase64Url(point.subarray(1 + COORDINATE_SIZE)),
  }
}

/**
 * Writes a public key as an uncompressed point.
 *
 * @throws `INVALID_KEY` for a key on another curve than P-256
 */
export function ecPointOf(publicJwk: PublicJwk): Buffer {
  if (publicJwk.crv !== 'P-256') {
    throw new DIDCommError(
      'INVALID_KEY',
      `the token's key is on P-256, the other on ${publicJwk.crv}`,
    )
  }
  return Buffer.concat([
    Buffer.of(UNCOMPRESSED),
    decodeBase64Url(publicJwk.x, 'x', 'INVALID_KEY'),
    decodeBase64Url(publicJwk.y, 'y', 'INVALID_KEY'),
  ])
}

/**
 * Returns a shared secret in full length (SEC 1 §3.3.1): there are tokens that strip its leading zeros.
 *
 * @throws `SECRETS_MANAGER_FAILED` for what is no such secret: zeros in the place of nothing would be a key that
 * everybody knows
 */
export function leftPadded(secret: Uint8Array): Uint8Array {
  if (secret.length < MIN_SECRET_SIZE || secret.length > COORDINATE_SIZE) {
    throw new DIDCommError(
      'SECRETS_MANAGER_FAILED',
      `the token derived ${secret.length} bytes instead of ${COORDINATE_SIZE}`,
    )
  }
  const padded = new Uint8Array(COORDINATE_SIZE)
  padded.set(secret, COORDINATE_SIZE - secret.length)
  return padded
}
