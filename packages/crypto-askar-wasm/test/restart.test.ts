import {
  AskarCryptoService,
  AskarSecretsManager,
  exportSecretKey,
} from '@didcomm/crypto-askar-wasm'
import { collectGarbage, errorOf, generateJwk } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { conversationOn, packed, privateKeysOf, secretsOfMessage } from './support/conversation.ts'
import { type NamedSecrets, secretsIn } from './support/secrets-in-memory.ts'
import {
  isZero,
  type WatchedCopy,
  type WatchedModule,
  watchedModule,
} from './support/watched-module.ts'

const FAILED = {
  code: 'INVALID_ARGUMENT',
  message: 'Askar failed, and is started anew without the keys that it held',
}
const LOST = {
  code: 'INVALID_KEY',
  message: 'the private key is lost: Askar failed, and its memory was overwritten',
}
const LOST_CONTENT_KEY = 'the content key is lost: Askar failed, and its memory was overwritten'
/** Far beyond the memory of the module. */
const NOWHERE = 0x7ffffff0

/** Has a function of the running copy reach outside of its memory, in WebAssembly. */
function trapIn({ running }: WatchedModule, name: string): WatchedCopy {
  const read = running.functions['secretkey_publicBytes']
  running.replaced.set(name, () => read?.(NOWHERE))
  return running
}

function found({ memory, initial }: WatchedCopy, secrets: NamedSecrets): string[] {
  return secretsIn({ bytes: new Uint8Array(memory.buffer), initial }, secrets)
}

it('a pointer to nowhere is a trap: the control of what follows', async () => {
  const watched = await watchedModule()
  await AskarCryptoService.load(watched.module)
  const trap = () => watched.running.functions['secretkey_publicBytes']?.(NOWHERE)
  expect(trap).toThrow(WebAssembly.RuntimeError)
})

describe('after a trap', () => {
  it('the call fails, and the service works again with new keys', async () => {
    const watched = await watchedModule()
    const crypto = await AskarCryptoService.load(watched.module)
    const before = await conversationOn(crypto, 'X25519')
    await before.packaging.unpack(await packed(before))

    trapIn(watched, 'encryptContent')
    const error = await errorOf(packed(before))
    expect(error).toMatchObject(FAILED)
    expect(error.cause).toBeInstanceOf(WebAssembly.RuntimeError)
    expect(watched.copies).toHaveLength(1)

    const after = await conversationOn(crypto, 'P-256')
    const { message } = await after.packaging.unpack(await packed(after))
    expect(message.body).toEqual({ content: 'Lunch at noon, behind the third pillar?' })
    expect(watched.copies).toHaveLength(2)
  })

  it('old keys are told to be lost, and can be replaced', async () => {
    const watched = await watchedModule()
    const crypto = await AskarCryptoService.load(watched.module)
    const [kid, jwk] = ['did:example:alice#key-1', generateJwk('Ed25519')]
    const secrets = new AskarSecretsManager(crypto)
    await secrets.addJwk(kid, jwk)
    const old = secrets.get(kid)
    if (!old) throw new Error('it was added')
    trapIn(watched, 'sign')
    const sign = (secretKey = old) =>
      crypto.sign({ alg: 'EdDSA', secretKey, data: Uint8Array.of(1) })
    expect(await errorOf(sign())).toMatchObject(FAILED)
    expect(await errorOf(sign())).toMatchObject(LOST)
    expect(await errorOf(() => exportSecretKey(old))).toMatchObject(LOST)
    expect(watched.copies).toHaveLength(2)
    await secrets.addJwk(kid, jwk)
    expect(await sign(secrets.get(kid))).toHaveLength(64)
  })

  it('the memory that is left behind is overwritten', async () => {
    const watched = await watchedModule()
    const crypto = await AskarCryptoService.load(watched.module)
    const conversation = await conversationOn(crypto, 'X25519')
    const secrets = {
      ...privateKeysOf(conversation),
      ...secretsOfMessage(conversation, await packed(conversation)),
    }
    const left = trapIn(watched, 'decryptContent')
    expect(found(left, secrets)).toContain('alice #agree-1')
    const message = await packed(conversation)
    // Not the one error of all that does not decrypt: whoever holds keys has to import them again.
    const error = await errorOf(conversation.packaging.unpack(message))
    expect(error).toMatchObject({ code: 'INVALID_KEY', message: LOST_CONTENT_KEY })
    expect(watched.copies).toHaveLength(2)
    expect(isZero(left)).toBe(true)
    expect(found(watched.running, secrets)).toEqual([])
  })

  it('old keys are freed in neither memory, by disposing of them or by the garbage collector', async () => {
    const watched = await watchedModule()
    const crypto = await AskarCryptoService.load(watched.module)
    const collected = await makeKeysAndTrap(watched, crypto)
    const [left, next] = watched.copies
    if (!left || !next) throw new Error('there are two copies')
    const freed: string[] = []
    for (const [index, copy] of watched.copies.entries()) {
      for (const name of ['__wbg_secretkey_free', '__wbg_contentkey_free']) {
        copy.replaced.set(name, (...args) => {
          freed.push(`${name} in copy ${index + 1}`)
          return copy.functions[name]?.(...args)
        })
      }
    }
    // In the places that the old ones had in the other memory.
    const { secretKey } = await crypto.generateKeyPair('Ed25519')
    const exported = exportSecretKey(secretKey)
    await collectGarbage(() => collected.count === collected.expected)
    expect(collected.count).toBe(collected.expected)
    expect(freed).toEqual([])
    expect(isZero(left)).toBe(true)
    expect(next.liveHandles()).toBe(1)
    expect(exportSecretKey(secretKey)).toEqual(exported)
    // Those of the new copy are.
    secretKey.dispose()
    expect(freed).toEqual(['__wbg_secretkey_free in copy 2'])
  })

  it.each([
    { many: '256', limit: undefined, cached: ['Zs'] },
    { many: 'none', limit: 0, cached: [] },
    { many: 'one', limit: 1, cached: ['Zs'] },
  ])('as many shared secrets are kept as before: $many', async ({ limit, cached }) => {
    const watched = await watchedModule()
    const options = limit === undefined ? {} : { maxCachedAgreements: limit }
    const crypto = await AskarCryptoService.load(watched.module, options)
    const check = async () => {
      const { running } = watched
      const first = await conversationOn(crypto, 'X25519')
      const ofFirst = { Zs: zsOf(first, await packed(first)) }
      expect(found(running, ofFirst)).toEqual(cached)
      const second = await conversationOn(crypto, 'X25519')
      const ofSecond = { Zs: zsOf(second, await packed(second)) }
      expect(found(running, ofSecond)).toEqual(cached)
      // A limit of one has pushed the first out.
      expect(found(running, ofFirst)).toEqual(limit === undefined ? ['Zs'] : [])
    }
    await check()
    trapIn(watched, 'sha256')
    expect(await errorOf(() => crypto.sha256(new Uint8Array()))).toMatchObject(FAILED)
    await crypto.sha256(new Uint8Array())
    expect(watched.copies).toHaveLength(2)
    await check()
  })

  it('keeps as many shared secrets as one envelope may have recipients', async () => {
    const watched = await watchedModule()
    const crypto = await AskarCryptoService.load(watched.module)
    const first = await conversationOn(crypto, 'X25519')
    const ofFirst = { Zs: zsOf(first, await packed(first)) }
    for (let pair = 1; pair < 256; pair++) await packed(await conversationOn(crypto, 'X25519'))
    expect(found(watched.running, ofFirst)).toEqual(['Zs'])
    await packed(await conversationOn(crypto, 'X25519'))
    expect(found(watched.running, ofFirst)).toEqual([])
  })

  it('is as after a stack that is used up', async () => {
    const watched = await watchedModule()
    const crypto = await AskarCryptoService.load(watched.module)
    const { running } = watched
    running.replaced.set('secretkey_generate', () => {
      throw new RangeError('Maximum call stack size exceeded')
    })
    expect(await errorOf(crypto.generateKeyPair('X25519'))).toMatchObject(FAILED)
    expect(isZero(running)).toBe(true)
    expect((await crypto.generateKeyPair('X25519')).secretKey.curve).toBe('X25519')
  })

  it('is tried again when no new copy could be started', async () => {
    const watched = await watchedModule()
    const crypto = await AskarCryptoService.load(watched.module)
    trapIn(watched, 'sha256')
    const hash = () => crypto.sha256(new Uint8Array())
    expect(await errorOf(hash)).toMatchObject(FAILED)
    const { Instance } = WebAssembly
    const failing = function instance() {
      throw new RangeError('out of memory')
    }
    Object.assign(WebAssembly, { Instance: failing })
    try {
      expect(await errorOf(hash)).toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: 'Askar failed, and cannot be started anew',
      })
    } finally {
      Object.assign(WebAssembly, { Instance })
    }
    expect(await hash()).toHaveLength(32)
  })

  it.each(['secretkey_exportSecretBytes', 'secretkey_publicBytes'])(
    'in %s, the copy is stopped as well',
    async (name) => {
      const watched = await watchedModule()
      const crypto = await AskarCryptoService.load(watched.module)
      const { secretKey } = await crypto.generateKeyPair('X25519')
      const left = trapIn(watched, name)
      expect(await errorOf(() => exportSecretKey(secretKey))).toMatchObject(FAILED)
      expect(isZero(left)).toBe(true)
      expect(await errorOf(() => exportSecretKey(secretKey))).toMatchObject(LOST)
    },
  )

  it('in freeing a key, nothing is thrown, and the copy is stopped', async () => {
    const watched = await watchedModule()
    const crypto = await AskarCryptoService.load(watched.module)
    const { secretKey } = await crypto.generateKeyPair('X25519')
    const left = trapIn(watched, '__wbg_secretkey_free')
    crypto.releaseKey(secretKey)
    expect(isZero(left)).toBe(true)
    expect(await crypto.sha256(new Uint8Array())).toHaveLength(32)
  })

  it('is not as after an error of Askar, which leaves its keys alone', async () => {
    const watched = await watchedModule()
    const crypto = await AskarCryptoService.load(watched.module)
    const { secretKey } = await crypto.generateKeyPair('X25519')
    const sign = crypto.sign({ alg: 'EdDSA', secretKey, data: Uint8Array.of(1) })
    expect((await errorOf(sign)).code).toBe('INVALID_KEY')
    expect(watched.copies).toHaveLength(1)
    expect(exportSecretKey(secretKey).crv).toBe('X25519')
  })
})

/** What the static keys of both agree on. */
function zsOf(
  conversation: Awaited<ReturnType<typeof conversationOn>>,
  message: string,
): Uint8Array {
  const { Zs } = secretsOfMessage(conversation, message)
  if (!Zs) throw new Error('it is authcrypt')
  return Zs
}

/** Makes keys that nobody refers to, and traps; `collected` counts those of them that the collector has found. */
async function makeKeysAndTrap(watched: WatchedModule, crypto: AskarCryptoService) {
  const collected = { count: 0, expected: 3 }
  const registry = new FinalizationRegistry(() => {
    collected.count++
  })
  Object.assign(collected, { registry })
  const { contentKey } = await crypto.encryptContent({
    enc: 'A256GCM',
    plaintext: new Uint8Array(),
    aad: new Uint8Array(),
  })
  const { secretKey } = await crypto.generateKeyPair('X25519')
  const { secretKey: disposed } = await crypto.generateKeyPair('P-256')
  for (const key of [contentKey, secretKey, disposed]) registry.register(key, undefined)
  trapIn(watched, 'sha256')
  await errorOf(() => crypto.sha256(new Uint8Array()))
  await crypto.sha256(new Uint8Array())
  disposed.dispose()
  return collected
}
