import type { Curve, DIDResolver, PackagingService, PrivateJwk } from '@didcomm/core'
import { describe, expect, it } from 'vitest'
import { didcommNodePeer, type DidcommNodePeer, type PeerMessage } from './didcomm-node-peer.ts'

/** A party that uses our library. */
export interface OwnParty {
  readonly did: string
  readonly packaging: PackagingService
}

/** A party that uses didcomm-node, with keys that our library did not make. */
export interface PeerParty {
  readonly did: string
  /** Private keys by kid. */
  readonly secrets: Readonly<Record<string, PrivateJwk>>
}

/** Options of {@link testDidcommNodeExchange}. */
export interface DidcommNodeExchangeOptions {
  /** Resolves the DIDs, for both sides. */
  readonly resolver: DIDResolver
  /** Makes a DID with a key on the curve. */
  readonly partyOn: (curve: Curve) => Promise<OwnParty>
  /** Makes a DID with a key on the curve. */
  readonly peerOn: (curve: Curve) => PeerParty
  /** The curves of keys that messages are encrypted to. */
  readonly agreement: readonly Curve[]
  /** The curves of keys that sign. */
  readonly signing: readonly Curve[]
}

/** A message with one recipient. */
export function messageFrom(from: string, to: string): PeerMessage & { readonly from: string } {
  return {
    id: '1234567890',
    type: 'https://didcomm.org/basicmessage/2.0/message',
    from,
    to: [to],
    body: { content: 'Grüße' },
  }
}

/** Returns didcomm-node as `party`, who knows the documents of both DIDs. */
export async function didcommNodeOf(
  { did, secrets }: PeerParty,
  other: string,
  resolver: DIDResolver,
): Promise<DidcommNodePeer> {
  const documents = await Promise.all([did, other].map((each) => resolver.resolve(each)))
  return didcommNodePeer({ documents, secrets })
}

/** Registers tests in which DIDs of one method write to each other: from didcomm-node to us, and from us to it. */
export function testDidcommNodeExchange({
  resolver,
  partyOn,
  peerOn,
  agreement,
  signing,
}: DidcommNodeExchangeOptions): void {
  describe.each(agreement)('didcomm-node and we, on %s', (curve) => {
    it('[DID-5] opens what we encrypt', async () => {
      const [alice, bob] = [await partyOn(curve), peerOn(curve)]
      const message = messageFrom(alice.did, bob.did)
      const { packed } = await alice.packaging.packEncrypted(message, { to: bob.did })
      const peer = await didcommNodeOf(bob, alice.did, resolver)
      const { message: opened, metadata } = await peer.unpack(packed)
      expect(opened).toMatchObject(message)
      expect(metadata).toMatchObject({ authenticated: true, encrypted: true })
    })

    it('[DID-5] encrypts what we open', async () => {
      const [alice, bob] = [peerOn(curve), await partyOn(curve)]
      const message = messageFrom(alice.did, bob.did)
      const peer = await didcommNodeOf(alice, bob.did, resolver)
      const { packed } = await peer.pack({ message, to: bob.did, from: alice.did })
      expect(await bob.packaging.unpack(packed)).toMatchObject({
        message,
        authenticated: true,
        sender: alice.did,
      })
    })
  })

  describe.each(signing)('signatures of didcomm-node and ours, on %s', (curve) => {
    it('[DID-5] verifies ours', async () => {
      const [alice, bob] = [await partyOn(curve), peerOn('X25519')]
      const message = messageFrom(alice.did, bob.did)
      const { packed } = await alice.packaging.packSigned(message, { signBy: alice.did })
      const peer = await didcommNodeOf(bob, alice.did, resolver)
      const { message: opened, metadata } = await peer.unpack(packed)
      expect(opened).toMatchObject(message)
      expect(metadata).toMatchObject({ non_repudiation: true })
    })

    it('[DID-5] makes what we verify', async () => {
      const [alice, bob] = [peerOn(curve), await partyOn('X25519')]
      const message = messageFrom(alice.did, bob.did)
      const peer = await didcommNodeOf(alice, bob.did, resolver)
      const packed = await peer.packSigned(message, alice.did)
      expect(await bob.packaging.unpack(packed)).toMatchObject({ message, signer: alice.did })
    })
  })
}
