import { type DIDDocument, DIDCommError } from '@didcomm/core'
import {
  BASE58_CHARACTER,
  bytesToUtf8,
  concatBytes,
  decodeBase58,
  deepFreeze,
  encodeBase58,
  isJsonObject,
  isStringArray,
  type JsonObject,
  quote,
  stringifyJson,
  utf8ToBytes,
} from '@didcomm/core/encoding'
import { invalidDID, parseCarriedJson } from './limits.ts'
import { multihash } from './multihash.ts'
import type { PeerDID } from './peer-did.ts'

/**
 * A DID document before it has a DID: without `id`, and with relative ids and references (`#key-1`). A verification
 * method without `controller` is the DID's own.
 */
export interface PeerDIDInputDocument {
  readonly id?: never
  readonly [property: string]: unknown
}

const LONG_FORM = new RegExp(`^(did:peer:4(zQm${BASE58_CHARACTER}{44})):(z${BASE58_CHARACTER}+)$`)

/** The multicodec of JSON, 0x0200, as a varint. */
const JSON_CODEC = Uint8Array.of(0x80, 0x04)

/** Where a document can hold verification methods. */
const METHOD_LISTS = [
  'verificationMethod',
  'authentication',
  'assertionMethod',
  'keyAgreement',
  'capabilityInvocation',
  'capabilityDelegation',
]

/** Writes a did:peer:4 in its long form. @throws `INVALID_ARGUMENT` */
export function writeNumalgo4(document: PeerDIDInputDocument): string {
  assertRelative(document)
  const json = stringifyJson(document, 'INVALID_ARGUMENT', 'the document')
  const encoded = `z${encodeBase58(concatBytes(JSON_CODEC, utf8ToBytes(json)))}`
  return `did:peer:4${multihash(encoded)}:${encoded}`
}

/** Reads a numalgo 4 in its long form. @throws `INVALID_DID` */
export function readNumalgo4(did: string): PeerDID {
  const [, shortForm, hash, encoded] = LONG_FORM.exec(did) ?? []
  if (shortForm === undefined || encoded === undefined) {
    throw invalidDID(did, 'it is not a hash and a document in base58btc')
  }
  if (multihash(encoded) !== hash) throw invalidDID(did, 'its hash is not that of its document')
  const document = decodeDocument(did, encoded.slice(1))
  return {
    forms: [did, shortForm],
    names: new Map(),
    writeDocument: (form) => contextualize(document, form, form === did ? shortForm : did),
  }
}

function decodeDocument(did: string, encoded: string): JsonObject {
  const bytes = decodeBase58(encoded, `the document of ${quote(did)}`, 'INVALID_DID')
  if (!JSON_CODEC.every((byte, i) => byte === bytes[i])) {
    throw invalidDID(did, 'its document does not have the multicodec of JSON')
  }
  const what = `the document of ${quote(did)}`
  const text = bytesToUtf8(bytes.subarray(JSON_CODEC.length), 'INVALID_DID', what)
  const document = parseCarriedJson(text, (why) => invalidDID(did, `its document ${why}`))
  if (!isJsonObject(document)) throw invalidDID(did, 'its document is not a JSON object')
  return document
}

/** Makes the input document that of a DID (Peer DID Method, "Resolving a DID"). What is in it is `core`'s to judge. */
function contextualize(input: JsonObject, did: string, otherForm: string): DIDDocument {
  const withController = (method: unknown): unknown =>
    isJsonObject(method) && method.controller === undefined
      ? { ...method, controller: did }
      : method
  const methods = METHOD_LISTS.flatMap((list) => {
    const entries = input[list]
    return Array.isArray(entries) ? [[list, entries.map(withController)]] : []
  })
  const { alsoKnownAs } = input
  return deepFreeze({
    ...input,
    ...Object.fromEntries(methods),
    id: did,
    alsoKnownAs: [...(isStringArray(alsoKnownAs) ? alsoKnownAs : []), otherForm],
  })
}

function assertRelative(document: PeerDIDInputDocument): void {
  const parts = [document.verificationMethod, document.service].flat().filter(isJsonObject)
  const relative = parts.every(({ id }) => typeof id === 'string' && id.startsWith('#'))
  if (relative && document.id === undefined) return
  throw new DIDCommError(
    'INVALID_ARGUMENT',
    'the document of a did:peer:4 has no id, and only relative ids (#key-1) in it',
  )
}
