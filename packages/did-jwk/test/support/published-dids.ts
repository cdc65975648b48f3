import type { DIDDocument } from '@didcomm/core'

// The examples of the did:jwk Method Specification (quartzjer/did-jwk, spec.md).

const CONTEXT = ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1']

/** A published example; the document has ids where the specification repeats the DID. */
interface PublishedDID {
  readonly did: string
  readonly document: DIDDocument
}

const P256 =
  'did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9'

/** A key without `use`. */
export const publishedP256: PublishedDID = {
  did: P256,
  document: {
    '@context': CONTEXT,
    id: P256,
    verificationMethod: [
      {
        id: `${P256}#0`,
        type: 'JsonWebKey2020',
        controller: P256,
        publicKeyJwk: {
          crv: 'P-256',
          kty: 'EC',
          x: 'acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0',
          y: '_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE',
        },
      },
    ],
    assertionMethod: [`${P256}#0`],
    authentication: [`${P256}#0`],
    capabilityInvocation: [`${P256}#0`],
    capabilityDelegation: [`${P256}#0`],
    keyAgreement: [`${P256}#0`],
  },
}

const X25519 =
  'did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJYMjU1MTkiLCJ1c2UiOiJlbmMiLCJ4IjoiM3A3YmZYdDl3YlRUVzJIQzdPUTFOei1EUThoYmVHZE5yZngtRkctSUswOCJ9'

/** A key with `use` enc. */
export const publishedX25519: PublishedDID = {
  did: X25519,
  document: {
    '@context': CONTEXT,
    id: X25519,
    verificationMethod: [
      {
        id: `${X25519}#0`,
        type: 'JsonWebKey2020',
        controller: X25519,
        publicKeyJwk: {
          kty: 'OKP',
          crv: 'X25519',
          use: 'enc',
          x: '3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08',
        },
      },
    ],
    keyAgreement: [`${X25519}#0`],
  },
}
