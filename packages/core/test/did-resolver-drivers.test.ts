import { createHash, createPrivateKey } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import {
  type DIDResolver,
  InMemorySecretsManager,
  PackagingService,
  PrefixResolver,
  type PrivateJwk,
} from '@didcomm/core'
import { didResolverSuite, registerSuite } from '@didcomm/core/compliance'
import { encodeMultikey, fromDidResolver, toDidResolver } from '@didcomm/core/did'
import { createJwkDID, DIDJwkResolver } from '@didcomm/did-jwk'
import { createKeyDID, DIDKeyResolver } from '@didcomm/did-key'
import { createPeerDID, DIDPeerResolver } from '@didcomm/did-peer'
import { DIDWebResolver } from '@didcomm/did-web'
import {
  bob,
  didcommNodePeer,
  generateJwk,
  type Identity,
  leadingZeroKeys,
  madeIdentity,
  publicJwk,
  StaticResolver,
} from '@didcomm/test-support'
import { Resolver, type ResolverRegistry } from 'did-resolver'
import { getResolver as getKeyResolver } from 'key-did-resolver'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { getResolver as getWebResolver } from 'web-did-resolver'
import { crypto, partyOf } from './support/party.ts'

const BOB = bob.did
const TYPE = 'https://didcomm.org/basicmessage/2.0/message'

const keyDriver = fromDidResolver(new Resolver(getKeyResolver()))
// Declared by the types of did-resolver 4, which differ in what no driver of this test returns.
const webDriver = fromDidResolver(
  new Resolver(getWebResolver() as unknown as ResolverRegistry, { cache: true }),
)

/** The ecosystem's drivers as a resolver of ours, and bob. */
const resolver = new PrefixResolver({
  'did:key:': keyDriver,
  'did:web:': webDriver,
  'did:example:': new StaticResolver([bob.document]),
})

/** Who talks to bob: as one of us, and as didcomm-node, which gets the document that the driver wrote. */
async function partiesOf({ did, secrets }: Pick<Identity, 'did' | 'secrets'>) {
  const document = await resolver.resolve(did)
  const documents = [document, bob.document]
  return {
    us: await partyOf({ did, document, secrets }, { resolver }),
    ourBob: await partyOf(bob, { resolver }),
    peer: didcommNodePeer({ documents, secrets }),
    peerBob: didcommNodePeer({ documents, secrets: bob.secrets }),
  }
}

/** Talks with bob in both directions, each side once as ours and once as didcomm-node's. */
async function assertEncrypts(identity: Pick<Identity, 'did' | 'secrets'>): Promise<void> {
  const { us, ourBob, peer, peerBob } = await partiesOf(identity)
  const there = messageOf(identity.did, BOB)
  const back = messageOf(BOB, identity.did)

  const ours = await us.packEncrypted(there, { to: BOB })
  expect(await peerBob.unpack(ours.packed)).toMatchObject({
    message: there,
    metadata: { authenticated: true, encrypted_from_kid: ours.senderKid },
  })
  const answer = await peerBob.pack({ message: back, from: BOB, to: identity.did })
  expect(await us.unpack(answer.packed)).toMatchObject({
    message: back,
    authenticated: true,
    sender: BOB,
    recipient: identity.did,
  })

  const theirs = await peer.pack({ message: there, from: identity.did, to: BOB })
  expect(await ourBob.unpack(theirs.packed)).toMatchObject({
    message: there,
    authenticated: true,
    sender: identity.did,
  })
  const { packed } = await ourBob.packEncrypted(back, { to: identity.did })
  expect(await peer.unpack(packed)).toMatchObject({
    message: back,
    metadata: { authenticated: true },
  })
}

/** Signs as one of us and as didcomm-node, each for the other to verify. */
async function assertSigns(identity: Pick<Identity, 'did' | 'secrets'>): Promise<void> {
  const { us, ourBob, peer, peerBob } = await partiesOf(identity)
  const message = messageOf(identity.did, BOB)

  const ours = await us.packSigned(message, { signBy: identity.did })
  expect(await peerBob.unpack(ours.packed)).toMatchObject({
    message,
    metadata: { non_repudiation: true, sign_from: ours.signerKid },
  })
  const theirs = await peer.packSigned(message, identity.did)
  expect(await ourBob.unpack(theirs)).toMatchObject({
    message,
    nonRepudiable: true,
    signer: identity.did,
  })
}

function messageOf(from: string, to: string) {
  return {
    id: '3f1c1a5e-7b1d-4f5a-9a50-6b1f0c6a2d11',
    typ: 'application/didcomm-plain+json',
    type: TYPE,
    from,
    to: [to],
    body: { content: 'Lunch?' },
  }
}

describe('did:key by key-did-resolver', () => {
  it('[DID-3][ENC-1][ENC-2] encrypts with the X25519 key that it derives from an Ed25519 key', async () => {
    await assertEncrypts(keyIdentity(generateJwk('Ed25519')))
  })

  it.each(['Ed25519', 'P-256'] as const)('[DID-3][SIG-1] signs with %s', async (crv) => {
    await assertSigns(keyIdentity(generateJwk(crv)))
  })

  it('[DID-3][ENC-20] verifies with a key whose leading zeros it leaves out', async () => {
    const privateJwk = leadingZeroKeys['P-256']
    const identity = keyIdentity(privateJwk)
    const { verificationMethod } = await resolver.resolve(identity.did)
    expect(verificationMethod?.[0]?.publicKeyJwk).not.toEqual(publicJwk(privateJwk))
    const { us, ourBob } = await partiesOf(identity)
    const { packed } = await us.packSigned(messageOf(identity.did, BOB), { signBy: identity.did })
    expect(await ourBob.unpack(packed)).toMatchObject({ signer: identity.did })
  })

  registerSuite(
    didResolverSuite({
      title: 'as a DIDResolver',
      resolver: keyDriver,
      resolvable: (['Ed25519', 'P-256'] as const).map((crv) => keyIdentity(generateJwk(crv))),
      invalid: ['did:key:nonsense', 'did:key:z6Mk', 'did:key:z'],
    }),
    { describe, it },
  )

  it.each([
    ['did:key:z6Mk', 'INVALID_DID'],
    ['did:key:nonsense', 'INVALID_DID'],
    ['did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc', 'INVALID_DID'],
    ['did:key:z6Mk%20', 'INVALID_DID'],
  ])('[DID-2] refuses %s, which it cannot read', async (did, code) => {
    await expect(resolver.resolve(did)).rejects.toMatchObject({ code, details: { did } })
  })
})

describe('did:web by web-did-resolver', () => {
  /** What there is on the web, by host and path. */
  const pages = new Map<string, unknown>()
  const server = http.createServer(({ headers: { host = '' }, url = '' }, response) => {
    const page = pages.get(host + url)
    response.writeHead(page === undefined ? 404 : 200).end(JSON.stringify(page))
  })

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    // It fetches with Node's own client, over https alone: here without TLS, and from this server whatever the host.
    vi.spyOn(https, 'request').mockImplementation(((options: http.RequestOptions) =>
      http.request({
        path: options.path,
        headers: { ...options.headers, host: options.host ?? '' },
        host: '127.0.0.1',
        port,
      })) as typeof https.request)
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  it.each(['X25519', 'P-256'] as const)('[DID-3][ENC-1][ENC-2] encrypts with %s', async (curve) => {
    const host = `${curve.toLowerCase()}.example`
    const carol = madeIdentity(`did:web:${host}`, { keyAgreement: [curve] })
    pages.set(`${host}/.well-known/did.json`, carol.document)
    await assertEncrypts(carol)
  })

  it.each(['Ed25519', 'P-256', 'secp256k1'] as const)(
    '[DID-3][SIG-1] signs with %s, from a path and a port',
    async (curve) => {
      const did = `did:web:web.example%3A8443:users:${curve}`
      const carol = madeIdentity(did, { authentication: [curve] })
      pages.set(`web.example:8443/users/${curve}/did.json`, carol.document)
      await assertSigns(carol)
    },
  )

  it.each([
    ['nobody', undefined],
    ['mallory', { id: 'did:web:web.example:carol' }],
    ['list', []],
    ['null', null],
  ])('[DID-2] refuses what is no document of the DID: %s', async (name, page) => {
    pages.set(`web.example/${name}/did.json`, page)
    const did = `did:web:web.example:${name}`
    await expect(resolver.resolve(did)).rejects.toMatchObject({
      code: 'DID_NOT_FOUND',
      details: { did },
    })
  })

  const residents = ['alice.example', 'carol.example'].map((host) => {
    const { did, document } = madeIdentity(`did:web:${host}`, {
      keyAgreement: ['X25519'],
      authentication: ['Ed25519'],
    })
    pages.set(`${host}/.well-known/did.json`, document)
    return { did, document }
  })
  registerSuite(
    didResolverSuite({
      title: 'as a DIDResolver',
      resolver: webDriver,
      resolvable: residents,
      notFound: ['did:web:nobody.example', 'did:web:carol.example:nobody'],
    }),
    { describe, it },
  )
})

describe('our methods in did-resolver', () => {
  const CAROL = 'did:web:carol.example'
  const carol = madeIdentity(CAROL, { keyAgreement: ['X25519'], authentication: ['Ed25519'] })
  const web = new DIDWebResolver({
    fetch: async () => Response.json(carol.document),
  })
  const methods: readonly (readonly [name: string, driver: DIDResolver])[] = [
    ['peer', new DIDPeerResolver()],
    ['key', new DIDKeyResolver()],
    ['jwk', new DIDJwkResolver()],
    ['web', web],
  ]
  const theirs = new Resolver(
    Object.assign({}, ...methods.map(([name, driver]) => toDidResolver(driver, [name]))),
  )

  /** Makes a DID and tells where it can be resolved: at did-resolver, and nowhere else. */
  const CREATIONS = {
    'did:peer:2': (secrets: Secrets) => createPeerDID({ crypto, secrets }),
    'did:peer:4': (secrets: Secrets) => createPeerDID({ crypto, secrets, numalgo: 4 }),
    'did:key': (secrets: Secrets) => createKeyDID({ crypto, secrets }),
    'did:key with P-384': (secrets: Secrets) => createKeyDID({ crypto, secrets, curve: 'P-384' }),
    'did:jwk': (secrets: Secrets) => createJwkDID({ crypto, secrets }),
    'did:jwk with X25519': (secrets: Secrets) => createJwkDID({ crypto, secrets, curve: 'X25519' }),
    'did:web': async (secrets: Secrets) => {
      for (const [kid, jwk] of Object.entries(carol.secrets)) await secrets.addJwk(kid, jwk)
      return CAROL
    },
  } as const

  it.each(Object.entries(CREATIONS))(
    '[DID-3][DID-5] encryption with a DID created by each of our methods resolves through did-resolver: %s',
    async (_, create) => {
      const secrets = new InMemorySecretsManager(crypto)
      const did = await create(secrets)
      const { didDocument, didResolutionMetadata } = await theirs.resolve(did)
      expect(didDocument?.id).toBe(did)
      expect(didResolutionMetadata.error).toBeUndefined()

      const packaging = new PackagingService({
        crypto,
        secrets,
        resolver: fromDidResolver(theirs),
      })
      const { packed } = await packaging.packEncrypted(messageOf(did, did), { to: did })
      expect(await packaging.unpack(packed)).toMatchObject({ sender: did, recipient: did })
    },
  )

  it.each([
    ['did:key:nonsense', 'invalidDid'],
    ['did:jwk:nonsense', 'invalidDid'],
    ['did:peer:2.nonsense', 'invalidDid'],
    ['did:peer:1zQmZMygzYqNwU6Uhmewx5Xepf2VLp5S4HLSwwgf2aiKZuwa', 'unsupportedDidMethod'],
    ['did:peer:3zQmd6RdU6e2nDrLn1rjwdA5Buzq7wJwsv3WJ1AgrwKYJoLE', 'notFound'],
    ['did:web:other.example', 'invalidDidDocument'],
  ])('[DID-2] tells what is wrong with %s: %s', async (did, error) => {
    const { didDocument, didResolutionMetadata } = await theirs.resolve(did)
    expect(didDocument).toBeNull()
    expect(didResolutionMetadata.error).toBe(error)
  })

  it.each(['Ed25519', 'P-256', 'secp256k1', 'P-384', 'P-521'] as const)(
    '[DID-5] agree with key-did-resolver on the keys of a did:key on %s that sign',
    async (crv) => {
      const { did } = keyIdentity(generateJwk(crv))
      const { didDocument: ours } = await theirs.resolve(did)
      const { didDocument: other } = await new Resolver(getKeyResolver()).resolve(did)
      for (const purpose of [
        'authentication',
        'assertionMethod',
        'capabilityInvocation',
      ] as const) {
        expect(ours?.[purpose]).toEqual(other?.[purpose])
      }
    },
  )
})

type Secrets = InMemorySecretsManager<
  typeof crypto extends { importSecretKey: (...jwk: never[]) => Promise<infer SecretKey> }
    ? SecretKey
    : never
>

/** A did:key, with the X25519 key that belongs to an Ed25519 key, made with node:crypto. */
function keyIdentity(privateJwk: PrivateJwk): Pick<Identity, 'did' | 'secrets'> {
  const name = encodeMultikey(publicJwk(privateJwk))
  const did = `did:key:${name}`
  const secrets = { [`${did}#${name}`]: privateJwk }
  if (privateJwk.crv !== 'Ed25519') return { did, secrets }
  const derived = deriveX25519(privateJwk)
  return { did, secrets: { ...secrets, [`${did}#${encodeMultikey(publicJwk(derived))}`]: derived } }
}

/** RFC 8032 §5.1.5: the scalar is the first half of the hash of the seed. */
function deriveX25519({ d }: PrivateJwk): PrivateJwk {
  const hash = createHash('sha512').update(Buffer.from(d, 'base64url')).digest()
  const pkcs8 = Buffer.concat([
    Buffer.from('302e020100300506032b656e04220420', 'hex'),
    hash.subarray(0, 32),
  ])
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  return key.export({ format: 'jwk' }) as unknown as PrivateJwk
}
