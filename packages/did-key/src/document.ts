import type { DIDDocument, PublicJwk, VerificationMethod } from '@didcomm/core'
import { encodeMultikey, x25519FromEd25519 } from '@didcomm/core/did'
import { deepFreeze } from '@didcomm/core/encoding'

const CONTEXT = ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1']
const SIGNING = [
  'authentication',
  'assertionMethod',
  'capabilityInvocation',
  'capabilityDelegation',
]

/** The keys of a did:key as Multikeys, by what they are for; one key can be both. */
interface Purposes {
  readonly signing?: string
  readonly agreement?: string
}

/** Writes the document that a did:key stands for (did:key v0.7 § Document Creation Algorithm), frozen. */
export function writeDocument(did: string, publicJwk: PublicJwk): DIDDocument {
  const { signing, agreement } = purposesOf(publicJwk)
  const keys = [...new Set([signing, agreement])].filter((key) => key !== undefined)
  const references = (key: string | undefined, relationships: readonly string[]) =>
    key === undefined ? [] : relationships.map((name) => [name, [`${did}#${key}`]] as const)
  return deepFreeze({
    '@context': CONTEXT,
    id: did,
    verificationMethod: keys.map((key) => verificationMethod(did, key)),
    ...Object.fromEntries([
      ...references(signing, SIGNING),
      ...references(agreement, ['keyAgreement']),
    ]),
  })
}

/**
 * An Ed25519 key signs, and the key to agree with is derived from it. X25519 cannot sign, and on secp256k1 DIDComm has
 * no key agreement (v2.1 § Curves).
 */
function purposesOf(publicJwk: PublicJwk): Purposes {
  const key = encodeMultikey(publicJwk)
  if (publicJwk.crv === 'X25519') return { agreement: key }
  if (publicJwk.crv === 'secp256k1') return { signing: key }
  if (publicJwk.crv !== 'Ed25519') return { signing: key, agreement: key }
  return { signing: key, agreement: encodeMultikey(x25519FromEd25519(publicJwk)) }
}

/** A key as Controlled Identifiers 1.0 §2.2.2 writes it. */
function verificationMethod(did: string, publicKeyMultibase: string): VerificationMethod {
  const id = `${did}#${publicKeyMultibase}`
  return { id, type: 'Multikey', controller: did, publicKeyMultibase }
}
