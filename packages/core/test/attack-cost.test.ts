import { PackagingService, PrefixResolver } from '@didcomm/core'
import { attachmentBytes } from '@didcomm/core/attachments'
import { didcommService, DIDPeerResolver, encodePeerDID2 } from '@didcomm/did-peer'
import {
  bob,
  errorOf,
  exampleDIDDocuments,
  generateJwk,
  publicJwk,
  rawJwe,
  recipientOf,
  StaticResolver,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { ALICE, anoncrypt, BOB, BOB_KEY, signatureBy, signed } from './support/attacks.ts'
import { crypto, partyOf } from './support/party.ts'

// What a message may cost whoever opens it: bounded by numbers, so that no test here measures time.

const message = {
  id: '1',
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: ALICE,
  to: [BOB],
  body: {},
}

/** Counts the questions about other forms of a DID. */
class CountingResolver extends StaticResolver {
  asked = 0

  equivalentIds(): readonly string[] {
    this.asked++
    return []
  }
}

describe('a message to very many', () => {
  const others = Array.from({ length: 20_000 }, (_, i) => `did:example:${i}`)

  it('[ENC-19] makes the resolver compare few of them', async () => {
    const resolver = new CountingResolver(exampleDIDDocuments)
    const party = await partyOf(bob, { resolver })
    const { from: _, ...anonymous } = message
    expect((await party.unpack(anoncrypt({ ...anonymous, to: [...others, BOB] }))).recipient).toBe(
      BOB,
    )
    expect(resolver.asked).toBeLessThan(200)
    const error = await errorOf(party.unpack(anoncrypt({ ...anonymous, to: others })))
    expect(error.code).toBe('RECIPIENT_MISMATCH')
    expect(resolver.asked).toBeLessThan(400)
  })

  it('[ENC-19] does not push what a DIDPeerResolver has seen out of its memory', async () => {
    const peers = new DIDPeerResolver({ maxRemembered: 100 })
    const key = { purpose: 'keyAgreement', publicJwk: publicJwk(generateJwk('X25519')) } as const
    const dids = Array.from({ length: 300 }, (_, i) =>
      encodePeerDID2({ keys: [key], services: [didcommService({ uri: `https://${i}.example` })] }),
    )
    const resolver = new PrefixResolver({
      'did:peer:': peers,
      'did:example:': new StaticResolver(exampleDIDDocuments),
    })
    const known = encodePeerDID2({ keys: [key] })
    const [short = ''] = peers.equivalentIds(known)
    const { from: _, ...anonymous } = message
    await (await partyOf(bob, { resolver })).unpack(anoncrypt({ ...anonymous, to: [...dids, BOB] }))
    expect((await peers.resolve(short)).id).toBe(short)
  })
})

describe('an envelope with very many entries', () => {
  it('[ENC-17] has 256 recipients at most', async () => {
    const party = await partyOf(bob)
    const entry = recipientOf(BOB_KEY)
    const envelope = (count: number): string => {
      const recipients = Array.from({ length: count }, (_, i) => ({ ...entry, kid: `${BOB}#${i}` }))
      return rawJwe({
        alg: 'ECDH-ES+A256KW',
        enc: 'A256CBC-HS512',
        recipients,
        plaintext: message,
      })
    }
    expect((await errorOf(party.unpack(envelope(256)))).code).toBe('SECRET_NOT_FOUND')
    expect((await errorOf(party.unpack(envelope(257)))).code).toBe('MALFORMED_ENVELOPE')
  })

  it('[SIG-8] has no two signatures of one kid, though both are right', async () => {
    const twice = signed(message, [], {
      signatures: [signatureBy(`${ALICE}#key-1`), signatureBy(`${ALICE}#key-1`)],
    })
    expect((await errorOf((await partyOf(bob)).unpack(twice))).code).toBe('MALFORMED_ENVELOPE')
  })

  it('[ENC-18] has few of its kids repeated in the error', async () => {
    const kids = Array.from({ length: 200 }, (_, i) => `did:example:carol#${i}`)
    const packed = anoncrypt(message, {
      recipients: kids.map((kid) => ({ ...recipientOf(BOB_KEY), kid })),
    })
    const { details } = await errorOf((await partyOf(bob)).unpack(packed))
    expect(details.kids).toEqual(kids.slice(0, 20))
  })
})

describe('bytes that are handed out', () => {
  it('[MSG-10] share their buffer with nothing, a private key least of all', async () => {
    await partyOf(bob, { kids: [BOB_KEY] })
    const bytes = attachmentBytes({ data: { base64: 'aGVsbG8' } })
    expect(Buffer.from(bytes).toString()).toBe('hello')
    expect(bytes.buffer.byteLength).toBe(5)
  })
})

describe('a SecretsManager that answers null', () => {
  it('[ENC-18] does not hold the key', async () => {
    const packaging = new PackagingService({
      crypto,
      secrets: { get: () => null as never },
      resolver: new StaticResolver(exampleDIDDocuments),
    })
    const error = await errorOf(packaging.unpack(anoncrypt(message)))
    expect(error.code).toBe('SECRET_NOT_FOUND')
  })
})

describe('text of an attacker in an error', () => {
  it.each([
    ['alg', anoncrypt(message, { protectedHeader: { alg: 'x\n2024 INFO ok \u001b[31m' } })],
    [
      'a name',
      anoncrypt(message, { unprotectedHeader: { 'a\nb': 1 }, protectedHeader: { 'a\nb': 1 } }),
    ],
  ])('[ENC-17] has no control characters: %s', async (_, packed) => {
    const error = await errorOf((await partyOf(bob)).unpack(packed))
    expect(error.message).not.toMatch(/\p{Cc}/u)
  })

  it('[ENC-21] has none of a DID document either', async () => {
    const resolver = new StaticResolver(exampleDIDDocuments)
    resolver.documents.set(BOB, { id: 'did:x\n[INFO] login ok' })
    const party = await partyOf(bob, { resolver })
    const error = await errorOf(party.unpack(anoncrypt(message)))
    expect(error.code).toBe('INVALID_DID_DOCUMENT')
    expect(error.message).not.toMatch(/\p{Cc}/u)
  })
})
