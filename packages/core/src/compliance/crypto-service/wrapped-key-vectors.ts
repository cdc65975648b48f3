import type { CryptoService } from '../../contracts/crypto-service.ts'
import { bytesToUtf8, utf8ToBytes } from '../../encoding/bytes.ts'
import { isJsonObject, parseJson } from '../../encoding/json.ts'
import { expectBytes, expectError, expectThat } from '../expectations.ts'
import type { ComplianceCase, ComplianceGroup } from '../suite.ts'
import { type WrappedKeyVector, wrappedKeyVectors } from '../vectors/wrapped-keys.ts'
import { claimsOf, requirement } from './subject.ts'

const NOTHING = new Uint8Array()
const DERIVATIONS = ['draft-04', 'draft-04-unprefixed-tag', 'draft-03'] as const

/** The envelopes of others, opened by the contract's own methods: whole messages, because content keys are opaque. */
export function wrappedKeyVectorCases(crypto: CryptoService): ComplianceGroup {
  const { curves, enc } = claimsOf(crypto)
  const covered = wrappedKeyVectors().filter(
    ({ entry, jwe }) => curves.includes(entry.epk.crv) && enc.includes(jwe.enc),
  )
  return {
    title: 'messages of others',
    cases: covered.flatMap((vector) => [
      requirement(`[ENC-1] [ENC-2] [ENC-3] opens ${vector.title}`, async () => {
        const opened = await openVector(crypto, vector)
        if (vector.plaintext !== undefined) {
          expectBytes(opened, utf8ToBytes(vector.plaintext), 'the plaintext')
          return
        }
        const json = parseJson(
          bytesToUtf8(opened, 'MALFORMED_ENVELOPE', 'the plaintext'),
          'MALFORMED_ENVELOPE',
          'the plaintext',
        )
        expectThat(isJsonObject(json), 'the plaintext must be a JSON object')
      }),
      ...otherDerivations(crypto, vector),
    ]),
  }
}

/** ECDH-1PU derives another key in each of the three ways, so a backend that mixes them up opens what it must not. */
function otherDerivations(crypto: CryptoService, vector: WrappedKeyVector): ComplianceCase[] {
  if (!vector.sender) return []
  const others = DERIVATIONS.filter((derivation) => derivation !== vector.derivation)
  const names = others.join(' or ')
  return [
    requirement(`[ENC-27] does not open it as ${names}: ${vector.title}`, async () => {
      for (const derivation of others) {
        await expectError(
          () => openVector(crypto, { ...vector, derivation }),
          ['DECRYPTION_FAILED'],
          `a key of ${vector.derivation}, unwrapped as ${derivation},`,
        )
      }
    }),
  ]
}

/** Unwraps the content key and decrypts the content. */
export async function openVector(
  crypto: CryptoService,
  { jwe, entry, recipient, sender, derivation }: WrappedKeyVector,
): Promise<Uint8Array> {
  const { alg, enc, iv, ciphertext, tag, aad } = jwe
  const contentKey = await crypto.unwrapKey({
    alg,
    enc,
    apu: jwe.apu ?? NOTHING,
    apv: jwe.apv ?? NOTHING,
    encryptedKey: entry.encryptedKey,
    ephemeral: await crypto.importPublicKey(entry.epk),
    recipient: await crypto.importSecretKey(recipient),
    // Without `derivation` it is that of draft 04.
    ...(sender && { sender: await crypto.importPublicKey(sender), tag }),
    ...(derivation !== 'draft-04' && { derivation }),
  })
  return crypto.decryptContent({ enc, contentKey, iv, ciphertext, tag, aad })
}
