import { type Curve, DIDCommError, type PublicJwk } from '@didcomm/core'
import { encodeBase64Url, utf8ToBytes } from '@didcomm/core/encoding'
import { checkedKey, PREFIX } from './jwk-did.ts'

/** What a key is for (RFC 7517 §4.2). */
type KeyUse = 'sig' | 'enc'

/** Options of {@link encodeJwkDID}. */
export interface EncodeJwkDIDOptions {
  /** Keeps a key that could do both to signatures or to key agreement. */
  readonly use?: KeyUse
}

/** What a key can be used for, by its curve (RFC 8037 §3; for secp256k1 DIDComm v2.1 § Curves). */
const USES: Readonly<Record<Curve, readonly KeyUse[]>> = {
  X25519: ['enc'],
  Ed25519: ['sig'],
  secp256k1: ['sig'],
  'P-256': ['sig', 'enc'],
  'P-384': ['sig', 'enc'],
  'P-521': ['sig', 'enc'],
}

/** In the order of JCS (RFC 8785): one key gives one DID. */
const MEMBERS = ['crv', 'kty', 'use', 'x', 'y']

/**
 * Writes the did:jwk of a public key whose secret is kept elsewhere. Its `use` is written where the curve allows only
 * one, and other members of the JWK are left out.
 *
 * @example
 * ```ts
 * const did = encodeJwkDID({ kty: 'EC', crv: 'P-256', x: '…', y: '…' })
 * ```
 * @throws `INVALID_KEY`; `UNSUPPORTED_ALGORITHM` for an unknown curve; `INVALID_ARGUMENT` for a `use` that the curve
 * does not have
 */
export function encodeJwkDID(publicJwk: PublicJwk, { use }: EncodeJwkDIDOptions = {}): string {
  const key = checkedKey(publicJwk)
  const uses = USES[key.crv]
  if (use !== undefined && !uses.includes(use)) {
    throw new DIDCommError('INVALID_ARGUMENT', `the use of a key on ${key.crv} is ${uses.join()}`)
  }
  const jwk = { ...key, use: uses.length === 1 ? uses[0] : use }
  return PREFIX + encodeBase64Url(utf8ToBytes(JSON.stringify(jwk, MEMBERS)))
}
