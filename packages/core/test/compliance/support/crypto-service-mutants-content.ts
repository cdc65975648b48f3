import { DIDCommError } from '@didcomm/core'
import type {
  DecryptContentOptions,
  EncryptContentOptions,
  EncryptedContent,
} from '@didcomm/core/contracts'
import { EMPTY, type Mutant, mutant } from './crypto-service-mutant.ts'
import type { Keying } from './crypto-service-node.ts'

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
      'key wrapping ECDH-ES+A256KW on X25519 › [ENC-16] unwraps nothing with another apu',
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
]

function swapped(keying: Keying): Keying {
  if (keying.enc !== 'A256CBC-HS512') return keying
  return { ...keying, key: Buffer.concat([keying.key.subarray(32), keying.key.subarray(0, 32)]) }
}
