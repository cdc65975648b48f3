import { inspect } from 'node:util'
import { NobleCryptoService, noblePrimitives, type NobleSecretKey } from '@didcomm/crypto-noble'
import { appendix, errorOf, generateJwk, offCurveJwk, publicJwk } from '@didcomm/test-support'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import type { CryptoService, PrivateJwk, SecretsManager } from '../src/contracts/index.ts'
import { createCryptoService } from '../src/crypto/create-crypto-service.ts'
import { externalKey, type ExternalKey } from '../src/crypto/external-key.ts'
import { InMemorySecretsManager } from '../src/secrets/in-memory-secrets-manager.ts'

const kid = 'did:example:alice#key-1'
const crypto = new NobleCryptoService()

// RFC 8032 §7.1, test 1, behind the multicodecs 0xed and 0x1300, encoded in base58btc by a program of its own.
const ED25519 = {
  publicKeyMultibase: 'z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw',
  secretKeyMultibase: 'z3u2bpACJXYj89Vh7HqHn8oVv2A2niEy9FcQUzzuQTYJ61AX',
}

describe('JWKs', () => {
  it.each(['X25519', 'Ed25519', 'P-256', 'P-384', 'P-521', 'secp256k1'] as const)(
    '[ENC-1] [SIG-1] holds a key on %s in the form of the backend',
    async (crv) => {
      const secrets = new InMemorySecretsManager(crypto)
      await secrets.addJwk(kid, generateJwk(crv))
      expect(secrets.get(kid)).toMatchObject({ curve: crv })
    },
  )

  it('are imported once, when added', async () => {
    const importSecretKey = vi.spyOn(crypto, 'importSecretKey')
    const secrets = new InMemorySecretsManager(crypto)
    await secrets.addJwk(kid, generateJwk('X25519'))
    expect(secrets.get(kid)).toBe(secrets.get(kid))
    expect(importSecretKey).toHaveBeenCalledOnce()
    importSecretKey.mockRestore()
  })

  it('may have more members than a key needs', async () => {
    const secrets = new InMemorySecretsManager(crypto)
    const jwk = { ...generateJwk('P-256'), kid, ext: true, x5c: [], alg: 'ECDH-ES', use: 'enc' }
    await secrets.addJwk(kid, jwk)
    expect(secrets.get(kid)).toBeDefined()
  })

  it('sign what the public key verifies', async () => {
    const secrets = new InMemorySecretsManager(crypto)
    const jwk = generateJwk('Ed25519')
    await secrets.addJwk(kid, jwk)
    const secretKey = secrets.get(kid)
    if (!secretKey) throw new Error('no key')
    const data = new TextEncoder().encode('Lunch?')
    const signature = await crypto.sign({ alg: 'EdDSA', secretKey, data })
    const publicKey = await crypto.importPublicKey(publicJwk(jwk))
    expect(await crypto.verify({ alg: 'EdDSA', publicKey, data, signature })).toBe(true)
  })

  const x25519 = generateJwk('X25519')
  const p256 = generateJwk('P-256')
  const other = generateJwk('P-256')
  it.each<[string, unknown, string]>([
    ['is no object', 'text', 'INVALID_KEY'],
    ['is null', null, 'INVALID_KEY'],
    ['is a list', [x25519], 'INVALID_KEY'],
    ['is public', publicJwk(x25519), 'INVALID_KEY'],
    ['has a d that is no text', { ...x25519, d: 7 }, 'INVALID_KEY'],
    ['has a d of a wrong length', { ...x25519, d: x25519.d.slice(0, 40) }, 'INVALID_KEY'],
    ['has a d that is padded', { ...x25519, d: `${x25519.d}=` }, 'INVALID_KEY'],
    ['has the d of another key', { ...p256, d: other.d }, 'INVALID_KEY'],
    ['has the x of another key', { ...x25519, x: generateJwk('X25519').x }, 'INVALID_KEY'],
    ['is a point off its curve', { ...offCurveJwk('P-256'), d: p256.d }, 'INVALID_KEY'],
    ['has no y', { ...p256, y: undefined }, 'INVALID_KEY'],
    ['has a kty that does not fit', { ...x25519, kty: 'EC' }, 'INVALID_KEY'],
    [
      'is symmetric',
      { kty: 'oct', k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMko' },
      'UNSUPPORTED_ALGORITHM',
    ],
    ['is on an unknown curve', { ...p256, crv: 'P-192' }, 'UNSUPPORTED_ALGORITHM'],
  ])('[ENC-17] are refused if one %s', async (_, jwk, code) => {
    const secrets = new InMemorySecretsManager(crypto)
    const error = await errorOf(() => secrets.addJwk(kid, jwk))
    expect(error.code).toBe(code)
    expect(error.message).toContain(kid)
    expect(error.details.kid).toBe(kid)
    expect(secrets.kids()).toEqual([])
  })

  it('[ENC-1] are refused on a curve that the backend does not claim, which the error names', async () => {
    const supports = { curves: ['X25519'], enc: [], sig: [] } as const
    const small = createCryptoService({ ...noblePrimitives, supports })
    const error = await errorOf(() =>
      new InMemorySecretsManager(small).addJwk(kid, generateJwk('P-256')),
    )
    expect(error.code).toBe('UNSUPPORTED_ALGORITHM')
    expect(error.message).toMatch(/noble.*P-256.*X25519/)
  })
})

describe('Multikeys', () => {
  it('are held in the form of the backend', async () => {
    const secrets = new InMemorySecretsManager(crypto)
    await secrets.addMultikey(kid, ED25519)
    const secretKey = secrets.get(kid)
    if (!secretKey) throw new Error('no key')
    // RFC 8032 §7.1, test 1: the signature of the empty message.
    const signature = await crypto.sign({ alg: 'EdDSA', secretKey, data: new Uint8Array() })
    expect(Buffer.from(signature).toString('hex')).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    )
  })

  it('are refused if the halves are swapped, are of two curves, or are of two keys', async () => {
    // The X25519 key of the same 32 secret bytes, so that nothing but the codecs disagree.
    const x25519Public = 'z6LSp1qfPWiTEXzrHCM1R4JqFGah8qJmTDHckxdzbx8K6t5h'
    const otherEd25519 = 'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'
    for (const multikey of [
      {
        publicKeyMultibase: ED25519.secretKeyMultibase,
        secretKeyMultibase: ED25519.publicKeyMultibase,
      },
      { ...ED25519, publicKeyMultibase: x25519Public },
      { ...ED25519, publicKeyMultibase: otherEd25519 },
    ]) {
      const secrets = new InMemorySecretsManager(crypto)
      const error = await errorOf(() => secrets.addMultikey(kid, multikey))
      expect(error.code).toBe('INVALID_KEY')
      expect(inspect(error)).not.toContain(ED25519.secretKeyMultibase.slice(0, 20))
      expect(secrets.kids()).toEqual([])
    }
  })
})

describe('keys of the backend and external keys', () => {
  it('are held as they are', async () => {
    const secrets = new InMemorySecretsManager(crypto)
    const { secretKey } = await crypto.generateKeyPair('X25519')
    const external = externalKey({})
    secrets.add(kid, secretKey)
    secrets.add('did:example:alice#hsm', external)
    expect(secrets.get(kid)).toBe(secretKey)
    expect(secrets.get('did:example:alice#hsm')).toBe(external)
  })
})

describe('kids', () => {
  it('are listed, replaced and forgotten', () => {
    const secrets = new InMemorySecretsManager(crypto)
    const [first, second] = [externalKey({}), externalKey({})]
    secrets.add(kid, first)
    secrets.add('did:example:bob#key-1', first)
    secrets.add(kid, second)
    expect(secrets.kids()).toEqual([kid, 'did:example:bob#key-1'])
    expect(secrets.get(kid)).toBe(second)
    expect(secrets.delete(kid)).toBe(true)
    expect(secrets.delete(kid)).toBe(false)
    expect(secrets.get(kid)).toBeUndefined()
    expect(secrets.kids()).toEqual(['did:example:bob#key-1'])
  })

  it.each(['__proto__', 'constructor', '#key-1', ''])('of nobody find nothing: %s', (name) => {
    expect(new InMemorySecretsManager(crypto).get(name)).toBeUndefined()
  })

  it.each([
    'did:example:alice',
    'did:example:alice#',
    '#key-1',
    'key-1',
    '',
    'https://example.com/#k',
  ])('are absolute DID URLs with a fragment, which %j is not', async (wrong) => {
    const secrets = new InMemorySecretsManager(crypto)
    expect((await errorOf(() => secrets.add(wrong, externalKey({})))).code).toBe('INVALID_DID')
    const jwk = generateJwk('X25519')
    expect((await errorOf(() => secrets.addJwk(wrong, jwk))).code).toBe('INVALID_DID')
    expect((await errorOf(() => secrets.addMultikey(wrong, ED25519))).code).toBe('INVALID_DID')
    expect(secrets.kids()).toEqual([])
  })

  it('say what to do when the fragment is missing', async () => {
    const secrets = new InMemorySecretsManager(crypto)
    const error = await errorOf(() => secrets.add('did:example:alice', externalKey({})))
    expect(error.message).toMatch(/did:example:alice has no fragment, such as #key-1/)
  })
})

describe('what is printed', () => {
  const d = 'pFRUKkyzx4kHdJtFSnlPA9WzqkDT1HWV0xZ5OYZd2SY'
  const jwk = appendix.secrets[kid] as PrivateJwk
  // The start of the same bytes in the ways in which logs show them.
  const traces = [d.slice(0, 12), 'a454542a4c', 'a4 54 54 2a 4c', '164, 84, 84, 42', '164,84,84,42']

  function expectNoTrace(...texts: string[]): void {
    for (const text of texts) for (const trace of traces) expect(text).not.toContain(trace)
  }

  it('of a manager and of its keys holds nothing secret', async () => {
    expect(jwk.d).toBe(d)
    const secrets = new InMemorySecretsManager(crypto)
    await secrets.addJwk(kid, jwk)
    for (const value of [secrets, secrets.get(kid)]) {
      expectNoTrace(
        JSON.stringify(value),
        String(value),
        inspect(value, { depth: 9, showHidden: true }),
        JSON.stringify(Object.getOwnPropertyDescriptors(value)),
        JSON.stringify(structuredClone(value)),
      )
    }
  })

  it('of an error holds nothing secret', async () => {
    const secrets = new InMemorySecretsManager(crypto)
    const wrong = [
      { ...jwk, d: `${d}=` },
      { ...jwk, d: `${d}AA` },
      { ...jwk, d: [d] },
      { ...jwk, x: generateJwk('Ed25519').x },
      { ...generateJwk('P-256'), d },
      { ...generateJwk('secp256k1'), d },
    ]
    for (const value of wrong) {
      const error = await errorOf(() => secrets.addJwk(kid, value))
      expectNoTrace(error.message, JSON.stringify(error), inspect(error, { depth: 9 }))
    }
  })
})

describe('types', () => {
  class AskarKey {
    readonly #handle = 7
    static handleOf(key: AskarKey): number {
      return key.#handle
    }
  }
  function wire<SecretKey>(options: {
    crypto: CryptoService<SecretKey>
    secrets: SecretsManager<NoInfer<SecretKey>>
  }): unknown {
    return options
  }

  it('keep the keys of another backend out', () => {
    const secrets = new InMemorySecretsManager(crypto)
    expectTypeOf(secrets).toEqualTypeOf<InMemorySecretsManager<NobleSecretKey | ExternalKey>>()
    wire({ crypto, secrets })
    wire({ crypto, secrets: { get: () => externalKey({}) } })

    const askar: SecretsManager<AskarKey> = { get: () => new AskarKey() }
    // @ts-expect-error: a manager of another backend's keys
    wire({ crypto, secrets: askar })
    // @ts-expect-error: a key of another backend
    secrets.add(kid, new AskarKey())
    expect(AskarKey.handleOf(new AskarKey())).toBe(7)
  })
})
