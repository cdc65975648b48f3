import type { DIDDocument, PrivateJwk, VerificationMethod } from '@didcomm/core/contracts'
import { type Identity, publicJwk } from './identities.ts'
import { generateJwk, type RawCurve } from './raw-crypto.ts'

/** The curves of an identity's keys, in the order of its document. */
export interface KeyCurves {
  /** `#agree-1`, `#agree-2` and so on. */
  readonly keyAgreement?: readonly RawCurve[]
  /** `#sign-1`, `#sign-2` and so on. */
  readonly authentication?: readonly RawCurve[]
}

/** Makes an identity with fresh keys, referenced out of `verificationMethod`. */
export function madeIdentity(did: string, curves: KeyCurves): Identity {
  const secrets: Record<string, PrivateJwk> = {}
  const make = (name: string, list: readonly RawCurve[] = []): VerificationMethod[] =>
    list.map((crv, index) => {
      const id = `${did}#${name}-${index + 1}`
      const privateJwk = generateJwk(crv)
      secrets[id] = privateJwk
      return {
        id,
        type: 'JsonWebKey2020',
        controller: did,
        publicKeyJwk: publicJwk(privateJwk),
      }
    })
  const signing = make('sign', curves.authentication)
  const agreeing = make('agree', curves.keyAgreement)
  const document: DIDDocument = {
    id: did,
    verificationMethod: [...signing, ...agreeing],
    ...(curves.authentication && { authentication: signing.map(({ id }) => id) }),
    ...(curves.keyAgreement && { keyAgreement: agreeing.map(({ id }) => id) }),
  }
  return { did, document, secrets }
}
