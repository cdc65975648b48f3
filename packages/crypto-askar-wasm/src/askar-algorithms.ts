import {
  type CryptoService,
  type CryptoSupport,
  type Curve,
  type DecryptContentOptions,
  DIDCommError,
  type EncryptContentOptions,
  type EncryptedContent,
  type GeneratedKeyPair,
  type KeyDerivationInfo,
  type PrivateJwk,
  type PublicJwk,
  type SignOptions,
  type UnwrapKeyOptions,
  type VerifyOptions,
  type WrapKeyOptions,
} from '@didcomm/core'
import { decodeBase64Url } from '@didcomm/core/encoding'
import type { ContentKey, Glue, SecretKey } from '../wasm/askar.js'
import { ALGS, CURVES, DERIVATIONS, ENCS, nameIn } from './algorithm-names.ts'
import type { AskarInstance } from './askar-instance.ts'
import {
  AskarContentKey,
  AskarSecretKey,
  contentKeyHandle,
  makeContentKey,
  makeSecretKey,
  secretKeyHandle,
} from './askar-keys.ts'
import type { AskarRuntime } from './askar-runtime.ts'
import { Handle } from './handle.ts'
import { plainBytes } from './plain-bytes.ts'
import { publicBytesOf, publicJwkOf } from './public-bytes.ts'

/** A public key of this backend: no handle, only checked bytes. */
export interface AskarPublicKey {
  readonly curve: Curve
  readonly bytes: Uint8Array
}

const NO_BYTES = new Uint8Array()

/** The contract, by Askar's algorithms. What goes in and out is checked by the guard around them. */
export class AskarAlgorithms implements CryptoService<
  AskarSecretKey,
  AskarPublicKey,
  AskarContentKey
> {
  readonly specificationVersion = 'v1'
  readonly name = 'askar-wasm'
  readonly supports: CryptoSupport = {
    curves: ['X25519', 'P-256', 'P-384', 'Ed25519', 'secp256k1'],
    enc: ['A256CBC-HS512', 'A256GCM', 'XC20P'],
    sig: ['EdDSA', 'ES256', 'ES256K'],
  }
  readonly #runtime: AskarRuntime

  constructor(runtime: AskarRuntime) {
    this.#runtime = runtime
  }

  generateKeyPair(curve: Curve): GeneratedKeyPair<AskarSecretKey> {
    const secretKey = this.#makeSecretKey(curve, ({ Curve, SecretKey }) =>
      SecretKey.generate(Curve[nameIn(CURVES, curve)]),
    )
    const key = this.#secret(secretKey)
    return {
      secretKey,
      publicJwk: publicJwkOf(
        curve,
        this.#runtime.call(() => key.publicBytes()),
      ),
    }
  }

  importSecretKey(jwk: PrivateJwk): AskarSecretKey {
    const publicBytes = publicBytesOf(jwk)
    const d = decodeBase64Url(jwk.d, 'd of the private key', 'INVALID_KEY')
    try {
      return this.#makeSecretKey(jwk.crv, ({ Curve, SecretKey }) =>
        SecretKey.fromBytes(Curve[nameIn(CURVES, jwk.crv)], d, publicBytes),
      )
    } finally {
      // Askar overwrites it as well, unless it was never called.
      d.fill(0)
    }
  }

  importPublicKey(jwk: PublicJwk): AskarPublicKey {
    const bytes = publicBytesOf(jwk)
    const curve = nameIn(CURVES, jwk.crv)
    if (this.#runtime.call(({ Curve, isPublicKey }) => isPublicKey(Curve[curve], bytes))) {
      return { curve: jwk.crv, bytes }
    }
    throw new DIDCommError('INVALID_KEY', `the public key is not a point on ${jwk.crv}`)
  }

  x25519FromEd25519(secretKey: AskarSecretKey): AskarSecretKey {
    const key = this.#secret(secretKey)
    return this.#makeSecretKey('X25519', () => key.toX25519())
  }

  encryptContent(options: EncryptContentOptions): EncryptedContent<AskarContentKey> {
    const enc = nameIn(ENCS, options.enc)
    const plaintext = plainBytes(options.plaintext, 'the plaintext')
    const aad = plainBytes(options.aad, 'the additional data')
    const { instance } = this.#runtime
    const [key, iv, ciphertext, tag] = instance.call(({ ContentEncryption, encryptContent }) =>
      encryptContent(ContentEncryption[enc], plaintext, aad),
    )
    return { contentKey: contentKeyIn(instance, key), iv, ciphertext, tag }
  }

  decryptContent(options: DecryptContentOptions<AskarContentKey>): Uint8Array {
    const enc = nameIn(ENCS, options.enc)
    const contentKey = this.#content(options.contentKey)
    const iv = plainBytes(options.iv, 'the iv')
    const ciphertext = plainBytes(options.ciphertext, 'the ciphertext')
    const tag = plainBytes(options.tag, 'the tag')
    const aad = plainBytes(options.aad, 'the additional data')
    return this.#runtime.call(({ ContentEncryption, decryptContent }) =>
      decryptContent(ContentEncryption[enc], contentKey, iv, ciphertext, tag, aad),
    )
  }

  wrapKey(options: WrapKeyOptions<AskarSecretKey, AskarPublicKey, AskarContentKey>): Uint8Array {
    const { sender } = options
    const contentKey = this.#content(options.contentKey)
    const ephemeral = this.#secret(options.ephemeral)
    const recipient = publicBytesFor(options.ephemeral, options.recipient)
    const [apu, apv, tag] = derivationBytes(options)
    if (sender === undefined) {
      return this.#runtime.call(({ wrapKeyES }) =>
        wrapKeyES(contentKey, ephemeral, recipient, apu, apv),
      )
    }
    const senderKey = this.#secret(sender)
    const senders = publicBytesFor(sender, options.recipient)
    return this.#runtime.call(({ wrapKey1PU }) =>
      wrapKey1PU(contentKey, ephemeral, senderKey, senders, apu, apv, tag),
    )
  }

  unwrapKey(options: UnwrapKeyOptions<AskarSecretKey, AskarPublicKey>): AskarContentKey {
    const enc = nameIn(ENCS, options.enc)
    const derivation = nameIn(DERIVATIONS, options.derivation ?? 'draft-04')
    const recipient = this.#secret(options.recipient)
    const encryptedKey = plainBytes(options.encryptedKey, 'the encrypted key')
    const ephemeral = publicBytesFor(options.recipient, options.ephemeral)
    const sender = options.sender && publicBytesFor(options.recipient, options.sender)
    const [apu, apv, tag] = derivationBytes(options)
    const { instance } = this.#runtime
    const key = instance.call(({ ContentEncryption, KeyDerivation, unwrapKey1PU, unwrapKeyES }) =>
      sender === undefined
        ? unwrapKeyES(ContentEncryption[enc], encryptedKey, ephemeral, recipient, apu, apv)
        : unwrapKey1PU(
            ContentEncryption[enc],
            encryptedKey,
            ephemeral,
            sender,
            recipient,
            apu,
            apv,
            tag,
            KeyDerivation[derivation],
          ),
    )
    return contentKeyIn(instance, key)
  }

  sign({ alg, secretKey, data }: SignOptions<AskarSecretKey>): Uint8Array {
    const key = this.#secret(secretKey)
    const bytes = plainBytes(data, 'the data')
    return this.#runtime.call(({ SignatureAlgorithm, sign }) =>
      sign(SignatureAlgorithm[nameIn(ALGS, alg)], key, bytes),
    )
  }

  verify({ alg, publicKey, data, signature }: VerifyOptions<AskarPublicKey>): boolean {
    const key = plainBytes(publicKey.bytes, 'the public key')
    const bytes = plainBytes(data, 'the data')
    const signed = plainBytes(signature, 'the signature')
    return this.#runtime.call(({ SignatureAlgorithm, verify }) =>
      verify(SignatureAlgorithm[nameIn(ALGS, alg)], key, bytes, signed),
    )
  }

  sha256(data: Uint8Array): Uint8Array {
    const bytes = plainBytes(data, 'the data')
    return this.#runtime.call((askar) => askar.sha256(bytes))
  }

  releaseKey(key: AskarSecretKey | AskarContentKey): void {
    if (key instanceof AskarSecretKey || key instanceof AskarContentKey) key.dispose()
  }

  /** @throws `INVALID_KEY` for a content key that does not live here; `INVALID_ARGUMENT` for what is none */
  assertContentKey(key: unknown): void {
    this.#content(key)
  }

  #secret(key: unknown): SecretKey {
    return secretKeyHandle(key).openIn(this.#runtime.instance)
  }

  #content(key: unknown): ContentKey {
    return contentKeyHandle(key).openIn(this.#runtime.instance)
  }

  /** Makes a key in the copy of the module that runs. */
  #makeSecretKey(curve: Curve, make: (askar: Glue) => SecretKey): AskarSecretKey {
    const { instance } = this.#runtime
    return makeSecretKey(curve, new Handle('the private key', instance, instance.call(make)))
  }
}

function contentKeyIn(instance: AskarInstance, key: ContentKey): AskarContentKey {
  return makeContentKey(new Handle('the content key', instance, key))
}

/** Returns the bytes of a public key with which a private key may agree. @throws `INVALID_KEY` for one on another curve */
function publicBytesFor(secretKey: AskarSecretKey, publicKey: AskarPublicKey): Uint8Array {
  if (secretKey.curve === publicKey.curve) return plainBytes(publicKey.bytes, 'the public key')
  throw new DIDCommError(
    'INVALID_KEY',
    `a private key on ${secretKey.curve} and a public key on ${publicKey.curve} cannot agree`,
  )
}

function derivationBytes({ apu, apv, tag = NO_BYTES }: KeyDerivationInfo) {
  return [plainBytes(apu, 'apu'), plainBytes(apv, 'apv'), plainBytes(tag, 'the tag')] as const
}
