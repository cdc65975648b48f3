import { noblePrimitives, type NobleSecretKey } from '@didcomm/crypto-noble'
import { ecdh, errorOf, generateJwk, publicJwk } from '@didcomm/test-support'
import { describe, expect, it, vi } from 'vitest'
import type { PrivateJwk, PublicJwk } from '../src/contracts/index.ts'
import { ContentKey } from '../src/crypto/content-key.ts'
import { externalKey, type ExternalKey } from '../src/crypto/external-key.ts'
import { apu, apv, bytes, seal, service } from './support/sealed-content.ts'

describe('external keys', () => {
  const external = (jwk: PrivateJwk): ExternalKey =>
    externalKey({ agree: (theirs) => Uint8Array.from(ecdh(jwk, theirs)) })

  it('opens authcrypt with a recipient key that lives elsewhere', async () => {
    const { recipientJwk, senderJwk, ephemeralJwk, unwrap, sealed } = await seal(
      'ECDH-1PU+A256KW',
      { crv: 'P-256' },
    )
    const agree = vi.fn((theirs: PublicJwk) => Uint8Array.from(ecdh(recipientJwk, theirs)))
    const contentKey = await service.unwrapKey({ ...unwrap, recipient: externalKey({ agree }) })
    expect(Buffer.from(await service.decryptContent({ ...sealed, contentKey })).toString()).toBe(
      'Lunch?',
    )
    expect(agree.mock.calls.map(([jwk]) => jwk)).toEqual([ephemeralJwk, publicJwk(senderJwk)])
  })

  it('sends authcrypt with a sender key that lives elsewhere, beside an ephemeral one of the backend', async () => {
    const senderJwk = generateJwk('X25519')
    const recipientJwk = generateJwk('X25519')
    const ephemeral = await service.generateKeyPair('X25519')
    const content = await service.encryptContent({
      enc: 'A256CBC-HS512',
      plaintext: bytes('Lunch?'),
      aad: bytes(''),
    })
    const info = { alg: 'ECDH-1PU+A256KW', apu, apv, tag: content.tag } as const
    const encryptedKey = await service.wrapKey({
      ...info,
      contentKey: content.contentKey,
      ephemeral: ephemeral.secretKey,
      sender: external(senderJwk),
      recipient: await service.importPublicKey(publicJwk(recipientJwk)),
    })
    const opened = await service.unwrapKey({
      ...info,
      enc: 'A256CBC-HS512',
      encryptedKey,
      ephemeral: await service.importPublicKey(ephemeral.publicJwk),
      sender: await service.importPublicKey(publicJwk(senderJwk)),
      recipient: await service.importSecretKey(recipientJwk),
    })
    expect(ContentKey.bytesOf(opened)).toEqual(ContentKey.bytesOf(content.contentKey))
  })

  it('cannot change the public key that they are given, which others go on to use', async () => {
    const { unwrap, recipientJwk } = await seal('ECDH-ES+A256KW')
    const { x } = publicJwk(generateJwk('X25519'))
    const recipient = externalKey({
      agree: (theirs) => {
        const secret = ecdh(recipientJwk, theirs)
        Object.assign(theirs, { x })
        return Uint8Array.from(secret)
      },
    })
    const [first, second] = [
      await service.unwrapKey({ ...unwrap, recipient }),
      await service.unwrapKey({ ...unwrap, recipient }),
    ]
    expect(ContentKey.bytesOf(second)).toEqual(ContentKey.bytesOf(first))
  })

  it('are not converted, which a backend could not do', async () => {
    const secretKey = externalKey({ agree: () => new Uint8Array(32) })
    await expect(service.x25519FromEd25519?.(secretKey)).rejects.toMatchObject({
      code: 'INVALID_KEY',
      message: 'an external key cannot be converted',
    })
  })

  it('signs with a key that lives elsewhere', async () => {
    const jwk = generateJwk('Ed25519')
    const secretKey = await service.importSecretKey(jwk)
    const data = bytes('Lunch?')
    const sign = vi.fn((alg: 'EdDSA' | 'ES256' | 'ES256K', signed: Uint8Array) =>
      noblePrimitives.sign({ alg, secretKey: secretKey as NobleSecretKey, data: signed }),
    )
    const signature = await service.sign({ alg: 'EdDSA', secretKey: externalKey({ sign }), data })
    const publicKey = await service.importPublicKey(publicJwk(jwk))
    expect(await service.verify({ alg: 'EdDSA', publicKey, data, signature })).toBe(true)
    expect(sign).toHaveBeenCalledExactlyOnceWith('EdDSA', data)
  })

  it.each([
    ['throws', () => Promise.reject(new Error('HSM offline'))],
    ['answers with a wrong length', () => new Uint8Array(31)],
    ['answers with a prefixed point', () => new Uint8Array(65)],
    ['answers with nothing', () => undefined as unknown as Uint8Array],
    ['answers with a text', () => 'x'.repeat(32) as unknown as Uint8Array],
  ])(
    'tells that a key which %s failed, and does not call that a failure to decrypt',
    async (_, agree) => {
      const { unwrap } = await seal('ECDH-ES+A256KW')
      const error = await errorOf(() =>
        service.unwrapKey({ ...unwrap, recipient: externalKey({ agree }) }),
      )
      expect(error.code).toBe('SECRETS_MANAGER_FAILED')
    },
  )

  it('keeps what went wrong as the cause', async () => {
    const cause = new Error('HSM offline')
    const agree = () => Promise.reject(cause)
    const sign = () => Promise.reject(cause)
    const { unwrap } = await seal('ECDH-ES+A256KW')
    const key = externalKey({ agree, sign })
    const unwrapping = await errorOf(() => service.unwrapKey({ ...unwrap, recipient: key }))
    const wrapping = await errorOf(() =>
      service.wrapKey({
        alg: 'ECDH-ES+A256KW',
        contentKey: new ContentKey(new Uint8Array(64)),
        ephemeral: key,
        recipient: unwrap.ephemeral,
        apu,
        apv,
      }),
    )
    const signing = await errorOf(() => service.sign({ alg: 'EdDSA', secretKey: key, data: apu }))
    for (const error of [unwrapping, wrapping, signing]) {
      expect(error).toMatchObject({ code: 'SECRETS_MANAGER_FAILED', cause })
    }
  })

  it('refuses a signature of a wrong length, such as one in DER', async () => {
    const key = externalKey({ sign: () => new Uint8Array(70) })
    const error = await errorOf(() => service.sign({ alg: 'ES256', secretKey: key, data: apu }))
    expect(error).toMatchObject({
      code: 'SECRETS_MANAGER_FAILED',
      message: expect.stringMatching(/70 bytes instead of 64/),
    })
  })
})
