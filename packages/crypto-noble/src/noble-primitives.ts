import type { CryptoPrimitives } from '@didcomm/core/crypto'
import { aeskw } from '@noble/ciphers/aes.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { randomBytes } from '@noble/hashes/utils.js'
import { decrypt, encrypt } from './content-encryption.ts'
import {
  agree,
  generateKeyPair,
  importPublicKey,
  importSecretKey,
  type NoblePublicKey,
  type NobleSecretKey,
  x25519FromEd25519,
} from './noble-keys.ts'
import { sign, verify } from './signatures.ts'

/** The noble libraries as a record of primitives, for `createCryptoService`. Each function answers synchronously. */
export const noblePrimitives: CryptoPrimitives<NobleSecretKey, NoblePublicKey> = {
  name: 'noble',
  supports: {
    curves: ['X25519', 'P-256', 'P-384', 'P-521', 'Ed25519', 'secp256k1'],
    enc: ['A256CBC-HS512', 'A256GCM', 'XC20P'],
    sig: ['EdDSA', 'ES256', 'ES256K'],
  },
  generateKeyPair,
  importSecretKey,
  importPublicKey,
  x25519FromEd25519,
  agree,
  sha256,
  wrapKey: (kek, key) => aeskw(kek).encrypt(key),
  unwrapKey: (kek, wrappedKey) => aeskw(kek).decrypt(wrappedKey),
  encrypt,
  decrypt,
  sign,
  verify,
  randomBytes,
}
