import type { DIDDocument } from '@didcomm/core'
import { frozenDocument } from '@didcomm/core/did'
import type { JsonObject } from '@didcomm/core/encoding'

const CONTEXT = ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1']
const SIGNING = [
  'assertionMethod',
  'authentication',
  'capabilityInvocation',
  'capabilityDelegation',
]

/**
 * Writes the document that a did:jwk stands for, frozen. The key's `use` alone decides on its purposes, not its curve.
 *
 * @throws `INVALID_DID_DOCUMENT` for a JWK whose members are nested too deep
 */
export function writeDocument(did: string, jwk: JsonObject): DIDDocument {
  const id = kidOf(did)
  const relationships = [
    ...(jwk.use === 'enc' ? [] : SIGNING),
    ...(jwk.use === 'sig' ? [] : ['keyAgreement']),
  ]
  const document = {
    '@context': CONTEXT,
    id: did,
    verificationMethod: [{ id, type: 'JsonWebKey2020', controller: did, publicKeyJwk: jwk }],
    ...Object.fromEntries(relationships.map((name) => [name, [id]])),
  }
  return frozenDocument(document, did)
}

/** The id of the only key of a did:jwk, whatever the `kid` in its JWK. */
export function kidOf(did: string): string {
  return `${did}#0`
}
