import type { DecryptOptions, Encrypted, EncryptOptions } from '@didcomm/core/crypto'
import { concatBytes } from '@didcomm/core/encoding'
import { AES } from '@stablelib/aes'
import { GCM } from '@stablelib/gcm'
import { equal, hmac } from '@stablelib/hmac'
import { SHA512 } from '@stablelib/sha512'
import { XChaCha20Poly1305 } from '@stablelib/xchacha20poly1305'
import { decryptCbc, encryptCbc } from './cbc.ts'

const TAG_SIZE = 16
/** Of A256CBC-HS512: the first half of its key is the MAC key, the first half of the MAC is its tag. */
const HALF = 32

const AEADS = {
  A256GCM: (key: Uint8Array) => new GCM(new AES(key)),
  XC20P: (key: Uint8Array) => new XChaCha20Poly1305(key),
}

/** Encrypts with a key and an IV that are used this once. */
export function encrypt(options: EncryptOptions): Encrypted {
  const { enc, key, iv, aad, plaintext } = options
  if (enc === 'A256CBC-HS512') {
    const ciphertext = encryptCbc(key.subarray(HALF), iv, plaintext)
    return { ciphertext, tag: macOf(ciphertext, options) }
  }
  const sealed = AEADS[enc](key).seal(iv, plaintext, aad)
  return { ciphertext: sealed.subarray(0, -TAG_SIZE), tag: sealed.subarray(-TAG_SIZE) }
}

/** Verifies the tag in constant time and only then decrypts. Throws when it is wrong. */
export function decrypt(options: DecryptOptions): Uint8Array {
  const { enc, key, iv, aad, ciphertext, tag } = options
  if (enc === 'A256CBC-HS512') {
    if (!equal(tag, macOf(ciphertext, options))) throw new Error('wrong tag')
    return decryptCbc(key.subarray(HALF), iv, ciphertext)
  }
  const plaintext = AEADS[enc](key).open(iv, concatBytes(ciphertext, tag), aad)
  if (!plaintext) throw new Error('wrong tag')
  return plaintext
}

/** HMAC-SHA-512 over AAD, IV, ciphertext and the AAD's length in bits (RFC 7518 §5.2.2.1). */
function macOf(
  ciphertext: Uint8Array,
  { key, iv, aad }: Pick<EncryptOptions, 'key' | 'iv' | 'aad'>,
): Uint8Array {
  const aadBits = new Uint8Array(8)
  new DataView(aadBits.buffer).setBigUint64(0, BigInt(aad.length) * 8n)
  const data = concatBytes(aad, iv, ciphertext, aadBits)
  return hmac(SHA512, key.subarray(0, HALF), data).subarray(0, HALF)
}
