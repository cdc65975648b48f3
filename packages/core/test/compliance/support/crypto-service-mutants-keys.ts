import type { KeyObject } from 'node:crypto'
import { type Curve, DIDCommError } from '@didcomm/core'
import type {
  ContentEncryption,
  CryptoSupport,
  GeneratedKeyPair,
  PrivateJwk,
  PublicJwk,
  VerifyOptions,
} from '@didcomm/core/contracts'
import { FORGED_ED25519_SIGNATURE } from '../../../src/compliance/vectors/small-order-points.ts'
import { type Mutant, MUTANT_SUPPORT, mutant } from './crypto-service-mutant.ts'
import {
  CURVES,
  fromInteger,
  invalidKey,
  NodeCryptoService,
  type NodeKey,
  SECP256K1_ORDER,
  SIZES,
  toInteger,
} from './node-crypto-service.ts'

const P521_SUPPORT: CryptoSupport = { curves: ['P-521'], enc: ['A256GCM'], sig: [] }
const P256_PRIME = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n

/** Faults of keys. */
export const KEY_MUTANTS: readonly Mutant[] = [
  mutant(
    'imports points that are not on their curve',
    (Base) =>
      class extends Base {
        protected override publicKeyOf(jwk: PublicJwk) {
          try {
            return super.publicKeyOf(jwk)
          } catch (error) {
            if (jwk.kty === 'EC') return someKeyOn(jwk.crv)
            throw error
          }
        }
      },
    [
      'keys on P-256 › [ENC-13] refuses a point that is not on P-256',
      'keys on secp256k1 › [ENC-13] refuses a point that is not on secp256k1',
    ],
  ),
  mutant(
    'reduces coordinates modulo p',
    (Base) =>
      class extends Base {
        protected override publicKeyOf(jwk: PublicJwk) {
          return super.publicKeyOf(jwk.crv === 'P-256' ? { ...jwk, x: reduced(jwk.x) } : jwk)
        }
      },
    ['keys on P-256 › [ENC-13] refuses a coordinate that is not below p'],
  ),
  mutant(
    'believes signatures by Ed25519 keys of small order',
    (Base) =>
      class extends Base {
        protected override assertLargeOrder() {}
        override verify(options: VerifyOptions<NodeKey>) {
          // What OpenSSL below 3.5 believes.
          const signature = Buffer.from(options.signature).toString('hex')
          return signature === FORGED_ED25519_SIGNATURE || super.verify(options)
        }
      },
    ['keys on Ed25519 › [SIG-1] rejects a signature by a key of small order'],
  ),
  mutant(
    'returns the same key pair every time',
    (Base) =>
      class extends Base {
        readonly #pairs = new Map<Curve, GeneratedKeyPair<NodeKey>>()
        override generateKeyPair(curve: Curve) {
          const pair = this.#pairs.get(curve) ?? super.generateKeyPair(curve)
          this.#pairs.set(curve, pair)
          return pair
        }
      },
    [
      'keys on X25519 › [ENC-15] makes another key pair every time',
      'keys on Ed25519 › [ENC-15] makes another key pair every time',
    ],
  ),
  mutant(
    'writes d into the public JWK of a new key pair',
    (Base) =>
      class extends Base {
        override generateKeyPair(curve: Curve) {
          const { secretKey, publicJwk } = super.generateKeyPair(curve)
          const { d } = secretKey.key.export({ format: 'jwk' })
          return { secretKey, publicJwk: { ...publicJwk, d } }
        }
      },
    ['keys on P-256 › makes a public JWK of its own members alone, canonical and of full length'],
  ),
  mutant(
    'strips the leading zeros of coordinates',
    (Base) =>
      class extends Base {
        protected override publicJwkOf(key: KeyObject): PublicJwk {
          const jwk = super.publicJwkOf(key)
          return jwk.kty === 'EC' ? { ...jwk, x: stripped(jwk.x), y: stripped(jwk.y) } : jwk
        }
      },
    ['keys on P-521 › makes a public JWK of its own members alone, canonical and of full length'],
    P521_SUPPORT,
  ),
  mutant(
    'returns the public JWK of another key pair',
    (Base) =>
      class extends Base {
        override generateKeyPair(curve: Curve) {
          return {
            ...super.generateKeyPair(curve),
            publicJwk: super.generateKeyPair(curve).publicJwk,
          }
        }
      },
    [
      'keys on X25519 › makes a public JWK that belongs to its secret key',
      'keys on Ed25519 › makes a public JWK that belongs to its secret key',
    ],
  ),
  mutant(
    'imports a d that does not belong to x and y',
    (Base) =>
      class extends Base {
        protected override assertPair() {}
      },
    [
      'keys on X25519 › [ENC-17] refuses a d that does not belong to x and y',
      'keys on P-256 › [ENC-17] refuses a d that does not belong to x and y',
    ],
  ),
  mutant(
    'compares x alone when it imports a private key',
    (Base) =>
      class extends Base {
        protected override assertPair(given: PublicJwk, derived: PublicJwk) {
          if (given.x !== derived.x) throw invalidKey('d does not belong to x')
        }
      },
    ['keys on P-256 › [ENC-17] refuses a d that does not belong to x and y'],
  ),
  mutant(
    'reduces d modulo n',
    (Base) =>
      class extends Base {
        protected override privateKeyOf(curve: Curve, d: Uint8Array) {
          const over = curve === 'secp256k1' && toInteger(d) > SECP256K1_ORDER
          return super.privateKeyOf(curve, over ? fromInteger(toInteger(d) - SECP256K1_ORDER) : d)
        }
      },
    ['keys on secp256k1 › [ENC-17] refuses a d of zero, and one that is not below n'],
  ),
  mutant(
    'pads or cuts a d of a wrong length',
    (Base) =>
      class extends Base {
        protected override secretBytes(jwk: PrivateJwk) {
          const bytes = super.secretBytes(jwk)
          const { size } = CURVES[jwk.crv]
          return Buffer.concat([Buffer.alloc(size), bytes]).subarray(-size)
        }
      },
    ['keys on P-256 › [ENC-17] refuses a d of a wrong length, or that is not base64url'],
  ),
  mutant(
    'shows d in the text of an error',
    (Base) =>
      class extends Base {
        override importSecretKey(jwk: PrivateJwk) {
          try {
            return super.importSecretKey(jwk)
          } catch (error) {
            if (DIDCommError.is(error) && error.code !== 'INVALID_KEY') throw error
            throw invalidKey(`cannot import ${JSON.stringify(jwk)}`)
          }
        }
      },
    ['keys on X25519 › shows d in no error', 'keys on secp256k1 › shows d in no error'],
  ),
  mutant(
    'shows d in the cause of an error, in hexadecimal',
    (Base) =>
      class extends Base {
        protected override assertPair(
          given: PublicJwk & { readonly d?: string },
          derived: PublicJwk,
        ) {
          try {
            super.assertPair(given, derived)
          } catch {
            const cause = new Error(Buffer.from(given.d ?? '', 'base64url').toString('hex'))
            throw new DIDCommError('INVALID_KEY', 'cannot import', { cause })
          }
        }
      },
    ['keys on P-256 › shows d in no error'],
  ),
  mutant(
    'throws a bare error for a key that is none',
    (Base) =>
      class extends Base {
        override importPublicKey(jwk: PublicJwk) {
          try {
            return super.importPublicKey(jwk)
          } catch (error) {
            if (DIDCommError.is(error) && error.code !== 'INVALID_KEY') throw error
            throw new TypeError('Invalid JWK EC key', { cause: error })
          }
        }
      },
    [
      'keys on P-256 › [ENC-13] refuses a point that is not on P-256',
      'keys on X25519 › [ENC-17] refuses a public JWK whose coordinates are missing or misshapen',
    ],
  ),
  mutant(
    'refuses a JWK with other members',
    (Base) =>
      class extends Base {
        protected override readPublicJwk(jwk: PublicJwk) {
          if (Object.keys(jwk).length > 4) throw invalidKey('unknown members')
          return super.readPublicJwk(jwk)
        }
      },
    ['keys on X25519 › reads a public JWK with other members: kid, use, key_ops, alg, ext'],
  ),
  mutant(
    'converts an Ed25519 seed as it is, without hashing it',
    (Base) =>
      class extends Base {
        override x25519FromEd25519({ curve, key }: NodeKey): NodeKey {
          if (curve !== 'Ed25519') throw invalidKey(`the key is on ${curve}`)
          const { d = '' } = key.export({ format: 'jwk' })
          return { curve: 'X25519', key: this.privateKeyOf('X25519', Buffer.from(d, 'base64url')) }
        }
      },
    ['keys on X25519 › converts Ed25519 keys to the X25519 keys that libsodium gets'],
  ),
  mutant(
    'converts keys on any curve',
    (Base) =>
      class extends Base {
        override x25519FromEd25519(secretKey: NodeKey): NodeKey {
          return secretKey.curve === 'Ed25519' ? super.x25519FromEd25519(secretKey) : secretKey
        }
      },
    ['keys on X25519 › converts keys on Ed25519 alone'],
  ),
  mutant(
    'claims a curve that it does not have',
    (Base) =>
      class extends Base {
        override generateKeyPair(curve: Curve) {
          if (curve === 'P-384') throw new DIDCommError('UNSUPPORTED_ALGORITHM', 'no P-384')
          return super.generateKeyPair(curve)
        }
      },
    ['keys on P-384 › [ENC-15] makes another key pair every time'],
    { ...MUTANT_SUPPORT, curves: ['X25519', 'P-384'], sig: [] },
  ),
  mutant(
    'claims a signature without its curve',
    (Base) => class extends Base {},
    ['claims › [SIG-1] claims the curve of every signature algorithm that it claims'],
    { ...MUTANT_SUPPORT, curves: ['X25519'], sig: ['EdDSA'] },
  ),
  mutant(
    'claims a curve twice',
    (Base) => class extends Base {},
    ['claims › supports names algorithms of DIDComm v2.1, each once'],
    { ...MUTANT_SUPPORT, curves: [...MUTANT_SUPPORT.curves, 'X25519'] },
  ),
  mutant(
    'claims an enc that DIDComm does not have',
    (Base) => class extends Base {},
    ['claims › supports names algorithms of DIDComm v2.1, each once'],
    { ...MUTANT_SUPPORT, enc: [...MUTANT_SUPPORT.enc, 'A128GCM' as ContentEncryption] },
  ),
  mutant(
    'does what it does not claim',
    (Base) =>
      class extends Base {
        protected override assertClaimed(kind: keyof CryptoSupport, name: string) {
          const all = { curves: CURVES, enc: SIZES, sig: { EdDSA: 1, ES256: 1, ES256K: 1 } }
          if (!Object.hasOwn(all[kind], name)) super.assertClaimed(kind, name)
        }
      },
    [
      'claims › [ENC-1] refuses every curve that it does not claim',
      'claims › [ENC-2] refuses every enc that it does not claim',
      'claims › [SIG-7] refuses every signature alg that it does not claim',
    ],
    { curves: ['P-256'], enc: ['A256CBC-HS512'], sig: [] },
  ),
  mutant(
    'ignores the kty of a private key',
    (Base) =>
      class extends Base {
        override importSecretKey(jwk: PrivateJwk) {
          const kty = Object.hasOwn(CURVES, jwk.crv) ? CURVES[jwk.crv].kty : jwk.kty
          return super.importSecretKey({ ...jwk, kty } as PrivateJwk)
        }
      },
    ['keys on P-256 › [ENC-17] refuses a private JWK whose coordinates are missing or misshapen'],
  ),
  mutant(
    'throws a bare error for a private key without d',
    (Base) =>
      class extends Base {
        protected override secretBytes(jwk: PrivateJwk) {
          return Buffer.from(jwk.d, 'base64url')
        }
      },
    ['keys on X25519 › [ENC-17] refuses a private JWK whose coordinates are missing or misshapen'],
  ),
  mutant(
    'remembers keys by their kid',
    (Base) =>
      class extends Base {
        readonly #keys = new Map<string, NodeKey>()
        override importPublicKey(jwk: PublicJwk & { readonly kid?: string }) {
          const name = `${jwk.crv} ${jwk.kid}`
          const key = this.#keys.get(name) ?? super.importPublicKey(jwk)
          if (jwk.kid !== undefined) this.#keys.set(name, key)
          return key
        }
      },
    ['keys on P-256 › reads a public JWK with other members: kid, use, key_ops, alg, ext'],
  ),
  mutant(
    'imports a key that is said to be for signatures, and does not agree with it',
    (Base) =>
      class extends Base {
        readonly #signing = new WeakSet<NodeKey>()
        override importSecretKey(jwk: PrivateJwk & { readonly use?: string }) {
          const key = super.importSecretKey(jwk)
          if (jwk.use === 'sig') this.#signing.add(key)
          return key
        }
        protected override agree(secretKey: NodeKey, publicKey: NodeKey) {
          if (this.#signing.has(secretKey)) throw invalidKey('the key is for signatures')
          return super.agree(secretKey, publicKey)
        }
      },
    ['keys on X25519 › reads a private JWK with other members: kid, use, key_ops, alg, ext'],
  ),
  ...(
    [
      ['upper case', (bytes) => bytes.toString('hex').toUpperCase()],
      ['the bytes of its cause', (bytes) => ({ bytes: new Uint8Array(bytes) })],
      ['an error among others', (bytes) => new AggregateError([bytes.toString('hex')], 'two')],
    ] as readonly [string, (bytes: Buffer) => unknown][]
  ).map(([place, show]) =>
    mutant(
      `shows d in an error, in ${place}`,
      (Base) =>
        class extends Base {
          override importSecretKey(jwk: PrivateJwk) {
            try {
              return super.importSecretKey(jwk)
            } catch (error) {
              if (DIDCommError.is(error) && error.code !== 'INVALID_KEY') throw error
              const cause = show(Buffer.from(String(jwk.d), 'base64url'))
              throw new DIDCommError('INVALID_KEY', 'cannot import', { cause })
            }
          }
        },
      ['keys on P-256 › shows d in no error'],
    ),
  ),
  mutant(
    'throws a bare error for an Ed25519 key that is no point',
    (Base) =>
      class extends Base {
        protected override publicKeyOf(jwk: PublicJwk) {
          if (jwk.crv === 'Ed25519' && jwk.x === `Ag${'A'.repeat(41)}`) {
            throw new TypeError('bad point: x² has no root')
          }
          return super.publicKeyOf(jwk)
        }
      },
    ['keys on Ed25519 › [ENC-13] rejects a signature by a key that is no point on Ed25519'],
  ),
]

/** A coordinate on P-256 modulo p, as a library that computes without looking takes it. */
function reduced(coordinate: string): string {
  const bytes = Buffer.from(coordinate, 'base64url')
  if (bytes.length !== 32) return coordinate
  return Buffer.from(fromInteger(toInteger(bytes) % P256_PRIME)).toString('base64url')
}

function stripped(coordinate: string): string {
  const bytes = Buffer.from(coordinate, 'base64url')
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0)).toString('base64url')
}

/** Any point of the curve, in the place of one that is not. */
function someKeyOn(curve: Curve): KeyObject {
  return new NodeCryptoService().generateKeyPair(curve).secretKey.key
}
