import type { AskarSecretKey } from '@didcomm/crypto-askar-wasm'
import { errorOf } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { AskarAlgorithms } from '../src/askar-algorithms.ts'
import { AskarRuntime } from '../src/askar-runtime.ts'
import { watchedModule } from './support/watched-module.ts'

const BYTES = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
const ENC = 'A256CBC-HS512'
const ABC = new TextEncoder().encode('abc')
const ABC_DIGEST = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

/** Says that it is longer than it is. */
class Boaster extends Uint8Array {
  override get length(): number {
    return 4096
  }

  override get byteLength(): number {
    return 4096
  }
}

const NO_BYTES: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a number', 7],
  ['a string', 'text'],
  ['an array', [1, 2, 3]],
  ['an ArrayBuffer', BYTES.buffer],
  ['a DataView', new DataView(BYTES.buffer)],
  ['an array of larger numbers', Uint16Array.of(1, 2)],
  ['an array of signed numbers', Int8Array.of(1, 2)],
  ['an array that clamps', Uint8ClampedArray.of(1, 2)],
  ['an object with a length', { length: 3, byteLength: 3, 0: 1, 1: 2, 2: 3 }],
  ['an object that passes for one', { [Symbol.toStringTag]: 'Uint8Array', byteLength: 3 }],
  [
    'an object that throws',
    {
      length: 1,
      get 0() {
        throw new RangeError('gotcha')
      },
    },
  ],
  ['a proxy', new Proxy(BYTES, {})],
  ['what inherits from one', Object.create(BYTES)],
]

/** A service, and each of its operations with one of its byte arrays for the caller to choose. */
async function operations() {
  const watched = await watchedModule()
  // Below the guard of core, which would refuse some of it for its length.
  const crypto = new AskarAlgorithms(await AskarRuntime.start(watched.module))
  const [ephemeral, sender, recipient] = [
    await crypto.generateKeyPair('X25519'),
    await crypto.generateKeyPair('X25519'),
    await crypto.generateKeyPair('X25519'),
  ]
  const signer = await crypto.generateKeyPair('Ed25519')
  const [theirs, epk, verifier] = [
    await crypto.importPublicKey(recipient.publicJwk),
    await crypto.importPublicKey(ephemeral.publicJwk),
    await crypto.importPublicKey(signer.publicJwk),
  ]
  const content = await crypto.encryptContent({ enc: ENC, plaintext: BYTES, aad: BYTES })
  const { contentKey } = content
  const info = { alg: 'ECDH-1PU+A256KW', apu: BYTES, apv: BYTES, tag: content.tag } as const
  const wrap = {
    ...info,
    contentKey,
    ephemeral: ephemeral.secretKey,
    sender: sender.secretKey,
    recipient: theirs,
  }
  const encryptedKey = await crypto.wrapKey(wrap)
  const unwrap = {
    ...info,
    enc: ENC,
    encryptedKey,
    ephemeral: epk,
    sender: await crypto.importPublicKey(sender.publicJwk),
    recipient: recipient.secretKey,
  } as const
  const decrypt = { ...content, enc: ENC, aad: BYTES } as const
  const sign = { alg: 'EdDSA', secretKey: signer.secretKey, data: BYTES } as const
  const signature = await crypto.sign(sign)
  const verify = { alg: 'EdDSA', publicKey: verifier, data: BYTES, signature } as const
  type Run = (value: never) => unknown
  const runs: Record<string, Run> = {
    'plaintext of encryptContent': (plaintext) =>
      crypto.encryptContent({ enc: ENC, plaintext, aad: BYTES }),
    'aad of encryptContent': (aad) => crypto.encryptContent({ enc: ENC, plaintext: BYTES, aad }),
    'iv of decryptContent': (iv) => crypto.decryptContent({ ...decrypt, iv }),
    'ciphertext of decryptContent': (ciphertext) =>
      crypto.decryptContent({ ...decrypt, ciphertext }),
    'tag of decryptContent': (tag) => crypto.decryptContent({ ...decrypt, tag }),
    'aad of decryptContent': (aad) => crypto.decryptContent({ ...decrypt, aad }),
    'apu of wrapKey': (apu) => crypto.wrapKey({ ...wrap, apu }),
    'apv of wrapKey': (apv) => crypto.wrapKey({ ...wrap, apv }),
    'tag of wrapKey': (tag) => crypto.wrapKey({ ...wrap, tag }),
    'encryptedKey of unwrapKey': (key) => crypto.unwrapKey({ ...unwrap, encryptedKey: key }),
    'apu of unwrapKey': (apu) => crypto.unwrapKey({ ...unwrap, apu }),
    'data of sign': (data) => crypto.sign({ ...sign, data }),
    'data of verify': (data) => crypto.verify({ ...verify, data }),
    'signature of verify': (value) => crypto.verify({ ...verify, signature: value }),
    'data of sha256': (data) => crypto.sha256(data),
  }
  return { watched, crypto, runs, secretKey: signer.secretKey }
}

async function expectKeysLive(crypto: AskarAlgorithms, secretKey: AskarSecretKey) {
  expect(await crypto.sign({ alg: 'EdDSA', secretKey, data: BYTES })).toHaveLength(64)
}

describe('what is no Uint8Array', () => {
  it.each(NO_BYTES)('is refused in every place, and harms nothing: %s', async (_, value) => {
    const { watched, crypto, runs, secretKey } = await operations()
    for (const [place, run] of Object.entries(runs)) {
      const error = await errorOf(async () => run(value as never))
      expect(error, place).toMatchObject({ code: 'INVALID_ARGUMENT' })
      expect(error.message, place).toMatch(/ is no Uint8Array$/)
    }
    expect(watched.copies).toHaveLength(1)
    await expectKeysLive(crypto, secretKey)
  })
})

describe('bytes that say they are others', () => {
  it('are taken as they are', async () => {
    const { watched, crypto, secretKey } = await operations()
    const boaster = new Boaster(ABC)
    expect(boaster).toHaveLength(4096)
    const digest = await crypto.sha256(boaster)
    expect(Buffer.from(digest).toString('hex')).toBe(ABC_DIGEST)
    for (const aad of [boaster, boaster.subarray(0, 1)]) {
      const { contentKey, ...content } = await crypto.encryptContent({
        enc: ENC,
        plaintext: BYTES,
        aad,
      })
      const opened = await crypto.decryptContent({ ...content, enc: ENC, contentKey, aad })
      expect(opened).toEqual(BYTES)
    }
    expect(watched.copies).toHaveLength(1)
    await expectKeysLive(crypto, secretKey)
  })

  it('may be shared with other threads, part of a larger buffer, or empty', async () => {
    const { crypto } = await operations()
    const shared = new Uint8Array(new SharedArrayBuffer(3))
    shared.set(ABC)
    const larger = Uint8Array.of(0, ...ABC, 0).subarray(1, 4)
    for (const data of [shared, larger, Buffer.from(ABC)]) {
      expect(Buffer.from(await crypto.sha256(data)).toString('hex')).toBe(ABC_DIGEST)
    }
    expect(await crypto.sha256(new Uint8Array())).toHaveLength(32)
  })
})
