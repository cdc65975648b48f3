import { hash, randomBytes } from 'node:crypto'
import type { CryptoPrimitives } from '@didcomm/core/crypto'
import { decrypt, encrypt } from './content-encryption.ts'
import { unwrapKey, wrapKey } from './key-wrapping.ts'
import { agree, generateKeyPair, importSecretKey, x25519FromEd25519 } from './node-keys.ts'
import { importPublicKey, type NodePublicKey } from './public-keys.ts'
import type { NodeSecretKey } from './secret-keys.ts'
import { sign, verify } from './signatures.ts'

/** OpenSSL, as Node has it, as a record of primitives for `createCryptoService`. Each function answers synchronously. */
export const nodePrimitives: CryptoPrimitives<NodeSecretKey, NodePublicKey> = {
  name: 'node',
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
  sha256: (data) => hash('sha256', data, 'buffer'),
  wrapKey,
  unwrapKey,
  encrypt,
  decrypt,
  sign,
  verify,
  randomBytes: (length) => randomBytes(length),
}
