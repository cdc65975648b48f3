import type { DIDDocument, PrivateJwk } from '@didcomm/core/contracts'
import {
  alice,
  appendix,
  bob,
  carol,
  didcommNodePeer,
  type DidcommNodePeer,
  didcommService,
  exampleDIDDocuments,
  type Identity,
  identities,
  mediator1,
  mediator2,
  publicJwk,
  secretOf,
  withServices,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'

const MESSAGE = { ...appendix.packedPlaintext, from: alice.did, to: [bob.did] }

function secretsOf(...parties: readonly Identity[]): Record<string, PrivateJwk> {
  return Object.assign({}, ...parties.map(({ secrets }) => secrets))
}

function peerOf(
  party: Identity,
  documents: readonly DIDDocument[] = exampleDIDDocuments,
): DidcommNodePeer {
  return didcommNodePeer({ documents, secrets: party.secrets })
}

describe('didcomm-node, on the published vectors', () => {
  const peer = peerOf(bob)

  it.each([
    ['signed EdDSA (Ed25519)', { sign_from: `${alice.did}#key-1`, encrypted: false }],
    ['signed ES256 (P-256)', { sign_from: `${alice.did}#key-2`, encrypted: false }],
    ['signed ES256K (secp256k1)', { sign_from: `${alice.did}#key-3`, encrypted: false }],
    ['anoncrypt X25519 XC20P', { encrypted: true, authenticated: false, anonymous_sender: true }],
    [
      'authcrypt X25519 A256CBC-HS512',
      { authenticated: true, encrypted_from_kid: `${alice.did}#key-x25519-1` },
    ],
    [
      'authcrypt(sign) P-256 A256CBC-HS512, inner EdDSA',
      {
        authenticated: true,
        non_repudiation: true,
        encrypted_from_kid: `${alice.did}#key-p256-1`,
        sign_from: `${alice.did}#key-1`,
      },
    ],
  ] as const)('unpacks "%s"', async (name, expected) => {
    const { message, metadata } = await peer.unpack(appendix.messages[name])
    expect(message).toEqual(appendix.packedPlaintext)
    expect(metadata).toMatchObject(expected)
  })

  it.each([
    'anoncrypt P-384 A256CBC-HS512',
    'anoncrypt P-521 A256GCM',
    'anoncrypt(authcrypt(sign)) outer P-521 XC20P, inner X25519 A256CBC-HS512, signed EdDSA',
  ] as const)('does not know the curve of "%s"', async (name) => {
    await expect(peer.unpack(appendix.messages[name])).rejects.toMatchObject({
      name: 'DIDCommUnsupported',
    })
  })
})

describe('didcomm-node, packing', () => {
  const sender = peerOf(alice)

  it('packs plaintext, with typ and body if there are none', async () => {
    const { typ: _, body: __, ...bare } = MESSAGE
    const packed = await sender.packPlaintext(bare)
    expect(JSON.parse(packed)).toEqual({ ...bare, typ: 'application/didcomm-plain+json', body: {} })
  })

  it('packs a signed message', async () => {
    const packed = await sender.packSigned(MESSAGE, `${alice.did}#key-3`)
    const { metadata } = await peerOf(bob).unpack(packed)
    expect(metadata).toMatchObject({ sign_alg: 'ES256K', non_repudiation: true, encrypted: false })
  })

  it.each(['x25519', 'p256'])('packs authcrypt on %s', async (curve) => {
    const { packed, metadata } = await sender.pack({
      message: MESSAGE,
      to: bob.did,
      from: `${alice.did}#key-${curve}-1`,
    })
    expect(metadata.from_kid).toBe(`${alice.did}#key-${curve}-1`)
    const unpacked = await peerOf(bob).unpack(packed)
    expect(unpacked.message).toEqual(MESSAGE)
    expect(unpacked.metadata).toMatchObject({ authenticated: true, anonymous_sender: false })
  })

  it.each(['A256CBC-HS512', 'A256GCM', 'XC20P'] as const)(
    'packs anoncrypt with %s',
    async (encAnon) => {
      const { packed } = await sender.pack({ message: MESSAGE, to: bob.did, encAnon })
      const { protected: header } = JSON.parse(packed) as { protected: string }
      expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({
        alg: 'ECDH-ES+A256KW',
        enc: encAnon,
      })
      expect((await peerOf(bob).unpack(packed)).message).toEqual(MESSAGE)
    },
  )

  it('packs anoncrypt(authcrypt) and anoncrypt(signed)', async () => {
    const hidden = await sender.pack({
      message: MESSAGE,
      to: bob.did,
      from: alice.did,
      protectSender: true,
    })
    expect((await peerOf(bob).unpack(hidden.packed)).metadata).toMatchObject({
      authenticated: true,
      anonymous_sender: true,
    })
    const signed = await sender.pack({ message: MESSAGE, to: bob.did, signBy: alice.did })
    expect((await peerOf(bob).unpack(signed.packed)).metadata).toMatchObject({
      non_repudiation: true,
      encrypted_from_kid: null,
    })
  })

  it('packs a from_prior, and verifies it', async () => {
    const both = didcommNodePeer({
      documents: exampleDIDDocuments,
      secrets: secretsOf(alice, carol),
    })
    const claims = { iss: alice.did, sub: carol.did, iat: 1516269022 }
    const from_prior = await both.packFromPrior({ ...claims, issuerKid: `${alice.did}#key-1` })
    const { packed } = await both.pack({
      message: { ...MESSAGE, from: carol.did, from_prior },
      to: bob.did,
      from: carol.did,
    })
    const { metadata } = await peerOf(bob).unpack(packed)
    expect(metadata.from_prior).toMatchObject(claims)
    expect(metadata.from_prior_issuer_kid).toBe(`${alice.did}#key-1`)
  })

  it('reports its errors by name', async () => {
    const to = 'did:example:nobody'
    await expect(sender.pack({ message: { ...MESSAGE, to: [to] }, to })).rejects.toMatchObject({
      name: 'DIDCommDIDNotResolved',
    })
    await expect(
      peerOf(carol).unpack(appendix.messages['anoncrypt X25519 XC20P']),
    ).rejects.toMatchObject({
      name: 'DIDCommSecretNotFound',
    })
    await expect(sender.unpack('{}')).rejects.toMatchObject({ name: 'DIDCommMalformed' })
  })
})

describe('didcomm-node, forwarding', () => {
  const behindTwo = withServices(
    bob,
    didcommService(bob.did, {
      uri: 'https://mediator1.example/didcomm',
      routingKeys: [`${mediator1.did}#key-x25519-1`, `${mediator2.did}#key-p256-1`],
    }),
  )
  const documents = [behindTwo, ...identities.filter((party) => party !== bob)].map(
    ({ document }) => document,
  )

  it('wraps for the mediators of the recipient’s service, and opens hop by hop', async () => {
    const { packed, metadata } = await peerOf(alice, documents).pack({
      message: MESSAGE,
      to: bob.did,
      from: alice.did,
      forward: true,
    })
    expect(metadata.messaging_service).toEqual({
      id: 'did:example:bob#service',
      service_endpoint: 'https://mediator1.example/didcomm',
    })
    const first = await peerOf(mediator1, documents).unpackForward(packed)
    expect(first.next).toBe(`${mediator2.did}#key-p256-1`)
    const second = await peerOf(mediator2, documents).unpackForward(first.packed)
    expect(second.next).toBe(bob.did)
    expect((await peerOf(bob, documents).unpack(second.packed)).message).toEqual(MESSAGE)
  })

  it('wraps an envelope that is packed already', async () => {
    const { packed } = await peerOf(alice).pack({ message: MESSAGE, to: bob.did })
    const forward = await peerOf(alice).wrapInForward({
      packed,
      to: bob.did,
      routingKeys: [`${mediator1.did}#key-x25519-1`],
      encAnon: 'A256CBC-HS512',
    })
    const { next, packed: forwarded } = await peerOf(mediator1).unpackForward(forward)
    expect(next).toBe(bob.did)
    expect(JSON.parse(forwarded)).toEqual(JSON.parse(packed))
  })

  it('refuses to take another message for a forward', async () => {
    const { packed } = await peerOf(alice).pack({ message: MESSAGE, to: bob.did })
    await expect(peerOf(bob).unpackForward(packed)).rejects.toThrow('forward')
  })
})

describe('documents of other shapes', () => {
  // As did:peer writes them: relative ids, references, Multikey, services as an array of endpoints.
  const dave = 'did:example:dave'
  const secrets = {
    [`${dave}#key-1`]: secretOf(`${carol.did}#key-1`),
    [`${dave}#key-2`]: secretOf(`${carol.did}#key-x25519-1`),
  }
  const document: DIDDocument = {
    id: dave,
    verificationMethod: [
      {
        id: '#key-1',
        type: 'JsonWebKey2020',
        controller: dave,
        publicKeyJwk: publicJwk(secretOf(`${carol.did}#key-1`)),
      },
      {
        id: '#key-2',
        type: 'Multikey',
        controller: dave,
        publicKeyMultibase: 'z6LSq1ju8XAwzFXbQf7BHmhz8RY2sTq6ndC638gqDKMjowbh',
      },
    ],
    authentication: ['#key-1'],
    keyAgreement: ['#key-2'],
    service: [
      {
        id: '#service',
        type: 'DIDCommMessaging',
        serviceEndpoint: [
          { uri: 'https://one.example', accept: ['didcomm/v2'] },
          { uri: 'https://two.example', accept: ['didcomm/v2'] },
        ],
      },
    ],
  }

  it('are converted', async () => {
    const documents = [document, bob.document]
    const daves = didcommNodePeer({ documents, secrets })
    const message = { ...MESSAGE, from: dave, to: [dave] }
    const { packed } = await daves.pack({ message, to: dave, from: dave, forward: true })
    const { metadata } = await daves.unpack(packed)
    expect(metadata).toMatchObject({ encrypted_from_kid: `${dave}#key-2`, authenticated: true })
    const signed = await daves.packSigned(message, dave)
    expect((await daves.unpack(signed)).metadata.sign_from).toBe(`${dave}#key-1`)
  })
})
