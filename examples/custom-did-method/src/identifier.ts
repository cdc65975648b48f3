import { DIDCommError, type PublicJwk } from '@didcomm/core'
import { decodeMultikey, encodeMultikey } from '@didcomm/core/did'
import { quote } from '@didcomm/core/encoding'

/** What every DID of this method begins with. */
export const PREFIX = 'did:duo:'

/** Writes the DID of an Ed25519 key to sign with and an X25519 key to encrypt to. @throws `INVALID_KEY` */
export function encodeDuoDID(signing: PublicJwk, agreement: PublicJwk): string {
  return `${PREFIX}${encodeMultikey(signing)}.${encodeMultikey(agreement)}`
}

/** Reads the two keys of a DID, as Multikeys. @throws `INVALID_DID` */
export function keysOf(did: string): readonly string[] {
  try {
    const keys = did.slice(PREFIX.length).split('.')
    const [signing, agreement] = keys.map((key) => decodeMultikey(key))
    if (signing?.crv === 'Ed25519' && agreement?.crv === 'X25519') {
      // Written in any other way, it would be a second name for the same party.
      if (encodeDuoDID(signing, agreement) === did) return keys
    }
  } catch (cause) {
    throw invalid(did, { cause })
  }
  throw invalid(did)
}

function invalid(did: string, options?: { readonly cause: unknown }): DIDCommError {
  const message = `${quote(did)} is not did:duo:<Ed25519 key>.<X25519 key>`
  return new DIDCommError('INVALID_DID', message, { details: { did }, ...options })
}
