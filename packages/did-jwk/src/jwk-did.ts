import { DIDCommError, type PublicJwk } from '@didcomm/core'
import { abbreviate, encodeMultikey, readPublicKey } from '@didcomm/core/did'
import {
  bytesToUtf8,
  decodeBase64Url,
  type JsonObject,
  parseJsonObject,
} from '@didcomm/core/encoding'

export const PREFIX = 'did:jwk:'

/** The longest did:jwk that is read, in characters. With its fragment it stays below the limit of core's DID URLs. */
const MAX_DID_LENGTH = 16_000

/** What holds a secret in the JWK of any kind of key (RFC 7518 §6.2.2, §6.3.2, §6.4.1; `priv` of kty AKP). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** Tells whether `did` is of this method, by its first characters. */
export function isJwkDID(did: string): boolean {
  return typeof did === 'string' && did.startsWith(PREFIX)
}

/** Reads the JWK that a did:jwk is. @throws `INVALID_DID`; `DID_METHOD_NOT_SUPPORTED` for another method's DID */
export function decodeJwkDID(did: string): JsonObject {
  if (typeof did !== 'string') throw new DIDCommError('INVALID_DID', 'a DID must be a string')
  if (!isJwkDID(did)) {
    throw new DIDCommError('DID_METHOD_NOT_SUPPORTED', `${abbreviate(did)} is not a did:jwk`)
  }
  if (did.length > MAX_DID_LENGTH) {
    throw invalidDID(did, `it has ${did.length} characters; ${MAX_DID_LENGTH} are read`)
  }
  const jwk = parse(did)
  assertPublic(jwk)
  assertKind(did, jwk)
  assertKeyIfKnown(did, jwk)
  return jwk
}

/** Reads a JWK whose curve is known, and checks the key. @throws `INVALID_KEY`; `UNSUPPORTED_ALGORITHM` if it is not */
export function checkedKey(jwk: unknown): PublicJwk {
  const publicJwk = readPublicKey({ type: 'JsonWebKey2020', publicKeyJwk: jwk })
  encodeMultikey(publicJwk) // Refuses what is not a point on the curve.
  return publicJwk
}

/** Of a member that is there twice the last counts, as RFC 7517 §4 allows. */
function parse(did: string): JsonObject {
  const what = `the JWK of ${abbreviate(did)}`
  const bytes = decodeBase64Url(did.slice(PREFIX.length), what, 'INVALID_DID')
  return parseJsonObject(bytesToUtf8(bytes, 'INVALID_DID', what), 'INVALID_DID', what)
}

/** The error does not name the DID, which is a secret here. */
function assertPublic(jwk: JsonObject): void {
  if (!PRIVATE_MEMBERS.some((member) => Object.hasOwn(jwk, member))) return
  throw new DIDCommError(
    'INVALID_DID',
    'a did:jwk holds a private key, which everybody has now who saw the DID',
  )
}

function assertKind(did: string, { kty, use }: JsonObject): void {
  if (typeof kty === 'string' && (use === undefined || typeof use === 'string')) return
  throw invalidDID(did, 'its JWK has no kty, or a use that is no text')
}

/** Of what other kinds of key have to look like nothing is known here. */
function assertKeyIfKnown(did: string, jwk: JsonObject): void {
  try {
    checkedKey(jwk)
  } catch (cause) {
    if (DIDCommError.is(cause) && cause.code === 'UNSUPPORTED_ALGORITHM') return
    throw invalidDID(did, cause instanceof Error ? cause.message : '', cause)
  }
}

function invalidDID(did: string, why: string, cause?: unknown): DIDCommError {
  return new DIDCommError('INVALID_DID', `${abbreviate(did)} is not a valid did:jwk: ${why}`, {
    details: { did: did.slice(0, MAX_DID_LENGTH) },
    ...(cause !== undefined && { cause }),
  })
}
