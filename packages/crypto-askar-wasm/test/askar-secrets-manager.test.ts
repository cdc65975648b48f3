import { inspect } from 'node:util'
import {
  type AskarSecretKey,
  AskarCryptoService,
  AskarSecretsManager,
} from '@didcomm/crypto-askar-wasm'
import { errorOf, generateJwk } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { type NamedSecrets, secretsIn } from './support/secrets-in-memory.ts'
import { watchedModule } from './support/watched-module.ts'

const KID = 'did:example:alice#key-1'
const OTHER_KID = 'did:example:alice#key-2'

/** A manager that holds a key under `KID`, and a look for the key in the module's memory. */
async function holding() {
  const { module, copies } = await watchedModule()
  const crypto = await AskarCryptoService.load(module)
  const [running] = copies
  if (!running) throw new Error('it was started')
  const secrets = new AskarSecretsManager(crypto)
  const jwk = generateJwk('Ed25519')
  await secrets.addJwk(KID, jwk)
  const key = secrets.get(KID)
  if (!key) throw new Error('it was added')
  const d: NamedSecrets = { d: Buffer.from(jwk.d, 'base64url') }
  const { memory, initial } = running
  return {
    crypto,
    secrets,
    jwk,
    key,
    isInMemory: () => secretsIn({ bytes: new Uint8Array(memory.buffer), initial }, d).length > 0,
    sign: (secretKey: AskarSecretKey) =>
      crypto.sign({ alg: 'EdDSA', secretKey, data: Uint8Array.of(1) }),
  }
}

describe('AskarSecretsManager', () => {
  it('wipes a key that is deleted', async () => {
    const { secrets, key, isInMemory, sign } = await holding()
    expect(await sign(key)).toHaveLength(64)
    expect(isInMemory()).toBe(true)
    expect(secrets.delete(KID)).toBe(true)
    expect(isInMemory()).toBe(false)
    expect((await errorOf(sign(key))).message).toBe('the private key was disposed of')
    expect(secrets.get(KID)).toBeUndefined()
    expect(secrets.delete(KID)).toBe(false)
  })

  it('wipes a key that is replaced', async () => {
    const { secrets, key, isInMemory, sign } = await holding()
    await secrets.addJwk(KID, generateJwk('Ed25519'))
    expect(isInMemory()).toBe(false)
    expect((await errorOf(sign(key))).code).toBe('INVALID_KEY')
    const next = secrets.get(KID)
    if (!next) throw new Error('it was replaced')
    expect(await sign(next)).toHaveLength(64)
  })

  it('keeps a key that replaces itself', async () => {
    const { secrets, key, isInMemory, sign } = await holding()
    secrets.add(KID, key)
    expect(isInMemory()).toBe(true)
    expect(await sign(key)).toHaveLength(64)
  })

  it('wipes all keys when it is disposed of, and can be used again', async () => {
    const { secrets, jwk, isInMemory } = await holding()
    await secrets.addJwk(OTHER_KID, generateJwk('X25519'))
    const all = secrets.kids().map((kid) => secrets.get(kid))
    secrets.dispose()
    expect(isInMemory()).toBe(false)
    expect(secrets.kids()).toEqual([])
    for (const key of all) expect(() => key && secrets.add(KID, key)).not.toThrow()
    await secrets.addJwk(KID, jwk)
    expect(isInMemory()).toBe(true)
    secrets[Symbol.dispose]()
    expect(isInMemory()).toBe(false)
  })

  it('wipes a key that stands under two kids with the last of them', async () => {
    const { secrets, key, isInMemory, sign } = await holding()
    secrets.add(OTHER_KID, key)
    secrets.delete(KID)
    expect(isInMemory()).toBe(true)
    expect(await sign(key)).toHaveLength(64)
    await secrets.addJwk(OTHER_KID, generateJwk('Ed25519'))
    expect(isInMemory()).toBe(false)
    expect((await errorOf(sign(key))).code).toBe('INVALID_KEY')
  })

  it('keeps the key that is there when another cannot be imported', async () => {
    const { secrets, key, sign } = await holding()
    const wrong = { ...generateJwk('Ed25519'), d: generateJwk('Ed25519').d }
    expect((await errorOf(secrets.addJwk(KID, wrong))).code).toBe('INVALID_KEY')
    expect(secrets.get(KID)).toBe(key)
    expect(await sign(key)).toHaveLength(64)
  })

  it('leaves keys that it never held alone', async () => {
    const { crypto, secrets, key, sign } = await holding()
    const { secretKey } = await crypto.generateKeyPair('Ed25519')
    secrets.dispose()
    expect(await sign(secretKey)).toHaveLength(64)
    expect((await errorOf(sign(key))).code).toBe('INVALID_KEY')
  })

  it('shows nothing of a key, printed or as JSON, nor does an error', async () => {
    const { secrets, jwk, key, sign } = await holding()
    const wrong = { ...generateJwk('Ed25519'), d: jwk.d }
    const errors = [await errorOf(secrets.addJwk(KID, wrong))]
    secrets.delete(KID)
    errors.push(await errorOf(sign(key)))
    const bytes = Buffer.from(jwk.d, 'base64url')
    const forms = [jwk.d, bytes.toString('hex'), bytes.toString('base64'), bytes.join(', ')]
    for (const value of [secrets, key, ...errors]) {
      const shown = `${inspect(value, { depth: 9, showHidden: true })} ${JSON.stringify(value)} ${String(value)}`
      for (const form of forms) expect(shown).not.toContain(form.slice(0, 16))
    }
  })
})
