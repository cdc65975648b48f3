import { createDecipheriv } from 'node:crypto'
import { DIDCommError } from '@didcomm/core'
import type {
  DecryptContentOptions,
  EncryptContentOptions,
  EncryptedContent,
} from '@didcomm/core/contracts'
import {
  EMPTY,
  mixing,
  type Mutant,
  mutant,
  reusedBuffer,
  wholeBuffer,
} from './crypto-service-mutant.ts'
import type { Keying } from './node-crypto-service.ts'

const AT_ONCE = 'encrypts and decrypts several at once, and leaves what it returned'
const WRONG_PADDING =
  'content encryption A256CBC-HS512 › [ENC-16] refuses wrong padding with the same error as a wrong tag'

/** Faults of the content encryption. */
export const CONTENT_MUTANTS: readonly Mutant[] = [
  mutant(
    'claims an enc that it does not have',
    (Base) =>
      class extends Base {
        override encryptContent(options: EncryptContentOptions) {
          if (options.enc === 'XC20P') throw new DIDCommError('UNSUPPORTED_ALGORITHM', 'no XC20P')
          return super.encryptContent(options)
        }
      },
    ['content encryption XC20P › [ENC-2] decrypts what it encrypted, of any size'],
    { curves: ['X25519'], enc: ['A256GCM', 'XC20P'], sig: [] },
  ),
  mutant(
    'cuts an IV that is too long',
    (Base) =>
      class extends Base {
        override decryptContent(options: DecryptContentOptions<Uint8Array>) {
          const size = options.enc === 'A256GCM' ? 12 : 16
          return super.decryptContent({ ...options, iv: options.iv.subarray(0, size) })
        }
      },
    [
      'content encryption A256CBC-HS512 › [ENC-17] refuses an iv of another length',
      'content encryption A256GCM › [ENC-17] refuses an iv of another length',
    ],
  ),
  mutant(
    'decrypts with the content key that it remembers of an IV, and not with the one that it is given',
    (Base) =>
      class extends Base {
        readonly #contentKeys = new Map<string, Uint8Array>()
        override encryptContent(options: EncryptContentOptions) {
          const encrypted = super.encryptContent(options)
          this.#contentKeys.set(String(encrypted.iv), encrypted.contentKey)
          return encrypted
        }
        override decryptContent(options: DecryptContentOptions<Uint8Array>) {
          const contentKey = this.#contentKeys.get(String(options.iv)) ?? options.contentKey
          return super.decryptContent({ ...options, contentKey })
        }
      },
    ['content encryption A256GCM › [ENC-16] refuses the content key of another message'],
  ),
  mutant(
    'returns every ciphertext in one buffer',
    (Base) =>
      class extends Base {
        readonly #keep = reusedBuffer()
        override encryptContent(options: EncryptContentOptions) {
          const encrypted = super.encryptContent(options)
          return { ...encrypted, ciphertext: this.#keep(encrypted.ciphertext) }
        }
      },
    [`content encryption A256GCM › ${AT_ONCE}`],
  ),
  mutant(
    'uses one IV for every message',
    (Base) =>
      class extends Base {
        protected override newIv(size: number) {
          return Buffer.alloc(size, 1)
        }
      },
    [
      'content encryption A256CBC-HS512 › [ENC-15] takes a fresh iv for every message',
      'content encryption A256GCM › [ENC-15] takes a fresh iv for every message',
    ],
  ),
  mutant(
    'uses one content key for every message',
    (Base) =>
      class extends Base {
        protected override newContentKey(size: number) {
          return Buffer.alloc(size, 1)
        }
      },
    [
      'content encryption A256CBC-HS512 › [ENC-15] takes a fresh content key for every message',
      'content encryption A256GCM › [ENC-15] takes a fresh content key for every message',
    ],
  ),
  mutant(
    'accepts a tag that was cut',
    (Base) =>
      class extends Base {
        protected override assertLengths() {}
        protected override assertTag(expected: Uint8Array, tag: Uint8Array) {
          super.assertTag(expected.subarray(0, tag.length), tag)
        }
      },
    [
      'content encryption A256CBC-HS512 › [ENC-17] refuses the right tag, cut or lengthened',
      'content encryption A256GCM › [ENC-17] refuses the right tag, cut or lengthened',
    ],
  ),
  mutant(
    'does not look at the tag of A256CBC-HS512',
    (Base) =>
      class extends Base {
        protected override assertTag() {}
      },
    ['content encryption A256CBC-HS512 › [ENC-16] refuses a changed tag'],
  ),
  mutant(
    'leaves the additional data out of the MAC',
    (Base) =>
      class extends Base {
        protected override macInputs(keying: Keying, ciphertext: Uint8Array) {
          return super.macInputs({ ...keying, aad: EMPTY }, ciphertext)
        }
      },
    [
      'content encryption A256CBC-HS512 › [ENC-16] refuses changed additional data',
      'messages of others › [ENC-1] [ENC-2] [ENC-3] opens ECDH-ES on X25519, A256CBC-HS512',
    ],
  ),
  mutant(
    'leaves the IV out of the MAC',
    (Base) =>
      class extends Base {
        protected override macInputs(keying: Keying, ciphertext: Uint8Array) {
          return super.macInputs({ ...keying, iv: EMPTY }, ciphertext)
        }
      },
    ['content encryption A256CBC-HS512 › [ENC-16] refuses a changed iv'],
  ),
  mutant(
    'leaves the length AL out of the MAC',
    (Base) =>
      class extends Base {
        protected override macInputs(keying: Keying, ciphertext: Uint8Array) {
          return super.macInputs(keying, ciphertext).slice(0, 3)
        }
      },
    ['messages of others › [ENC-1] [ENC-2] [ENC-3] opens ECDH-ES on X25519, A256CBC-HS512'],
  ),
  mutant(
    'takes the halves of the content key in the other order',
    (Base) =>
      class extends Base {
        protected override seal(keying: Keying, plaintext: Uint8Array) {
          return super.seal(swapped(keying), plaintext)
        }
        protected override open(
          keying: Keying,
          sealed: { ciphertext: Uint8Array; tag: Uint8Array },
        ) {
          return super.open(swapped(keying), sealed)
        }
      },
    ['messages of others › [ENC-1] [ENC-2] [ENC-3] opens ECDH-ES on X25519, A256CBC-HS512'],
  ),
  mutant(
    'has another error for wrong padding than for a wrong tag',
    (Base) =>
      class extends Base {
        protected override decryptionFailed(error?: unknown) {
          const text = error instanceof Error ? error.message : 'wrong length'
          return new DIDCommError('DECRYPTION_FAILED', `decryption failed: ${text}`)
        }
      },
    [
      'content encryption A256CBC-HS512 › [ENC-16] refuses wrong padding with the same error as a wrong tag',
    ],
  ),
  mutant(
    'looks at the padding before the tag',
    (Base) =>
      class extends Base {
        override decryptContent(options: DecryptContentOptions<Uint8Array>) {
          const { enc, iv, aad, ciphertext, contentKey } = options
          if (enc === 'A256CBC-HS512' && iv.length === 16) {
            try {
              this.decryptCbc({ enc, key: contentKey, iv, aad }, ciphertext)
            } catch {
              throw new DIDCommError('DECRYPTION_FAILED', 'wrong padding')
            }
          }
          return super.decryptContent(options)
        }
      },
    ['content encryption A256CBC-HS512 › [ENC-16] refuses all of that with one and the same error'],
  ),
  mutant(
    'throws what its library throws when content does not decrypt',
    (Base) =>
      class extends Base {
        protected override decryptionFailed() {
          return new TypeError('Unsupported state or unable to authenticate data')
        }
      },
    [
      'content encryption A256GCM › [ENC-16] refuses a changed ciphertext',
      'key wrapping ECDH-ES+A256KW on X25519 › [ENC-16] refuses another apu',
    ],
  ),
  mutant(
    "overwrites the caller's plaintext",
    (Base) =>
      class extends Base {
        override encryptContent(options: EncryptContentOptions): EncryptedContent<Uint8Array> {
          const encrypted = super.encryptContent(options)
          options.plaintext.fill(0)
          return encrypted
        }
      },
    ['content encryption A256GCM › leaves the bytes that it is given as they were'],
  ),
  mixing('encryptContent', [`content encryption A256GCM › ${AT_ONCE}`]),
  mixing('decryptContent', [`content encryption A256GCM › ${AT_ONCE}`]),
  mutant(
    'decrypts everything to the same place',
    (Base) =>
      class extends Base {
        readonly #keep = reusedBuffer()
        override decryptContent(options: DecryptContentOptions<Uint8Array>) {
          return this.#keep(super.decryptContent(options))
        }
      },
    [`content encryption A256CBC-HS512 › ${AT_ONCE}`],
  ),
  mutant(
    'makes every content key in the same place',
    (Base) =>
      class extends Base {
        readonly #keep = reusedBuffer()
        protected override newContentKey(size: number) {
          return this.#keep(super.newContentKey(size))
        }
      },
    [`content encryption A256CBC-HS512 › ${AT_ONCE}`],
  ),
  mutant(
    'spoils the ciphertext when the tag is wrong',
    (Base) =>
      class extends Base {
        override decryptContent(options: DecryptContentOptions<Uint8Array>) {
          try {
            return super.decryptContent(options)
          } catch (error) {
            options.ciphertext.fill(0)
            throw error
          }
        }
      },
    ['content encryption A256GCM › [ENC-16] refuses a changed tag'],
  ),
  mutant(
    'gathers the differences of tags by XOR',
    (Base) =>
      class extends Base {
        protected override assertTag(expected: Uint8Array, tag: Uint8Array) {
          const difference = expected.reduce((sum, byte, at) => sum ^ byte ^ (tag[at] ?? 0), 0)
          if (difference !== 0) throw new Error('wrong tag')
        }
      },
    ['content encryption A256CBC-HS512 › [ENC-16] refuses a changed tag'],
  ),
  mutant(
    'compares both ends of a tag',
    (Base) =>
      class extends Base {
        protected override assertTag(expected: Uint8Array, tag: Uint8Array) {
          super.assertTag(expected.subarray(0, 8), tag.subarray(0, 8))
          super.assertTag(expected.subarray(-8), tag.subarray(-8))
        }
      },
    ['content encryption A256CBC-HS512 › [ENC-16] refuses a changed tag'],
  ),
  mutant(
    'authenticates the first 64 kB of a ciphertext',
    (Base) =>
      class extends Base {
        protected override macInputs(keying: Keying, ciphertext: Uint8Array) {
          return super.macInputs(keying, ciphertext.subarray(0, 0x10000))
        }
      },
    ['content encryption A256CBC-HS512 › [ENC-16] refuses a change at the end of what is long'],
  ),
  mutant(
    'counts the bits of the additional data with 16 bits',
    (Base) =>
      class extends Base {
        protected override macInputs(keying: Keying, ciphertext: Uint8Array) {
          const bits = Buffer.alloc(8)
          bits.writeUInt16BE((keying.aad.length * 8) % 0x10000, 6)
          return [...super.macInputs(keying, ciphertext).slice(0, 3), bits]
        }
      },
    ['messages of others › [ENC-1] [ENC-2] [ENC-3] opens ECDH-ES on X25519, an apu of 5000 bytes'],
  ),
  mutant(
    'encrypts the pieces of a long plaintext in another order',
    (Base) =>
      class extends Base {
        override encryptContent(options: EncryptContentOptions): EncryptedContent<Uint8Array> {
          const [head, tail] = [0, 0x10000].map((at) =>
            options.plaintext.subarray(at, at + 0x10000),
          )
          if (!head || !tail) return super.encryptContent(options)
          return super.encryptContent({ ...options, plaintext: Buffer.concat([tail, head]) })
        }
      },
    ['content encryption A256GCM › [ENC-2] decrypts what it encrypted, of any size'],
  ),
  mutant(
    'counts the IVs of A256CBC-HS512',
    (Base) =>
      class extends Base {
        #count = 0
        protected override newIv(size: number) {
          const iv = Buffer.alloc(size)
          iv.writeUInt32BE(++this.#count, size - 4)
          return iv
        }
      },
    ['content encryption A256CBC-HS512 › [ENC-15] takes a fresh iv for every message'],
  ),
  mutant(
    'reads the length of a padding, and does not look at the padding',
    (Base) =>
      class extends Base {
        protected override decryptCbc(keying: Keying, ciphertext: Uint8Array) {
          return withoutPadding(keying, ciphertext, (padding) => padding.length <= 16)
        }
      },
    [WRONG_PADDING],
  ),
  mutant(
    'takes a padding of any length',
    (Base) =>
      class extends Base {
        protected override decryptCbc(keying: Keying, ciphertext: Uint8Array) {
          return withoutPadding(keying, ciphertext, (padding) =>
            padding.every((byte) => byte === padding.at(-1)),
          )
        }
      },
    [WRONG_PADDING],
  ),
  mutant(
    'tells why content does not decrypt, by a property of the cause of its error',
    (Base) =>
      class extends Base {
        protected override decryptionFailed(error?: unknown) {
          const reason = error instanceof Error ? error.message : 'wrong length'
          const cause = Object.assign(new Error('OpenSSL'), { reason })
          return new DIDCommError('DECRYPTION_FAILED', 'decryption failed', { cause })
        }
      },
    [WRONG_PADDING],
  ),
  mutant(
    'decrypts with all of the memory under the IV',
    (Base) =>
      class extends Base {
        override decryptContent(options: DecryptContentOptions<Uint8Array>) {
          return super.decryptContent({ ...options, iv: wholeBuffer(options.iv) })
        }
      },
    ['content encryption A256GCM › reads bytes that lie inside a larger buffer'],
  ),
  mutant(
    'authenticates all of the memory under the additional data',
    (Base) =>
      class extends Base {
        protected override macInputs(keying: Keying, ciphertext: Uint8Array) {
          return super.macInputs({ ...keying, aad: wholeBuffer(keying.aad) }, ciphertext)
        }
      },
    ['content encryption A256CBC-HS512 › reads bytes that lie inside a larger buffer'],
  ),
]

/** Decrypts, and cuts off as many bytes as the last one says, if they may be a padding. */
function withoutPadding(
  { key, iv }: Keying,
  ciphertext: Uint8Array,
  isPadding: (padding: Uint8Array) => boolean,
): Uint8Array {
  const decipher = createDecipheriv('aes-256-cbc', key.subarray(32), iv).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(ciphertext), decipher.final()])
  const length = padded.at(-1) ?? 0
  if (length === 0) throw new Error('bad decrypt')
  const padding = padded.subarray(-length)
  if (!isPadding(padding)) throw new Error('bad decrypt')
  return padded.subarray(0, padded.length - padding.length)
}

function swapped(keying: Keying): Keying {
  if (keying.enc !== 'A256CBC-HS512') return keying
  return { ...keying, key: Buffer.concat([keying.key.subarray(32), keying.key.subarray(0, 32)]) }
}
