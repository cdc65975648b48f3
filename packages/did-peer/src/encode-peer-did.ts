import { DIDCommError } from '@didcomm/core'
import { type PeerDIDKey, writeNumalgo2 } from './numalgo-2.ts'
import { type PeerDIDInputDocument, writeNumalgo4 } from './numalgo-4.ts'
import { readPeerDID } from './read-peer-did.ts'
import type { PeerDIDService } from './service-encoding.ts'

/** What goes into a did:peer:2. */
export interface EncodePeerDID2Options {
  /** In the order of their ids: `#key-1`, `#key-2` and so on. */
  readonly keys: readonly PeerDIDKey[]
  /** Make those of DIDComm with {@link didcommService}. */
  readonly services?: readonly PeerDIDService[]
}

/**
 * Writes a did:peer:2 of public keys whose secrets are kept elsewhere.
 *
 * @example
 * ```ts
 * const did = encodePeerDID2({
 *   keys: [
 *     { purpose: 'authentication', publicJwk: signingKey },
 *     { purpose: 'keyAgreement', publicJwk: agreementKey },
 *   ],
 *   services: [didcommService({ uri: 'https://bob.example/didcomm' })],
 * })
 * ```
 * @throws `INVALID_KEY`; `INVALID_ARGUMENT` for what a did:peer:2 cannot say
 */
export function encodePeerDID2({ keys, services = [] }: EncodePeerDID2Options): string {
  return assertReadable(writeNumalgo2(keys, services))
}

/**
 * Writes a document of public keys whose secrets are kept elsewhere as did:peer:4, in the long form.
 *
 * @throws `INVALID_ARGUMENT`
 */
export function encodePeerDID4(document: PeerDIDInputDocument): string {
  return assertReadable(writeNumalgo4(document))
}

/** What we emit, we can read: the limits are the same on both sides. */
function assertReadable(did: string): string {
  try {
    readPeerDID(did)
    return did
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : ''
    throw new DIDCommError('INVALID_ARGUMENT', `the DID could not be resolved: ${why}`, { cause })
  }
}
