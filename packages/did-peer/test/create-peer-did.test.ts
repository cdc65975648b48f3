import {
  type Curve,
  DIDCommError,
  InMemorySecretsManager,
  PackagingService,
  PrefixResolver,
  type WritableSecretsManager,
} from '@didcomm/core'
import { decodeMultikey } from '@didcomm/core/did'
import { NobleCryptoService, type NobleSecretKey } from '@didcomm/crypto-noble'
import {
  createPeerDID,
  type CreatePeerDIDOptions,
  DIDPeerResolver,
  shortFormOf,
} from '@didcomm/did-peer'
import { describe, expect, it } from 'vitest'

const crypto = new NobleCryptoService()
const newSecrets = () => new InMemorySecretsManager(crypto)

/** Makes a DID with options that types would not let through. */
function create(options: unknown, secrets = newSecrets()): Promise<string> {
  return createPeerDID({ crypto, secrets, ...(options as object) })
}

/** The JSON that a did:peer:2 holds in its services. */
function encodedServices(did: string): unknown[] {
  return did
    .split('.')
    .filter((element) => element.startsWith('S'))
    .map((element) => JSON.parse(Buffer.from(element.slice(1), 'base64url').toString()))
}

async function documentOf(did: string) {
  return new DIDPeerResolver().resolve(did)
}

/** The curves of a document's keys, by key id. */
async function curvesOf(did: string): Promise<Record<string, string>> {
  const { verificationMethod = [] } = await documentOf(did)
  return Object.fromEntries(
    verificationMethod.map(({ id, publicKeyMultibase }) => [
      id,
      decodeMultikey(String(publicKeyMultibase)).crv,
    ]),
  )
}

describe('createPeerDID', () => {
  it('[DID-4] makes a did:peer:2 with a key to sign and a key to encrypt to', async () => {
    const secrets = newSecrets()
    const did = await createPeerDID({ crypto, secrets })
    expect(did).toMatch(/^did:peer:2\.Vz6Mk\w{44}\.Ez6LS\w{44}$/)
    expect(await documentOf(did)).toMatchObject({
      authentication: ['#key-1'],
      keyAgreement: ['#key-2'],
    })
    expect(secrets.kids()).toEqual([`${did}#key-1`, `${did}#key-2`])
  })

  it('[DID-4] makes a did:peer:4, whose secrets are found from both forms', async () => {
    const secrets = newSecrets()
    const did = await createPeerDID({ crypto, secrets, numalgo: 4 })
    const resolver = new DIDPeerResolver()
    resolver.remember(did)
    expect(secrets.kids()).toEqual([`${did}#key-1`, `${did}#key-2`])
    expect(resolver.equivalentIds(`${shortFormOf(did)}#key-2`)).toEqual([`${did}#key-2`])
    expect(await documentOf(did)).toMatchObject({
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      verificationMethod: [
        { id: '#key-1', type: 'Multikey', controller: did },
        { id: '#key-2', type: 'Multikey', controller: did },
      ],
      authentication: ['#key-1'],
      keyAgreement: ['#key-2'],
      service: [],
    })
  })

  it('makes another DID every time', async () => {
    const secrets = newSecrets()
    expect(await createPeerDID({ crypto, secrets })).not.toBe(
      await createPeerDID({ crypto, secrets }),
    )
  })

  it.each([2, 4] as const)('[DID-4] takes the curves of a numalgo %i in order', async (numalgo) => {
    const did = await createPeerDID({
      crypto,
      secrets: newSecrets(),
      numalgo,
      authentication: ['secp256k1', 'Ed25519', 'P-256'],
      keyAgreement: ['P-521', 'X25519', 'P-256', 'P-384'],
    })
    expect(await curvesOf(did)).toEqual({
      '#key-1': 'secp256k1',
      '#key-2': 'Ed25519',
      '#key-3': 'P-256',
      '#key-4': 'P-521',
      '#key-5': 'X25519',
      '#key-6': 'P-256',
      '#key-7': 'P-384',
    })
    expect(await documentOf(did)).toMatchObject({
      authentication: ['#key-1', '#key-2', '#key-3'],
      keyAgreement: ['#key-4', '#key-5', '#key-6', '#key-7'],
    })
  })

  it('[SIG-9] makes a DID that can only sign', async () => {
    const did = await createPeerDID({ crypto, secrets: newSecrets(), keyAgreement: [] })
    expect(await documentOf(did)).not.toHaveProperty('keyAgreement')
  })

  it('[DID-4] writes a service as every peer reads it: one object, accept and routingKeys, after the keys', async () => {
    const did = await createPeerDID({
      crypto,
      secrets: newSecrets(),
      services: [
        { uri: 'https://b.example/didcomm' },
        { id: '#queue', uri: 'did:example:mediator', routingKeys: ['did:example:mediator#key-1'] },
        { uri: 'wss://b.example', accept: ['didcomm/v2', 'didcomm/aip2;env=rfc587'] },
      ],
    })
    expect(encodedServices(did)).toEqual([
      { t: 'dm', s: { uri: 'https://b.example/didcomm', a: ['didcomm/v2'], r: [] } },
      {
        id: '#queue',
        t: 'dm',
        s: { uri: 'did:example:mediator', a: ['didcomm/v2'], r: ['did:example:mediator#key-1'] },
      },
      {
        t: 'dm',
        s: { uri: 'wss://b.example', a: ['didcomm/v2', 'didcomm/aip2;env=rfc587'], r: [] },
      },
    ])
    expect(did).toMatch(/^did:peer:2\.V[^.]+\.E[^.]+\.S[\w-]+\.S[\w-]+\.S[\w-]+$/)
    expect((await documentOf(did)).service?.map(({ id }) => id)).toEqual([
      '#service',
      '#queue',
      '#service-1',
    ])
  })

  it('[DID-4] writes the same services into a did:peer:4', async () => {
    const services = [{ uri: 'https://b.example/ä' }, { uri: 'a:2' }]
    const [two, four] = await Promise.all(
      ([2, 4] as const).map(async (numalgo) =>
        documentOf(await createPeerDID({ crypto, secrets: newSecrets(), services, numalgo })),
      ),
    )
    expect(four?.service).toEqual(two?.service)
    expect(four?.service?.[0]).toEqual({
      id: '#service',
      type: 'DIDCommMessaging',
      serviceEndpoint: { uri: 'https://b.example/ä', accept: ['didcomm/v2'], routingKeys: [] },
    })
  })

  it.each([
    ['a numalgo that it does not make', { numalgo: 3 }],
    ['no key at all', { keyAgreement: [], authentication: [] }],
    ['no key in a did:peer:4', { keyAgreement: [], authentication: [], numalgo: 4 }],
    ['a key to encrypt to that can only sign', { keyAgreement: ['Ed25519'] }],
    ['a key to sign with that can only agree', { authentication: ['X25519'] }],
    ['a curve that nobody knows', { keyAgreement: ['P-999'] }],
    ['a service without a uri', { services: [{}] }],
    ['an empty uri', { services: [{ uri: '' }] }],
    ['a service that does not accept didcomm/v2', { services: [{ uri: 'a:1', accept: ['x'] }] }],
    ['routing keys that are a string', { services: [{ uri: 'a:1', routingKeys: 'did:a:1#k' }] }],
    ['an absolute service id', { services: [{ uri: 'a:1', id: 'did:a:1#s' }] }],
    ['a service id without its #', { services: [{ uri: 'a:1', id: 'inbox' }] }],
    ['the service id of a key', { services: [{ uri: 'a:1', id: '#key-1' }] }],
    ['one service id twice', { services: [{ uri: 'a:1' }, { uri: 'a:2', id: '#service' }] }],
    [
      'more services than are read',
      { services: Array.from({ length: 63 }, () => ({ uri: 'a:1' })) },
    ],
    ['services too long to be read', { services: [{ uri: `a:${'x'.repeat(16_000)}` }] }],
    [
      'services too long to be read, in a did:peer:4',
      { numalgo: 4, services: [{ uri: `a:${'x'.repeat(16_000)}` }] },
    ],
  ])('refuses %s, and leaves no secret behind', async (_, options) => {
    const secrets = newSecrets()
    await expect(create(options, secrets)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect(secrets.kids()).toEqual([])
  })

  it('says which curves to choose of when the backend does not have one', async () => {
    const curves: Curve[] = ['P-256', 'P-384']
    const poor = {
      name: 'poor',
      supports: { ...crypto.supports, curves },
      generateKeyPair: (curve: Curve) => crypto.generateKeyPair(curve),
    }
    const secrets = newSecrets()
    const creation = createPeerDID({ crypto: poor, secrets, authentication: ['P-256'] })
    await expect(creation).rejects.toMatchObject({
      code: 'UNSUPPORTED_ALGORITHM',
      message: 'the crypto backend poor has no key for keyAgreement on X25519: it has P-256, P-384',
    })
    expect(secrets.kids()).toEqual([])
  })

  it('leaves nothing in a SecretsManager that fails', async () => {
    const held = new Map<string, NobleSecretKey>()
    const failing: WritableSecretsManager<NobleSecretKey> = {
      get: (kid) => held.get(kid),
      delete: (kid) => held.delete(kid),
      add(kid, secretKey) {
        if (held.size === 1) throw new Error('disk full')
        held.set(kid, secretKey)
      },
    }
    const creation = createPeerDID({ crypto, secrets: failing, numalgo: 4 })
    await expect(creation).rejects.toMatchObject({
      code: 'SECRETS_MANAGER_FAILED',
      cause: new Error('disk full'),
    })
    expect(held.size).toBe(0)
  })

  it('passes on why a SecretsManager failed, even if it cannot delete either', async () => {
    const failing: WritableSecretsManager<NobleSecretKey> = {
      get: () => undefined,
      delete: () => Promise.reject(new Error('offline')),
      add: () => Promise.reject(new DIDCommError('INVALID_KEY', 'no such slot')),
    }
    await expect(createPeerDID({ crypto, secrets: failing })).rejects.toMatchObject({
      code: 'INVALID_KEY',
    })
  })

  it('infers the type of secret keys, and refuses a SecretsManager of another backend', () => {
    const otherSecrets: WritableSecretsManager<{ handle: number }> = {
      get: () => ({ handle: 1 }),
      add: () => undefined,
      delete: () => true,
    }
    // @ts-expect-error the secrets are not those of the backend
    const mismatch: () => Promise<string> = () => createPeerDID({ crypto, secrets: otherSecrets })
    // @ts-expect-error Ed25519 keys can only sign
    const wrongCurve: CreatePeerDIDOptions<NobleSecretKey>['keyAgreement'] = ['Ed25519']
    expect([mismatch, wrongCurve]).toHaveLength(2)
  })
})

describe('a DID that was made', () => {
  it.each([
    [2, 2],
    [4, 2],
    [2, 4],
    [4, 4],
  ] as const)('[DID-4] packs and unpacks from numalgo %i to %i', async (from, to) => {
    const secrets = newSecrets()
    const alice = await createPeerDID({ crypto, secrets, numalgo: from })
    const bob = await createPeerDID({
      crypto,
      secrets,
      numalgo: to,
      keyAgreement: ['P-256', 'X25519'],
    })
    const resolver = new PrefixResolver({ 'did:peer:': new DIDPeerResolver() })
    const service = new PackagingService({ crypto, secrets, resolver })
    const message = { type: 'https://example.com/a/1.0/b', from: alice, to: [bob], body: {} }
    const { packed } = await service.packEncrypted(message, { to: bob })
    const result = await service.unpack(packed)
    expect(result).toMatchObject({ authenticated: true, sender: alice })
    const signed = await service.packSigned(message, { signBy: alice })
    expect(await service.unpack(signed.packed)).toMatchObject({ nonRepudiable: true })
  })

  it('[ENC-21] opens a message to the short form, and one that names both forms', async () => {
    const aliceSecrets = newSecrets()
    const bobSecrets = newSecrets()
    const alice = await createPeerDID({ crypto, secrets: aliceSecrets, numalgo: 4 })
    const bob = await createPeerDID({ crypto, secrets: bobSecrets, numalgo: 4 })
    const aliceResolver = new DIDPeerResolver()
    aliceResolver.remember(bob)
    const atAlice = new PackagingService({ crypto, secrets: aliceSecrets, resolver: aliceResolver })
    const bobResolver = new DIDPeerResolver()
    bobResolver.remember(bob)
    const atBob = new PackagingService({ crypto, secrets: bobSecrets, resolver: bobResolver })
    const message = { type: 'https://example.com/a/1.0/b', from: alice, body: {} }
    for (const [to, envelope] of [
      [shortFormOf(bob), shortFormOf(bob)],
      [bob, bob],
      [bob, shortFormOf(bob)],
      [shortFormOf(bob), bob],
    ] as const) {
      const { packed } = await atAlice.packEncrypted({ ...message, to: [to] }, { to: envelope })
      expect(await atBob.unpack(packed)).toMatchObject({ sender: alice, recipient: envelope })
    }
  })
})
