import { invalidDID } from './limits.ts'
import { isShortForm, readPeerDID } from './read-peer-did.ts'

/**
 * Returns the short form of a did:peer: numalgo 3 of a numalgo 2, the hash alone of a numalgo 4. A short form is its own.
 *
 * @throws `INVALID_DID`, also for a numalgo 0, which has none
 */
export function shortFormOf(did: string): string {
  if (isShortForm(did)) return did
  const [, shortForm] = readPeerDID(did).forms
  if (shortForm === undefined) throw invalidDID(did, 'numalgo 0 has no short form')
  return shortForm
}
