import type { Curve, DIDCommError } from '@didcomm/core'
import {
  type AskarContentKey,
  AskarCryptoService,
  type AskarSecretKey,
  AskarSecretsManager,
  exportSecretKey,
} from '@didcomm/crypto-askar-wasm'
import { errorOf, generateJwk, publicJwk } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { AskarInstance } from '../src/askar-instance.ts'
import { watchedModule } from './support/watched-module.ts'

const NOTHING = new Uint8Array()
const LUNCH = Buffer.from('Lunch?')
const INFO = { apu: NOTHING, apv: NOTHING }
const ENC = 'A256CBC-HS512'
const ES = { alg: 'ECDH-ES+A256KW', ...INFO } as const
const AUTHENTICATED = { alg: 'ECDH-1PU+A256KW', ...INFO, tag: Uint8Array.of(1) } as const

/** Keys of one service. */
interface Keys {
  readonly x25519: AskarSecretKey
  readonly ed25519: AskarSecretKey
  readonly contentKey: AskarContentKey
}

async function keysOf(crypto: AskarCryptoService): Promise<Keys> {
  const make = async (curve: Curve) => (await crypto.generateKeyPair(curve)).secretKey
  const content = await crypto.encryptContent({ enc: ENC, plaintext: LUNCH, aad: NOTHING })
  return {
    x25519: await make('X25519'),
    ed25519: await make('Ed25519'),
    contentKey: content.contentKey,
  }
}

/** Every operation of a service that takes keys, with these in each place, and good ones of its own in the others. */
async function operations(
  crypto: AskarCryptoService,
  own: Keys,
  { x25519, ed25519, contentKey }: Keys,
): Promise<Record<string, () => unknown>> {
  const recipient = await crypto.importPublicKey(publicJwk(generateJwk('X25519')))
  const sealed = await crypto.encryptContent({ enc: ENC, plaintext: LUNCH, aad: NOTHING })
  const wrap = { contentKey: own.contentKey, ephemeral: own.x25519, recipient }
  const unwrap = { enc: ENC, encryptedKey: new Uint8Array(72), ephemeral: recipient } as const
  return {
    'wrapKey, the content key': () => crypto.wrapKey({ ...ES, ...wrap, contentKey }),
    'wrapKey, the ephemeral key': () => crypto.wrapKey({ ...ES, ...wrap, ephemeral: x25519 }),
    'wrapKey, the sender': () => crypto.wrapKey({ ...AUTHENTICATED, ...wrap, sender: x25519 }),
    'unwrapKey, ECDH-ES': () => crypto.unwrapKey({ ...ES, ...unwrap, recipient: x25519 }),
    'unwrapKey, ECDH-1PU': () =>
      crypto.unwrapKey({ ...AUTHENTICATED, ...unwrap, sender: recipient, recipient: x25519 }),
    decryptContent: () => crypto.decryptContent({ ...sealed, enc: ENC, aad: NOTHING, contentKey }),
    sign: () => crypto.sign({ alg: 'EdDSA', secretKey: ed25519, data: LUNCH }),
    x25519FromEd25519: () => crypto.x25519FromEd25519?.(ed25519),
  }
}

/** What each operation came to: `done`, or its error. */
async function outcomes(run: Record<string, () => unknown>): Promise<Record<string, string>> {
  const show = ({ code, message }: DIDCommError) => `${code}: ${message}`
  const entries = Object.entries(run).map(async ([name, operation]) => [
    name,
    await errorOf(operation).then(show, () => 'done'),
  ])
  return Object.fromEntries(await Promise.all(entries))
}

/** The outcomes with keys that are no good for one reason. */
function refused(reason: string): Record<string, string> {
  const secretKey = `INVALID_KEY: the private key ${reason}`
  const contentKey = `INVALID_KEY: the content key ${reason}`
  return {
    'wrapKey, the content key': contentKey,
    'wrapKey, the ephemeral key': secretKey,
    'wrapKey, the sender': secretKey,
    'unwrapKey, ECDH-ES': secretKey,
    'unwrapKey, ECDH-1PU': secretKey,
    decryptContent: contentKey,
    sign: secretKey,
    x25519FromEd25519: secretKey,
  }
}

const FAILED = 'DECRYPTION_FAILED: the message could not be decrypted'

it('keys that live are used: the control of what follows', async () => {
  const crypto = await AskarCryptoService.load()
  const keys = await keysOf(crypto)
  expect(await outcomes(await operations(crypto, keys, keys))).toEqual({
    'wrapKey, the content key': 'done',
    'wrapKey, the ephemeral key': 'done',
    'wrapKey, the sender': 'done',
    // They are asked to open what is not for them.
    'unwrapKey, ECDH-ES': FAILED,
    'unwrapKey, ECDH-1PU': FAILED,
    decryptContent: FAILED,
    sign: 'done',
    x25519FromEd25519: 'done',
  })
  expect(exportSecretKey(keys.x25519).crv).toBe('X25519')
})

describe('a key that was disposed of', () => {
  it('is refused by every operation, and the service goes on', async () => {
    const crypto = await AskarCryptoService.load()
    const [own, gone] = [await keysOf(crypto), await keysOf(crypto)]
    gone.x25519.dispose()
    gone.ed25519.dispose()
    crypto.releaseKey?.(gone.contentKey)
    const run = await operations(crypto, own, gone)
    expect(await outcomes(run)).toEqual(refused('was disposed of'))
    expect((await errorOf(() => exportSecretKey(gone.x25519))).message).toBe(
      'the private key was disposed of',
    )
    expect(await crypto.sign({ alg: 'EdDSA', secretKey: own.ed25519, data: LUNCH })).toHaveLength(
      64,
    )
  })

  it('may be disposed of again, which frees nothing else', async () => {
    const watched = await watchedModule()
    const crypto = await AskarCryptoService.load(watched.module)
    const { liveHandles } = watched.running
    const before = liveHandles()
    const gone = await keysOf(crypto)
    expect(liveHandles()).toBe(before + 3)
    const all = Object.values(gone)
    for (const key of all) key.dispose()
    expect(liveHandles()).toBe(before)
    // These take the places of the others in the module's memory.
    const keys = await keysOf(crypto)
    for (const key of all) {
      key.dispose()
      crypto.releaseKey?.(key)
      key[Symbol.dispose]()
    }
    expect(liveHandles()).toBe(before + 3)
    const signature = await crypto.sign({ alg: 'EdDSA', secretKey: keys.ed25519, data: LUNCH })
    expect(signature).toHaveLength(64)
    await outcomes(await operations(crypto, keys, gone))
    expect(watched.running.zeroPointers).toEqual([])
  })

  it('is an error for the glue as well, used or freed again', async () => {
    const watched = await watchedModule()
    const instance = await AskarInstance.start(watched.module)
    const { Curve, SecretKey, encryptContent, decryptContent, sign, ...glue } = instance.call(
      (askar) => askar,
    )
    const { liveHandles, wrapKeyES, wrapKey1PU, unwrapKeyES, unwrapKey1PU } = glue
    const [live] = encryptContent(0, LUNCH, NOTHING)
    const before = liveHandles()
    const key = SecretKey.generate(Curve.Ed25519)
    const [contentKey] = encryptContent(0, LUNCH, NOTHING)
    key.free()
    contentKey.free()
    expect(liveHandles()).toBe(before)
    const uses = [
      () => key.free(),
      () => contentKey.free(),
      () => key.publicBytes(),
      () => key.exportSecretBytes(),
      () => key.toX25519(),
      () => sign(0, key, LUNCH),
      () => decryptContent(0, contentKey, NOTHING, LUNCH, NOTHING, NOTHING),
      () => wrapKeyES(contentKey, key, NOTHING, NOTHING, NOTHING),
      () => wrapKey1PU(live, key, key, NOTHING, NOTHING, NOTHING, NOTHING),
      () => unwrapKeyES(0, NOTHING, NOTHING, key, NOTHING, NOTHING),
      () => unwrapKey1PU(0, NOTHING, NOTHING, NOTHING, key, NOTHING, NOTHING, NOTHING, 0),
    ]
    for (const use of uses) expect(use).toThrow('null pointer passed to rust')
    // The zeros are seen in every place, so that their absence above says something.
    expect(new Set(watched.running.zeroPointers).size).toBe(uses.length)
    expect(liveHandles()).toBe(before)
    expect(SecretKey.generate(Curve.X25519).publicBytes()).toHaveLength(32)
  })
})

describe('a key of another service', () => {
  it('is refused by every operation', async () => {
    const [crypto, other] = [await AskarCryptoService.load(), await AskarCryptoService.load()]
    const [own, foreign] = [await keysOf(crypto), await keysOf(other)]
    const run = await operations(crypto, own, foreign)
    expect(await outcomes(run)).toEqual(refused('is of another AskarCryptoService'))
    // Its own service takes it, and disposes of it.
    expect(
      await other.sign({ alg: 'EdDSA', secretKey: foreign.ed25519, data: LUNCH }),
    ).toHaveLength(64)
    crypto.releaseKey?.(foreign.ed25519)
    expect((await errorOf(() => exportSecretKey(foreign.ed25519))).code).toBe('INVALID_KEY')
  })

  it('is refused after that service was disposed of', async () => {
    const [crypto, other] = [await AskarCryptoService.load(), await AskarCryptoService.load()]
    const [own, foreign] = [await keysOf(crypto), await keysOf(other)]
    other.dispose()
    const run = await operations(crypto, own, foreign)
    expect(await outcomes(run)).toEqual(refused('is lost: its AskarCryptoService was disposed of'))
    expect((await errorOf(() => exportSecretKey(foreign.x25519))).code).toBe('INVALID_KEY')
  })

  it('is refused if it is no key of Askar at all', async () => {
    const crypto = await AskarCryptoService.load()
    const own = await keysOf(crypto)
    const jwk = generateJwk('X25519')
    for (const hostile of [jwk, {}, own.contentKey]) {
      const secretKey = hostile as unknown as AskarSecretKey
      const wrapping = crypto.sign({ alg: 'EdDSA', secretKey, data: LUNCH })
      expect(await errorOf(wrapping)).toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: 'this is not a private key of AskarCryptoService',
      })
    }
    const sealed = await crypto.encryptContent({ enc: ENC, plaintext: LUNCH, aad: NOTHING })
    const contentKey = own.x25519 as unknown as AskarContentKey
    const opening = crypto.decryptContent({ ...sealed, enc: ENC, aad: NOTHING, contentKey })
    expect(await errorOf(opening)).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'this is not a content key of AskarCryptoService',
    })
  })
})

describe('a service', () => {
  it('cannot be used before it is loaded', async () => {
    const Unloaded = AskarCryptoService as unknown as new () => AskarCryptoService
    expect(await errorOf(() => new Unloaded())).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'an AskarCryptoService is made by await AskarCryptoService.load()',
    })
  })

  it('cannot be used after it was disposed of, with any of its methods', async () => {
    const crypto = await AskarCryptoService.load()
    const keys = await keysOf(crypto)
    const secrets = new AskarSecretsManager(crypto)
    secrets.add('did:example:alice#key-1', keys.x25519)
    const jwk = generateJwk('Ed25519')
    const publicKey = await crypto.importPublicKey(publicJwk(jwk))
    const run = {
      ...(await operations(crypto, keys, keys)),
      generateKeyPair: () => crypto.generateKeyPair('X25519'),
      importSecretKey: () => crypto.importSecretKey(jwk),
      importPublicKey: () => crypto.importPublicKey(publicJwk(jwk)),
      encryptContent: () => crypto.encryptContent({ enc: ENC, plaintext: LUNCH, aad: NOTHING }),
      verify: () =>
        crypto.verify({ alg: 'EdDSA', publicKey, data: LUNCH, signature: new Uint8Array(64) }),
      sha256: () => crypto.sha256(LUNCH),
      addJwk: () => secrets.addJwk('did:example:alice#key-2', jwk),
    }
    crypto.dispose()
    const error = 'Askar cannot be used: its AskarCryptoService was disposed of'
    const { addJwk, ...rest } = await outcomes(run)
    expect(addJwk).toBe(`INVALID_ARGUMENT: the secret of did:example:alice#key-2: ${error}`)
    const names = Object.keys(run).filter((name) => name !== 'addJwk')
    expect(rest).toEqual(
      Object.fromEntries(names.map((name) => [name, `INVALID_ARGUMENT: ${error}`])),
    )
    // What only lets go has nothing to complain of.
    crypto.releaseKey?.(keys.contentKey)
    secrets.dispose()
    crypto.dispose()
    expect(secrets.kids()).toEqual([])
  })

  it('is disposed of by what `using` calls', async () => {
    const crypto = await AskarCryptoService.load()
    const { secretKey } = await crypto.generateKeyPair('X25519')
    secretKey[Symbol.dispose]()
    expect((await errorOf(() => exportSecretKey(secretKey))).code).toBe('INVALID_KEY')
    crypto[Symbol.dispose]()
    expect((await errorOf(crypto.generateKeyPair('X25519'))).code).toBe('INVALID_ARGUMENT')
  })
})
