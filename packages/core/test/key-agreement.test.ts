import { noblePrimitives } from '@didcomm/crypto-noble'
import { ecdh, errorOf, generateJwk, publicJwk } from '@didcomm/test-support'
import { describe, expect, it, vi } from 'vitest'
import type { PublicJwk } from '../src/contracts/index.ts'
import { ContentKey } from '../src/crypto/content-key.ts'
import { externalKey } from '../src/crypto/external-key.ts'
import {
  apu,
  apv,
  base64Url,
  bytes,
  type Primitives,
  seal,
  service,
  serviceWith,
} from './support/sealed-content.ts'

describe('the all-zero secret of X25519', () => {
  it('[ENC-13] is refused, as a fault of the public key', async () => {
    const { unwrap } = await seal('ECDH-ES+A256KW')
    const crypto = serviceWith({ agree: () => new Uint8Array(32) })
    const error = await errorOf(() => crypto.unwrapKey(unwrap))
    expect(error).toMatchObject({ code: 'INVALID_KEY', message: expect.stringMatching(/all-zero/) })
  })

  it('[ENC-13] is refused while wrapping, and from an external key', async () => {
    const ephemeral = externalKey({ agree: () => new Uint8Array(32) })
    const { publicJwk: jwk } = await service.generateKeyPair('X25519')
    const recipient = await service.importPublicKey(jwk)
    const contentKey = new ContentKey(new Uint8Array(64))
    const options = { alg: 'ECDH-ES+A256KW', contentKey, ephemeral, recipient, apu, apv } as const
    expect((await errorOf(() => service.wrapKey(options))).code).toBe('INVALID_KEY')
  })

  it('is told from one that only begins, or ends, with zeros', async () => {
    const { unwrap } = await seal('ECDH-ES+A256KW')
    for (const index of [0, 31]) {
      const secret = new Uint8Array(32)
      secret[index] = 1
      const crypto = serviceWith({ agree: () => secret.slice() })
      expect((await errorOf(() => crypto.unwrapKey(unwrap))).code).toBe('DECRYPTION_FAILED')
    }
  })

  it('leaves alone a zero x-coordinate of another curve', async () => {
    const { unwrap } = await seal('ECDH-ES+A256KW', { crv: 'P-256' })
    const crypto = serviceWith({ agree: () => new Uint8Array(32) })
    expect((await errorOf(() => crypto.unwrapKey(unwrap))).code).toBe('DECRYPTION_FAILED')
  })
})

it('overwrites what one key agreed on when another one fails', async () => {
  const { unwrap } = await seal('ECDH-1PU+A256KW')
  const made: Uint8Array[] = []
  let calls = 0
  const agree: Primitives['agree'] = async (secretKey, publicKey) => {
    calls += 1
    if (calls === 2) throw new Error('away')
    const secret = await noblePrimitives.agree(secretKey, publicKey)
    made.push(secret)
    return secret
  }
  expect((await errorOf(serviceWith({ agree }).unwrapKey(unwrap))).code).toBe('DECRYPTION_FAILED')
  expect(made).toEqual([new Uint8Array(32)])
})

it('leaves no agreement waiting when another one fails at once', async () => {
  const { unwrap } = await seal('ECDH-1PU+A256KW')
  let calls = 0
  // The runner fails when nobody takes notice of the rejection.
  const agree = (): Promise<Uint8Array> => {
    calls += 1
    if (calls === 1) return Promise.reject(new Error('in time'))
    throw new Error('at once')
  }
  expect((await errorOf(() => serviceWith({ agree }).unwrapKey(unwrap))).code).toBe(
    'DECRYPTION_FAILED',
  )
  await new Promise((resolve) => setTimeout(resolve))
  expect(calls).toBe(2)
})

describe('the secret that two keys of documents agree on', () => {
  // As `Buffer` has it, whose slice is a view.
  const agree = vi.fn(async (...keys: Parameters<Primitives['agree']>) =>
    Buffer.from(await noblePrimitives.agree(...keys)),
  )

  async function agreementsOf(messages: number, keepAgreements?: boolean): Promise<number> {
    const options = keepAgreements === undefined ? {} : { keepAgreements }
    const crypto = serviceWith({ agree }, options)
    const { unwrap } = await seal('ECDH-1PU+A256KW')
    agree.mockClear()
    const opened = []
    for (let message = 0; message < messages; message++) {
      opened.push(ContentKey.bytesOf(await crypto.unwrapKey(unwrap)))
    }
    expect(new Set(opened.map((key) => base64Url(key))).size).toBe(1)
    return agree.mock.calls.length
  }

  it('[ENC-1] is computed once, and the ephemeral one for each message', async () => {
    expect(await agreementsOf(3)).toBe(4)
  })

  it('[ENC-1] is computed once for the sender too, whose other secrets are not kept', async () => {
    const crypto = serviceWith({ agree })
    const { secretKey: sender, publicJwk: jwk } = await crypto.generateKeyPair('X25519')
    const { secretKey: ephemeral } = await crypto.generateKeyPair('X25519', { ephemeral: true })
    const { contentKey, tag } = await crypto.encryptContent({
      enc: 'A256CBC-HS512',
      plaintext: bytes('Lunch?'),
      aad: apu,
    })
    const recipient = await crypto.importPublicKey(jwk)
    const alg = 'ECDH-1PU+A256KW'
    agree.mockClear()
    for (let message = 0; message < 3; message++) {
      await crypto.wrapKey({ alg, contentKey, ephemeral, sender, recipient, apu, apv, tag })
    }
    // Of the ephemeral key three times, though it is the same here, and of the sender's once.
    expect(agree.mock.calls.map(([secretKey]) => secretKey === sender)).toEqual([
      false,
      true,
      false,
      false,
    ])
  })

  it('[ENC-1] is a copy, for a backend that uses the memory of its results again', async () => {
    const slots = [new Uint8Array(32), new Uint8Array(32)]
    let calls = 0
    const agreeInPlace: Primitives['agree'] = (secretKey, publicKey) => {
      const slot = slots[calls++ % 2] ?? new Uint8Array(32)
      slot.set(Uint8Array.from(noblePrimitives.agree(secretKey, publicKey) as Uint8Array))
      return slot
    }
    const crypto = serviceWith({ agree: agreeInPlace })
    const { publicJwk: jwk } = await service.generateKeyPair('X25519')
    const sender = await crypto.importPublicKey(jwk)
    const recipientJwk = generateJwk('X25519')
    const recipient = await crypto.importSecretKey(recipientJwk)
    // Whoever has no key of the sender hopes that Zs is taken for Ze.
    for (let message = 0; message < 4; message++) {
      const { secretKey: ephemeral, publicJwk: epk } = await service.generateKeyPair('X25519')
      const { contentKey, tag } = await service.encryptContent({
        enc: 'A256CBC-HS512',
        plaintext: bytes('forged'),
        aad: apu,
      })
      const encryptedKey = await service.wrapKey({
        alg: 'ECDH-1PU+A256KW',
        contentKey,
        ephemeral,
        sender: ephemeral,
        recipient: await service.importPublicKey(publicJwk(recipientJwk)),
        apu,
        apv,
        tag,
      })
      const unwrapped = crypto.unwrapKey({
        alg: 'ECDH-1PU+A256KW',
        enc: 'A256CBC-HS512',
        encryptedKey,
        ephemeral: await crypto.importPublicKey(epk),
        recipient,
        sender,
        apu,
        apv,
        tag,
      })
      expect((await errorOf(unwrapped)).code).toBe('DECRYPTION_FAILED')
    }
  })

  it('[ENC-1] is computed each time if it must not be kept', async () => {
    expect(await agreementsOf(3, false)).toBe(6)
  })

  it('[ENC-1] is not kept of a key that lives elsewhere', async () => {
    const { unwrap, recipientJwk } = await seal('ECDH-1PU+A256KW')
    const elsewhere = vi.fn((theirs: PublicJwk) => Uint8Array.from(ecdh(recipientJwk, theirs)))
    const recipient = externalKey({ agree: elsewhere })
    for (let message = 0; message < 2; message++) await service.unwrapKey({ ...unwrap, recipient })
    expect(elsewhere).toHaveBeenCalledTimes(4)
  })
})
