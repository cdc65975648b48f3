import { randomBytes } from 'node:crypto'
import { AskarCryptoService } from '@didcomm/crypto-askar-wasm'
import {
  base64Url,
  collectGarbage,
  errorOf,
  flipBit,
  generateJwk,
  publicJwk,
  rawJwe,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { conversationOn, packed, privateKeysOf, secretsOfMessage } from './support/conversation.ts'
import { sealBlocks } from './support/seal-blocks.ts'
import { type NamedSecrets, secretsIn } from './support/secrets-in-memory.ts'
import { madeInside, type WatchedModule, watchedModule } from './support/watched-module.ts'
import { withoutRelease } from './support/without-release.ts'

const AGREEMENT = ['X25519', 'P-256', 'P-384'] as const
const AUTHCRYPT_KEYS = [
  'alice #agree-1',
  'alice #sign-1',
  'alice #sign-2',
  'alice #sign-3',
  'bob #agree-1',
]

/** A service, and a look into its memory. */
interface Watched {
  readonly crypto: AskarCryptoService
  readonly module: WatchedModule
  readonly found: (secrets: NamedSecrets) => string[]
}

async function watchedService(): Promise<Watched> {
  const module = await watchedModule()
  const crypto = await AskarCryptoService.load(module.module)
  const found = (secrets: NamedSecrets) => {
    const { memory, initial } = module.running
    return secretsIn({ bytes: new Uint8Array(memory.buffer), initial }, secrets)
  }
  return { crypto, module, found }
}

describe('the scan', () => {
  it('finds 8 bytes of a secret wherever they are, forward and backward, and not 7', () => {
    const secret = Uint8Array.from({ length: 20 }, (_, index) => 200 + index)
    const scan = (bytes: Uint8Array, at: number) => {
      const memory = new Uint8Array(100)
      memory.set(bytes, at)
      return secretsIn({ bytes: memory, initial }, { secret })
    }
    const initial = new Uint8Array(100)
    for (const bytes of [secret.subarray(0, 8), secret.subarray(12), secret.subarray(5, 13)]) {
      for (const at of [0, 13, 92]) {
        expect(scan(bytes, at)).toEqual(['secret'])
        expect(scan(Uint8Array.from(bytes).reverse(), at)).toEqual(['secret'])
      }
    }
    expect(scan(secret.subarray(3, 10), 20)).toEqual([])
  })

  it('leaves out what was in the memory from the start, in that place alone', () => {
    const secret = Buffer.from('a constant of the module')
    const initial = new Uint8Array(100)
    initial.set(secret, 30)
    expect(secretsIn({ bytes: initial, initial }, { secret })).toEqual([])
    const bytes = Uint8Array.from(initial)
    bytes.set(secret.subarray(0, 8), 60)
    expect(secretsIn({ bytes, initial }, { secret })).toEqual(['secret'])
  })
})

describe.each(AGREEMENT)('the memory of the module, messages on %s', (curve) => {
  it('holds a secret as long as its key lives, and no longer', async () => {
    const { crypto, module, found } = await watchedService()
    const conversation = await conversationOn(crypto, curve)
    const privateKeys = privateKeysOf(conversation)
    expect(found(privateKeys)).toEqual(AUTHCRYPT_KEYS)

    const message = await packed(conversation)
    const { message: opened } = await conversation.packaging.unpack(message)
    expect(opened.body).toEqual({ content: 'Lunch at noon, behind the third pillar?' })
    const ofMessage = secretsOfMessage(conversation, message)
    // Zs is kept for the next message of the two. What is of one message is gone with it.
    expect(found({ ...ofMessage, ...madeInside(module.running) })).toEqual(['Zs'])
    expect(Object.keys(madeInside(module.running))).toHaveLength(2)
    expect(found(privateKeys)).toEqual(AUTHCRYPT_KEYS)

    conversation.secrets.dispose()
    expect(found({ ...privateKeys, ...ofMessage, ...madeInside(module.running) })).toEqual([])
  })

  it('holds a content key and an ephemeral key until they are released', async () => {
    const { crypto, module, found } = await watchedService()
    const { contentKey } = await crypto.encryptContent({
      enc: 'A256CBC-HS512',
      plaintext: Buffer.from('Lunch at noon?'),
      aad: new Uint8Array(),
    })
    const { secretKey } = await crypto.generateKeyPair(curve)
    expect(found(madeInside(module.running))).toEqual(['random bytes 1', 'random bytes 2'])
    crypto.releaseKey?.(contentKey)
    expect(found(madeInside(module.running))).toEqual(['random bytes 2'])
    crypto.releaseKey?.(secretKey)
    expect(found(madeInside(module.running))).toEqual([])
  })

  it.each([
    ['anoncrypt, A256CBC-HS512', { anonymous: true }, []],
    ['anoncrypt, A256GCM', { anonymous: true, enc: 'A256GCM' }, []],
    ['anoncrypt, XC20P', { anonymous: true, enc: 'XC20P' }, []],
    ['anoncrypt(authcrypt)', { protectSender: true }, ['Zs of the inner envelope']],
    ['anoncrypt(signed), EdDSA', { signBy: 'did:example:alice#sign-1' }, []],
    ['anoncrypt(signed), ES256', { signBy: 'did:example:alice#sign-2' }, []],
    ['anoncrypt(signed), ES256K', { signBy: 'did:example:alice#sign-3' }, []],
  ] as const)('holds nothing of %s after it was packed and opened', async (_, options, kept) => {
    const { crypto, module, found } = await watchedService()
    const conversation = await conversationOn(crypto, curve)
    const message = await packed(conversation, options)
    await conversation.packaging.unpack(message)
    const ofMessage = secretsOfMessage(conversation, message)
    expect(found({ ...ofMessage, ...madeInside(module.running) })).toEqual(kept)
    conversation.secrets.dispose()
    const all = { ...privateKeysOf(conversation), ...ofMessage, ...madeInside(module.running) }
    expect(found(all)).toEqual([])
  })

  it('holds nothing of what failed', async () => {
    const { crypto, module, found } = await watchedService()
    const conversation = await conversationOn(crypto, curve)
    const { packaging, bob } = conversation
    const message = await packed(conversation, { anonymous: true })
    const authenticated = await packed(conversation)
    const envelope = JSON.parse(message)
    const { tag, ...untagged } = JSON.parse(authenticated)
    const [recipient] = envelope.recipients
    const size = Buffer.from(envelope.ciphertext, 'base64url').length
    const stranger = generateJwk(curve)
    const hostile = [
      { ...envelope, tag: flipBit(envelope.tag) },
      { ...untagged, tag: flipBit(tag) },
      // The last block but one, so that the padding is wrong as well.
      { ...envelope, ciphertext: flipBit(envelope.ciphertext, size - 17) },
      {
        ...envelope,
        recipients: [{ ...recipient, encrypted_key: flipBit(recipient.encrypted_key) }],
      },
      JSON.parse(
        rawJwe({
          alg: 'ECDH-ES+A256KW',
          enc: 'A256CBC-HS512',
          recipients: [{ kid: `${bob.did}#agree-1`, publicJwk: publicJwk(stranger) }],
          plaintext: 'for somebody else',
        }),
      ),
    ]
    for (const each of hostile) {
      expect((await errorOf(packaging.unpack(JSON.stringify(each)))).code).toBe('DECRYPTION_FAILED')
    }
    const [one, other] = [generateJwk(curve), generateJwk(curve)]
    const mixed = { ...one, d: other.d }
    expect((await errorOf(crypto.importSecretKey(mixed))).code).toBe('INVALID_KEY')

    const ofMessage = secretsOfMessage(conversation, message)
    const d = Buffer.from(other.d, 'base64url')
    expect(found({ ...ofMessage, ...madeInside(module.running), d })).toEqual([])
    conversation.secrets.dispose()
    const all = { ...privateKeysOf(conversation), ...secretsOfMessage(conversation, authenticated) }
    expect(found(all)).toEqual([])
  })

  it('holds nothing of content with a right tag and wrong padding, which was decrypted', async () => {
    const { crypto, found } = await watchedService()
    const { packaging, bob } = await conversationOn(crypto, curve)
    const [[kid, jwk] = []] = Object.entries(bob.secrets)
    if (!kid || !jwk) throw new Error('bob has a key')
    const [contentKey, blocks] = [randomBytes(64), randomBytes(48).fill(0xee, 47)]
    const recipients = [{ kid, publicJwk: publicJwk(jwk) }]
    const enc = 'A256CBC-HS512'
    const right = rawJwe({ alg: 'ECDH-ES+A256KW', enc, contentKey, recipients, plaintext: '{}' })
    const envelope = JSON.parse(right)
    const iv = Buffer.from(envelope.iv, 'base64url')
    const aad = Buffer.from(envelope.protected)
    const { ciphertext, tag } = sealBlocks({ key: contentKey, iv, aad, blocks })
    const wrong = { ...envelope, ciphertext: base64Url(ciphertext), tag: base64Url(tag) }
    const error = await errorOf(packaging.unpack(JSON.stringify(wrong)))
    expect(error.code).toBe('DECRYPTION_FAILED')
    expect(found({ contentKey, blocks })).toEqual([])
  })

  it('holds nothing of keys that were left to the garbage collector', async () => {
    const { crypto, module, found } = await watchedService()
    const before = module.running.liveHandles()
    const secrets = await talkAndForget(crypto, curve, () => found)
    const all = { ...secrets, ...madeInside(module.running) }
    await collectGarbage(() => module.running.liveHandles() === before)
    expect(found(all)).toEqual([])
  })

  it('is all zeros after the service was disposed of', async () => {
    const { crypto, module, found } = await watchedService()
    const conversation = await conversationOn(crypto, curve)
    await conversation.packaging.unpack(await packed(conversation))
    const { memory } = module.running
    expect(found(privateKeysOf(conversation))).toEqual(AUTHCRYPT_KEYS)
    crypto.dispose()
    expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true)
  })
})

/** Packs and opens a message with keys that are never disposed of, released or kept; returns what was secret. */
async function talkAndForget(
  crypto: AskarCryptoService,
  curve: (typeof AGREEMENT)[number],
  look: () => Watched['found'],
): Promise<NamedSecrets> {
  const conversation = await conversationOn(crypto, curve, withoutRelease(crypto))
  const message = await packed(conversation)
  await conversation.packaging.unpack(message)
  const secrets = { ...privateKeysOf(conversation), ...secretsOfMessage(conversation, message) }
  expect(look()(secrets)).toEqual(expect.arrayContaining([...AUTHCRYPT_KEYS, 'Zs', 'content key']))
  return secrets
}
