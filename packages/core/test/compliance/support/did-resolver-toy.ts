import {
  type CryptoService,
  type DIDDocument,
  DIDCommError,
  type DIDResolver,
  type ExternalKey,
  type PublicJwk,
  type WritableSecretsManager,
} from '@didcomm/core'
import type { DIDResolverSuiteOptions } from '@didcomm/core/compliance'
import { decodeMultikey, encodeMultikey } from '@didcomm/core/did'
import { NobleCryptoService, type NobleSecretKey } from '@didcomm/crypto-noble'
import { bob, carol, publicJwk, secretOf } from '@didcomm/test-support'

// A DID method for the tests of the suite: `did:toy:`, and public keys as Multikey with dots between. An X25519 key is
// for key agreement, an Ed25519 key for authentication. Numbers are DIDs as well, but nobody has one.

const MAX_LENGTH = 500

/** The keys of noble's backend. */
export type SecretKey = NobleSecretKey | ExternalKey

/** Resolves did:toy as one should. */
export class ToyResolver implements DIDResolver {
  isResolvable(did: string): boolean {
    return typeof did === 'string' && did.startsWith('did:toy:')
  }

  async resolve(did: string): Promise<DIDDocument> {
    return toyDocument(did, readKeys(did))
  }

  /** A key is called by its Multikey, and by its number. */
  equivalentIds(id: string): readonly string[] {
    const [did = '', name] = id.split('#', 2)
    if (name === undefined || id !== `${did}#${name}`) return []
    const multikeys = did.slice('did:toy:'.length).split('.')
    if (!this.isResolvable(did) || !multikeys.every(isMultikey)) return []
    const names = multikeys.map((multikey, index) => [multikey, `key-${index + 1}`])
    const others = names.find((pair) => pair.includes(name)) ?? []
    return others.filter((other) => other !== name).map((other) => `${did}#${other}`)
  }
}

/** The document of a did:toy. */
export function toyDocument(did: string, keys: readonly PublicJwk[]): DIDDocument {
  const methods = keys.map((key) => ({
    id: `#${encodeMultikey(key)}`,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase: encodeMultikey(key),
  }))
  const idsOn = (crv: string): string[] =>
    methods.flatMap(({ id }, index) => (keys[index]?.crv === crv ? [id] : []))
  return {
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: did,
    verificationMethod: methods,
    keyAgreement: idsOn('X25519'),
    authentication: idsOn('Ed25519'),
    service: [
      {
        id: '#inbox',
        type: 'DIDCommMessaging',
        serviceEndpoint: { uri: 'https://toy.example/', accept: ['didcomm/v2'] },
      },
    ],
  }
}

/** Makes a change of documents: a key more to sign with. */
export function withKey(key: { readonly type: string } & Readonly<Record<string, unknown>>) {
  return ({ authentication = [], ...document }: DIDDocument): DIDDocument => ({
    ...document,
    authentication: [...authentication, { id: '#more', controller: document.id, ...key }],
  })
}

/** Makes a did:toy with a key of each kind. */
export async function createToyDID<SecretKey>(
  crypto: CryptoService<SecretKey>,
  secrets: WritableSecretsManager<SecretKey>,
  curves: readonly ('X25519' | 'Ed25519')[] = ['Ed25519', 'X25519'],
): Promise<string> {
  const pairs = await Promise.all(curves.map(async (curve) => crypto.generateKeyPair(curve)))
  const did = toyDID(pairs.map(({ publicJwk }) => publicJwk))
  for (const { publicJwk, secretKey } of pairs) {
    await secrets.add(`${did}#${encodeMultikey(publicJwk)}`, secretKey)
  }
  return did
}

function toyDID(keys: readonly PublicJwk[]): string {
  return `did:toy:${keys.map(encodeMultikey).join('.')}`
}

function readKeys(did: string): PublicJwk[] {
  if (typeof did !== 'string' || !did.startsWith('did:toy:')) {
    throw new DIDCommError('DID_METHOD_NOT_SUPPORTED', 'this is not a did:toy')
  }
  const id = did.slice('did:toy:'.length)
  if (/^\d+$/.test(id) && id.length < MAX_LENGTH) {
    throw new DIDCommError('DID_NOT_FOUND', `nobody has the number ${id}`)
  }
  const multikeys = id.length < MAX_LENGTH ? id.split('.') : []
  if (multikeys.length === 0 || !multikeys.every(isMultikey)) {
    throw new DIDCommError('INVALID_DID', 'a did:toy is a number, or keys with dots between')
  }
  return multikeys.map((multikey) => decodeMultikey(multikey))
}

function isMultikey(text: string): boolean {
  try {
    return encodeMultikey(decodeMultikey(text)) === text
  } catch {
    return false
  }
}

const crypto = new NobleCryptoService()
const publicKey = (kid: string): PublicJwk => publicJwk(secretOf(kid))

export const ALICE_KEYS = [publicKey('did:example:alice#key-1')]
const BOB_KEYS = [publicKey(`${bob.did}#key-x25519-1`)]
const CAROL_KEYS = [publicKey(`${carol.did}#key-1`), publicKey(`${carol.did}#key-x25519-1`)]

/** A DID that signs, one that is encrypted to, and one for both. */
export const [ALICE, BOB, CAROL] = [ALICE_KEYS, BOB_KEYS, CAROL_KEYS].map(toyDID) as [
  string,
  string,
  string,
]

/** What the suite needs to know of did:toy. */
export const TOY = {
  resolver: new ToyResolver(),
  resolvable: [
    { did: ALICE },
    { did: BOB },
    { did: CAROL, document: toyDocument(CAROL, CAROL_KEYS) },
  ],
  invalid: ['did:toy:nonsense', `${ALICE}.`],
  notFound: ['did:toy:1', 'did:toy:2'],
  create: {
    crypto,
    createDID: (secrets: WritableSecretsManager<SecretKey>) => createToyDID(crypto, secrets),
  },
} as const satisfies DIDResolverSuiteOptions<SecretKey>
