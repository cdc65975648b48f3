import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import { type Curve, DIDCommError } from '@didcomm/core'
import type {
  ContentEncryption,
  CryptoService,
  CryptoSupport,
  DecryptContentOptions,
  EncryptContentOptions,
  EncryptedContent,
  GeneratedKeyPair,
  KeyDerivation,
  PrivateJwk,
  PublicJwk,
  SignOptions,
  UnwrapKeyOptions,
  VerifyOptions,
  WrapKeyOptions,
} from '@didcomm/core/contracts'
import { decodeBase64Url } from '@didcomm/core/encoding'

// The contract, implemented on node:crypto alone: nothing of core's crypto/ is in it, and no guard is around it. What
// the mutants break are methods of their own.

/** A key of {@link NodeCryptoService}. */
export interface NodeKey {
  readonly curve: Curve
  readonly key: KeyObject
}

/** What goes into a key-encryption key, whichever side derives it. */
export interface KekInputs {
  readonly alg: string
  readonly apu: Uint8Array
  readonly apv: Uint8Array
  readonly tag?: Uint8Array
  readonly derivation?: KeyDerivation
  readonly sender?: unknown
}

/** The key, IV and additional data of a content encryption. */
export interface Keying {
  readonly enc: ContentEncryption
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly aad: Uint8Array
}

interface Sealed {
  readonly ciphertext: Uint8Array
  readonly tag: Uint8Array
}

export const CURVES: {
  readonly [C in Curve]: {
    readonly kty: 'OKP' | 'EC'
    readonly size: number
    readonly openssl: string
  }
} = {
  X25519: { kty: 'OKP', size: 32, openssl: '302e020100300506032b656e04220420' },
  Ed25519: { kty: 'OKP', size: 32, openssl: '302e020100300506032b657004220420' },
  'P-256': { kty: 'EC', size: 32, openssl: 'prime256v1' },
  'P-384': { kty: 'EC', size: 48, openssl: 'secp384r1' },
  'P-521': { kty: 'EC', size: 66, openssl: 'secp521r1' },
  secp256k1: { kty: 'EC', size: 32, openssl: 'secp256k1' },
}
export const SIZES = {
  'A256CBC-HS512': { key: 64, iv: 16, tag: 32 },
  A256GCM: { key: 32, iv: 12, tag: 16 },
  XC20P: { key: 32, iv: 24, tag: 16 },
} as const
const SIGNING_CURVES = { EdDSA: 'Ed25519', ES256: 'P-256', ES256K: 'secp256k1' } as const
const AGREEMENT: readonly Curve[] = ['X25519', 'P-256', 'P-384', 'P-521']
export const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** The y coordinates of the points of small order on edwards25519, with the sign bit cleared (RFC 8032 §5.1.2). */
const SMALL_ORDER_ED25519 = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]

/** All that node:crypto has of DIDComm: everything but XC20P. */
const NODE_SUPPORT: CryptoSupport = {
  curves: ['X25519', 'P-256', 'P-384', 'P-521', 'Ed25519', 'secp256k1'],
  enc: ['A256CBC-HS512', 'A256GCM'],
  sig: ['EdDSA', 'ES256', 'ES256K'],
}

/** A backend that implements the contract itself, and honestly. */
export class NodeCryptoService implements CryptoService<NodeKey, NodeKey, Uint8Array> {
  readonly specificationVersion = 'v1'
  readonly name: string = 'node'
  readonly supports: CryptoSupport

  constructor(supports: CryptoSupport = NODE_SUPPORT) {
    this.supports = supports
  }

  generateKeyPair(curve: Curve): GeneratedKeyPair<NodeKey> {
    this.assertClaimed('curves', curve)
    const key = this.privateKeyOf(curve, newSecret(curve))
    return { secretKey: { curve, key }, publicJwk: this.publicJwkOf(key) }
  }

  importSecretKey(jwk: PrivateJwk): NodeKey {
    this.assertClaimed('curves', jwk.crv)
    const { size } = CURVES[jwk.crv]
    this.readPublicJwk(jwk)
    const d = this.secretBytes(jwk)
    if (d.length !== size) throw invalidKey(`d does not have ${size} bytes`)
    const key = this.privateKeyOf(jwk.crv, d)
    this.assertPair(jwk, this.publicJwkOf(key))
    return { curve: jwk.crv, key }
  }

  importPublicKey(jwk: PublicJwk): NodeKey {
    this.assertClaimed('curves', jwk.crv)
    return { curve: jwk.crv, key: this.publicKeyOf(this.readPublicJwk(jwk)) }
  }

  /** RFC 8032 §5.1.5, the first step: the first half of the seed's hash is the scalar. */
  x25519FromEd25519({ curve, key }: NodeKey): NodeKey {
    if (curve !== 'Ed25519') throw invalidKey(`the key is on ${curve}`)
    const { d = '' } = key.export({ format: 'jwk' })
    const scalar = createHash('sha512').update(Buffer.from(d, 'base64url')).digest().subarray(0, 32)
    return { curve: 'X25519', key: this.privateKeyOf('X25519', scalar) }
  }

  encryptContent({ enc, plaintext, aad }: EncryptContentOptions): EncryptedContent<Uint8Array> {
    this.assertClaimed('enc', enc)
    const contentKey = this.newContentKey(SIZES[enc].key)
    const iv = this.newIv(SIZES[enc].iv)
    return { contentKey, iv, ...this.seal({ enc, key: contentKey, iv, aad }, plaintext) }
  }

  decryptContent(options: DecryptContentOptions<Uint8Array>): Uint8Array {
    const { enc, contentKey, iv, tag, aad, ciphertext } = options
    this.assertClaimed('enc', enc)
    this.assertLengths(options)
    try {
      return this.open({ enc, key: contentKey, iv, aad }, { ciphertext, tag })
    } catch (error) {
      throw this.decryptionFailed(error)
    }
  }

  wrapKey(options: WrapKeyOptions<NodeKey, NodeKey, Uint8Array>): Uint8Array {
    this.assertWrapping(options)
    const { ephemeral, sender, recipient } = options
    const kek = this.keyEncryptionKey(
      options,
      this.agree(ephemeral, recipient),
      sender && this.agree(sender, recipient),
    )
    const cipher = createCipheriv('id-aes256-wrap', kek, WRAP_IV)
    return Buffer.concat([cipher.update(options.contentKey), cipher.final()])
  }

  unwrapKey(options: UnwrapKeyOptions<NodeKey, NodeKey>): Uint8Array {
    this.assertWrapping(options)
    const { ephemeral, sender, recipient, encryptedKey, enc } = options
    this.assertClaimed('enc', enc)
    const kek = this.keyEncryptionKey(
      options,
      this.agree(recipient, ephemeral),
      sender && this.agree(recipient, sender),
    )
    try {
      const key = this.unwrap(kek, encryptedKey)
      if (key.length !== this.contentKeySize(enc, key)) throw new Error('wrong length')
      return key
    } catch (error) {
      throw this.decryptionFailed(error)
    }
  }

  releaseKey(key: NodeKey | Uint8Array): void {
    if (key instanceof Uint8Array) key.fill(0)
  }

  sign({ alg, secretKey, data }: SignOptions<NodeKey>): Uint8Array {
    this.assertClaimed('sig', alg)
    this.assertSigningKey(alg, secretKey)
    const hash = alg === 'EdDSA' ? null : 'sha256'
    const signature = sign(hash, data, { key: secretKey.key, dsaEncoding: 'ieee-p1363' })
    return alg === 'ES256K' ? this.withLowS(signature) : signature
  }

  verify({ alg, publicKey, data, signature }: VerifyOptions<NodeKey>): boolean {
    this.assertClaimed('sig', alg)
    this.assertSigningKey(alg, publicKey)
    const hash = alg === 'EdDSA' ? null : 'sha256'
    const key = { key: publicKey.key, dsaEncoding: 'ieee-p1363' } as const
    return signature.length === 64 && verify(hash, data, key, signature)
  }

  sha256(data: Uint8Array): Uint8Array {
    return createHash('sha256').update(data).digest()
  }

  protected assertClaimed(kind: keyof CryptoSupport, name: string): void {
    const claimed: readonly string[] = this.supports[kind]
    if (claimed.includes(name)) return
    throw new DIDCommError('UNSUPPORTED_ALGORITHM', `node has no ${name}`)
  }

  protected newContentKey(size: number): Uint8Array {
    return randomBytes(size)
  }

  protected newIv(size: number): Uint8Array {
    return randomBytes(size)
  }

  protected secretBytes({ d }: PrivateJwk): Uint8Array {
    if (typeof d !== 'string') throw invalidKey('d is missing')
    return decodeBase64Url(d, 'd', 'INVALID_KEY')
  }

  /** Makes a key of its bytes. @throws `INVALID_KEY` for a scalar out of range */
  protected privateKeyOf(curve: Curve, d: Uint8Array): KeyObject {
    const { kty, size, openssl } = CURVES[curve]
    if (kty === 'OKP') {
      const der = Buffer.concat([Buffer.from(openssl, 'hex'), d])
      return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    }
    const ecdh = createECDH(openssl)
    try {
      ecdh.setPrivateKey(d)
    } catch {
      throw invalidKey(`d is out of range on ${curve}`)
    }
    const point = ecdh.getPublicKey()
    const coordinate = (from: number) => point.subarray(from, from + size).toString('base64url')
    const jwk = { kty, crv: curve, x: coordinate(1), y: coordinate(1 + size) }
    return createPrivateKey({ key: { ...jwk, d: base64Url(d) }, format: 'jwk' })
  }

  protected assertPair(given: PublicJwk, derived: PublicJwk): void {
    const sameY = derived.kty === 'OKP' || (given.kty === 'EC' && given.y === derived.y)
    if (given.x !== derived.x || !sameY) throw invalidKey('d does not belong to x and y')
  }

  /** Takes the members of a public key, and checks their lengths. */
  protected readPublicJwk(jwk: PublicJwk): PublicJwk {
    const { kty, size } = CURVES[jwk.crv]
    if (jwk.kty !== kty) throw invalidKey(`kty does not go with ${jwk.crv}`)
    for (const coordinate of jwk.kty === 'EC' ? [jwk.x, jwk.y] : [jwk.x]) {
      if (typeof coordinate !== 'string') throw invalidKey('a coordinate is missing')
      const { length } = decodeBase64Url(coordinate, 'a coordinate', 'INVALID_KEY')
      if (length !== size) throw invalidKey('a coordinate has another length')
    }
    const { crv, x } = jwk
    return jwk.kty === 'EC'
      ? { kty: 'EC', crv: jwk.crv, x, y: jwk.y }
      : ({ kty, crv, x } as PublicJwk)
  }

  /** OpenSSL checks that a point with two coordinates is on its curve. */
  protected publicKeyOf(jwk: PublicJwk): KeyObject {
    if (jwk.crv === 'Ed25519') this.assertLargeOrder(jwk)
    try {
      return createPublicKey({ key: { ...jwk }, format: 'jwk' })
    } catch {
      throw invalidKey(`the public key is not on ${jwk.crv}`)
    }
  }

  protected assertLargeOrder({ x }: PublicJwk): void {
    const bytes = Buffer.from(x, 'base64url')
    bytes.writeUInt8(bytes.readUInt8(31) & 0x7f, 31)
    if (SMALL_ORDER_ED25519.includes(bytes.toString('hex'))) throw invalidKey('small order')
  }

  protected publicJwkOf(key: KeyObject): PublicJwk {
    return createPublicKey(key).export({ format: 'jwk' }) as unknown as PublicJwk
  }

  protected assertLengths({ enc, iv, tag }: DecryptContentOptions<Uint8Array>): void {
    const sizes = SIZES[enc]
    if (iv.length !== sizes.iv || tag.length !== sizes.tag) throw this.decryptionFailed()
  }

  protected seal(keying: Keying, plaintext: Uint8Array): Sealed {
    const { enc, key, iv, aad } = keying
    if (enc === 'A256GCM') {
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad)
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
      return { ciphertext, tag: cipher.getAuthTag() }
    }
    const cipher = createCipheriv('aes-256-cbc', key.subarray(32), iv)
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
    return { ciphertext, tag: this.mac(keying, ciphertext) }
  }

  protected open(keying: Keying, { ciphertext, tag }: Sealed): Uint8Array {
    const { enc, key, iv, aad } = keying
    if (enc === 'A256GCM') {
      const options = { authTagLength: tag.length }
      const decipher = createDecipheriv('aes-256-gcm', key, iv, options).setAAD(aad).setAuthTag(tag)
      return Buffer.concat([decipher.update(ciphertext), decipher.final()])
    }
    this.assertTag(this.mac(keying, ciphertext), tag)
    return this.decryptCbc(keying, ciphertext)
  }

  protected assertTag(expected: Uint8Array, tag: Uint8Array): void {
    if (!timingSafeEqual(expected, tag)) throw new Error('wrong tag')
  }

  protected decryptCbc({ key, iv }: Keying, ciphertext: Uint8Array): Uint8Array {
    const decipher = createDecipheriv('aes-256-cbc', key.subarray(32), iv)
    return Buffer.concat([decipher.update(ciphertext), decipher.final()])
  }

  /** RFC 7518 §5.2.2.1. */
  protected mac(keying: Keying, ciphertext: Uint8Array): Uint8Array {
    const hmac = createHmac('sha512', keying.key.subarray(0, 32))
    for (const part of this.macInputs(keying, ciphertext)) hmac.update(part)
    return hmac.digest().subarray(0, 32)
  }

  protected macInputs({ aad, iv }: Keying, ciphertext: Uint8Array): Uint8Array[] {
    const aadBits = Buffer.alloc(8)
    aadBits.writeBigUInt64BE(BigInt(aad.length) * 8n)
    return [aad, iv, ciphertext, aadBits]
  }

  protected assertWrapping({ alg, sender, tag, derivation }: KekInputs): void {
    if (alg !== 'ECDH-1PU+A256KW' && alg !== 'ECDH-ES+A256KW') {
      throw new DIDCommError('UNSUPPORTED_ALGORITHM', `node has no ${alg}`)
    }
    const authenticated = alg === 'ECDH-1PU+A256KW'
    const missing = authenticated && derivation !== 'draft-03' && !tag?.length
    if (authenticated !== (sender !== undefined) || missing) {
      throw new DIDCommError('INVALID_ARGUMENT', `${alg} has another sender or tag`)
    }
  }

  protected agree(secretKey: NodeKey, publicKey: NodeKey): Uint8Array {
    const { curve } = secretKey
    if (curve !== publicKey.curve || !AGREEMENT.includes(curve)) {
      throw invalidKey(`${curve} and ${publicKey.curve} do not agree`)
    }
    try {
      return diffieHellman({ privateKey: secretKey.key, publicKey: publicKey.key })
    } catch {
      throw invalidKey('the keys agree on zeros')
    }
  }

  /** Z = Ze ‖ Zs (draft-madden-jose-ecdh-1pu-04 §2.2). */
  protected sharedSecret(ze: Uint8Array, zs: Uint8Array | undefined): Uint8Array {
    return zs ? Buffer.concat([ze, zs]) : ze
  }

  /** Concat KDF (RFC 7518 §4.6.2). */
  protected keyEncryptionKey(
    inputs: KekInputs,
    ze: Uint8Array,
    zs: Uint8Array | undefined,
  ): Uint8Array {
    return createHash('sha256')
      .update(uint32(1))
      .update(this.sharedSecret(ze, zs))
      .update(lengthPrefixed(Buffer.from(inputs.alg)))
      .update(lengthPrefixed(inputs.apu))
      .update(lengthPrefixed(inputs.apv))
      .update(uint32(256))
      .update(this.tagInKdf(inputs))
      .digest()
  }

  protected tagInKdf({ sender, tag, derivation }: KekInputs): Uint8Array {
    if (sender === undefined || !tag || derivation === 'draft-03') return Buffer.alloc(0)
    return derivation === 'draft-04-unprefixed-tag' ? tag : lengthPrefixed(tag)
  }

  protected unwrap(kek: Uint8Array, encryptedKey: Uint8Array): Uint8Array {
    const decipher = createDecipheriv('id-aes256-wrap', kek, WRAP_IV)
    return Buffer.concat([decipher.update(encryptedKey), decipher.final()])
  }

  protected contentKeySize(enc: ContentEncryption, _key: Uint8Array): number {
    return SIZES[enc].key
  }

  protected assertSigningKey(alg: keyof typeof SIGNING_CURVES, { curve }: NodeKey): void {
    if (curve !== SIGNING_CURVES[alg]) throw invalidKey(`${alg} is not for a key on ${curve}`)
  }

  protected withLowS(signature: Buffer): Uint8Array {
    const s = toInteger(signature.subarray(32))
    const low = s * 2n > SECP256K1_ORDER ? SECP256K1_ORDER - s : s
    return Buffer.concat([signature.subarray(0, 32), fromInteger(low)])
  }

  protected decryptionFailed(_error?: unknown): Error {
    return new DIDCommError('DECRYPTION_FAILED', 'decryption failed')
  }
}

/** The default initial value of RFC 3394 §2.2.3.1. */
const WRAP_IV = Buffer.alloc(8, 0xa6)

export function invalidKey(message: string): DIDCommError {
  return new DIDCommError('INVALID_KEY', message)
}

export function lengthPrefixed(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([uint32(bytes.length), bytes])
}

export function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}

/** 32 bytes, big-endian. */
export function fromInteger(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex')
}

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/**
 * A secret for a new key. It is not made by generateKeyPairSync: the collection of that job's garbage takes the lock of
 * the key, which exporting the key as a JWK holds, and Node 20 then waits for itself.
 */
function newSecret(curve: Curve): Uint8Array {
  const { kty, size, openssl } = CURVES[curve]
  if (kty === 'OKP') return randomBytes(size)
  const ecdh = createECDH(openssl)
  ecdh.generateKeys()
  const secret = ecdh.getPrivateKey()
  return Buffer.concat([Buffer.alloc(size - secret.length), secret])
}
