import type { CryptoPrimitives } from '@didcomm/core/crypto'
import { AESKW } from '@stablelib/aes-kw'
import { sign, verify } from '@stablelib/ed25519'
import { randomBytes } from '@stablelib/random'
import { hash as sha256 } from '@stablelib/sha256'
import { sharedKey } from '@stablelib/x25519'
import { decrypt, encrypt } from './content-encryption.ts'
import {
  generateKeyPair,
  importPublicKey,
  importSecretKey,
  type StablelibSecretKey,
  x25519FromEd25519,
} from './keys.ts'

/**
 * What the libraries do for DIDComm. `@didcomm/core` makes ECDH-ES and ECDH-1PU of it, and stands guard: what
 * `supports` does not name, wrong lengths, public keys of small order and an all-zero secret are refused there.
 */
export const stablelibPrimitives: CryptoPrimitives<StablelibSecretKey, Uint8Array> = {
  name: 'stablelib',
  supports: {
    curves: ['X25519', 'Ed25519'],
    enc: ['A256CBC-HS512', 'A256GCM', 'XC20P'],
    sig: ['EdDSA'],
  },
  generateKeyPair,
  importSecretKey,
  importPublicKey,
  x25519FromEd25519,
  agree: (secretKey, publicKey) => sharedKey(secretKey.bytesOn('X25519'), publicKey),
  sha256,
  wrapKey: (kek, key) => new AESKW(kek).wrapKey(key),
  unwrapKey: (kek, wrappedKey) => new AESKW(kek).unwrapKey(wrappedKey),
  encrypt,
  decrypt,
  sign: ({ secretKey, data }) => sign(secretKey.bytesOn('Ed25519'), data),
  // This library refuses an S that is not reduced (RFC 8032 §5.1.7); not every one does.
  verify: ({ publicKey, data, signature }) => verify(publicKey, data, signature),
  randomBytes,
}
