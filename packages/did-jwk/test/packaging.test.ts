import {
  type Curve,
  InMemorySecretsManager,
  PackagingService,
  PrefixResolver,
  type PrivateJwk,
} from '@didcomm/core'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { createJwkDID, DIDJwkResolver, encodeJwkDID } from '@didcomm/did-jwk'
import {
  didcommNodePeer,
  type DidcommNodePeer,
  errorOf,
  generateJwk,
  publicJwk,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { didOf } from './support/did-of.ts'

const crypto = new NobleCryptoService()
const resolver = new PrefixResolver({ 'did:jwk:': new DIDJwkResolver() })

const messageFrom = (from: string, to: string) => ({
  id: '1234567890',
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from,
  to: [to],
  body: { content: 'Grüße' },
})

/** A party with a DID on `curve`. */
async function partyOn(curve: Curve) {
  const secrets = new InMemorySecretsManager(crypto)
  const did = await createJwkDID({ crypto, secrets, curve })
  return { did, packaging: new PackagingService({ crypto, secrets, resolver }) }
}

describe('DIDs that were made', () => {
  it.each(['X25519', 'P-256', 'P-384', 'P-521'] as const)(
    '[DID-5] encrypt to each other on %s',
    async (curve) => {
      const [alice, bob] = [await partyOn(curve), await partyOn(curve)]
      const message = messageFrom(alice.did, bob.did)
      const { packed } = await alice.packaging.packEncrypted(message, { to: bob.did })
      expect(await bob.packaging.unpack(packed)).toMatchObject({
        message,
        authenticated: true,
        sender: alice.did,
        recipient: bob.did,
      })
    },
  )

  it.each(['Ed25519', 'P-256', 'secp256k1'] as const)('[DID-5] sign with %s', async (curve) => {
    const [alice, bob] = [await partyOn(curve), await partyOn('P-256')]
    const message = messageFrom(alice.did, bob.did)
    const signed = await alice.packaging.packSigned(message, { signBy: alice.did })
    expect(await bob.packaging.unpack(signed.packed)).toMatchObject({
      message,
      nonRepudiable: true,
      signer: alice.did,
    })
  })

  it.each(['Ed25519', 'secp256k1'] as const)(
    '[DID-5] are not encrypted to on %s',
    async (curve) => {
      const [alice, bob] = [await partyOn('P-256'), await partyOn(curve)]
      const message = messageFrom(alice.did, bob.did)
      const encryption = alice.packaging.packEncrypted(message, { to: bob.did })
      expect((await errorOf(encryption)).code).toBe('NO_COMMON_KEY_TYPE')
    },
  )

  it('[DID-5] are not encrypted to on a curve that only signs, whatever their document lists', async () => {
    const alice = await partyOn('P-256')
    for (const curve of ['Ed25519', 'secp256k1'] as const) {
      const bob = didOf(publicJwk(generateJwk(curve)))
      expect((await resolver.resolve(bob)).keyAgreement).toEqual([`${bob}#0`])
      const encryption = alice.packaging.packEncrypted(messageFrom(alice.did, bob), { to: bob })
      expect((await errorOf(encryption)).code).toBe('NO_COMMON_KEY_TYPE')
    }
  })
})

/** A peer with a DID on `curve`, who made its keys itself. */
interface Peer {
  readonly did: string
  readonly secrets: Readonly<Record<string, PrivateJwk>>
}

function peerOn(curve: Curve): Peer {
  const jwk = generateJwk(curve)
  const did = encodeJwkDID(publicJwk(jwk))
  return { did, secrets: { [`${did}#0`]: jwk } }
}

/** didcomm-node as `peer`, who knows the documents of the DIDs. */
async function didcommNode({ did, secrets }: Peer, other: string): Promise<DidcommNodePeer> {
  const documents = await Promise.all([did, other].map((each) => resolver.resolve(each)))
  return didcommNodePeer({ documents, secrets })
}

describe.each(['X25519', 'P-256'] as const)('didcomm-node and we, on %s', (curve) => {
  it('[DID-5] opens what we encrypt', async () => {
    const [alice, bob] = [await partyOn(curve), peerOn(curve)]
    const message = messageFrom(alice.did, bob.did)
    const { packed } = await alice.packaging.packEncrypted(message, { to: bob.did })
    const { message: opened, metadata } = await (await didcommNode(bob, alice.did)).unpack(packed)
    expect(opened).toMatchObject(message)
    expect(metadata).toMatchObject({ authenticated: true, encrypted: true })
  })

  it('[DID-5] encrypts what we open', async () => {
    const [alice, bob] = [peerOn(curve), await partyOn(curve)]
    const message = messageFrom(alice.did, bob.did)
    const peer = await didcommNode(alice, bob.did)
    const { packed } = await peer.pack({ message, to: bob.did, from: alice.did })
    expect(await bob.packaging.unpack(packed)).toMatchObject({
      message,
      authenticated: true,
      sender: alice.did,
    })
  })
})

describe.each(['Ed25519', 'P-256', 'secp256k1'] as const)(
  'signatures of didcomm-node and ours, on %s',
  (curve) => {
    it('[DID-5] verifies ours', async () => {
      const [alice, bob] = [await partyOn(curve), peerOn('P-256')]
      const message = messageFrom(alice.did, bob.did)
      const signed = await alice.packaging.packSigned(message, { signBy: alice.did })
      const peer = await didcommNode(bob, alice.did)
      const { message: opened, metadata } = await peer.unpack(signed.packed)
      expect(opened).toMatchObject(message)
      expect(metadata).toMatchObject({ non_repudiation: true })
    })

    it('[DID-5] makes what we verify', async () => {
      const [alice, bob] = [peerOn(curve), await partyOn('P-256')]
      const message = messageFrom(alice.did, bob.did)
      const packed = await (await didcommNode(alice, bob.did)).packSigned(message, alice.did)
      expect(await bob.packaging.unpack(packed)).toMatchObject({ message, signer: alice.did })
    })
  },
)
