import { DIDCommError } from '@didcomm/core'
import type { SignOptions, VerifyOptions } from '@didcomm/core/contracts'
import { sign, verify } from 'node:crypto'
import { type Mutant, mutant } from './crypto-service-mutant.ts'
import { fromInteger, type NodeKey, SECP256K1_ORDER, toInteger } from './crypto-service-node.ts'

const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

/** Faults of signatures. */
export const SIGNATURE_MUTANTS: readonly Mutant[] = [
  mutant(
    'signs ES256 in DER',
    (Base) =>
      class extends Base {
        override sign(options: SignOptions<NodeKey>) {
          const { alg, secretKey, data } = options
          if (alg !== 'ES256' || secretKey.curve !== 'P-256') return super.sign(options)
          return sign('sha256', data, { key: secretKey.key, dsaEncoding: 'der' })
        }
      },
    ['signatures ES256 › [SIG-1] makes signatures of 64 bytes that verify, over data of any size'],
  ),
  mutant(
    'verifies ES256 in DER as well',
    (Base) =>
      class extends Base {
        override verify(options: VerifyOptions<NodeKey>) {
          const { alg, publicKey, data, signature } = options
          if (super.verify(options) || alg !== 'ES256') return super.verify(options)
          return verify('sha256', data, { key: publicKey.key, dsaEncoding: 'der' }, signature)
        }
      },
    ['signatures ES256 › [SIG-1] believes no signature of another length, and does not throw'],
  ),
  mutant(
    'makes ES256K signatures with a high s',
    (Base) =>
      class extends Base {
        protected override withLowS(signature: Buffer) {
          return signature
        }
      },
    ['signatures ES256K › [SIG-10] makes signatures with a low s'],
  ),
  mutant(
    'refuses ES256K signatures with a high s',
    (Base) =>
      class extends Base {
        override verify(options: VerifyOptions<NodeKey>) {
          const { alg, signature } = options
          const high = alg === 'ES256K' && toInteger(signature.subarray(32)) * 2n > SECP256K1_ORDER
          return !high && super.verify(options)
        }
      },
    ['signatures ES256K › [SIG-10] verifies a high s and a low one'],
  ),
  mutant(
    'throws for a wrong signature',
    (Base) =>
      class extends Base {
        override verify(options: VerifyOptions<NodeKey>) {
          if (super.verify(options)) return true
          throw new DIDCommError('INVALID_SIGNATURE', 'wrong signature')
        }
      },
    [
      'signatures EdDSA › [SIG-1] believes no changed signature, and does not throw',
      'signatures ES256 › [SIG-1] believes no signature of another key, and does not throw',
    ],
  ),
  mutant(
    'believes every signature',
    (Base) =>
      class extends Base {
        override verify(options: VerifyOptions<NodeKey>) {
          super.verify(options)
          return true
        }
      },
    [
      'signatures EdDSA › [SIG-1] believes no changed signature, and does not throw',
      'signatures ES256K › [SIG-1] believes no signature over other data, and does not throw',
      'envelopes › [ENC-19] believes no forged sender: signed, ES256',
    ],
  ),
  mutant(
    'believes ECDSA signatures of zeros',
    (Base) =>
      class extends Base {
        override verify(options: VerifyOptions<NodeKey>) {
          const zeros = options.signature.every((byte) => byte === 0)
          return (zeros && options.signature.length === 64) || super.verify(options)
        }
      },
    [
      'signatures ES256 › [SIG-1] believes no signature of zeros, or out of range',
      'signatures ES256K › [SIG-1] believes no signature of zeros, or out of range',
    ],
  ),
  mutant(
    'reduces the S of an EdDSA signature',
    (Base) =>
      class extends Base {
        override verify(options: VerifyOptions<NodeKey>) {
          const { alg, signature } = options
          if (alg !== 'EdDSA' || signature.length !== 64) return super.verify(options)
          const s = toInteger(Buffer.from(signature.subarray(32)).reverse()) % ED25519_ORDER
          const low = Buffer.from(fromInteger(s)).reverse()
          const reducedSignature = Buffer.concat([signature.subarray(0, 32), low])
          return super.verify({ ...options, signature: reducedSignature })
        }
      },
    ['signatures EdDSA › [SIG-1] believes no signature of zeros, or out of range'],
  ),
  mutant(
    'signs and verifies with a key on another curve',
    (Base) =>
      class extends Base {
        protected override assertSigningKey() {}
      },
    ['signatures ES256 › [SIG-7] neither signs nor verifies with a key on another curve'],
  ),
  mutant(
    'hashes twice',
    (Base) =>
      class extends Base {
        override sha256(data: Uint8Array) {
          return super.sha256(super.sha256(data))
        }
      },
    ['sha256 › [ENC-9] gives the figures of FIPS 180-4'],
  ),
]
