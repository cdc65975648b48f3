import { DIDCommError } from '@didcomm/core'
import { alice, bob, didcommService, mediator1, withServices } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { BASIC_MESSAGE, packFor, party, renamed, resolverOf, SEALED } from './party.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const edge = didcommService(bob.did, {
  uri: 'https://edge.example',
  routingKeys: ['did:example:mediator1#key-x25519-1'],
})
const resolver = resolverOf(alice, withServices(bob, edge), mediator1)

/** Routes a message to bob, and opens it as his mediator. */
async function forwarded(packed: string, requests: object = {}) {
  const sender = await party(resolver, alice)
  const { targets } = await sender.routing.route({ packed, to: bob.did, ...requests })
  const mediator = await party(resolver, mediator1)
  return mediator.packaging.unpack(targets[0]?.packed ?? '')
}

describe('the forward message', () => {
  it('[RTE-4] holds what the standard asks for and nothing else', async () => {
    const packed = await packFor(await party(resolver, alice), bob.did)
    const { message } = await forwarded(packed)
    expect(message).toStrictEqual({
      id: expect.stringMatching(UUID),
      typ: 'application/didcomm-plain+json',
      type: 'https://didcomm.org/routing/2.0/forward',
      to: ['did:example:mediator1'],
      body: { next: 'did:example:bob' },
      attachments: [{ id: expect.stringMatching(UUID), data: { json: JSON.parse(packed) } }],
    })
  })

  it('[RTE-4] is anoncrypted, for the one key that was named', async () => {
    const packed = await packFor(await party(resolver, alice), bob.did)
    const { layers, authenticated, anonymousSender } = await forwarded(packed)
    expect(layers).toEqual([
      {
        kind: 'anoncrypt',
        alg: 'ECDH-ES+A256KW',
        enc: 'A256CBC-HS512',
        recipientKid: 'did:example:mediator1#key-x25519-1',
        recipientKids: ['did:example:mediator1#key-x25519-1'],
      },
    ])
    expect({ authenticated, anonymousSender }).toEqual({
      authenticated: false,
      anonymousSender: true,
    })
  })

  it("[RTE-4] is encrypted for all of a mediator's keys of one type, where the mediator is named by its DID", async () => {
    const recipient = renamed(mediator1, 'did:example:recipient')
    const service = didcommService(recipient.did, { uri: bob.did })
    const documents = resolverOf(
      alice,
      withServices(recipient, service),
      withServices(bob, didcommService(bob.did, { uri: 'https://bob.example' })),
    )
    const sender = await party(documents, alice)
    const packed = await packFor(sender, recipient.did)
    const { targets } = await sender.routing.route({ packed, to: recipient.did })
    const mediator = await party(documents, bob)
    const { layers } = await mediator.packaging.unpack(targets[0]?.packed ?? '')
    expect(layers[0]).toMatchObject({
      recipientKids: [
        'did:example:bob#key-x25519-1',
        'did:example:bob#key-x25519-2',
        'did:example:bob#key-x25519-3',
      ],
    })
  })

  it('[RTE-4] carries expires_time and delay_milli when asked to, at every hop', async () => {
    const key = 'did:example:mediator1#key-x25519-1'
    const documents = resolverOf(
      alice,
      withServices(
        bob,
        didcommService(bob.did, { uri: 'https://e.example', routingKeys: [key, key] }),
      ),
      mediator1,
    )
    const sender = await party(documents, alice)
    const packed = await packFor(sender, bob.did)
    const requests = { expiresTime: 2_000_000_000, delayMilli: -500 }
    const { targets } = await sender.routing.route({ packed, to: bob.did, ...requests })
    const mediator = await party(documents, mediator1)
    const outer = await mediator.packaging.unpack(targets[0]?.packed ?? '')
    const inner = await mediator.packaging.unpack(
      JSON.stringify(outer.message.attachments?.[0]?.data.json),
    )
    for (const { message } of [outer, inner]) {
      expect(message).toMatchObject({ expires_time: 2_000_000_000, delay_milli: -500 })
    }
  })

  it.each([{ expiresTime: 1.5 }, { delayMilli: Number.NaN }])(
    '[RTE-4] refuses requests that are no integers: %j',
    async (requests) => {
      const error = await forwarded(SEALED, requests).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ code: 'INVALID_MESSAGE' })
    },
  )

  it('[RTE-4] carries a compact JWE as base64, which JSON cannot hold', async () => {
    const compact = 'eyJhbGciOiJFQ0RILUVTIn0.a2V5.aXY.dGV4dA.dGFn'
    const { message } = await forwarded(compact)
    expect(message.attachments?.[0]?.data).toEqual({
      base64: 'ZXlKaGJHY2lPaUpGUTBSSUxVVlRJbjAuYTJWNS5hWFkuZEdWNGRBLmRHRm4',
    })
  })

  it('[RTE-4] never asks for an acknowledgement, whatever the message inside does', async () => {
    const sender = await party(resolver, alice)
    const { packed } = await sender.packaging.packEncrypted(
      { type: BASIC_MESSAGE, from: alice.did, to: [bob.did], please_ack: [''] },
      { to: bob.did },
    )
    expect((await forwarded(packed)).message).not.toHaveProperty('please_ack')
  })

  it('[RTE-4] refuses to show a mediator a message that is not encrypted', async () => {
    const { packaging } = await party(resolver, alice)
    const message = { type: BASIC_MESSAGE, from: alice.did, to: [bob.did] }
    const signed = (await packaging.packSigned(message, { signBy: alice.did })).packed
    const plain = (await packaging.packPlaintext(message)).packed
    const labelled = (await packaging.packPlaintext({ ...message, ciphertext: 'a header' })).packed
    for (const packed of [signed, plain, labelled, 'hello', 'A. B. C. D. E', '']) {
      const error = await forwarded(packed).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' })
      expect(String(error)).toContain('not encrypted')
    }
  })

  it('refuses what is no packed message', async () => {
    for (const packed of ['{', '{"ciphertext":', 5, undefined]) {
      const error = await forwarded(packed as string).catch((reason: unknown) => reason)
      expect(DIDCommError.is(error) && error.code).toBe('INVALID_ARGUMENT')
    }
  })
})
