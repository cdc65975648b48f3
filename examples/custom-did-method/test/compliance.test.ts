import { didResolverSuite, registerSuite } from '@didcomm/core/compliance'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { describe, it } from 'vitest'
import { createDuoDID, DIDDuoResolver } from '../src/index.ts'

const SIGNING = 'z6MkqRYqQiSgvZQdnBytw86Qbs2ZWUkGv22od935YF4s8M7V'
const AGREEMENT = 'z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc'
const OTHER_SIGNING = 'z6MkgoLTnTypo3tDRCvkRPSXSTRLHWhTmpnMwJqQYv7Xr4r6'
const P256 = 'zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv'
/** {@link SIGNING} in base64url. */
const SIGNING_IN_BASE64URL = 'u7QGjAGEJuS0OOR9Lo91B11PQPfKNKK1pLKw_diKYn9iCYA'

const did = `did:duo:${SIGNING}.${AGREEMENT}`
const crypto = new NobleCryptoService()

const suite = didResolverSuite({
  title: 'DIDDuoResolver',
  resolver: new DIDDuoResolver(),
  resolvable: [
    {
      did,
      document: {
        '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
        id: did,
        verificationMethod: [
          { id: `${did}#key-1`, type: 'Multikey', controller: did, publicKeyMultibase: SIGNING },
          { id: `${did}#key-2`, type: 'Multikey', controller: did, publicKeyMultibase: AGREEMENT },
        ],
        authentication: [`${did}#key-1`],
        keyAgreement: [`${did}#key-2`],
      },
    },
    { did: `did:duo:${OTHER_SIGNING}.${AGREEMENT}` },
  ],
  invalid: [
    `did:duo:${SIGNING}`,
    `did:duo:${SIGNING}.`,
    `did:duo:${SIGNING}.${AGREEMENT}.${AGREEMENT}`,
    `did:duo:${AGREEMENT}.${AGREEMENT}`,
    `did:duo:${SIGNING}.${SIGNING}`,
    `did:duo:${SIGNING}.${P256}`,
    `did:duo:${SIGNING_IN_BASE64URL}.${AGREEMENT}`,
    `did:duo:${SIGNING}.not-a-key`,
  ],
  create: { crypto, createDID: (secrets) => createDuoDID({ crypto, secrets }) },
})

registerSuite(suite, { describe, it })
