import { alice, appendix, bob, type AppendixMessageName } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { partyOf } from './support/party.ts'

const ALICE = 'did:example:alice'
const BOB = 'did:example:bob'
const [X25519, P256, P384, P521] = ['x25519', 'p256', 'p384', 'p521'].map((curve) =>
  Object.keys(bob.secrets).filter((kid) => kid.includes(curve)),
)

/** What the standard's appendix lets one expect of each envelope (Appendix C.2, C.3). */
const EXPECTED: Record<AppendixMessageName, object> = {
  'signed EdDSA (Ed25519)': signed('EdDSA', `${ALICE}#key-1`),
  'signed ES256 (P-256)': signed('ES256', `${ALICE}#key-2`),
  'signed ES256K (secp256k1)': signed('ES256K', `${ALICE}#key-3`),
  'anoncrypt X25519 XC20P': anoncrypted('XC20P', X25519),
  'anoncrypt P-384 A256CBC-HS512': anoncrypted('A256CBC-HS512', P384),
  'anoncrypt P-521 A256GCM': anoncrypted('A256GCM', P521),
  'authcrypt X25519 A256CBC-HS512': {
    layers: [authcrypt(`${ALICE}#key-x25519-1`, X25519)],
    encrypted: true,
    authenticated: true,
    nonRepudiable: false,
    anonymousSender: false,
    sender: ALICE,
    recipient: BOB,
    signer: undefined,
  },
  'authcrypt(sign) P-256 A256CBC-HS512, inner EdDSA': {
    layers: [authcrypt(`${ALICE}#key-p256-1`, P256), signature('EdDSA', `${ALICE}#key-1`)],
    encrypted: true,
    authenticated: true,
    nonRepudiable: true,
    anonymousSender: false,
    sender: ALICE,
    recipient: BOB,
    signer: ALICE,
  },
  'anoncrypt(authcrypt(sign)) outer P-521 XC20P, inner X25519 A256CBC-HS512, signed EdDSA': {
    layers: [
      anoncrypt('XC20P', P521),
      authcrypt(`${ALICE}#key-p521-1`, P521),
      signature('EdDSA', `${ALICE}#key-1`),
    ],
    encrypted: true,
    authenticated: true,
    nonRepudiable: true,
    anonymousSender: true,
    sender: ALICE,
    recipient: BOB,
    signer: ALICE,
  },
}

describe('the envelopes that DIDComm Messaging v2.1 publishes', () => {
  it.each(Object.entries(EXPECTED))(
    '[ENV-2][ENV-3][ENV-5][ENC-1][ENC-2][ENC-3][SIG-1] opens %s and tells its layers',
    async (name, expected) => {
      const packaging = await partyOf(bob)
      const packed = appendix.messages[name as AppendixMessageName]
      expect(await packaging.unpack(packed)).toStrictEqual({
        message: appendix.packedPlaintext,
        fromPrior: undefined,
        warnings: [],
        ...expected,
      })
    },
  )

  it.each(Object.keys(bob.secrets))('[ENC-18] opens them with %s alone', async (kid) => {
    const packaging = await partyOf(bob, { kids: [kid] })
    const envelopes = Object.values(appendix.messages).filter((packed) => packed.includes(kid))
    expect(envelopes.length).toBeGreaterThan(0)
    for (const packed of envelopes) {
      const { layers } = await packaging.unpack(packed)
      for (const layer of layers) {
        if (layer.kind !== 'signed') expect(layer.recipientKid).toBe(kid)
      }
    }
  })
})

describe('what is packed with the published keys', () => {
  it.each(Object.keys(EXPECTED).slice(0, 3))('[SIG-1] opens: %s', async (name) => {
    const signerKid = `${ALICE}#key-${Object.keys(EXPECTED).indexOf(name) + 1}`
    const { packed } = await (
      await partyOf(alice)
    ).packSigned({ ...appendix.plaintext }, { signBy: signerKid })
    const { signer, layers, message } = await (await partyOf(bob)).unpack(packed)
    expect(message).toStrictEqual({ ...appendix.plaintext, typ: appendix.packedPlaintext.typ })
    expect(signer).toBe(ALICE)
    expect(layers).toMatchObject([{ kind: 'signed', signatures: [{ kid: signerKid }] }])
  })
})

function signature(alg: string, kid: string): object {
  return { kind: 'signed', signatures: [{ alg, kid }] }
}

function anoncrypt(enc: string, recipientKids: readonly string[] = []): object {
  const [recipientKid] = recipientKids
  return { kind: 'anoncrypt', alg: 'ECDH-ES+A256KW', enc, recipientKid, recipientKids }
}

function authcrypt(senderKid: string, recipientKids: readonly string[] = []): object {
  const [recipientKid] = recipientKids
  return {
    kind: 'authcrypt',
    alg: 'ECDH-1PU+A256KW',
    enc: 'A256CBC-HS512',
    recipientKid,
    recipientKids,
    senderKid,
  }
}

function signed(alg: string, kid: string): object {
  return {
    layers: [signature(alg, kid)],
    encrypted: false,
    authenticated: true,
    nonRepudiable: true,
    anonymousSender: false,
    sender: ALICE,
    recipient: undefined,
    signer: ALICE,
  }
}

function anoncrypted(enc: string, recipientKids: readonly string[] = []): object {
  return {
    layers: [anoncrypt(enc, recipientKids)],
    encrypted: true,
    authenticated: false,
    nonRepudiable: false,
    anonymousSender: true,
    sender: undefined,
    recipient: BOB,
    signer: undefined,
  }
}
