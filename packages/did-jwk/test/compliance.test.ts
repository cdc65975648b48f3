import { didResolverSuite, registerSuite } from '@didcomm/core/compliance'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { createJwkDID, DIDJwkResolver } from '@didcomm/did-jwk'
import { generateJwk } from '@didcomm/test-support'
import { describe, it } from 'vitest'
import { didOf } from './support/did-of.ts'
import { publishedP256, publishedX25519 } from './support/published-dids.ts'

const crypto = new NobleCryptoService()
const CURVES = ['P-256', 'X25519', 'P-384', 'P-521', 'Ed25519', 'secp256k1'] as const

for (const curve of CURVES) {
  registerSuite(
    didResolverSuite({
      title: `DIDJwkResolver, with DIDs made on ${curve}`,
      resolver: new DIDJwkResolver(),
      resolvable: [publishedP256, publishedX25519],
      invalid: ['did:jwk:e30', 'did:jwk:bnVsbA', 'did:jwk:x', didOf(generateJwk('P-256'))],
      create: { crypto, createDID: (secrets) => createJwkDID({ crypto, secrets, curve }) },
    }),
    { describe, it },
  )
}
