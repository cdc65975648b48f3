import type { ContentEncryption } from '@didcomm/core'
import type { DecryptOptions, Encrypted, EncryptOptions } from '@didcomm/core/crypto'
import { cbc, gcm } from '@noble/ciphers/aes.js'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { type Cipher, equalBytes } from '@noble/ciphers/utils.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'

type Keying = Pick<EncryptOptions, 'key' | 'iv' | 'aad'>

/** A cipher whose output is `ciphertext ‖ tag`, as a function of key, IV and AAD. */
type Aead = (keying: Keying) => Cipher

const TAG_SIZE = 16
const MAC_KEY_SIZE = 32
const MAC_SIZE = 32

const AEADS: { readonly [E in Exclude<ContentEncryption, 'A256CBC-HS512'>]: Aead } = {
  A256GCM: ({ key, iv, aad }) => gcm(key, iv, aad),
  XC20P: ({ key, iv, aad }) => xchacha20poly1305(key, iv, aad),
}

/** Encrypts with a key and an IV that are used this once. */
export function encrypt({ enc, plaintext, ...keying }: EncryptOptions): Encrypted {
  if (enc === 'A256CBC-HS512') return encryptCbcHmac(plaintext, keying)
  const sealed = AEADS[enc](keying).encrypt(plaintext)
  return { ciphertext: sealed.subarray(0, -TAG_SIZE), tag: sealed.subarray(-TAG_SIZE) }
}

/** Verifies the tag in constant time and decrypts; throws when it is wrong. */
export function decrypt({ enc, ciphertext, tag, ...keying }: DecryptOptions): Uint8Array {
  if (enc === 'A256CBC-HS512') return decryptCbcHmac(ciphertext, tag, keying)
  return AEADS[enc](keying).decrypt(concatBytes(ciphertext, tag))
}

/** RFC 7518 §5.2.2.1. */
function encryptCbcHmac(plaintext: Uint8Array, keying: Keying): Encrypted {
  const ciphertext = cbc(keying.key.subarray(MAC_KEY_SIZE), keying.iv).encrypt(plaintext)
  return { ciphertext, tag: macOf(ciphertext, keying) }
}

/** RFC 7518 §5.2.2.2: the MAC is verified before anything is decrypted. */
function decryptCbcHmac(ciphertext: Uint8Array, tag: Uint8Array, keying: Keying): Uint8Array {
  if (!equalBytes(tag, macOf(ciphertext, keying))) throw new Error('wrong tag')
  return cbc(keying.key.subarray(MAC_KEY_SIZE), keying.iv).decrypt(ciphertext)
}

/** HMAC-SHA-512 over AAD, IV, ciphertext and the AAD's length in bits, cut to its first half. */
function macOf(ciphertext: Uint8Array, { key, iv, aad }: Keying): Uint8Array {
  const aadBits = new Uint8Array(8)
  new DataView(aadBits.buffer).setBigUint64(0, BigInt(aad.length) * 8n)
  return hmac
    .create(sha512, key.subarray(0, MAC_KEY_SIZE))
    .update(aad)
    .update(iv)
    .update(ciphertext)
    .update(aadBits)
    .digest()
    .subarray(0, MAC_SIZE)
}
