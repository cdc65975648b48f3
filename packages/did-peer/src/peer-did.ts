import type { DIDDocument } from '@didcomm/core'
import type { Names } from './names.ts'

/** A did:peer that carries its document. */
export interface PeerDID {
  /** The DID itself, then the hash that stands for it if there is one: a numalgo 3 for a 2, the short form of a 4. */
  readonly forms: readonly string[]
  readonly names: Names
  /** Writes the document as that of one of the forms. */
  writeDocument(form: string): DIDDocument
}
