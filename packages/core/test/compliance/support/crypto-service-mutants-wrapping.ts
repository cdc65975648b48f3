import { DIDCommError } from '@didcomm/core'
import type { UnwrapKeyOptions, WrapKeyOptions } from '@didcomm/core/contracts'
import {
  EMPTY,
  mixing,
  type Mutant,
  mutant,
  reusedBuffer,
  wholeBuffer,
} from './crypto-service-mutant.ts'
import { type KekInputs, lengthPrefixed, type NodeKey } from './node-crypto-service.ts'

const SEVERAL = '[ENC-3] wraps one content key for several recipients, at once'

type KekArguments = [KekInputs, Uint8Array, Uint8Array | undefined]

const RELEASE = 'released keys › '

/** Faults of the key derivation and of key wrapping, and of how keys are released. */
export const WRAPPING_MUTANTS: readonly Mutant[] = [
  mutant(
    'leaves the tag out of the key derivation of ECDH-1PU',
    (Base) =>
      class extends Base {
        protected override tagInKdf() {
          return EMPTY
        }
      },
    [
      'messages of others › [ENC-1] [ENC-2] [ENC-3] opens ECDH-1PU on X25519, draft-04',
      'key wrapping ECDH-1PU+A256KW on P-256 › [ENC-16] refuses another tag',
    ],
  ),
  mutant(
    'takes the tag without its length',
    (Base) =>
      class extends Base {
        protected override tagInKdf({ sender, tag }: KekInputs) {
          return sender && tag ? tag : EMPTY
        }
      },
    [
      'messages of others › [ENC-1] [ENC-2] [ENC-3] opens ECDH-1PU on P-256, draft-04',
      'messages of others › [ENC-27] does not open it as draft-04 or draft-03: ECDH-1PU on P-256, draft-04-unprefixed-tag',
    ],
  ),
  mutant(
    'knows no derivation but that of draft 04',
    (Base) =>
      class extends Base {
        protected override tagInKdf(inputs: KekInputs) {
          return super.tagInKdf({ ...inputs, derivation: 'draft-04' })
        }
      },
    [
      'messages of others › [ENC-1] [ENC-2] [ENC-3] opens ECDH-1PU on X25519, draft-03',
      'messages of others › [ENC-1] [ENC-2] [ENC-3] opens ECDH-1PU on X25519, draft-04-unprefixed-tag',
    ],
  ),
  mutant(
    'takes the tag into the key derivation of ECDH-ES as well',
    (Base) =>
      class extends Base {
        protected override tagInKdf({ tag }: KekInputs) {
          return tag ? lengthPrefixed(tag) : EMPTY
        }
      },
    ['key wrapping ECDH-ES+A256KW on X25519 › [ENC-3] derives the key without the tag'],
  ),
  mutant(
    'opens draft 03 without being asked',
    (Base) =>
      class extends Base {
        override unwrapKey(options: UnwrapKeyOptions<NodeKey, NodeKey>) {
          try {
            return super.unwrapKey(options)
          } catch (error) {
            if (options.sender) return super.unwrapKey({ ...options, derivation: 'draft-03' })
            throw error
          }
        }
      },
    [
      'messages of others › [ENC-27] does not open it as draft-04 or draft-04-unprefixed-tag: ECDH-1PU on X25519, draft-03',
    ],
  ),
  mutant(
    'leaves apu out of the key derivation',
    (Base) =>
      class extends Base {
        protected override keyEncryptionKey(...[inputs, ze, zs]: KekArguments) {
          return super.keyEncryptionKey({ ...inputs, apu: EMPTY }, ze, zs)
        }
      },
    [
      'key wrapping ECDH-ES+A256KW on X25519 › [ENC-16] refuses another apu',
      'messages of others › [ENC-1] [ENC-2] [ENC-3] opens ECDH-ES on P-256, A256GCM',
    ],
  ),
  mutant(
    'leaves apv out of the key derivation',
    (Base) =>
      class extends Base {
        protected override keyEncryptionKey(...[inputs, ze, zs]: KekArguments) {
          return super.keyEncryptionKey({ ...inputs, apv: EMPTY }, ze, zs)
        }
      },
    [
      'key wrapping ECDH-1PU+A256KW on X25519 › [ENC-16] refuses another apv',
      'messages of others › [ENC-1] [ENC-2] [ENC-3] opens ECDH-ES on P-256, A256GCM',
    ],
  ),
  mutant(
    'derives the key for another alg (A256KW)',
    (Base) =>
      class extends Base {
        protected override keyEncryptionKey(...[inputs, ze, zs]: KekArguments) {
          return super.keyEncryptionKey({ ...inputs, alg: 'A256KW' }, ze, zs)
        }
      },
    ['messages of others › [ENC-1] [ENC-2] [ENC-3] opens ECDH-ES on X25519, A256CBC-HS512'],
  ),
  mutant(
    'puts Zs before Ze',
    (Base) =>
      class extends Base {
        protected override sharedSecret(ze: Uint8Array, zs: Uint8Array | undefined) {
          return zs ? Buffer.concat([zs, ze]) : ze
        }
      },
    ['messages of others › [ENC-1] [ENC-2] [ENC-3] opens ECDH-1PU on X25519, draft-04'],
  ),
  mutant(
    'ignores the sender: does ECDH-1PU as ECDH-ES',
    (Base) =>
      class extends Base {
        protected override sharedSecret(ze: Uint8Array) {
          return ze
        }
      },
    [
      'key wrapping ECDH-1PU+A256KW on X25519 › [ENC-16] refuses another sender',
      'envelopes › [ENC-19] rejects a forged sender: authcrypt on X25519, A256CBC-HS512',
    ],
  ),
  mutant(
    'wraps by ECDH-1PU without a sender',
    (Base) =>
      class extends Base {
        protected override assertWrapping() {}
      },
    [
      'key wrapping ECDH-1PU+A256KW on X25519 › [ENC-14] needs the key of the sender and the tag of the content',
      'key wrapping ECDH-ES+A256KW on X25519 › [ENC-3] takes no key of a sender',
      'key wrapping ECDH-ES+A256KW on X25519 › [ENC-3] refuses every other alg',
    ],
  ),
  mutant(
    'takes an empty tag for ECDH-1PU',
    (Base) =>
      class extends Base {
        protected override assertWrapping(inputs: KekInputs) {
          super.assertWrapping(inputs.tag ? { ...inputs, tag: Buffer.alloc(1) } : inputs)
        }
      },
    ['key wrapping ECDH-1PU+A256KW on X25519 › [ENC-14] takes no empty tag'],
  ),
  mutant(
    'strips the leading zeros of a shared secret',
    (Base) =>
      class extends Base {
        protected override agree(secretKey: NodeKey, publicKey: NodeKey) {
          const secret = super.agree(secretKey, publicKey)
          return secretKey.curve === 'X25519'
            ? secret
            : secret.subarray(secret.findIndex((byte) => byte !== 0))
        }
      },
    [
      'messages of others › [ENC-1] [ENC-2] [ENC-3] opens ECDH-ES on P-256, a shared secret that begins with a zero byte',
    ],
  ),
  mutant(
    'does not check the integrity of a wrapped key',
    (Base) =>
      class extends Base {
        protected override unwrap(kek: Uint8Array, encryptedKey: Uint8Array) {
          try {
            return super.unwrap(kek, encryptedKey)
          } catch {
            return Buffer.alloc(encryptedKey.length - 8)
          }
        }
      },
    ['key wrapping ECDH-ES+A256KW on X25519 › [ENC-16] refuses another encryptedKey'],
  ),
  mutant(
    'takes a content key of any length',
    (Base) =>
      class extends Base {
        protected override contentKeySize(_enc: string, key: Uint8Array) {
          return key.length
        }
      },
    [
      'key wrapping ECDH-ES+A256KW on X25519 › [ENC-17] refuses a content key of the length of another enc',
    ],
  ),
  mutant(
    'tells why a key did not unwrap, by the cause of its error',
    (Base) =>
      class extends Base {
        override unwrapKey(options: UnwrapKeyOptions<NodeKey, NodeKey>) {
          try {
            return super.unwrapKey(options)
          } catch (error) {
            if (!DIDCommError.is(error) || error.code !== 'DECRYPTION_FAILED') throw error
            const cause = `the key-encryption key for apu ${Buffer.from(options.apu).toString()}`
            throw new DIDCommError('DECRYPTION_FAILED', error.message, { cause })
          }
        }
      },
    [
      'key wrapping ECDH-ES+A256KW on X25519 › [ENC-16] refuses all of that with one and the same error',
    ],
  ),
  mutant(
    'throws what its library throws for keys on two curves',
    (Base) =>
      class extends Base {
        protected override agree(secretKey: NodeKey, publicKey: NodeKey) {
          if (secretKey.curve === publicKey.curve) return super.agree(secretKey, publicKey)
          throw new TypeError('ERR_OSSL_EVP_DIFFERENT_PARAMETERS')
        }
      },
    ['key wrapping ECDH-ES+A256KW on P-256 › [ENC-13] refuses keys on another curve'],
  ),
  mutant(
    'agrees on the all-zero secret of X25519',
    (Base) =>
      class extends Base {
        protected override agree(secretKey: NodeKey, publicKey: NodeKey) {
          try {
            return super.agree(secretKey, publicKey)
          } catch (error) {
            if (secretKey.curve === 'X25519' && publicKey.curve === 'X25519') {
              return Buffer.alloc(32)
            }
            throw error
          }
        }
      },
    [
      'keys on X25519 › [ENC-13] refuses to agree on an all-zero secret, when wrapping or unwrapping',
    ],
  ),
  mutant(
    'overwrites apu when it has wrapped a key',
    (Base) =>
      class extends Base {
        override wrapKey(options: WrapKeyOptions<NodeKey, NodeKey, Uint8Array>) {
          const wrapped = super.wrapKey(options)
          options.apu.fill(0)
          return wrapped
        }
      },
    ['key wrapping ECDH-ES+A256KW on X25519 › leaves the bytes that it is given as they were'],
  ),
  mixing('wrapKey', [`key wrapping ECDH-ES+A256KW on X25519 › ${SEVERAL}`]),
  mixing('unwrapKey', [`key wrapping ECDH-ES+A256KW on X25519 › ${SEVERAL}`]),
  mutant(
    'unwraps every key to the same place',
    (Base) =>
      class extends Base {
        readonly #keep = reusedBuffer()
        override unwrapKey(options: UnwrapKeyOptions<NodeKey, NodeKey>) {
          return this.#keep(super.unwrapKey(options))
        }
      },
    [`key wrapping ECDH-1PU+A256KW on P-256 › ${SEVERAL}`],
  ),
  mutant(
    'remembers what a sender agreed on, whoever with',
    (Base) =>
      class extends Base {
        readonly #secrets = new WeakMap<NodeKey, Uint8Array>()
        #sender: NodeKey | undefined
        override wrapKey(options: WrapKeyOptions<NodeKey, NodeKey, Uint8Array>) {
          this.#sender = options.sender
          return super.wrapKey(options)
        }
        protected override agree(secretKey: NodeKey, publicKey: NodeKey) {
          const agreed = super.agree(secretKey, publicKey)
          if (secretKey !== this.#sender) return agreed
          const secret = this.#secrets.get(secretKey) ?? agreed
          this.#secrets.set(secretKey, secret)
          return secret
        }
      },
    [`key wrapping ECDH-1PU+A256KW on X25519 › ${SEVERAL}`],
  ),
  mutant(
    'uses a key to encrypt keys again for the same ephemeral key',
    (Base) =>
      class extends Base {
        readonly #keys = new WeakMap<NodeKey, Uint8Array>()
        #ephemeral: NodeKey | undefined
        override unwrapKey(options: UnwrapKeyOptions<NodeKey, NodeKey>) {
          this.#ephemeral = options.ephemeral
          try {
            return super.unwrapKey(options)
          } finally {
            this.#ephemeral = undefined
          }
        }
        protected override keyEncryptionKey(...inputs: KekArguments) {
          const ephemeral = this.#ephemeral
          if (!ephemeral) return super.keyEncryptionKey(...inputs)
          const key = this.#keys.get(ephemeral) ?? super.keyEncryptionKey(...inputs)
          this.#keys.set(ephemeral, key)
          return key
        }
      },
    [
      'key wrapping ECDH-ES+A256KW on X25519 › [ENC-16] refuses another apu',
      'key wrapping ECDH-ES+A256KW on X25519 › [ENC-16] refuses another recipient',
    ],
  ),
  mutant(
    'takes the first 255 bytes of apu',
    (Base) =>
      class extends Base {
        protected override keyEncryptionKey(...[inputs, ze, zs]: KekArguments) {
          return super.keyEncryptionKey({ ...inputs, apu: inputs.apu.subarray(0, 255) }, ze, zs)
        }
      },
    ['messages of others › [ENC-1] [ENC-2] [ENC-3] opens ECDH-ES on P-256, an apu of 5000 bytes'],
  ),
  mutant(
    'takes all of the memory under apu',
    (Base) =>
      class extends Base {
        protected override keyEncryptionKey(...[inputs, ze, zs]: KekArguments) {
          return super.keyEncryptionKey({ ...inputs, apu: wholeBuffer(inputs.apu) }, ze, zs)
        }
      },
    ['key wrapping ECDH-ES+A256KW on X25519 › reads bytes that lie inside a larger buffer'],
  ),
  mutant(
    'unwraps all of the memory under a wrapped key',
    (Base) =>
      class extends Base {
        protected override unwrap(kek: Uint8Array, encryptedKey: Uint8Array) {
          return super.unwrap(kek, wholeBuffer(encryptedKey))
        }
      },
    ['key wrapping ECDH-1PU+A256KW on X25519 › reads bytes that lie inside a larger buffer'],
  ),
  mutant(
    'unwraps a key once, and hands the same out again',
    (Base) => {
      const unwrapped = new Map<string, Uint8Array>()
      return class extends Base {
        override unwrapKey(options: UnwrapKeyOptions<NodeKey, NodeKey>) {
          const name = Buffer.from(options.encryptedKey).toString('hex')
          const key = unwrapped.get(name) ?? super.unwrapKey(options)
          unwrapped.set(name, key)
          return key
        }
      }
    },
    [`${RELEASE}a content key that is released leaves the same one, unwrapped`],
  ),
  mutant(
    'forgets every private key when one is released',
    (Base) => {
      let forgotten = false
      return class extends Base {
        override releaseKey() {
          forgotten = true
        }

        override unwrapKey(options: UnwrapKeyOptions<NodeKey, NodeKey>) {
          if (forgotten) throw new DIDCommError('INVALID_KEY', 'the key is gone')
          return super.unwrapKey(options)
        }
      }
    },
    [`${RELEASE}a private key that is released leaves the others`],
  ),
  mutant(
    'cannot release a key twice',
    (Base) => {
      const released = new Set<unknown>()
      return class extends Base {
        override releaseKey(key: NodeKey | Uint8Array) {
          if (released.has(key)) throw new DIDCommError('INVALID_KEY', 'the key is gone')
          released.add(key)
        }
      }
    },
    [`${RELEASE}may be released twice`],
  ),
  mutant(
    'releases keys at some time, with a promise',
    (Base) =>
      class extends Base {
        override async releaseKey() {
          await Promise.resolve()
        }
      },
    [`${RELEASE}may be released twice`],
  ),
]
