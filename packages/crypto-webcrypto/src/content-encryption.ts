import type { DecryptOptions, Encrypted, EncryptOptions } from '@didcomm/core/crypto'
import { concatBytes } from '@didcomm/core/encoding'
import { type Subtle, unshared } from './subtle.ts'

type Keying = Pick<EncryptOptions, 'key' | 'iv' | 'aad'>

const TAG_SIZE = 16
const MAC_KEY_SIZE = 32
const MAC_SIZE = 32
const HMAC = { name: 'HMAC', hash: 'SHA-512' }

/** Encrypts with a key and an IV that are used this once. */
export function encrypt(
  subtle: Subtle,
  { enc, plaintext, ...keying }: EncryptOptions,
): Promise<Encrypted> {
  return enc === 'A256GCM'
    ? encryptGcm(subtle, plaintext, keying)
    : encryptCbcHmac(subtle, plaintext, keying)
}

/** Verifies the tag in constant time and decrypts; throws when it is wrong. */
export function decrypt(
  subtle: Subtle,
  { enc, ciphertext, tag, ...keying }: DecryptOptions,
): Promise<Uint8Array> {
  return enc === 'A256GCM'
    ? decryptGcm(subtle, ciphertext, tag, keying)
    : decryptCbcHmac(subtle, ciphertext, tag, keying)
}

/** RFC 7518 §5.2.2.1. */
async function encryptCbcHmac(
  subtle: Subtle,
  plaintext: Uint8Array,
  keying: Keying,
): Promise<Encrypted> {
  const key = await importCbcKey(subtle, keying, 'encrypt')
  const algorithm = { name: 'AES-CBC', iv: unshared(keying.iv) }
  const encrypted = await subtle.encrypt(algorithm, key, unshared(plaintext))
  const ciphertext = new Uint8Array(encrypted)
  return { ciphertext, tag: await macOf(subtle, ciphertext, keying) }
}

/** RFC 7518 §5.2.2.2: the MAC is verified before anything is decrypted. */
async function decryptCbcHmac(
  subtle: Subtle,
  ciphertext: Uint8Array,
  tag: Uint8Array,
  keying: Keying,
): Promise<Uint8Array> {
  const [key, mac] = await Promise.all([
    importCbcKey(subtle, keying, 'decrypt'),
    macOf(subtle, ciphertext, keying),
  ])
  if (!isEqual(tag, mac)) throw new Error('wrong tag')
  const algorithm = { name: 'AES-CBC', iv: unshared(keying.iv) }
  return new Uint8Array(await subtle.decrypt(algorithm, key, unshared(ciphertext)))
}

function importCbcKey(
  subtle: Subtle,
  { key }: Keying,
  usage: 'encrypt' | 'decrypt',
): Promise<CryptoKey> {
  return subtle.importKey('raw', unshared(key.subarray(MAC_KEY_SIZE)), 'AES-CBC', false, [usage])
}

/**
 * HMAC-SHA-512 over AAD, IV, ciphertext and the AAD's length in bits, cut to its first half. WebCrypto takes its input
 * in one piece.
 */
async function macOf(
  subtle: Subtle,
  ciphertext: Uint8Array,
  { key, iv, aad }: Keying,
): Promise<Uint8Array> {
  const macKey = unshared(key.subarray(0, MAC_KEY_SIZE))
  const imported = await subtle.importKey('raw', macKey, HMAC, false, ['sign'])
  const aadBits = new Uint8Array(8)
  new DataView(aadBits.buffer).setBigUint64(0, BigInt(aad.length) * 8n)
  const input = unshared(concatBytes(aad, iv, ciphertext, aadBits))
  return new Uint8Array(await subtle.sign('HMAC', imported, input)).subarray(0, MAC_SIZE)
}

/** Compares in a time that does not depend on where they differ. */
function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length
  for (const [index, byte] of one.entries()) difference |= byte ^ (other[index] ?? 0)
  return difference === 0
}

/** RFC 7518 §5.3. */
async function encryptGcm(
  subtle: Subtle,
  plaintext: Uint8Array,
  { key, iv, aad }: Keying,
): Promise<Encrypted> {
  const imported = await subtle.importKey('raw', unshared(key), 'AES-GCM', false, ['encrypt'])
  const algorithm = { name: 'AES-GCM', iv: unshared(iv), additionalData: unshared(aad) }
  const sealed = new Uint8Array(await subtle.encrypt(algorithm, imported, unshared(plaintext)))
  return { ciphertext: sealed.subarray(0, -TAG_SIZE), tag: sealed.subarray(-TAG_SIZE) }
}

async function decryptGcm(
  subtle: Subtle,
  ciphertext: Uint8Array,
  tag: Uint8Array,
  { key, iv, aad }: Keying,
): Promise<Uint8Array> {
  const imported = await subtle.importKey('raw', unshared(key), 'AES-GCM', false, ['decrypt'])
  const algorithm = { name: 'AES-GCM', iv: unshared(iv), additionalData: unshared(aad) }
  const sealed = unshared(concatBytes(ciphertext, tag))
  return new Uint8Array(await subtle.decrypt(algorithm, imported, sealed))
}
