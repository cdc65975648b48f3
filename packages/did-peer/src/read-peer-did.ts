import { DIDCommError } from '@didcomm/core'
import { BASE58_CHARACTER, quote } from '@didcomm/core/encoding'
import { invalidDID, MAX_DID_LENGTH } from './limits.ts'
import { readNumalgo0 } from './numalgo-0.ts'
import { readNumalgo2 } from './numalgo-2.ts'
import { readNumalgo4 } from './numalgo-4.ts'
import type { PeerDID } from './peer-did.ts'

const READERS = new Map([
  ['0', readNumalgo0],
  ['2', readNumalgo2],
  ['4', readNumalgo4],
])

/** A numalgo 3, or a numalgo 4 in its short form. */
const SHORT_FORM = new RegExp(`^did:peer:[34]zQm${BASE58_CHARACTER}{44}$`)

/** Tells whether `did` is of the numalgos 0, 2, 3 or 4, by its first characters. */
export function isPeerDID(did: string): boolean {
  return /^did:peer:[0234]/.test(did)
}

/** Tells whether `did` is only the hash of a long form. */
export function isShortForm(did: string): boolean {
  return SHORT_FORM.test(did)
}

/**
 * Reads a did:peer that carries its document.
 *
 * @throws `INVALID_DID`; `DID_NOT_FOUND` for a short form, which carries none; `DID_METHOD_NOT_SUPPORTED` for
 * numalgo 1 and other methods
 */
export function readPeerDID(did: string): PeerDID {
  if (typeof did !== 'string') throw new DIDCommError('INVALID_DID', 'a DID must be a string')
  if (did.length > MAX_DID_LENGTH) {
    throw invalidDID(did, `it has ${did.length} characters; ${MAX_DID_LENGTH} are read`)
  }
  if (isShortForm(did)) throw notSeen(did)
  const read = READERS.get(did.charAt(9))
  if (read && did.startsWith('did:peer:')) return read(did)
  if (isPeerDID(did)) throw invalidDID(did, 'it is no SHA-256 multihash in base58btc')
  throw new DIDCommError(
    'DID_METHOD_NOT_SUPPORTED',
    `${quote(did)} is not a did:peer of numalgo 0, 2, 3 or 4`,
    { details: { did } },
  )
}

function notSeen(did: string): DIDCommError {
  return new DIDCommError(
    'DID_NOT_FOUND',
    `${did} is a short form, and its long form (numalgo 2 or 4) is not known; give it to remember()`,
    { details: { did } },
  )
}
