import type { DIDDocument, PublicJwk, Service } from '@didcomm/core'
import { encodeMultikey } from '@didcomm/core/did'
import { BASE58_CHARACTER, deepFreeze, quote } from '@didcomm/core/encoding'
import { CONTEXT, multikey } from './document.ts'
import { invalidDID, MAX_ELEMENTS } from './limits.ts'
import { multihash } from './multihash.ts'
import { claimNames, type Names } from './names.ts'
import type { PeerDID } from './peer-did.ts'
import {
  decodeServices,
  encodeService,
  numberServices,
  type PeerDIDService,
} from './service-encoding.ts'

/** The purposes of keys, and their codes in a DID (Peer DID Method, "Purpose Codes"). */
const PURPOSES = {
  authentication: 'V',
  keyAgreement: 'E',
  assertionMethod: 'A',
  capabilityInvocation: 'I',
  capabilityDelegation: 'D',
} as const

/** What a key of a did:peer:2 is for: a verification relationship (DID Core 1.0 §5.3). */
export type PeerDIDKeyPurpose = keyof typeof PURPOSES

/** A public key, and the one purpose that its element of a did:peer:2 gives it. */
export interface PeerDIDKey {
  readonly purpose: PeerDIDKeyPurpose
  readonly publicJwk: PublicJwk
}

/** A key as it is found in a DID. */
interface KeyElement {
  readonly purpose: string
  readonly multibase: string
  /** Where its element stands among all, services included, from 1. */
  readonly position: number
}

const PURPOSE_OF_CODE = new Map<string, string>(
  Object.entries(PURPOSES).map(([purpose, code]) => [code, purpose]),
)
// `+`, `/` and `=` are not base64url; see decodeServices.
const ELEMENT = new RegExp(`^(?:[ADEIV]z${BASE58_CHARACTER}+|S[A-Za-z0-9_+/-]+=*)$`)

/** Writes a did:peer:2: keys, then services, in the order they are given. @throws `INVALID_KEY`, `INVALID_ARGUMENT` */
export function writeNumalgo2(
  keys: readonly PeerDIDKey[],
  services: readonly PeerDIDService[],
): string {
  const elements = [
    ...keys.map(({ purpose, publicJwk }) => PURPOSES[purpose] + encodeMultikey(publicJwk)),
    ...services.map((service) => `S${encodeService(service)}`),
  ]
  return ['did:peer:2', ...elements].join('.')
}

/** Reads a numalgo 2: keys and services, an element each. @throws `INVALID_DID` */
export function readNumalgo2(did: string): PeerDID {
  const [, ...elements] = did.split('.')
  const { keys, services } = readElements(did, elements)
  const shortForm = `did:peer:3${multihash(did.slice('did:peer:2'.length))}`
  return {
    forms: [did, shortForm],
    names: nameAll(keys, services),
    writeDocument: (form) => writeDocument(form, form === did ? shortForm : did, keys, services),
  }
}

function readElements(
  did: string,
  elements: readonly string[],
): { keys: KeyElement[]; services: Service[] } {
  if (!did.startsWith('did:peer:2.')) throw invalidDID(did, 'it has no key and no service')
  const wrong = elements.find((element) => !ELEMENT.test(element))
  if (wrong !== undefined) {
    throw invalidDID(did, `${quote(wrong)} is no key and no service`)
  }
  const keys = elements.flatMap((element, index) => {
    const purpose = PURPOSE_OF_CODE.get(element.charAt(0))
    return purpose ? [{ purpose, multibase: element.slice(1), position: index + 1 }] : []
  })
  const services = elements
    .filter((element) => element.startsWith('S'))
    .flatMap((element) => decodeServices(element.slice(1), did))
  const count = keys.length + services.length
  if (count > MAX_ELEMENTS) {
    throw invalidDID(did, `it has ${count} keys and services; ${MAX_ELEMENTS} are read`)
  }
  return { keys, services: numberServices(services) }
}

function writeDocument(
  form: string,
  otherForm: string,
  keys: readonly KeyElement[],
  services: readonly Service[],
): DIDDocument {
  const relationships = Object.keys(PURPOSES).flatMap((relationship) => {
    const ids = keys.flatMap(({ purpose }, i) =>
      purpose === relationship ? [`#key-${i + 1}`] : [],
    )
    return ids.length > 0 ? [[relationship, ids]] : []
  })
  return deepFreeze({
    '@context': CONTEXT,
    id: form,
    verificationMethod: keys.map(({ multibase }, index) =>
      multikey(`#key-${index + 1}`, form, multibase),
    ),
    ...Object.fromEntries(relationships),
    ...(services.length > 0 && { service: services }),
    alsoKnownAs: [otherForm],
  })
}

/**
 * The ids of today first, then those that peers used before and some use still. The last of the keys' are those of a
 * peer that counts services too: only numbers above the number of keys are left for it to claim.
 */
function nameAll(keys: readonly KeyElement[], services: readonly Service[]): Names {
  return claimNames([
    ...keys.map(({ multibase }, index) => [`key-${index + 1}`, multibase] as const),
    ...keys.map(({ multibase }) => [multibase, multibase] as const),
    ...keys.map(({ multibase }) => [multibase.slice(1), multibase] as const),
    ...keys.map(({ multibase, position }) => [`key-${position}`, multibase] as const),
    ...services.map((service) => [service.id.replace(/^#/, ''), service] as const),
    ...services.flatMap((service, index) => [
      [`${String(service.type).toLowerCase()}-${index}`, service] as const,
      [`${String(service.type)}-${index}`, service] as const,
    ]),
  ])
}
