import { DIDCommError, type DIDDocument } from '@didcomm/core'
import { abbreviate, frozenDocument } from '@didcomm/core/did'
import { bytesToUtf8, parseJsonObject } from '@didcomm/core/encoding'

/**
 * Reads what was published as the DID document of `did`, frozen: one object may serve everybody who resolves the DID.
 *
 * @throws `INVALID_DID_DOCUMENT` unless it is JSON, and the document of this DID
 */
export function readDocument(bytes: Uint8Array, did: string): DIDDocument {
  const what = `the document of ${abbreviate(did)}`
  const text = bytesToUtf8(bytes, 'INVALID_DID_DOCUMENT', what)
  const document = frozenDocument(parseJsonObject(text, 'INVALID_DID_DOCUMENT', what), did)
  if (document.id === did) return document
  throw new DIDCommError('INVALID_DID_DOCUMENT', `${what} is not its own by its id`, {
    details: { did },
  })
}
