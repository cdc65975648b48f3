import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  randomBytes,
} from 'node:crypto'
import type { PrivateJwk, PublicJwk } from '@didcomm/core/contracts'

// Written on node:crypto alone, and not on the libraries that the packages under test use.

export type RawCurve = PublicJwk['crv']

/** What stands before the 32 bytes of a private key in PKCS #8 (RFC 8410 §7). */
const PKCS8_PREFIXES = {
  X25519: '302e020100300506032b656e04220420',
  Ed25519: '302e020100300506032b657004220420',
} as const

/** What OpenSSL calls the curves whose keys have two coordinates. */
export const OPENSSL_NAMES = {
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  secp256k1: 'secp256k1',
} as const

/**
 * Makes a key pair. Not by generateKeyPairSync: the collection of that job's garbage takes the lock of the key, which
 * exporting the key as a JWK holds, and Node 20 then waits for itself.
 */
export function generateJwk(crv: RawCurve): PrivateJwk {
  if (crv === 'X25519' || crv === 'Ed25519') return jwkOfSecret(crv, randomBytes(32))
  const pair = createECDH(OPENSSL_NAMES[crv])
  pair.generateKeys()
  return jwkOfSecret(crv, pair.getPrivateKey())
}

/** Makes the key pair of a secret: the seed of an Ed25519 key, the private number of an EC key. */
export function jwkOfSecret(crv: RawCurve, secret: Uint8Array): PrivateJwk {
  if (crv === 'X25519' || crv === 'Ed25519') {
    const key = Buffer.concat([Buffer.from(PKCS8_PREFIXES[crv], 'hex'), secret])
    const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
    return privateKey.export({ format: 'jwk' }) as unknown as PrivateJwk
  }
  const pair = createECDH(OPENSSL_NAMES[crv])
  pair.setPrivateKey(secret)
  const point = pair.getPublicKey().subarray(1)
  const size = point.length / 2
  return {
    kty: 'EC',
    crv,
    x: point.subarray(0, size).toString('base64url'),
    y: point.subarray(size).toString('base64url'),
    d: Buffer.concat([Buffer.alloc(size - secret.length), secret]).toString('base64url'),
  }
}

/** Raw ECDH: the x coordinate or the Montgomery u, big- or little-endian as the curve has it. */
export function ecdh(privateJwk: PrivateJwk, publicJwk: PublicJwk): Uint8Array {
  return diffieHellman({
    privateKey: createPrivateKey({ key: { ...privateJwk }, format: 'jwk' }),
    publicKey: createPublicKey({ key: { ...publicJwk }, format: 'jwk' }),
  })
}

/** The inputs of {@link concatKdf}. */
export interface ConcatKdfInputs {
  readonly z: Uint8Array
  readonly alg: string
  readonly apu: Uint8Array
  readonly apv: Uint8Array
  /** Bytes of the key to derive, at most 32. */
  readonly size: number
  /** What follows keydatalen in SuppPubInfo: for ECDH-1PU the tag, as the chosen draft has it. */
  readonly suffix?: Uint8Array
}

/** Concat KDF with SHA-256, one round (RFC 7518 §4.6.2, draft-madden-jose-ecdh-1pu-04 §2.3). */
export function concatKdf({ z, alg, apu, apv, size, suffix }: ConcatKdfInputs): Uint8Array {
  return createHash('sha256')
    .update(uint32(1))
    .update(z)
    .update(lengthPrefixed(Buffer.from(alg)))
    .update(lengthPrefixed(apu))
    .update(lengthPrefixed(apv))
    .update(uint32(size * 8))
    .update(suffix ?? Buffer.alloc(0))
    .digest()
    .subarray(0, size)
}

/** `data` after its length as 32 bits. */
export function lengthPrefixed(data: Uint8Array): Uint8Array {
  return Buffer.concat([uint32(data.length), data])
}

/** AES Key Wrap (RFC 3394). */
export function aesKeyWrap(kek: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`id-aes${kek.length * 8}-wrap`, kek, WRAP_IV)
  return Buffer.concat([cipher.update(key), cipher.final()])
}

/** Undoes {@link aesKeyWrap}. @throws when the key-encryption key is another */
export function aesKeyUnwrap(kek: Uint8Array, wrapped: Uint8Array): Uint8Array {
  const decipher = createDecipheriv(`id-aes${kek.length * 8}-wrap`, kek, WRAP_IV)
  try {
    return Buffer.concat([decipher.update(wrapped), decipher.final()])
  } catch (cause) {
    throw new Error('the content key does not unwrap', { cause })
  }
}

/** The default initial value of RFC 3394 §2.2.3.1. */
const WRAP_IV = Buffer.alloc(8, 0xa6)

/** A content encryption: its sizes in bytes, and the cipher. */
export interface RawContentEncryption {
  readonly keySize: number
  readonly ivSize: number
  readonly encrypt: (input: RawCipherInput & { readonly tagSize?: number | undefined }) => RawSealed
  /** @throws when the tag is wrong */
  readonly decrypt: (input: RawCipherInput & { readonly tag: Uint8Array }) => Uint8Array
}

/** What both directions of a content encryption take. `data` is the plaintext of one and the ciphertext of the other. */
interface RawCipherInput {
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly data: Uint8Array
  readonly aad: Uint8Array
}

interface RawSealed {
  readonly ciphertext: Uint8Array
  readonly tag: Uint8Array
}

/** DIDComm's three, and those of RFC 7518 that a receiver must refuse although they are encrypted correctly. */
export const RAW_CONTENT_ENCRYPTIONS = {
  'A256CBC-HS512': cbcHmac(64, 'sha512'),
  A256GCM: gcm(32),
  XC20P: xChaCha20Poly1305(),
  'A192CBC-HS384': cbcHmac(48, 'sha384'),
  'A128CBC-HS256': cbcHmac(32, 'sha256'),
  A192GCM: gcm(24),
  A128GCM: gcm(16),
} satisfies Record<string, RawContentEncryption>

/** AES-CBC with HMAC (RFC 7518 §5.2.2): the key is the MAC key, then the encryption key. */
function cbcHmac(keySize: number, hash: string): RawContentEncryption {
  const half = keySize / 2
  const name = `aes-${half * 8}-cbc`
  const mac = (key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array, aad: Uint8Array) => {
    const aadBits = Buffer.alloc(8)
    aadBits.writeBigUInt64BE(BigInt(aad.length) * 8n)
    const hmac = createHmac(hash, key.subarray(0, half))
    return hmac.update(aad).update(iv).update(ciphertext).update(aadBits).digest().subarray(0, half)
  }
  return {
    keySize,
    ivSize: 16,
    encrypt({ key, iv, data, aad, tagSize = half }) {
      const cipher = createCipheriv(name, key.subarray(half), iv)
      const ciphertext = Buffer.concat([cipher.update(data), cipher.final()])
      return { ciphertext, tag: mac(key, iv, ciphertext, aad).subarray(0, tagSize) }
    },
    decrypt({ key, iv, data, aad, tag }) {
      if (!mac(key, iv, data, aad).equals(tag)) throw new Error('wrong tag')
      const decipher = createDecipheriv(name, key.subarray(half), iv)
      return Buffer.concat([decipher.update(data), decipher.final()])
    },
  }
}

function gcm(keySize: number): RawContentEncryption {
  // Node's types know no name made of parts; the three sizes take the same options.
  const name = `aes-${keySize * 8}-gcm` as 'aes-256-gcm'
  return {
    keySize,
    ivSize: 12,
    encrypt({ key, iv, data, aad, tagSize = 16 }) {
      const cipher = createCipheriv(name, key, iv, { authTagLength: tagSize }).setAAD(aad)
      const ciphertext = Buffer.concat([cipher.update(data), cipher.final()])
      return { ciphertext, tag: cipher.getAuthTag() }
    },
    decrypt({ key, iv, data, aad, tag }) {
      const decipher = createDecipheriv(name, key, iv).setAAD(aad).setAuthTag(tag)
      return Buffer.concat([decipher.update(data), decipher.final()])
    },
  }
}

/** XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03 §2.3), on ChaCha20-Poly1305 with a subkey. */
function xChaCha20Poly1305(): RawContentEncryption {
  const name = 'chacha20-poly1305'
  const options = { authTagLength: 16 }
  return {
    keySize: 32,
    ivSize: 24,
    encrypt({ key, iv, data, aad, tagSize = 16 }) {
      const cipher = createCipheriv(name, hChaCha20(key, iv), subNonce(iv), options)
      cipher.setAAD(aad, { plaintextLength: data.length })
      const ciphertext = Buffer.concat([cipher.update(data), cipher.final()])
      return { ciphertext, tag: cipher.getAuthTag().subarray(0, tagSize) }
    },
    decrypt({ key, iv, data, aad, tag }) {
      const decipher = createDecipheriv(name, hChaCha20(key, iv), subNonce(iv), options)
      decipher.setAAD(aad, { plaintextLength: data.length }).setAuthTag(tag)
      return Buffer.concat([decipher.update(data), decipher.final()])
    },
  }
}

function subNonce(iv: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.alloc(4), iv.subarray(16)])
}

/**
 * HChaCha20 over the first 16 bytes of `iv` (draft-irtf-cfrg-xchacha-03 §2.2). It is a ChaCha20 block without the final
 * addition of the initial state, so OpenSSL's block gives it once that is subtracted: the constants and the nonce.
 */
function hChaCha20(key: Uint8Array, iv: Uint8Array): Uint8Array {
  const nonce = Buffer.from(iv.subarray(0, 16))
  const constants = Buffer.from('expand 32-byte k')
  const block = createCipheriv('chacha20', key, nonce).update(Buffer.alloc(64))
  const subkey = Buffer.alloc(32)
  for (let offset = 0; offset < 16; offset += 4) {
    const first = block.readUInt32LE(offset) - constants.readUInt32LE(offset)
    const last = block.readUInt32LE(48 + offset) - nonce.readUInt32LE(offset)
    subkey.writeUInt32LE(first >>> 0, offset)
    subkey.writeUInt32LE(last >>> 0, 16 + offset)
  }
  return subkey
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
