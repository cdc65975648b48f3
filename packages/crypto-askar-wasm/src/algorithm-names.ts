import {
  type ContentEncryption,
  type Curve,
  DIDCommError,
  type KeyDerivation,
  type SignatureAlgorithm,
} from '@didcomm/core'
import { quote } from '@didcomm/core/encoding'
import type { Glue } from '../wasm/askar.js'

// The names that Askar's enumerations have for those of JOSE. Whatever has no row here does not reach Askar.

export const CURVES: Readonly<Partial<Record<Curve, keyof Glue['Curve']>>> = {
  X25519: 'X25519',
  'P-256': 'P256',
  'P-384': 'P384',
  Ed25519: 'Ed25519',
  secp256k1: 'Secp256k1',
}
export const ENCS: Readonly<Record<ContentEncryption, keyof Glue['ContentEncryption']>> = {
  'A256CBC-HS512': 'A256CbcHs512',
  A256GCM: 'A256Gcm',
  XC20P: 'Xc20p',
}
export const ALGS: Readonly<Record<SignatureAlgorithm, keyof Glue['SignatureAlgorithm']>> = {
  EdDSA: 'EdDsa',
  ES256: 'Es256',
  ES256K: 'Es256k',
}
export const DERIVATIONS: Readonly<Record<KeyDerivation, keyof Glue['KeyDerivation']>> = {
  'draft-04': 'Draft04',
  'draft-04-unprefixed-tag': 'Draft04UnprefixedTag',
  'draft-03': 'Draft03',
}

/** Returns Askar's name for one of JOSE. @throws `UNSUPPORTED_ALGORITHM` */
export function nameIn<Name extends string, Value>(
  table: Readonly<Partial<Record<Name, Value>>>,
  name: Name,
): Value {
  const value = Object.hasOwn(table, name) ? table[name] : undefined
  if (value !== undefined) return value
  throw new DIDCommError('UNSUPPORTED_ALGORITHM', `Askar has no ${quote(name)}`)
}
