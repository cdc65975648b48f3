import type { Curve, PrivateJwk } from '@didcomm/core'
import { AskarCryptoService, exportSecretKey } from '@didcomm/crypto-askar-wasm'
import { errorOf, flipBit, generateJwk } from '@didcomm/test-support'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { AskarAlgorithms } from '../src/askar-algorithms.ts'
import { AskarRuntime } from '../src/askar-runtime.ts'
import { conversationOn, packed, privateKeysOf, secretsOfMessage } from './support/conversation.ts'
import { type NamedSecrets, secretsIn } from './support/secrets-in-memory.ts'
import {
  type Crossing,
  madeInside,
  type WatchedCopy,
  watchedModule,
} from './support/watched-module.ts'

const ALL: readonly Curve[] = ['X25519', 'P-256', 'P-384', 'Ed25519', 'secp256k1']

afterEach(() => {
  vi.restoreAllMocks()
})

/** Returns the names of the secrets that are in what crossed. */
function secretsOutside(crossings: readonly Crossing[], secrets: NamedSecrets): string[] {
  // No window reaches from one into the next.
  const separator = new Uint8Array(8)
  const bytes = Buffer.concat(crossings.flatMap(({ bytes: each }) => [each, separator]))
  return secretsIn({ bytes, initial: new Uint8Array() }, secrets)
}

function secretOf({ d }: PrivateJwk): Uint8Array {
  return Uint8Array.from(Buffer.from(d, 'base64url'))
}

function isZero(bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && bytes.every((byte) => byte === 0)
}

describe.each(['X25519', 'P-256', 'P-384'] as const)('what leaves the module, on %s', (curve) => {
  it('is no private key, shared secret, key-encryption key or content key', async () => {
    const { module, copies } = await watchedModule()
    const crypto = await AskarCryptoService.load(module)
    const [copy] = copies
    if (!copy) throw new Error('it was started')
    const outward: Crossing[] = []
    copy.outward = outward

    const conversation = await conversationOn(crypto, curve)
    const messages = [
      await packed(conversation),
      await packed(conversation, { anonymous: true }),
      await packed(conversation, { anonymous: true, enc: 'XC20P' }),
      await packed(conversation, { protectSender: true, enc: 'A256GCM' }),
      await packed(conversation, { signBy: 'did:example:alice#sign-1' }),
      await packed(conversation, { signBy: 'did:example:alice#sign-2' }),
      await packed(conversation, { signBy: 'did:example:alice#sign-3' }),
    ]
    for (const message of messages) {
      await conversation.packaging.unpack(message)
      const { tag, ...envelope } = JSON.parse(message)
      const changed = JSON.stringify({ ...envelope, tag: flipBit(tag) })
      await errorOf(conversation.packaging.unpack(changed))
    }
    const ed25519 = conversation.secrets.get('did:example:alice#sign-1')
    if (!ed25519 || !crypto.x25519FromEd25519) throw new Error('alice has a key to convert')
    const converted = await crypto.x25519FromEd25519(ed25519)
    const [one, other] = [generateJwk(curve), generateJwk(curve)]
    await errorOf(crypto.importSecretKey({ ...one, d: other.d }))

    const secrets = {
      ...privateKeysOf(conversation),
      ...madeInside(copy),
      'the refused d': secretOf(other),
      ...Object.fromEntries(
        messages.flatMap((message, index) => {
          return Object.entries(secretsOfMessage(conversation, message))
            .filter(([name]) => !name.startsWith('plaintext'))
            .map(([name, secret]) => [`${name} (${index})`, secret])
        }),
      ),
    }
    expect(secretsOutside(outward, secrets)).toEqual([])

    // The trace is one: it has what may go out, and what is exported.
    const [message = ''] = messages
    const { ciphertext, tag } = JSON.parse(message)
    const known = {
      ciphertext: Buffer.from(ciphertext, 'base64url'),
      tag: Buffer.from(tag, 'base64url'),
      plaintext: secretsOfMessage(conversation, message)['plaintext'] ?? new Uint8Array(),
    }
    expect(secretsOutside(outward, known)).toEqual(['ciphertext', 'plaintext', 'tag'])
    exportSecretKey(conversation.secrets.get('did:example:bob#agree-1'))
    expect(secretsOutside(outward, secrets)).toEqual(['bob #agree-1'])
    const x25519 = { converted: secretOf(exportSecretKey(converted)) }
    expect(secretsOutside(outward, x25519)).toEqual(['converted'])
  })
})

/** What the module was given to import, as it was and as it became. */
interface Handed {
  /** The array in JavaScript. */
  readonly array: Uint8Array
  readonly before: Uint8Array
  /** What Askar left of it in the array, and in its own memory where it had been copied to. */
  readonly left: readonly [array: Uint8Array, memory: Uint8Array]
}

/** Watches imports: `secretkey_fromBytes(curve, address, length, d, …)`. */
function watchImports(copy: WatchedCopy): Handed[] {
  const handed: Handed[] = []
  copy.replaced.set('secretkey_fromBytes', (...args) => {
    const [, address, length, array] = args
    if (typeof address !== 'number' || typeof length !== 'number') throw new Error('no address')
    if (!(array instanceof Uint8Array)) throw new Error('no array')
    const inside = () => new Uint8Array(copy.memory.buffer).slice(address, address + length)
    const before = Uint8Array.from(array)
    expect(inside()).toEqual(before)
    const result = copy.functions['secretkey_fromBytes']?.(...args)
    handed.push({ array, before, left: [Uint8Array.from(array), inside()] })
    return result
  })
  return handed
}

describe.each(ALL)('a private key on %s that is imported', (curve) => {
  it('is overwritten in the array that carried it, and in the copy of that', async () => {
    const watched = await watchedModule()
    const crypto = await AskarCryptoService.load(watched.module)
    const handed = watchImports(watched.running)
    const jwk = generateJwk(curve)
    const d = secretOf(jwk)
    await crypto.importSecretKey(jwk)
    expect(handed).toHaveLength(1)
    for (const { array, before, left } of handed) {
      expect(before).toEqual(d)
      expect(isZero(array)).toBe(true)
      expect(isZero(left[0])).toBe(true)
      expect(secretsIn({ bytes: left[1], initial: new Uint8Array() }, { d })).toEqual([])
    }
  })

  it('is overwritten in both when it is refused', async () => {
    const watched = await watchedModule()
    const crypto = await AskarCryptoService.load(watched.module)
    const handed = watchImports(watched.running)
    const d = secretOf(generateJwk(curve))
    const wrong = { ...generateJwk(curve), d: Buffer.from(d).toString('base64url') }
    expect((await errorOf(crypto.importSecretKey(wrong))).code).toBe('INVALID_KEY')
    expect(handed).toHaveLength(1)
    for (const { array, before, left } of handed) {
      expect(before).toEqual(d)
      expect(isZero(array)).toBe(true)
      expect(isZero(left[0])).toBe(true)
      expect(secretsIn({ bytes: left[1], initial: new Uint8Array() }, { d })).toEqual([])
    }
  })

  it('is overwritten in the array that comes out when it is exported', async () => {
    const { module, copies } = await watchedModule()
    const crypto = await AskarCryptoService.load(module)
    const jwk = generateJwk(curve)
    const secretKey = await crypto.importSecretKey(jwk)
    const outward: Crossing[] = []
    for (const copy of copies) copy.outward = outward
    exportSecretKey(secretKey)
    const d = secretOf(jwk)
    const arrays = outward.filter(({ bytes, array }) => array && Buffer.from(d).equals(bytes))
    expect(arrays).toHaveLength(1)
    expect(isZero(arrays[0]?.array)).toBe(true)
  })
})

describe('a private key that never reaches the module', () => {
  /** Returns what was overwritten with zeros, as it was before. */
  function overwritten(): string[] {
    const seen: string[] = []
    const prototype: Uint8Array = Object.getPrototypeOf(Uint8Array.prototype)
    const { fill } = prototype
    vi.spyOn(prototype, 'fill').mockImplementation(function spy(this: Uint8Array, ...args) {
      if (args[0] === 0) seen.push(Buffer.from(this).toString('base64url'))
      return fill.apply(this, args)
    })
    return seen
  }

  it('is overwritten when Askar has not got its curve', async () => {
    const { module } = await watchedModule()
    const algorithms = new AskarAlgorithms(await AskarRuntime.start(module))
    const jwk = generateJwk('P-521')
    const seen = overwritten()
    const error = await errorOf(() => algorithms.importSecretKey(jwk))
    expect(error.code).toBe('UNSUPPORTED_ALGORITHM')
    expect(seen).toEqual([jwk.d])
  })

  it('is overwritten when Askar was stopped', async () => {
    const { module } = await watchedModule()
    const runtime = await AskarRuntime.start(module)
    const algorithms = new AskarAlgorithms(runtime)
    runtime.stop()
    const jwk = generateJwk('P-256')
    const seen = overwritten()
    await errorOf(() => algorithms.importSecretKey(jwk))
    expect(seen).toEqual([jwk.d])
  })
})
