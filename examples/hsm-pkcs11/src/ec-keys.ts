import { createHash } from 'node:crypto'
import { DIDCommError, type EcPublicJwk, type PublicJwk } from '@didcomm/core'
import type { Handle, KeyPair } from 'pkcs11js'
import { COORDINATE_SIZE, ecPointOf, jwkOfEcPoint, leftPadded } from './ec-points.ts'
import type { Attributes, Token } from './token.ts'

/** What a key is for, and all that it can do. */
export type KeyPurpose = 'authentication' | 'keyAgreement'

/** A key pair in a token. */
export interface TokenKeyPair extends KeyPair {
  readonly publicJwk: EcPublicJwk
}

/** The object identifier of P-256, in DER (RFC 5480 §2.1.1.1). */
const P256 = Buffer.from('06082a8648ce3d030107', 'hex')

/**
 * Makes a P-256 key pair for one purpose. The private key is made inside the token and cannot leave it.
 *
 * @throws `SECRETS_MANAGER_FAILED`; `INVALID_KEY` for a point that is not to be read. No key is left then.
 */
export function generateKeyPair(token: Token, purpose: KeyPurpose): TokenKeyPair {
  const { CKM_EC_KEY_PAIR_GEN } = token.constants
  const pair = token.generateKeyPair(
    { mechanism: CKM_EC_KEY_PAIR_GEN },
    publicKeyAttributes(purpose),
    privateKeyAttributes(purpose),
  )
  try {
    return { ...pair, publicJwk: jwkOfEcPoint(token.read(pair.publicKey, 'CKA_EC_POINT')) }
  } catch (error) {
    destroyPair(token, pair)
    throw error
  }
}

/** Deletes both keys of a pair. */
export function destroyPair(token: Token, { publicKey, privateKey }: KeyPair): void {
  for (const key of [privateKey, publicKey]) token.destroy(key)
}

function publicKeyAttributes(purpose: KeyPurpose): Attributes {
  return {
    CKA_TOKEN: true,
    CKA_PRIVATE: false,
    CKA_LABEL: `DIDComm ${purpose}`,
    CKA_EC_PARAMS: P256,
    CKA_VERIFY: purpose === 'authentication',
    CKA_ENCRYPT: false,
    CKA_WRAP: false,
  }
}

/** Everything that the key must not do is said: left out, it is for the token to choose. */
function privateKeyAttributes(purpose: KeyPurpose): Attributes {
  return {
    CKA_TOKEN: true,
    CKA_PRIVATE: true,
    CKA_LABEL: `DIDComm ${purpose}`,
    CKA_SENSITIVE: true,
    CKA_EXTRACTABLE: false,
    CKA_SIGN: purpose === 'authentication',
    CKA_DERIVE: purpose === 'keyAgreement',
    CKA_SIGN_RECOVER: false,
    CKA_DECRYPT: false,
    CKA_UNWRAP: false,
  }
}

/**
 * The CKA_ID of the keys of a kid: its SHA-256, because a kid can be longer than a token allows. What else names a key
 * in the token, such as its label, is for people.
 */
export function keyIdOf(kid: string): Buffer {
  return createHash('sha256').update(kid).digest()
}

/** Has both keys of a pair found under `kid` from now on, by this program and the next. */
export function assignKid(token: Token, { publicKey, privateKey }: KeyPair, kid: string): void {
  for (const key of [publicKey, privateKey]) token.write(key, { CKA_ID: keyIdOf(kid) })
}

/**
 * Finds the private key of `kid`.
 *
 * @throws `SECRETS_MANAGER_FAILED` when the token holds two
 */
export function findPrivateKey(token: Token, kid: string): Handle | undefined {
  const keys = token.find({
    CKA_CLASS: token.constants.CKO_PRIVATE_KEY,
    CKA_ID: keyIdOf(kid),
    CKA_EC_PARAMS: P256,
  })
  if (keys.length < 2) return keys[0]
  throw new DIDCommError('SECRETS_MANAGER_FAILED', 'the token holds two keys with the same CKA_ID')
}

/** Deletes all keys of `kid`, and tells whether there were any. */
export function destroyKeysOf(token: Token, kid: string): boolean {
  for (let found = false; ; found = true) {
    const keys = token.find({ CKA_ID: keyIdOf(kid), CKA_EC_PARAMS: P256 })
    if (keys.length === 0) return found
    for (const key of keys) token.destroy(key)
  }
}

/** Tells what the token lets a private key be used for. */
export function isUsableFor(token: Token, privateKey: Handle, purpose: KeyPurpose): boolean {
  const attribute = purpose === 'authentication' ? 'CKA_SIGN' : 'CKA_DERIVE'
  return token.read(privateKey, attribute)[0] === 1
}

/**
 * Agrees with a peer's public key: raw ECDH (SEC 1 §3.3.1), the x-coordinate in full length.
 *
 * The secret is derived as an object of the session, read, and destroyed. It has to be read: what it is used for,
 * Concat KDF over two of them, is not among the mechanisms of PKCS#11.
 */
export function agree(token: Token, privateKey: Handle, publicJwk: PublicJwk): Uint8Array {
  const { CKM_ECDH1_DERIVE, CK_PARAMS_EC_DH, CKD_NULL, CKO_SECRET_KEY, CKK_GENERIC_SECRET } =
    token.constants
  const parameter = { type: CK_PARAMS_EC_DH, kdf: CKD_NULL, publicData: ecPointOf(publicJwk) }
  const secret = token.derive({ mechanism: CKM_ECDH1_DERIVE, parameter }, privateKey, {
    CKA_CLASS: CKO_SECRET_KEY,
    CKA_KEY_TYPE: CKK_GENERIC_SECRET,
    CKA_VALUE_LEN: COORDINATE_SIZE,
    CKA_TOKEN: false,
    CKA_SENSITIVE: false,
    CKA_EXTRACTABLE: true,
  })
  try {
    const value = token.read(secret, 'CKA_VALUE')
    try {
      return leftPadded(value)
    } finally {
      value.fill(0)
    }
  } finally {
    token.destroy(secret)
  }
}

/** Signs with ES256: ECDSA over the SHA-256 of `data`, as `r ‖ s` (RFC 7518 §3.4), which is how PKCS#11 has it as well. */
export function signES256(token: Token, privateKey: Handle, data: Uint8Array): Uint8Array {
  const hash = createHash('sha256').update(data).digest()
  const { CKM_ECDSA } = token.constants
  return token.sign({ mechanism: CKM_ECDSA }, privateKey, hash, 2 * COORDINATE_SIZE)
}
