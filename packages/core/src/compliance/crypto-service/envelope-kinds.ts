import type { ContentEncryption, Curve, SignatureAlgorithm } from '../../contracts/algorithms.ts'
import type { CryptoService } from '../../contracts/crypto-service.ts'
import { CONTENT_ENCRYPTIONS, SIGNATURES } from '../../jose/algorithms.ts'
import type { PackagingService } from '../../packaging/packaging-service.ts'
import type { UnpackResult } from '../../packaging/unpack-result.ts'
import { expectThat } from '../expectations.ts'
import { makeParty, packagingOf, type Party } from './parties.ts'
import type { Claims } from './subject.ts'

export const ALICE = 'did:example:alice'
export const BOB = 'did:example:bob'
const SIGNING_KID = `${ALICE}#signing`
const BODY = { content: 'Lunch?' }

/** What an envelope is made with. */
interface EnvelopeOptions {
  readonly curve?: Curve
  readonly enc?: ContentEncryption
  readonly sig?: SignatureAlgorithm
}

/** A kind of envelope: how it is packed, and what unpacking proves. */
export interface EnvelopeKind {
  readonly title: string
  readonly options: EnvelopeOptions
  /** The algorithms of its layers, outermost first. */
  readonly layers: readonly string[]
  readonly authenticated: boolean
  readonly pack: (packaging: PackagingService) => Promise<{ readonly packed: string }>
}

const message = { type: 'https://example.com/protocols/lunch/1.0/proposal', body: BODY, to: [BOB] }
const fromAlice = { ...message, from: ALICE }

/** Every kind of envelope that goes with what is claimed. */
export function envelopeKinds({ agreement, enc, sig }: Claims): EnvelopeKind[] {
  const authcrypt = enc.filter((name) => CONTENT_ENCRYPTIONS[name].authcrypt)
  return [
    ...sig.map(signed),
    ...agreement.flatMap((curve) => [
      ...enc.map((name) => anoncrypt(curve, name)),
      ...authcrypt.map((name) => authcryptOn(curve, name)),
      ...sig.slice(0, 1).flatMap((alg) => enc.slice(0, 1).map((name) => hidden(curve, name, alg))),
      ...authcrypt.flatMap((name) => enc.map((outer) => protectedSender(curve, name, outer))),
    ]),
  ]
}

function signed(sig: SignatureAlgorithm): EnvelopeKind {
  return {
    title: `signed, ${sig}`,
    options: { sig },
    layers: [sig],
    authenticated: true,
    pack: (packaging) => packaging.packSigned(fromAlice, { signBy: SIGNING_KID }),
  }
}

function anoncrypt(curve: Curve, enc: ContentEncryption): EnvelopeKind {
  return {
    title: `anoncrypt on ${curve}, ${enc}`,
    options: { curve, enc },
    layers: [enc],
    authenticated: false,
    pack: (packaging) => packaging.packEncrypted(message, { to: BOB, enc }),
  }
}

function authcryptOn(curve: Curve, enc: ContentEncryption): EnvelopeKind {
  return {
    title: `authcrypt on ${curve}, ${enc}`,
    options: { curve, enc },
    layers: [enc],
    authenticated: true,
    pack: (packaging) => packaging.packEncrypted(fromAlice, { to: BOB }),
  }
}

function hidden(curve: Curve, enc: ContentEncryption, sig: SignatureAlgorithm): EnvelopeKind {
  return {
    title: `anoncrypt(signed) on ${curve}, ${enc}, ${sig}`,
    options: { curve, enc, sig },
    layers: [enc, sig],
    authenticated: true,
    pack: (packaging) => packaging.packEncrypted(fromAlice, { to: BOB, enc, signBy: SIGNING_KID }),
  }
}

function protectedSender(
  curve: Curve,
  enc: ContentEncryption,
  outer: ContentEncryption,
): EnvelopeKind {
  return {
    title: `anoncrypt(authcrypt) on ${curve}, ${outer} around ${enc}`,
    options: { curve, enc },
    layers: [outer, enc],
    authenticated: true,
    pack: (packaging) =>
      packaging.packEncrypted(fromAlice, {
        to: BOB,
        enc: outer,
        protectSender: true,
      }),
  }
}

/** Alice packs on one backend, and Bob unpacks on another; each made its own keys. */
export async function expectDelivered(
  sending: CryptoService,
  receiving: CryptoService,
  kind: EnvelopeKind,
): Promise<void> {
  const { alice, bob } = await makeParties(sending, receiving, kind.options)
  const documents = [alice.document, bob.document]
  const { packed } = await kind.pack(packagingOf(sending, alice.secrets, documents))
  const result = await packagingOf(receiving, bob.secrets, documents).unpack(packed)
  expectResult(result, kind)
}

function expectResult(result: UnpackResult, { authenticated, layers }: EnvelopeKind): void {
  expectThat(
    result.message.body?.['content'] === BODY.content,
    'the unpacked message must be the one that was packed',
  )
  expectThat(
    result.authenticated === authenticated && result.sender === (authenticated ? ALICE : undefined),
    `the sender must be ${authenticated ? 'proven' : 'unknown'}`,
  )
  const names = result.layers.map((layer) =>
    layer.kind === 'signed' ? layer.signatures[0]?.alg : layer.enc,
  )
  expectThat(String(names) === String(layers), `the layers must be ${layers}, and are ${names}`)
}

/** Alice, who has keys of all that an envelope takes, and Bob, who has one for key agreement. */
export async function makeParties(
  sending: CryptoService,
  receiving: CryptoService,
  { curve, sig }: EnvelopeOptions,
): Promise<{ readonly alice: Party; readonly bob: Party }> {
  const agreement = curve && { agreement: curve }
  const signing = sig && { signing: SIGNATURES[sig].curve }
  return {
    alice: await makeParty(sending, ALICE, { ...agreement, ...signing }),
    bob: await makeParty(receiving, BOB, { ...agreement }),
  }
}
