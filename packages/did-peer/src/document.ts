import type { VerificationMethod } from '@didcomm/core'

/** The contexts of the documents that numalgo 0 and 2 stand for, and of those that we make for numalgo 4. */
export const CONTEXT = ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1']

/** A key as verification method (Controlled Identifiers 1.0 §2.2.2). */
export function multikey(
  id: string,
  controller: string,
  publicKeyMultibase: string,
): VerificationMethod {
  return { id, controller, type: 'Multikey', publicKeyMultibase }
}
