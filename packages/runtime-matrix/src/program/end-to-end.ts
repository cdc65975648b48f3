import { PrefixResolver } from '@didcomm/core'
import {
  type ComplianceCase,
  ComplianceFailure,
  type ComplianceSuite,
} from '@didcomm/core/compliance'
import { createPeerDID, DIDPeerResolver, type DIDCommService } from '@didcomm/did-peer'
import { DIDCommMessaging, type PackOptions } from '@didcomm/messaging'
import { isForward, readForward } from '@didcomm/routing'
import { expectThat } from './expect-that.ts'
import type { OpenedBackend } from './opened-backend.ts'

const BASIC_MESSAGE = 'https://didcomm.org/basicmessage/2.0/message'
const BOB_INBOX = 'https://mediator.example/didcomm'
/** Beyond ASCII and beyond UTF-16's single units, as platforms differ in how they encode. */
const CONTENT = 'Grüße, 你好, 🌍'

/** A way to write the message, and the envelopes that the recipient has to find. */
interface Writing {
  readonly title: string
  readonly options: (sender: string) => PackOptions
  readonly layers: readonly string[]
}

const WRITINGS: readonly Writing[] = [
  { title: 'authcrypt', options: () => ({}), layers: ['authcrypt'] },
  {
    title: 'authcrypt inside anoncrypt',
    options: () => ({ protectSender: true }),
    layers: ['anoncrypt', 'authcrypt'],
  },
  {
    title: 'a signature inside anoncrypt',
    options: (sender) => ({ signBy: sender }),
    layers: ['anoncrypt', 'signed'],
  },
]

interface Party {
  readonly did: string
  readonly didcomm: DIDCommMessaging
}

interface PartyOptions {
  readonly numalgo: 2 | 4
  readonly services?: readonly DIDCommService[]
}

/** A message from Alice to Bob over his mediator; each has keys of their own and knows the others by their DIDs alone. */
export function endToEndSuite(backend: OpenedBackend): ComplianceSuite {
  const cases = ([2, 4] as const).flatMap((numalgo) =>
    WRITINGS.map((writing): ComplianceCase => ({
      title: `carries ${writing.title} between did:peer:${numalgo}s`,
      run: () => expectDelivered(backend, writing, numalgo),
    })),
  )
  return { title: 'End to end', groups: [{ title: 'over a mediator', cases }] }
}

async function expectDelivered(
  backend: OpenedBackend,
  { options, layers }: Writing,
  numalgo: 2 | 4,
): Promise<void> {
  const mediator = await createParty(backend, { numalgo: 2, services: [{ uri: BOB_INBOX }] })
  const alice = await createParty(backend, { numalgo })
  const bob = await createParty(backend, { numalgo, services: [{ uri: mediator.did }] })

  const { deliveries } = await alice.didcomm.pack(
    { type: BASIC_MESSAGE, from: alice.did, to: [bob.did], body: { content: CONTENT } },
    options(alice.did),
  )
  const [target] = deliveries[0].targets
  expectThat(target?.uri === BOB_INBOX, 'Bob is reached at his mediator')

  const payload = await forwarded(mediator, target?.packed ?? '', bob.did)
  const opened = await bob.didcomm.unpack<{ content: string }>(payload)
  expectThat(opened.message.body.content === CONTENT, 'Bob reads what Alice wrote')
  expectThat(
    opened.authenticated && opened.sender === alice.did,
    'Alice is proven to be the sender',
  )
  const kinds = opened.layers.map(({ kind }) => kind)
  expectThat(kinds.join() === layers.join(), `the envelopes are ${layers}, and not ${kinds}`)
}

/** What the mediator does: opens the forward, and passes on what it cannot open. */
async function forwarded(mediator: Party, packed: string, recipient: string): Promise<string> {
  const { message } = await mediator.didcomm.unpack(packed)
  expectThat(isForward(message), 'the mediator gets a forward')
  const { next, payloads } = readForward(message)
  const [payload] = payloads
  if (next !== recipient || payload === undefined) throw new ComplianceFailure('it is for Bob')
  const opens = await mediator.didcomm.unpack(payload).then(
    () => true,
    () => false,
  )
  expectThat(!opens, 'the mediator cannot open what is for Bob')
  return payload
}

async function createParty(
  { crypto, createSecrets }: OpenedBackend,
  { numalgo, services = [] }: PartyOptions,
): Promise<Party> {
  const secrets = createSecrets()
  const { curves } = crypto.supports
  const did = await createPeerDID({
    crypto,
    secrets,
    services,
    numalgo,
    keyAgreement: [curves.includes('X25519') ? 'X25519' : 'P-256'],
    authentication: [curves.includes('Ed25519') ? 'Ed25519' : 'P-256'],
  })
  const resolver = new PrefixResolver({ 'did:peer:': new DIDPeerResolver() })
  return { did, didcomm: new DIDCommMessaging({ crypto, secrets, resolver }) }
}
