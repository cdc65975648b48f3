import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import type { ContentEncryption } from '@didcomm/core'
import type { DecryptOptions, Encrypted, EncryptOptions } from '@didcomm/core/crypto'
import { concatBytes } from '@didcomm/core/encoding'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'

interface Cipher {
  encrypt(options: EncryptOptions): Encrypted
  decrypt(options: DecryptOptions): Uint8Array
}

const TAG_SIZE = 16
const BLOCK_SIZE = 16
const MAC_KEY_SIZE = 32
const MAC_SIZE = 32

const CIPHERS: { readonly [E in ContentEncryption]: Cipher } = {
  'A256CBC-HS512': { encrypt: encryptCbcHmac, decrypt: decryptCbcHmac },
  A256GCM: { encrypt: encryptGcm, decrypt: decryptGcm },
  XC20P: { encrypt: encryptXChaCha, decrypt: decryptXChaCha },
}

/** Encrypts with a key and an IV that are used this once. */
export function encrypt(options: EncryptOptions): Encrypted {
  return CIPHERS[options.enc].encrypt(options)
}

/** Verifies the tag in constant time and decrypts; throws when it is wrong. */
export function decrypt(options: DecryptOptions): Uint8Array {
  return CIPHERS[options.enc].decrypt(options)
}

/** RFC 7518 §5.2.2.1. */
function encryptCbcHmac(options: EncryptOptions): Encrypted {
  const cipher = createCipheriv('aes-256-cbc', options.key.subarray(MAC_KEY_SIZE), options.iv)
  const ciphertext = concatBytes(cipher.update(options.plaintext), cipher.final())
  return { ciphertext, tag: macOf(ciphertext, options) }
}

/** RFC 7518 §5.2.2.2: the MAC is verified before anything is decrypted. */
function decryptCbcHmac(options: DecryptOptions): Uint8Array {
  const { ciphertext, tag, iv } = options
  if (!timingSafeEqual(tag, macOf(ciphertext, options))) throw new Error('wrong tag')
  const key = options.key.subarray(MAC_KEY_SIZE)
  // With the padding of its own, OpenSSL holds back a block, to which all that came before would have to be copied.
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  const padded = decipher.update(ciphertext)
  decipher.final()
  return withoutPadding(padded)
}

/** Takes off the padding of RFC 5652 §6.3. The MAC covers it, so that what it looks like tells nobody anything. */
function withoutPadding(padded: Uint8Array): Uint8Array {
  const length = padded.at(-1) ?? 0
  const isPadding = padded.subarray(-length).every((byte) => byte === length)
  if (length < 1 || length > BLOCK_SIZE || !isPadding) throw new Error('wrong padding')
  return padded.subarray(0, -length)
}

/** HMAC-SHA-512 over AAD, IV, ciphertext and the AAD's length in bits, cut to its first half. */
function macOf(
  ciphertext: Uint8Array,
  { key, iv, aad }: Pick<EncryptOptions, 'key' | 'iv' | 'aad'>,
): Uint8Array {
  const aadBits = new Uint8Array(8)
  new DataView(aadBits.buffer).setBigUint64(0, BigInt(aad.length) * 8n)
  return createHmac('sha512', key.subarray(0, MAC_KEY_SIZE))
    .update(aad)
    .update(iv)
    .update(ciphertext)
    .update(aadBits)
    .digest()
    .subarray(0, MAC_SIZE)
}

/** RFC 7518 §5.3. */
function encryptGcm({ key, iv, aad, plaintext }: EncryptOptions): Encrypted {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad)
  const ciphertext = cipher.update(plaintext)
  cipher.final()
  return { ciphertext, tag: cipher.getAuthTag() }
}

function decryptGcm({ key, iv, aad, ciphertext, tag }: DecryptOptions): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_SIZE })
  const plaintext = decipher.setAAD(aad).setAuthTag(tag).update(ciphertext)
  decipher.final()
  return plaintext
}

/** draft-amringer-jose-chacha-02 §3, by noble: OpenSSL has no XChaCha20. */
function encryptXChaCha({ key, iv, aad, plaintext }: EncryptOptions): Encrypted {
  const sealed = xchacha20poly1305(key, iv, aad).encrypt(plaintext)
  return { ciphertext: sealed.subarray(0, -TAG_SIZE), tag: sealed.subarray(-TAG_SIZE) }
}

function decryptXChaCha({ key, iv, aad, ciphertext, tag }: DecryptOptions): Uint8Array {
  return xchacha20poly1305(key, iv, aad).decrypt(concatBytes(ciphertext, tag))
}
