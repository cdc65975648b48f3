import { DIDCommError, type PublicJwk } from '@didcomm/core'
import { abbreviate, decodeMultikey, encodeMultikey } from '@didcomm/core/did'
import { BASE58_CHARACTER } from '@didcomm/core/encoding'

const PREFIX = 'did:key:'

/** The most characters of a key in multibase. P-521, the longest of those that are known, has 96. */
const MAX_KEY_LENGTH = 128

/** did:key v0.7 § Format. A version (`did:key:1:z…`) is in its algorithm, not in its ABNF, and nobody writes one. */
const KEY_DID = new RegExp(`^${PREFIX}(z${BASE58_CHARACTER}{1,${MAX_KEY_LENGTH - 1}})$`)

/** Tells whether `did` is of this method, by its first characters. */
export function isKeyDID(did: string): boolean {
  return typeof did === 'string' && did.startsWith(PREFIX)
}

/**
 * Writes the did:key of a public key whose secret is kept elsewhere (did:key v0.7 § Format).
 *
 * @example
 * ```ts
 * const did = encodeKeyDID({ kty: 'OKP', crv: 'Ed25519', x: '…' })
 * ```
 * @throws `INVALID_KEY`; `UNSUPPORTED_ALGORITHM` for an unknown curve
 */
export function encodeKeyDID(publicJwk: PublicJwk): string {
  return PREFIX + encodeMultikey(publicJwk)
}

/** Returns the id of a key of `did`. @throws `INVALID_KEY` */
export function kidOf(did: string, publicJwk: PublicJwk): string {
  return `${did}#${encodeMultikey(publicJwk)}`
}

/** Reads the key that a did:key is. @throws `INVALID_DID`; `DID_METHOD_NOT_SUPPORTED` for a DID of another method */
export function decodeKeyDID(did: string): PublicJwk {
  if (typeof did !== 'string') throw new DIDCommError('INVALID_DID', 'a DID must be a string')
  if (!isKeyDID(did)) {
    throw new DIDCommError('DID_METHOD_NOT_SUPPORTED', `${abbreviate(did)} is not a did:key`)
  }
  const [, multibase] = KEY_DID.exec(did) ?? []
  if (multibase === undefined) {
    throw invalidDID(
      did,
      `it is not one key in base58btc (z…), of ${MAX_KEY_LENGTH} characters at most`,
    )
  }
  return decodeKey(did, multibase)
}

/** Also reads the P-256 keys with a wrong codec that some peers write, for the error to say what is wrong. */
function decodeKey(did: string, multibase: string): PublicJwk {
  try {
    const publicJwk = decodeMultikey(multibase, { p256Codec1200: true })
    if (encodeKeyDID(publicJwk) === did) return publicJwk
  } catch (cause) {
    throw invalidDID(did, cause instanceof Error ? cause.message : '', cause)
  }
  throw invalidDID(did, 'its key is not encoded as the method says')
}

function invalidDID(did: string, why: string, cause?: unknown): DIDCommError {
  return new DIDCommError('INVALID_DID', `${abbreviate(did)} is not a valid did:key: ${why}`, {
    details: { did: did.slice(0, 1000) },
    ...(cause !== undefined && { cause }),
  })
}
