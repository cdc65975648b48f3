import assert from 'node:assert/strict'
import { DIDCommError, type UnpackResult } from '@didcomm/core'
import { isForward, readForward } from '@didcomm/routing'
import { createAgent } from './agent.ts'
import { post } from './inbox.ts'
import { cannotSee, conclude, sees, short, station } from './narrator.ts'
import { openPublishedEnvelope } from './published-envelope.ts'

const BASIC_MESSAGE = 'https://didcomm.org/basicmessage/2.0/message'

// Three parties, each behind an HTTP server of its own. Alice is reached directly; Bob's DID names the mediator as
// his endpoint, and the mediator alone knows where he is.
const mediator = await createAgent({ numalgo: 2 })
const alice = await createAgent({ numalgo: 2 })
const bob = await createAgent({ numalgo: 4, mediator: mediator.did })
const registered = new Map([[bob.did, bob.inbox.url]])

station('Alice', 'packs a message for Bob')
const question = await alice.didcomm.pack(
  { type: BASIC_MESSAGE, from: alice.did, to: [bob.did], body: { content: 'Lunch?' } },
  { protectSender: true },
)
const [delivery] = question.deliveries
const [target] = delivery.targets
assert(target, 'Bob can be reached')
assert.equal(target.uri, mediator.inbox.url, 'Bob is reached through the mediator')
sees(`Bob's DID ${short(bob.did)}, and in it the mediator's ${short(mediator.did)}`)
sees(`an envelope for Bob of ${delivery.packed.length} bytes, inside one for the mediator`)
cannotSee('where Bob is')
await post(target.uri, target.packed)

station('Mediator', 'opens what arrives')
const received = await mediator.didcomm.unpack(await mediator.inbox.next())
assert(isForward(received.message), 'it is a forward message')
assert.equal(received.sender, undefined, 'and does not tell who sent it')
const { next, payloads } = readForward(received.message)
const [payload] = payloads
const address = registered.get(next)
assert(payload && address, 'it is for Bob, who is registered')
sees(`that it is for ${short(next)}, who is at ${address}`)
const refusal = await mediator.didcomm.unpack(payload).catch((error: unknown) => error)
assert(DIDCommError.is(refusal) && refusal.code === 'SECRET_NOT_FOUND', 'the payload stays closed')
cannotSee(`what it says (${refusal.code})`)
const header = Buffer.from(JSON.parse(payload).protected, 'base64url').toString()
assert(!header.includes('skid') && !header.includes(alice.did), 'the payload names no sender')
cannotSee(`who wrote it: all that the payload shows is ${header.slice(0, 120)}…`)
await post(address, payload)

station('Bob', 'opens what arrives')
const lunch = await bob.didcomm.unpack<{ content: string }>(await bob.inbox.next())
assert.equal(lunch.message.body.content, 'Lunch?')
assert.equal(lunch.sender, alice.did, 'Alice is proven to be the sender')
assert(lunch.authenticated && !lunch.nonRepudiable)
sees(`"${lunch.message.body.content}", from ${short(lunch.sender)}`)
sees(`that nobody else could have written it: ${kinds(lunch)}`)
cannotSee('a signature: he can convince nobody else that it is hers')

station('Bob', 'answers, and signs')
const answer = await bob.didcomm.pack(
  {
    type: BASIC_MESSAGE,
    from: bob.did,
    to: [alice.did],
    thid: lunch.message.id,
    body: { content: 'At noon.' },
  },
  { signBy: bob.did },
)
const [answerTarget] = answer.deliveries[0].targets
assert(answerTarget, 'Alice can be reached')
assert.equal(answerTarget.uri, alice.inbox.url, 'Alice is reached directly')
sees(`Alice's endpoint ${answerTarget.uri}`)
await post(answerTarget.uri, answerTarget.packed)

station('Alice', 'opens what arrives')
const noon = await alice.didcomm.unpack<{ content: string }>(await alice.inbox.next())
assert.equal(noon.message.body.content, 'At noon.')
assert.equal(noon.message.thid, question.message.id, 'it answers her question')
assert(noon.signer === bob.did && noon.encrypted && noon.nonRepudiable)
sees(`"${noon.message.body.content}", signed by ${short(noon.signer)}`)
sees(`that she could show it to anybody as his: ${kinds(noon)}`)

station('Standard', 'an envelope as DIDComm Messaging v2.1 prints it, Appendix C.3')
const published = await openPublishedEnvelope()
assert.deepEqual(
  published.layers.map(({ kind }) => kind),
  ['anoncrypt', 'authcrypt', 'signed'],
)
assert.equal(published.sender, 'did:example:alice')
assert.deepEqual(published.message.body, { messagespecificattribute: 'and its value' })
sees(`${kinds(published)}: ${JSON.stringify(published.message.body)}`)

for (const { inbox } of [mediator, alice, bob]) inbox.close()
conclude('Everything came out as it should.')

function kinds({ layers }: Pick<UnpackResult, 'layers'>): string {
  return layers.map(({ kind }) => kind).join(' around ')
}
