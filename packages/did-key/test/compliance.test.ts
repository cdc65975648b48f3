import { didResolverSuite, registerSuite } from '@didcomm/core/compliance'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { createKeyDID, DIDKeyResolver } from '@didcomm/did-key'
import { describe, it } from 'vitest'
import {
  publishedDerivations,
  publishedEd25519,
  publishedNist,
  publishedSecp256k1,
  publishedX25519,
} from './support/published-keys.ts'

const crypto = new NobleCryptoService()
const CURVES = ['Ed25519', 'X25519', 'P-256', 'P-384', 'P-521', 'secp256k1'] as const

const resolvable = [
  ...publishedDerivations.map(([did]) => ({ did })),
  ...publishedEd25519.map(({ did }) => ({ did })),
  ...publishedX25519.map(([did]) => ({ did })),
  ...publishedNist.map(([did]) => ({ did })),
  ...publishedSecp256k1.map(([did]) => ({ did })),
]

// The negative cases of the method's test suite (w3c-ccg/did-key-test-suite).
const invalid = [
  'did:key:tKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b',
  'did:key:zTjsVPtY',
  'did:key:z6MkNCwzLDQsNSw3LDcsNSw1LDAsMyw0LDUsMCwzLDQsMywxLDMsNCw1LDAsMyw0LDUsMCwzLDQsNSw3LDAsMCwxMDA=',
]

for (const [index, curve] of CURVES.entries()) {
  registerSuite(
    didResolverSuite({
      title: `DIDKeyResolver, with DIDs made on ${curve}`,
      resolver: new DIDKeyResolver(),
      // All of them once is enough.
      resolvable: index === 0 ? resolvable : resolvable.slice(0, 2),
      invalid,
      create: { crypto, createDID: (secrets) => createKeyDID({ crypto, secrets, curve }) },
    }),
    { describe, it },
  )
}
