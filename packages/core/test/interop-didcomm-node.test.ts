import type { DIDDocument, DIDResolver, Layer, PackEncryptedOptions } from '@didcomm/core'
import { encodeBase64Url } from '@didcomm/core/encoding'
import { DIDPeerResolver, encodePeerDID2 } from '@didcomm/did-peer'
import {
  alice,
  bob,
  carol,
  didcommNodePeer,
  type DidcommNodePeer,
  exampleDIDDocuments,
  generateJwk,
  type Identity,
  type PeerPackOptions,
  publicJwk,
  StaticResolver,
  verifyRaw,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { partyOf } from './support/party.ts'
import { withKeyAgreement } from './support/with-key-agreement.ts'
import { decodeJson, type WrittenJws, writtenJws, writtenKids } from './support/written-envelope.ts'

const ALICE = 'did:example:alice'
const BOB = 'did:example:bob'
const CAROL = 'did:example:carol'

/** A message with what is easily lost on the way. */
const MESSAGE = {
  id: '3f1c1a5e-7b1d-4f5a-9a50-6b1f0c6a2d11',
  typ: 'application/didcomm-plain+json',
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: ALICE,
  to: [BOB],
  thid: 'THREAD-1',
  pthid: 'parent.thread~1',
  created_time: 1516269022,
  expires_time: 4102444800,
  lang: 'de',
  'accept-lang': ['de', 'en'],
  please_ack: [''],
  body: {
    content: 'Grüße, 你好, 👋🏽 and \u0000\u001f\u2028 "quotes" \\ / <tags>',
    Ω: { list: [1, -2.5, 9007199254740991, null, true, [], {}] },
  },
  attachments: [
    { id: 'one', media_type: 'application/json', data: { json: { ключ: ['значение', null, 0] } } },
    {
      id: 'two',
      description: 'Ein Bild',
      filename: 'bild.png',
      format: 'png',
      lastmod_time: 1516269000,
      byte_count: 3,
      data: { base64: '-_8A' },
    },
    {
      id: 'three',
      data: {
        links: ['https://cdn.example/a', 'ipfs://b'],
        hash: 'uEiAsJrRraPxDxonYRBdKZ_cvHu9sNfrtHNRcd-rGvyacrg',
      },
    },
  ],
  'x-unknown': { deep: [{ er: null }, 'ÿ'] },
  x_number: 0,
  x_text: '',
}

interface Curve {
  readonly documents: readonly DIDDocument[]
  readonly senderKid: string
  readonly recipientKids: readonly string[]
}

/** What both sides resolve. For P-256, bob's document has no key on X25519, which comes first otherwise. */
const CURVES: Record<'X25519' | 'P-256', Curve> = {
  X25519: {
    documents: exampleDIDDocuments,
    senderKid: `${ALICE}#key-x25519-1`,
    recipientKids: [`${BOB}#key-x25519-1`, `${BOB}#key-x25519-2`, `${BOB}#key-x25519-3`],
  },
  'P-256': {
    documents: documentsWith(withKeyAgreement(bob, [`${BOB}#key-p256-1`, `${BOB}#key-p256-2`])),
    senderKid: `${ALICE}#key-p256-1`,
    recipientKids: [`${BOB}#key-p256-1`, `${BOB}#key-p256-2`],
  },
}

const ENCRYPTIONS = {
  'A256CBC-HS512': 'A256cbcHs512EcdhEsA256kw',
  A256GCM: 'A256gcmEcdhEsA256kw',
  XC20P: 'Xc20pEcdhEsA256kw',
} as const

const SIGNERS = {
  EdDSA: `${ALICE}#key-1`,
  ES256: `${ALICE}#key-2`,
  ES256K: `${ALICE}#key-3`,
} as const

/** What we tell of an envelope, but for its layers. */
const PROVEN = {
  encrypted: true,
  authenticated: true,
  nonRepudiable: false,
  anonymousSender: true,
  sender: ALICE as string | undefined,
  recipient: BOB,
  signer: undefined as string | undefined,
  fromPrior: undefined,
  warnings: [],
}

/** What the peer tells of an envelope; `null` is its word for nothing. */
const METADATA = {
  encrypted: true,
  authenticated: true,
  non_repudiation: false,
  anonymous_sender: true,
  re_wrapped_in_forward: false,
  encrypted_from_kid: null as string | null,
  encrypted_to_kids: null as readonly string[] | null,
  sign_from: null as string | null,
  sign_alg: null as string | null,
  signed_message: null as unknown,
  enc_alg_auth: null as string | null,
  enc_alg_anon: null as string | null,
  from_prior: null,
  from_prior_issuer_kid: null,
}

/** A kind of envelope that both sides can make, and what both sides tell of it. */
interface Kind {
  readonly name: string
  readonly ours: Omit<PackEncryptedOptions, 'to'>
  readonly theirs: Omit<PeerPackOptions, 'message' | 'to'>
  readonly layers: (curve: Curve) => readonly Layer[]
  readonly proven: Partial<typeof PROVEN>
  readonly metadata: (curve: Curve) => Partial<typeof METADATA>
}

const ALL_KINDS: readonly Kind[] = [
  ...encryptions().map(([enc, theirName]): Kind => ({
    name: `anoncrypt with ${enc}`,
    ours: { anonymous: true, enc },
    theirs: { encAnon: enc },
    layers: (curve) => [anoncrypt(enc, curve)],
    proven: { authenticated: false, sender: undefined },
    metadata: () => ({ authenticated: false, enc_alg_anon: theirName }),
  })),
  {
    name: 'authcrypt',
    ours: {},
    theirs: { from: ALICE },
    layers: (curve) => [authcrypt(curve)],
    proven: { anonymousSender: false },
    metadata: ({ senderKid }) => ({
      anonymous_sender: false,
      encrypted_from_kid: senderKid,
      enc_alg_auth: 'A256cbcHs512Ecdh1puA256kw',
    }),
  },
  ...encryptions().map(([enc, theirName]): Kind => ({
    name: `anoncrypt(authcrypt), the outer with ${enc}`,
    ours: { protectSender: true, enc },
    theirs: { from: ALICE, protectSender: true, encAnon: enc },
    layers: (curve) => [anoncrypt(enc, curve), authcrypt(curve)],
    proven: {},
    metadata: ({ senderKid }) => ({
      encrypted_from_kid: senderKid,
      enc_alg_auth: 'A256cbcHs512Ecdh1puA256kw',
      enc_alg_anon: theirName,
    }),
  })),
  ...signers().map(([alg, kid]): Kind => ({
    name: `anoncrypt(signed) with ${alg}`,
    ours: { signBy: kid, enc: 'XC20P' },
    theirs: { signBy: kid },
    layers: (curve) => [anoncrypt('XC20P', curve), signed(alg, kid)],
    proven: { nonRepudiable: true, signer: ALICE },
    metadata: () => ({
      non_repudiation: true,
      enc_alg_anon: 'Xc20pEcdhEsA256kw',
      sign_from: kid,
      sign_alg: alg,
      signed_message: expect.any(String),
    }),
  })),
]

const KINDS = ALL_KINDS.map((kind) => [kind.name, kind] as const)

describe.each(Object.entries(CURVES))('didcomm-node and we, with %s keys', (_, curve) => {
  const us = (identity: Identity) =>
    partyOf(identity, { resolver: new StaticResolver(curve.documents) })

  it.each(KINDS)(
    '[ENC-1][ENC-2][ENC-3][ENC-10][ENC-14][ENV-1][MSG-8][SIG-1][SIG-3] opens our %s',
    async (_name, { ours, metadata }) => {
      const { packed } = await (await us(alice)).packEncrypted(MESSAGE, { to: BOB, ...ours })
      expect(await peerOf(bob, curve.documents).unpack(packed)).toStrictEqual({
        message: MESSAGE,
        metadata: { ...METADATA, encrypted_to_kids: curve.recipientKids, ...metadata(curve) },
      })
    },
  )

  it.each(KINDS)(
    '[ENC-1][ENC-2][ENC-3][ENV-2][ENV-5][MSG-8][SIG-1] makes what we open: %s',
    async (_name, kind) => {
      const { packed } = await peerOf(alice, curve.documents).pack({
        message: MESSAGE,
        to: BOB,
        ...kind.theirs,
      })
      expect(await (await us(bob)).unpack(packed)).toStrictEqual({
        message: MESSAGE,
        ...PROVEN,
        ...kind.proven,
        layers: kind.layers(curve),
      })
    },
  )

  it.each(curve.recipientKids)(
    '[ENC-6][ENC-18] opens what is for several keys with %s alone, as we do',
    async (kid) => {
      const { packed } = await (await us(alice)).packEncrypted(MESSAGE, { to: BOB })
      expect(writtenKids(packed)).toStrictEqual(curve.recipientKids)
      const peer = didcommNodePeer({
        documents: curve.documents,
        secrets: Object.fromEntries(Object.entries(bob.secrets).filter(([id]) => id === kid)),
      })
      expect((await peer.unpack(packed)).message).toStrictEqual(MESSAGE)

      const theirs = await peerOf(alice, curve.documents).pack({
        message: MESSAGE,
        to: BOB,
        from: ALICE,
      })
      const resolver = new StaticResolver(curve.documents)
      const { message, layers } = await (
        await partyOf(bob, { resolver, kids: [kid] })
      ).unpack(theirs.packed)
      expect(message).toStrictEqual(MESSAGE)
      expect(layers).toStrictEqual([{ ...authcrypt(curve), recipientKid: kid }])
    },
  )

  it('[ENC-6] opens, and makes, what is for one key that a DID URL names', async () => {
    const kid = curve.recipientKids[1] ?? ''
    const { packed } = await (await us(alice)).packEncrypted(MESSAGE, { to: kid })
    const theirView = await peerOf(bob, curve.documents).unpack(packed)
    expect(theirView.message).toStrictEqual(MESSAGE)
    expect(theirView.metadata).toMatchObject({
      encrypted_to_kids: [kid],
      encrypted_from_kid: curve.senderKid,
    })

    const theirs = await peerOf(alice, curve.documents).pack({
      message: MESSAGE,
      to: kid,
      from: ALICE,
    })
    const { message, layers } = await (await us(bob)).unpack(theirs.packed)
    expect(message).toStrictEqual(MESSAGE)
    expect(layers).toStrictEqual([{ ...authcrypt(curve), recipientKid: kid, recipientKids: [kid] }])
  })
})

it('[ENC-24] didcomm-node opens two hundred of our messages on P-256, zeros in front or not', async () => {
  const { documents } = CURVES['P-256']
  const us = await partyOf(alice, { resolver: new StaticResolver(documents) })
  const peer = peerOf(bob, documents)
  for (let count = 0; count < 200; count++) {
    const body = { count }
    const { packed } = await us.packEncrypted({ ...MESSAGE, body }, { to: BOB })
    expect((await peer.unpack(packed)).message.body).toStrictEqual(body)
  }
})

describe('didcomm-node and we, without encryption', () => {
  it('[ENV-1][MSG-1][MSG-7][MSG-9] opens our plaintext', async () => {
    const { type } = MESSAGE
    const packaging = await partyOf([])
    const { packed, message } = await packaging.packPlaintext({ type, from: ALICE })
    expect(await peerOf(bob).unpack(packed)).toStrictEqual({
      message: {
        id: message.id,
        typ: 'application/didcomm-plain+json',
        type,
        from: ALICE,
        body: {},
      },
      metadata: {
        ...METADATA,
        encrypted: false,
        authenticated: false,
        anonymous_sender: false,
      },
    })
    const whole = await peerOf(bob).unpack((await packaging.packPlaintext(MESSAGE)).packed)
    expect(whole.message).toStrictEqual(MESSAGE)
  })

  it('[ENV-2][ENV-5][MSG-8] makes plaintext that we open', async () => {
    const packed = await peerOf(alice).packPlaintext(MESSAGE)
    expect(await (await partyOf([])).unpack(packed)).toStrictEqual({
      message: MESSAGE,
      ...PROVEN,
      encrypted: false,
      authenticated: false,
      anonymousSender: false,
      sender: undefined,
      recipient: undefined,
      layers: [],
    })
  })

  it.each(signers())(
    '[SIG-1][SIG-2][SIG-3][ENV-5] opens what we sign with %s',
    async (alg, kid) => {
      const { packed } = await (await partyOf(alice)).packSigned(MESSAGE, { signBy: kid })
      const { message, metadata } = await peerOf(bob).unpack(packed)
      expect(message).toStrictEqual(MESSAGE)
      const { signed_message, ...rest } = metadata
      expect(rest).toStrictEqual(
        without('signed_message', {
          ...METADATA,
          encrypted: false,
          non_repudiation: true,
          anonymous_sender: false,
          sign_from: kid,
          sign_alg: alg,
        }),
      )
      expect(JSON.parse(signed_message ?? '')).toStrictEqual(JSON.parse(packed))
    },
  )

  it.each(signers())('[SIG-1][SIG-3][ENV-5] signs with %s what we open', async (alg, kid) => {
    const packed = await peerOf(alice).packSigned(MESSAGE, kid)
    expect(await (await partyOf([])).unpack(packed)).toStrictEqual({
      message: MESSAGE,
      ...PROVEN,
      encrypted: false,
      nonRepudiable: true,
      anonymousSender: false,
      recipient: undefined,
      signer: ALICE,
      layers: [signed(alg, kid)],
    })
  })

  it('[SIG-1][SIG-10] signs ES256K thirty times; we verify each s, and the other one that is right', async () => {
    const peer = peerOf(alice)
    const us = await partyOf([])
    for (let count = 0; count < 30; count++) {
      const body = { count }
      const packed = await peer.packSigned({ ...MESSAGE, body }, SIGNERS.ES256K)
      for (const text of [packed, withOtherS(packed)]) {
        const { message, signer } = await us.unpack(text)
        expect(message.body).toStrictEqual(body)
        expect(signer).toBe(ALICE)
      }
    }
  })

  it('[SIG-1][SIG-10] verifies thirty of our ES256K signatures', async () => {
    const us = await partyOf(alice)
    const peer = peerOf(bob)
    for (let count = 0; count < 30; count++) {
      const input = { ...MESSAGE, body: { count } }
      const { packed } = await us.packSigned(input, { signBy: SIGNERS.ES256K })
      expect((await peer.unpack(packed)).metadata.sign_alg).toBe('ES256K')
    }
  })
})

describe('didcomm-node and we, rotating a DID', () => {
  const ROTATED = { ...MESSAGE, from: CAROL }

  it.each(signers())('[ROT-1] believes our from_prior with %s', async (alg, kid) => {
    const us = await partyOf([alice, carol])
    const claims = { iss: ALICE, sub: CAROL, iat: 1516269022 }
    const from_prior = await us.createFromPrior({ ...claims, signBy: kid })
    const [header = '', payload = ''] = from_prior.split('.')
    expect(decodeJson(header)).toStrictEqual({ typ: 'JWT', alg, kid })
    expect(decodeJson(payload)).toStrictEqual(claims)

    const { packed } = await us.packEncrypted({ ...ROTATED, from_prior }, { to: BOB })
    const { message, metadata } = await peerOf(bob).unpack(packed)
    expect(message).toStrictEqual({ ...ROTATED, from_prior })
    expect(metadata).toMatchObject({
      authenticated: true,
      encrypted_from_kid: `${CAROL}#key-x25519-1`,
      from_prior: claims,
      from_prior_issuer_kid: kid,
    })
  })

  it.each(signers())(
    '[ROT-1][ROT-2] makes a from_prior with %s that we believe',
    async (_, kid) => {
      const peer = didcommNodePeer({
        documents: exampleDIDDocuments,
        secrets: { ...alice.secrets, ...carol.secrets },
      })
      const claims = { iss: ALICE, sub: CAROL, iat: 1516269022 }
      const from_prior = await peer.packFromPrior({ ...claims, issuerKid: kid })
      const { packed } = await peer.pack({
        message: { ...ROTATED, from_prior },
        to: BOB,
        from: CAROL,
      })
      const { message, fromPrior, sender } = await (await partyOf(bob)).unpack(packed)
      expect(message).toStrictEqual({ ...ROTATED, from_prior })
      expect(fromPrior).toStrictEqual({ ...claims, kid })
      expect(sender).toBe(CAROL)
    },
  )
})

describe('didcomm-node and we, over did:peer:2', () => {
  it.each(['X25519', 'P-256'] as const)('[ENC-1][ENC-20] speak authcrypt on %s', async (crv) => {
    const [dave, erin] = [peerDID(crv), peerDID(crv)]
    const resolver: DIDResolver = new DIDPeerResolver()
    const documents = [await resolver.resolve(dave.did), await resolver.resolve(erin.did)]
    const message = { ...MESSAGE, from: dave.did, to: [erin.did] }

    const ours = await (await usOver(resolver, dave)).packEncrypted(message, { to: erin.did })
    const theirView = await peerOf(erin, documents).unpack(ours.packed)
    expect(theirView.message).toStrictEqual(message)
    expect(theirView.metadata).toMatchObject({
      authenticated: true,
      encrypted_from_kid: `${dave.did}#key-2`,
      encrypted_to_kids: [`${erin.did}#key-2`],
    })

    const theirs = await peerOf(dave, documents).pack({ message, to: erin.did, from: dave.did })
    const result = await (await usOver(resolver, erin)).unpack(theirs.packed)
    expect(result.message).toStrictEqual(message)
    expect(result.sender).toBe(dave.did)
  })

  function usOver(resolver: DIDResolver, party: Secrets) {
    return partyOf({ ...party, document: { id: party.did } }, { resolver })
  }
})

type Secrets = Omit<Identity, 'document'>

/** A did:peer:2 with an Ed25519 key and a key on `crv`. */
function peerDID(crv: 'X25519' | 'P-256'): Secrets {
  const [signing, agreeing] = [generateJwk('Ed25519'), generateJwk(crv)]
  const did = encodePeerDID2({
    keys: [
      { purpose: 'authentication', publicJwk: publicJwk(signing) },
      { purpose: 'keyAgreement', publicJwk: publicJwk(agreeing) },
    ],
  })
  return { did, secrets: { [`${did}#key-1`]: signing, [`${did}#key-2`]: agreeing } }
}

function peerOf(
  { secrets }: Secrets,
  documents: readonly DIDDocument[] = exampleDIDDocuments,
): DidcommNodePeer {
  return didcommNodePeer({ documents, secrets })
}

function documentsWith(identity: Identity): readonly DIDDocument[] {
  return exampleDIDDocuments.map((document) =>
    document.id === identity.did ? identity.document : document,
  )
}

function encryptions() {
  return Object.entries(ENCRYPTIONS) as [keyof typeof ENCRYPTIONS, string][]
}

function signers() {
  return Object.entries(SIGNERS) as [keyof typeof SIGNERS, string][]
}

function without(name: string, object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([member]) => member !== name))
}

function anoncrypt(enc: keyof typeof ENCRYPTIONS, { recipientKids }: Curve): Layer {
  const [recipientKid = ''] = recipientKids
  return { kind: 'anoncrypt', alg: 'ECDH-ES+A256KW', enc, recipientKid, recipientKids }
}

function authcrypt({ senderKid, recipientKids }: Curve): Layer {
  const [recipientKid = ''] = recipientKids
  return {
    kind: 'authcrypt',
    alg: 'ECDH-1PU+A256KW',
    enc: 'A256CBC-HS512',
    recipientKid,
    recipientKids,
    senderKid,
  }
}

function signed(alg: keyof typeof SIGNERS, kid: string): Layer {
  return { kind: 'signed', signatures: [{ alg, kid }] }
}

/** The same signature with n - s in place of s, which verifies as well (SEC 1 §4.1.4). */
function withOtherS(packed: string): string {
  const jws: WrittenJws = writtenJws(packed)
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
  return JSON.stringify({
    ...jws,
    signatures: jws.signatures.map((entry) => {
      const bytes = Buffer.from(entry.signature, 'base64url')
      const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`)
      bytes.write((order - s).toString(16).padStart(64, '0'), 32, 'hex')
      const data = Buffer.from(`${entry.protected}.${jws.payload}`)
      const key = publicJwk(alice.secrets[SIGNERS.ES256K] ?? generateJwk('secp256k1'))
      if (!verifyRaw('ES256K', key, data, bytes)) throw new Error('this is no signature')
      return { ...entry, signature: encodeBase64Url(bytes) }
    }),
  })
}
