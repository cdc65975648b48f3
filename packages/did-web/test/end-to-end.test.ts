import {
  type DIDDocument,
  InMemorySecretsManager,
  PackagingService,
  type PrivateJwk,
  PrefixResolver,
} from '@didcomm/core'
import { CachingResolver, encodeMultikey } from '@didcomm/core/did'
import { exportSecretKey, NobleCryptoService } from '@didcomm/crypto-noble'
import { DIDWebResolver, urlOfWebDID } from '@didcomm/did-web'
import { type DidcommNodePeer, didcommNodePeer, errorOf } from '@didcomm/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeWeb, json, startWeb, text } from './support/fake-web.ts'

const ALICE = 'did:web:alice.example'
const BOB = 'did:web:example.com%3A8443:agents:bob'

const crypto = new NobleCryptoService()
const secrets = new InMemorySecretsManager(crypto)
const jwks: Record<string, PrivateJwk> = {}

let web: FakeWeb
let packaging: PackagingService
let peer: DidcommNodePeer

beforeAll(async () => {
  web = await startWeb()
  const documents = [await publish(ALICE), await publish(BOB)]
  const resolver = new CachingResolver({ resolver: new DIDWebResolver({ fetch: web.fetch }) })
  packaging = new PackagingService({
    crypto,
    secrets,
    resolver: new PrefixResolver({ 'did:web:': resolver }),
  })
  peer = didcommNodePeer({ documents, secrets: jwks })
})
afterAll(() => web.close())

/** Makes keys, keeps their secrets, and publishes the document of their DID. */
async function publish(did: string): Promise<DIDDocument> {
  const verificationMethod = []
  for (const [name, curve] of [
    ['key-1', 'Ed25519'],
    ['key-2', 'X25519'],
  ] as const) {
    const { secretKey, publicJwk } = await crypto.generateKeyPair(curve)
    const id = `${did}#${name}`
    secrets.add(id, secretKey)
    jwks[id] = exportSecretKey(secretKey)
    const publicKeyMultibase = encodeMultikey(publicJwk)
    verificationMethod.push({ id, type: 'Multikey', controller: did, publicKeyMultibase })
  }
  const document = {
    id: did,
    verificationMethod,
    authentication: [`${did}#key-1`],
    keyAgreement: [`${did}#key-2`],
  }
  web.pages.set(urlOfWebDID(did), json(document))
  return document
}

const message = {
  id: '1',
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: ALICE,
  to: [BOB],
  body: { content: 'Lunch?' },
}

describe('messages between did:web', () => {
  it('[DID-5] are packed and opened', async () => {
    const { packed } = await packaging.packEncrypted(message, { to: BOB })
    const { sender, recipient, authenticated, message: opened } = await packaging.unpack(packed)
    expect({ sender, recipient, authenticated }).toEqual({
      sender: ALICE,
      recipient: BOB,
      authenticated: true,
    })
    expect(opened.body).toEqual(message.body)
    const signed = await packaging.packSigned(message, { signBy: ALICE })
    expect((await packaging.unpack(signed.packed)).signer).toBe(ALICE)
  })

  it('[DID-5] are opened by didcomm-node', async () => {
    const { packed } = await packaging.packEncrypted(message, { to: BOB, protectSender: true })
    const { message: opened, metadata } = await peer.unpack(packed)
    expect(opened.body).toEqual(message.body)
    expect(metadata.authenticated).toBe(true)
    const signed = await packaging.packSigned(message, { signBy: ALICE })
    expect((await peer.unpack(signed.packed)).metadata.non_repudiation).toBe(true)
  })

  it('[DID-5] of didcomm-node are opened', async () => {
    const answer = { ...message, from: BOB, to: [ALICE] }
    const { packed } = await peer.pack({ message: answer, from: BOB, to: ALICE })
    const { sender, recipient, authenticated } = await packaging.unpack(packed)
    expect({ sender, recipient, authenticated }).toEqual({
      sender: BOB,
      recipient: ALICE,
      authenticated: true,
    })
    const signed = await packaging.unpack(await peer.packSigned(answer, BOB))
    expect(signed.signer).toBe(BOB)
  })

  it('[DID-5] are not packed for a DID that cannot be resolved, and the error says why', async () => {
    const broken = 'did:web:broken.example'
    web.pages.set(urlOfWebDID(broken), text('', 503))
    for (const [to, code] of [
      ['did:web:nobody.example', 'DID_NOT_FOUND'],
      [broken, 'DID_RESOLUTION_FAILED'],
      ['did:web:10.0.0.1', 'INVALID_DID'],
    ] as const) {
      const error = await errorOf(packaging.packEncrypted({ ...message, to: [to] }, { to }))
      expect(error.code).toBe(code)
      expect(error.message).toContain(to)
    }
  })
})
