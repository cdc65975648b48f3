import { createECDH, createHash, sign, verify } from 'node:crypto'
import { DIDCommError } from '@didcomm/core'
import type { SignOptions, VerifyOptions } from '@didcomm/core/contracts'
import { mixing, type Mutant, mutant, reusedBuffer, wholeBuffer } from './crypto-service-mutant.ts'
import {
  fromInteger,
  type NodeCryptoService,
  type NodeKey,
  SECP256K1_ORDER,
  toInteger,
} from './node-crypto-service.ts'

const AT_ONCE = 'signs and verifies several at once, and leaves what it returned'
const DIGESTS_AT_ONCE = 'sha256 › hashes several at once, of bytes that lie inside a larger buffer'

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
    ['signatures ES256 › [SIG-1] rejects a signature of another length, and does not throw'],
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
      'signatures EdDSA › [SIG-1] rejects a changed signature, and does not throw',
      'signatures ES256 › [SIG-1] rejects a signature of another key, and does not throw',
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
      'signatures EdDSA › [SIG-1] rejects a changed signature, and does not throw',
      'signatures ES256K › [SIG-1] rejects a signature over other data, and does not throw',
      'envelopes › [ENC-19] rejects a forged sender: signed, ES256',
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
      'signatures ES256 › [SIG-1] rejects a signature of zeros, or out of range',
      'signatures ES256K › [SIG-1] rejects a signature of zeros, or out of range',
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
    ['signatures EdDSA › [SIG-1] rejects a signature of zeros, or out of range'],
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
  mixing('sign', [`signatures EdDSA › ${AT_ONCE}`]),
  mixing('verify', [`signatures EdDSA › ${AT_ONCE}`]),
  mutant(
    'makes every signature in the same place',
    (Base) =>
      class extends Base {
        readonly #keep = reusedBuffer()
        override sign(options: SignOptions<NodeKey>) {
          return this.#keep(super.sign(options))
        }
      },
    [`signatures EdDSA › ${AT_ONCE}`],
  ),
  mutant('derives the nonce from the key alone', (Base) => signingWith(Base, ({ d }) => d), [
    'signatures ES256K › [SIG-1] uses no nonce for two signatures',
  ]),
  mutant(
    'derives the nonce from the data alone',
    (Base) => signingWith(Base, ({ digest }) => digest),
    ['signatures ES256K › [SIG-1] uses no nonce for two signatures'],
  ),
  mutant(
    'takes data of 32 bytes for a digest',
    (Base) =>
      signingWith(
        Base,
        ({ data, d }) => createHash('sha256').update(data).update(d).digest(),
        (data) => (data.length === 32 ? data : undefined),
      ),
    ['signatures ES256K › [SIG-1] takes data of 32 bytes for data, and for no digest'],
  ),
  mutant(
    'signs and verifies the first 64 kB',
    (Base) =>
      class extends Base {
        override sign(options: SignOptions<NodeKey>) {
          return super.sign({ ...options, data: options.data.subarray(0, 0x10000) })
        }
        override verify(options: VerifyOptions<NodeKey>) {
          return super.verify({ ...options, data: options.data.subarray(0, 0x10000) })
        }
      },
    ['signatures ES256 › [SIG-1] makes signatures of 64 bytes that verify, over data of any size'],
  ),
  mutant(
    'ignores the highest bits of an EdDSA signature',
    (Base) =>
      class extends Base {
        override verify(options: VerifyOptions<NodeKey>) {
          if (options.alg !== 'EdDSA') return super.verify(options)
          const signature = options.signature.map((byte, at) => (at === 63 ? byte & 0x1f : byte))
          return super.verify({ ...options, signature })
        }
      },
    ['signatures EdDSA › [SIG-1] rejects a changed signature, and does not throw'],
  ),
  mutant(
    'remembers which signatures were right',
    (Base) =>
      class extends Base {
        readonly #right = new Set<string>()
        override verify(options: VerifyOptions<NodeKey>) {
          const right = super.verify(options) || this.#right.has(String(options.signature))
          if (right) this.#right.add(String(options.signature))
          return right
        }
      },
    [
      'signatures EdDSA › [SIG-1] rejects a signature over other data, and does not throw',
      'signatures EdDSA › [SIG-1] rejects a signature of another key, and does not throw',
    ],
  ),
  mutant(
    'verifies all of the memory under a signature',
    (Base) =>
      class extends Base {
        override verify(options: VerifyOptions<NodeKey>) {
          return super.verify({ ...options, signature: wholeBuffer(options.signature) })
        }
      },
    ['signatures ES256 › reads bytes that lie inside a larger buffer'],
  ),
  mutant(
    'signs all of the memory under the data',
    (Base) =>
      class extends Base {
        override sign(options: SignOptions<NodeKey>) {
          return super.sign({ ...options, data: wholeBuffer(options.data) })
        }
      },
    ['signatures ES256 › reads bytes that lie inside a larger buffer'],
  ),
  mutant(
    'hashes all of the memory under the data',
    (Base) =>
      class extends Base {
        override sha256(data: Uint8Array) {
          return super.sha256(wholeBuffer(data))
        }
      },
    [DIGESTS_AT_ONCE],
  ),
  mutant(
    'makes every digest in the same place',
    (Base) =>
      class extends Base {
        readonly #keep = reusedBuffer()
        override sha256(data: Uint8Array) {
          return this.#keep(super.sha256(data))
        }
      },
    [DIGESTS_AT_ONCE],
  ),
]

interface NonceInputs {
  readonly d: Uint8Array
  readonly data: Uint8Array
  readonly digest: Uint8Array
}

/** Signs ES256K by hand (SEC 1 §4.1.3), with a nonce and, if it is told one, a digest of its own. */
function signingWith(
  Base: typeof NodeCryptoService,
  nonceOf: (inputs: NonceInputs) => Uint8Array,
  digestOf: (data: Uint8Array) => Uint8Array | undefined = () => undefined,
): typeof NodeCryptoService {
  return class extends Base {
    override sign(options: SignOptions<NodeKey>) {
      const { alg, secretKey, data } = options
      if (alg !== 'ES256K' || secretKey.curve !== 'secp256k1') return super.sign(options)
      const d = Buffer.from(secretKey.key.export({ format: 'jwk' }).d ?? '', 'base64url')
      const digest = digestOf(data) ?? createHash('sha256').update(data).digest()
      const nonce = createECDH('secp256k1')
      nonce.setPrivateKey(nonceOf({ d, data, digest }))
      const r = toInteger(nonce.getPublicKey().subarray(1, 33)) % SECP256K1_ORDER
      const product = toInteger(digest) + r * toInteger(d)
      const s = (inverse(toInteger(nonce.getPrivateKey())) * product) % SECP256K1_ORDER
      return this.withLowS(Buffer.concat([fromInteger(r), fromInteger(s)]))
    }
  }
}

/** The inverse modulo the order of secp256k1, by Fermat's little theorem. */
function inverse(value: bigint): bigint {
  let result = 1n
  let square = value
  for (let power = SECP256K1_ORDER - 2n; power > 0n; power >>= 1n) {
    if (power % 2n === 1n) result = (result * square) % SECP256K1_ORDER
    square = (square * square) % SECP256K1_ORDER
  }
  return result
}
