import { DIDCommError, type Service } from '@didcomm/core'
import {
  bytesToUtf8,
  decodeBase64Url,
  encodeBase64Url,
  isJsonObject,
  isStringArray,
  quote,
  stringifyJson,
  utf8ToBytes,
} from '@didcomm/core/encoding'
import { invalidDID, parseCarriedJson } from './limits.ts'

/** A service as did:peer encodes it; without an `id` it gets `#service`, the next ones `#service-1` and so on. */
export interface PeerDIDService {
  readonly id?: string
  readonly type: string | readonly string[]
  readonly serviceEndpoint: unknown
  readonly [property: string]: unknown
}

/** The abbreviations of numalgo 2 (Peer DID Method, "Common String Abbreviations"). */
const ABBREVIATIONS = new Map([
  ['type', 't'],
  ['serviceEndpoint', 's'],
  ['routingKeys', 'r'],
  ['accept', 'a'],
])
const EXPANSIONS = new Map([...ABBREVIATIONS].map(([long, short]) => [short, long]))
const DIDCOMM = { long: 'DIDCommMessaging', short: 'dm' }

/** Writes a service as the rest of an `S` element. @throws `INVALID_ARGUMENT` */
export function encodeService(service: PeerDIDService): string {
  const text = stringifyJson(service, 'INVALID_ARGUMENT', 'the service')
  const plain = parseCarriedJson(text, unencodable)
  return encodeBase64Url(utf8ToBytes(JSON.stringify(abbreviate(plain))))
}

/**
 * Reads the rest of an `S` element: a service, or the whole list of them, as older peers wrote it. They also left
 * `+`, `/` and the padding of base64 in.
 *
 * @throws `INVALID_DID`
 */
export function decodeServices(encoded: string, did: string): PeerDIDService[] {
  const fail = (why: string): DIDCommError => invalidDID(did, `a service ${why}`)
  const base64url = encoded.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
  const what = `a service of ${quote(did)}`
  const bytes = decodeBase64Url(base64url, what, 'INVALID_DID')
  const text = bytesToUtf8(bytes, 'INVALID_DID', what)
  const services = [parseCarriedJson(text, fail)].flat().map(expand)
  if (!services.every(isService)) throw fail('is not an object with a type')
  return services
}

/** Numbers the services that have no id: `#service`, `#service-1` and so on. */
export function numberServices(services: readonly PeerDIDService[]): Service[] {
  let unnamed = 0
  const nextId = (): string => (unnamed++ === 0 ? '#service' : `#service-${unnamed - 1}`)
  return services.map((service) => ({ ...service, id: service.id ?? nextId() }))
}

function isService(value: unknown): value is PeerDIDService {
  if (!isJsonObject(value)) return false
  const { id, type } = value
  const hasId = id === undefined || typeof id === 'string'
  return hasId && (typeof type === 'string' || isStringArray(type))
}

function expand(value: unknown): unknown {
  return mapMembers(value, (name, member) => {
    const long = EXPANSIONS.get(name) ?? name
    return [long, long === 'type' && member === DIDCOMM.short ? DIDCOMM.long : expand(member)]
  })
}

function abbreviate(value: unknown): unknown {
  return mapMembers(value, (name, member) => {
    if (EXPANSIONS.has(name) || (name === 'type' && member === DIDCOMM.short)) {
      throw unencodable('cannot have members t, s, r or a, or the type dm')
    }
    const isDIDComm = name === 'type' && member === DIDCOMM.long
    return [ABBREVIATIONS.get(name) ?? name, isDIDComm ? DIDCOMM.short : abbreviate(member)]
  })
}

function unencodable(why: string): DIDCommError {
  return new DIDCommError('INVALID_ARGUMENT', `a service for a did:peer:2 ${why}`)
}

/**
 * Maps the members of an object, or of each object in a list. By Object.fromEntries and not by assignment, to which a
 * member `__proto__` would be more than a member.
 */
function mapMembers(
  value: unknown,
  map: (name: string, member: unknown) => [string, unknown],
): unknown {
  if (Array.isArray(value)) return value.map((item) => mapMembers(item, map))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => map(name, member)))
}
