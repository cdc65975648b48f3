import type { Curve } from '../contracts/algorithms.ts'
import type { PublicJwk } from '../contracts/jwk.ts'
import { DIDCommError } from '../errors.ts'
import type { JsonObject } from '../encoding/json.ts'
import { CURVES } from '../jose/algorithms.ts'
import { parsePublicJwk } from '../jose/jwk.ts'
import {
  decodeMultibase,
  decodeMultikey,
  publicJwkFromBytes,
  publicJwkFromMulticodec,
  type ReadKeyOptions,
} from './multikey.ts'

type Member = 'publicKeyJwk' | 'publicKeyMultibase' | 'publicKeyBase58'
const MEMBERS = ['publicKeyJwk', 'publicKeyMultibase', 'publicKeyBase58'] as const

interface MethodType {
  /** Where keys of this type stand. */
  readonly members: readonly Member[]
  /** The only curve of this type; without one, the material says which. */
  readonly curve?: Curve
}

const jwk: MethodType = { members: ['publicKeyJwk'] }
const only = (curve: Curve): MethodType => ({ members: MEMBERS, curve })

/** The types of verification methods whose keys are read, those of older suites among them. */
const TYPES: { readonly [type: string]: MethodType } = {
  Multikey: { members: ['publicKeyMultibase'] },
  JsonWebKey: jwk,
  JsonWebKey2020: jwk,
  X25519KeyAgreementKey2019: only('X25519'),
  X25519KeyAgreementKey2020: only('X25519'),
  Ed25519VerificationKey2018: only('Ed25519'),
  Ed25519VerificationKey2020: only('Ed25519'),
  EcdsaSecp256k1VerificationKey2019: only('secp256k1'),
  Secp256k1Key2021: only('secp256k1'),
  EcdsaSecp256r1VerificationKey2019: only('P-256'),
  P256Key2021: only('P-256'),
  P384Key2021: only('P-384'),
  P521Key2021: only('P-521'),
}

/**
 * Reads the public key of a verification method, in any of the encodings that peers use.
 *
 * @throws `UNSUPPORTED_ALGORITHM` for a type or a curve that is not known; `INVALID_KEY` when the material is no key,
 * or not one of the method's type
 */
export function readPublicKey(method: JsonObject, options: ReadKeyOptions = {}): PublicJwk {
  const { type } = method
  const known = typeof type === 'string' && Object.hasOwn(TYPES, type) ? TYPES[type] : undefined
  if (!known) {
    throw new DIDCommError(
      'UNSUPPORTED_ALGORITHM',
      `verification methods of type ${JSON.stringify(type)?.slice(0, 60)} are not supported`,
    )
  }
  const { members, curve } = known
  const [member, second] = MEMBERS.filter((name) => method[name] !== undefined)
  if (!member || second || !members.includes(member)) {
    throw new DIDCommError('INVALID_KEY', `a ${type} has its key in one of: ${members.join(', ')}`)
  }
  const key = readMember(member, method[member], curve, options)
  if (curve && key.crv !== curve) {
    throw new DIDCommError('INVALID_KEY', `a ${type} cannot hold a ${key.crv} key`)
  }
  return key
}

function readMember(
  member: Member,
  value: unknown,
  curve: Curve | undefined,
  options: ReadKeyOptions,
): PublicJwk {
  if (member === 'publicKeyJwk') return parsePublicJwk(value, member, { padCoordinates: true })
  if (typeof value !== 'string') {
    throw new DIDCommError('INVALID_KEY', `${member} is not a string`)
  }
  if (!curve) return decodeMultikey(value, options)
  if (member === 'publicKeyBase58')
    return publicJwkFromBytes(curve, decodeMultibase(`z${value}`, member))
  const bytes = decodeMultibase(value, member)
  // Some peers leave the codec out, since the type says the same; the length tells.
  const { kty, size } = CURVES[curve]
  const bare = bytes.length === (kty === 'EC' ? size + 1 : size)
  return bare ? publicJwkFromBytes(curve, bytes) : publicJwkFromMulticodec(bytes, member, options)
}
