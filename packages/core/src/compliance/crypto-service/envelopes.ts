import type { CryptoService } from '../../contracts/crypto-service.ts'
import { decodeBase64Url, encodeBase64Url } from '../../encoding/base64url.ts'
import { parseJsonObject } from '../../encoding/json.ts'
import type { DIDCommErrorCode } from '../../errors.ts'
import { CONTENT_ENCRYPTIONS, CURVES, SIGNATURES } from '../../jose/algorithms.ts'
import { expectError, expectThat } from '../expectations.ts'
import type { ComplianceCase, ComplianceGroup } from '../suite.ts'
import {
  APPENDIX_DOCUMENTS,
  APPENDIX_ENVELOPES,
  APPENDIX_MESSAGE,
  type AppendixEnvelope,
  appendixKeysOn,
} from '../vectors/appendix.ts'
import {
  ALICE,
  BOB,
  type EnvelopeKind,
  envelopeKinds,
  expectDelivered,
  makeParties,
} from './envelope-kinds.ts'
import { packagingOf } from './parties.ts'
import { type Claims, claimsOf, flipped, requirement } from './subject.ts'

const REFUSED: readonly DIDCommErrorCode[] = ['DECRYPTION_FAILED', 'INVALID_SIGNATURE']

/** Whole envelopes: a PackagingService on the backend opens what is published, and its own. */
export function envelopeCases(crypto: CryptoService): ComplianceGroup {
  return {
    title: 'envelopes',
    cases: [
      ...APPENDIX_ENVELOPES.filter((envelope) => isCovered(envelope, claimsOf(crypto))).map(
        ({ name, message: envelope }) =>
          requirement(`[ENV-2] opens the envelope "${name}" of DIDComm v2.1, Appendix C`, () =>
            opensPublished(crypto, JSON.stringify(envelope)),
          ),
      ),
      ...envelopeKinds(claimsOf(crypto)).map((kind) =>
        requirement(`[ENV-1] packs and unpacks ${kind.title}`, () =>
          expectDelivered(crypto, crypto, kind),
        ),
      ),
      ...attackCases(crypto),
    ],
  }
}

async function opensPublished(crypto: CryptoService, packed: string): Promise<void> {
  const secrets = new Map<string, unknown>()
  for (const curve of claimsOf(crypto).curves) {
    for (const [kid, jwk] of appendixKeysOn(curve)) {
      if (kid.startsWith(BOB)) secrets.set(kid, await crypto.importSecretKey(jwk))
    }
  }
  const { alice, bob } = APPENDIX_DOCUMENTS
  const result = await packagingOf(crypto, secrets, [alice, bob]).unpack(packed)
  const { id, type, from, to, body } = result.message
  const { id: wantedId, type: wantedType, body: wantedBody } = APPENDIX_MESSAGE
  expectThat(
    id === wantedId && type === wantedType && from === ALICE && String(to) === BOB,
    'the unpacked message must be that of the appendix',
  )
  expectThat(
    body?.['messagespecificattribute'] === wantedBody.messagespecificattribute,
    'the unpacked body must be that of the appendix',
  )
}

/** Tells whether the backend claims all that the name of an envelope names; the inner layers show nowhere else. */
function isCovered({ name }: AppendixEnvelope, { curves, enc, sig }: Claims): boolean {
  const words = name.split(/[\s,()]+/)
  const claimed: readonly string[] = [...curves, ...enc, ...sig]
  return [CURVES, CONTENT_ENCRYPTIONS, SIGNATURES]
    .flatMap(Object.keys)
    .every((algorithm) => !words.includes(algorithm) || claimed.includes(algorithm))
}

/** A changed envelope, and one of a sender who says that he is another. */
function attackCases(crypto: CryptoService): ComplianceCase[] {
  return envelopeKinds(claimsOf(crypto))
    .filter(({ title }) => !title.startsWith('anoncrypt('))
    .flatMap((kind) => [
      requirement(`[ENC-16] rejects a changed envelope: ${kind.title}`, () =>
        refusesChanged(crypto, kind),
      ),
      ...(kind.authenticated
        ? [
            requirement(`[ENC-19] rejects a forged sender: ${kind.title}`, () =>
              refusesForged(crypto, kind),
            ),
          ]
        : []),
    ])
}

async function refusesChanged(crypto: CryptoService, kind: EnvelopeKind): Promise<void> {
  const { alice, bob } = await makeParties(crypto, crypto, kind.options)
  const documents = [alice.document, bob.document]
  const sender = packagingOf(crypto, alice.secrets, documents)
  const recipient = packagingOf(crypto, bob.secrets, documents)
  const { packed } = await kind.pack(sender)
  const json = parseJsonObject(packed, 'MALFORMED_ENVELOPE', 'the envelope')
  for (const member of ['ciphertext', 'tag', 'iv', 'payload']) {
    const text = json[member]
    if (typeof text !== 'string') continue
    const bytes = decodeBase64Url(text, member)
    // A letter of the body's text, so that a signed payload stays JSON.
    const at = member === 'payload' ? lastLetterOf(bytes) : 0
    const changed = { ...json, [member]: encodeBase64Url(flipped(bytes, at)) }
    await expectError(
      () => recipient.unpack(JSON.stringify(changed)),
      REFUSED,
      `an envelope whose ${member} was changed`,
    )
  }
}

/** The index of the last letter of the body's text, "Lunch?". */
function lastLetterOf(payload: Uint8Array): number {
  return payload.lastIndexOf('?'.charCodeAt(0)) - 1
}

/** Mallory has keys of his own under the ids of Alice's, and Bob knows Alice's document. */
async function refusesForged(crypto: CryptoService, kind: EnvelopeKind): Promise<void> {
  const { alice, bob } = await makeParties(crypto, crypto, kind.options)
  const { alice: mallory } = await makeParties(crypto, crypto, kind.options)
  const forger = packagingOf(crypto, mallory.secrets, [mallory.document, bob.document])
  const { packed } = await kind.pack(forger)
  const recipient = packagingOf(crypto, bob.secrets, [alice.document, bob.document])
  await expectError(() => recipient.unpack(packed), REFUSED, 'an envelope of a forged sender')
}
