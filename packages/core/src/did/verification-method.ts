import type { Curve } from '../contracts/algorithms.ts'
import type { PublicJwk } from '../contracts/jwk.ts'
import { type JsonObject, quote } from '../encoding/json.ts'
import { DIDCommError } from '../errors.ts'
import { CURVES, isNameIn } from '../jose/algorithms.ts'
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

/**
 * The types of verification methods whose keys are read, those of older suites among them, with the only member that
 * the key stands in, or with the only curve: else the material says which.
 */
const TYPES: { readonly [type: string]: Member | Curve } = {
  Multikey: 'publicKeyMultibase',
  JsonWebKey: 'publicKeyJwk',
  JsonWebKey2020: 'publicKeyJwk',
  X25519KeyAgreementKey2019: 'X25519',
  X25519KeyAgreementKey2020: 'X25519',
  Ed25519VerificationKey2018: 'Ed25519',
  Ed25519VerificationKey2020: 'Ed25519',
  EcdsaSecp256k1VerificationKey2019: 'secp256k1',
  Secp256k1VerificationKey2018: 'secp256k1',
  Secp256k1Key2021: 'secp256k1',
  EcdsaSecp256r1VerificationKey2019: 'P-256',
  P256Key2021: 'P-256',
  P384Key2021: 'P-384',
  P521Key2021: 'P-521',
}

/**
 * Reads the public key of a verification method, in any of the encodings that peers use.
 *
 * @throws `UNSUPPORTED_ALGORITHM` for a type or a curve that is not known; `INVALID_KEY` when the material is no key,
 * or not one of the method's type
 */
export function readPublicKey(method: JsonObject, options: ReadKeyOptions = {}): PublicJwk {
  const { type } = method
  const known = isNameIn(TYPES, type) ? TYPES[type] : undefined
  if (!known) {
    throw new DIDCommError(
      'UNSUPPORTED_ALGORITHM',
      `the verification method type ${quote(type)} is not supported`,
    )
  }
  const curve = isNameIn(CURVES, known) ? known : undefined
  const members: readonly string[] = curve ? MEMBERS : [known]
  const [member, second] = MEMBERS.filter((name) => method[name] !== undefined)
  if (!member || second || !members.includes(member)) {
    throw new DIDCommError('INVALID_KEY', `a ${type} has its key in one of: ${members.join(', ')}`)
  }
  const key = readMember(member, method[member], curve, options)
  if (curve && key.crv !== curve) {
    throw new DIDCommError('INVALID_KEY', `a ${type} does not fit a ${key.crv} key`)
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
  if (member === 'publicKeyBase58') {
    return publicJwkFromBytes(curve, decodeMultibase(`z${value}`, member))
  }
  const bytes = decodeMultibase(value, member)
  // Some peers leave the codec out, since the type says the same; the length tells.
  const { kty, size } = CURVES[curve]
  const bare = bytes.length === (kty === 'EC' ? size + 1 : size)
  return bare ? publicJwkFromBytes(curve, bytes) : publicJwkFromMulticodec(bytes, member, options)
}
