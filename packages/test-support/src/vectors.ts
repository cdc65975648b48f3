import type { DIDDocument, PrivateJwk } from '@didcomm/core/contracts'
import appendixJson from '../../core/src/compliance/vectors/didcomm-v2.1-appendix.json' with { type: 'json' }
import didPeerJson from './fixtures/did-peer.json' with { type: 'json' }

/**
 * The nine envelopes of DIDComm Messaging v2.1, Appendix C, by the name that the fixture gives them. The last one's
 * name is wrong: its inner authcrypt is on P-521 as well, not on X25519.
 */
export const APPENDIX_MESSAGE_NAMES = [
  'signed EdDSA (Ed25519)',
  'signed ES256 (P-256)',
  'signed ES256K (secp256k1)',
  'anoncrypt X25519 XC20P',
  'anoncrypt P-384 A256CBC-HS512',
  'anoncrypt P-521 A256GCM',
  'authcrypt X25519 A256CBC-HS512',
  'authcrypt(sign) P-256 A256CBC-HS512, inner EdDSA',
  'anoncrypt(authcrypt(sign)) outer P-521 XC20P, inner X25519 A256CBC-HS512, signed EdDSA',
] as const

export type AppendixMessageName = (typeof APPENDIX_MESSAGE_NAMES)[number]

/** The figures of DIDComm Messaging v2.1, Appendices A to C. */
export interface AppendixVectors {
  /** Private keys of alice and bob by kid (Appendix A). */
  readonly secrets: Readonly<Record<string, PrivateJwk>>
  /** Published DID documents (Appendix B): bob has no `authentication`, and neither has a service. */
  readonly didDocuments: { readonly alice: DIDDocument; readonly bob: DIDDocument }
  /** The plaintext as Appendix C.1 prints it: its `type` is https, and it has no `typ`. */
  readonly plaintext: AppendixPlaintext
  /** The plaintext inside every envelope of Appendix C: its `type` is http, and it has a `typ`. */
  readonly packedPlaintext: AppendixPlaintext & { readonly typ: string }
  /** Envelopes (Appendix C.2 and C.3) as the JSON text that a recipient gets. */
  readonly messages: Readonly<Record<AppendixMessageName, string>>
}

/** The plaintext message of the appendix. */
export interface AppendixPlaintext {
  readonly id: string
  readonly type: string
  readonly from: string
  readonly to: readonly string[]
  readonly created_time: number
  readonly expires_time: number
  readonly body: { readonly messagespecificattribute: string }
}

function secretsByKid(): Record<string, PrivateJwk> {
  const { alice, bob } = appendixJson.secrets
  return Object.fromEntries(
    [...alice, ...bob].map(({ kid, ...jwk }) => [kid, jwk as PrivateJwk] as const),
  )
}

function messagesByName(): Record<AppendixMessageName, string> {
  const entries = APPENDIX_MESSAGE_NAMES.map((name) => {
    const found = appendixJson.messages.find((entry) => entry.name === name)
    if (!found) throw new Error(`the appendix fixture has no message "${name}"`)
    return [name, JSON.stringify(found.message)] as const
  })
  return Object.fromEntries(entries) as Record<AppendixMessageName, string>
}

/** The figures of DIDComm Messaging v2.1, Appendices A to C. */
export const appendix: AppendixVectors = {
  secrets: secretsByKid(),
  didDocuments: appendixJson.didDocuments,
  plaintext: appendixJson.plaintext,
  packedPlaintext: {
    ...appendixJson.plaintext,
    type: 'http://example.com/protocols/lets_do_lunch/1.0/proposal',
    typ: 'application/didcomm-plain+json',
  },
  messages: messagesByName(),
}

/** The figures of the Peer DID Method Specification: numalgo 0, 2, 3 and 4. */
export const didPeerVectors = didPeerJson
