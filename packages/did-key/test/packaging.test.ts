import {
  type Curve,
  InMemorySecretsManager,
  PackagingService,
  PrefixResolver,
  type PrivateJwk,
} from '@didcomm/core'
import { encodeMultikey, x25519FromEd25519 } from '@didcomm/core/did'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { createKeyDID, DIDKeyResolver, encodeKeyDID } from '@didcomm/did-key'
import {
  didcommNodePeer,
  type DidcommNodePeer,
  errorOf,
  generateJwk,
  publicJwk,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { derivedKey, okpKey } from './support/node-keys.ts'

const crypto = new NobleCryptoService()
const resolver = new PrefixResolver({ 'did:key:': new DIDKeyResolver() })

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
  const did = await createKeyDID({ crypto, secrets, curve })
  return { did, packaging: new PackagingService({ crypto, secrets, resolver }) }
}

describe('DIDs that were made', () => {
  it.each(['Ed25519', 'X25519', 'P-256', 'P-384', 'P-521'] as const)(
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
    const [alice, bob] = [await partyOn(curve), await partyOn('X25519')]
    const message = messageFrom(alice.did, bob.did)
    const signed = await alice.packaging.packSigned(message, { signBy: alice.did })
    expect(await bob.packaging.unpack(signed.packed)).toMatchObject({
      message,
      nonRepudiable: true,
      signer: alice.did,
    })
  })

  it('[DID-5] cannot encrypt to secp256k1, nor sign with X25519', async () => {
    const [signer, agreer] = [await partyOn('secp256k1'), await partyOn('X25519')]
    const message = messageFrom(agreer.did, signer.did)
    const encryption = agreer.packaging.packEncrypted(message, { to: signer.did })
    expect((await errorOf(encryption)).code).toBe('NO_COMMON_KEY_TYPE')
    const signature = agreer.packaging.packSigned(message, { signBy: agreer.did })
    expect((await errorOf(signature)).code).toBe('NO_COMMON_KEY_TYPE')
  })
})

/** A peer with a DID on `curve`, who made its keys itself. */
interface Peer {
  readonly did: string
  readonly secrets: Readonly<Record<string, PrivateJwk>>
}

function peerOn(curve: Curve): Peer {
  const jwk = generateJwk(curve)
  const key = publicJwk(jwk)
  const did = encodeKeyDID(key)
  const own = { [did.replace('did:key:', `${did}#`)]: jwk }
  if (key.crv !== 'Ed25519') return { did, secrets: own }
  const derived = derivedKey(Buffer.from(jwk.d, 'base64url'))
  return { did, secrets: { ...own, [`${did}#${encodeMultikey(publicJwk(derived))}`]: derived } }
}

/** didcomm-node as `peer`, who knows the documents of the DIDs. */
async function didcommNode({ did, secrets }: Peer, other: string): Promise<DidcommNodePeer> {
  const documents = await Promise.all([did, other].map((each) => resolver.resolve(each)))
  return didcommNodePeer({ documents, secrets })
}

describe.each(['Ed25519', 'X25519', 'P-256'] as const)('didcomm-node and we, on %s', (curve) => {
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
      const [alice, bob] = [await partyOn(curve), peerOn('X25519')]
      const message = messageFrom(alice.did, bob.did)
      const signed = await alice.packaging.packSigned(message, { signBy: alice.did })
      const peer = await didcommNode(bob, alice.did)
      const { message: opened, metadata } = await peer.unpack(signed.packed)
      expect(opened).toMatchObject(message)
      expect(metadata).toMatchObject({ non_repudiation: true })
    })

    it('[DID-5] makes what we verify', async () => {
      const [alice, bob] = [peerOn(curve), await partyOn('X25519')]
      const message = messageFrom(alice.did, bob.did)
      const packed = await (await didcommNode(alice, bob.did)).packSigned(message, alice.did)
      expect(await bob.packaging.unpack(packed)).toMatchObject({ message, signer: alice.did })
    })
  },
)

describe('an Ed25519 secret that was there before', () => {
  it('[DID-5] opens messages once the derived secret is added', async () => {
    const ed25519Jwk = okpKey('Ed25519', Buffer.alloc(32, 7))
    const ed25519 = publicJwk(ed25519Jwk)
    if (ed25519.kty !== 'OKP') throw new Error('it is an OKP key')
    const did = encodeKeyDID(ed25519)
    const secretKey = await crypto.importSecretKey(ed25519Jwk)
    const derived = await crypto.x25519FromEd25519?.(secretKey)
    if (!derived) throw new Error('noble derives')

    const secrets = new InMemorySecretsManager(crypto)
    const bob = new PackagingService({ crypto, secrets, resolver })
    const alice = peerOn('X25519')
    const message = messageFrom(alice.did, did)
    const peer = await didcommNode(alice, did)
    const { packed } = await peer.pack({ message, to: did, from: alice.did })

    secrets.add(`${did}#${encodeMultikey(ed25519)}`, secretKey)
    expect((await errorOf(bob.unpack(packed))).code).toBe('SECRET_NOT_FOUND')
    secrets.add(`${did}#${encodeMultikey(x25519FromEd25519(ed25519))}`, derived)
    expect(await bob.unpack(packed)).toMatchObject({ message, recipient: did })
  })
})
