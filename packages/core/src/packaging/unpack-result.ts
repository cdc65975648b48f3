import type { ContentEncryption, KeyWrapping, SignatureAlgorithm } from '../contracts/algorithms.ts'
import type { FromPriorClaims } from '../message/from-prior.ts'
import type { Message } from '../message/message.ts'

/** An encryption that was opened. */
export interface EncryptedLayer {
  readonly kind: 'anoncrypt' | 'authcrypt'
  readonly alg: KeyWrapping
  readonly enc: ContentEncryption
  /** The key that opened it, by the id that the sender has for it: a did:peer:4 may stand in its long or short form. */
  readonly recipientKid: string
  /** The keys it says it was encrypted for. */
  readonly recipientKids: readonly string[]
  /** The sender's key, in authcrypt. */
  readonly senderKid?: string
}

/** Signatures that were verified, all of one signer. */
export interface SignedLayer {
  readonly kind: 'signed'
  readonly signatures: readonly { readonly alg: SignatureAlgorithm; readonly kid: string }[]
}

export type Layer = EncryptedLayer | SignedLayer

/** A departure from the standard that a policy let pass. */
export type Tolerance =
  /** An envelope without `apv` (Veramo up to 7.0.1). */
  | 'missing-apv'
  /** ECDH-1PU of draft 03: any `enc`, the tag not in the key derivation, `apu` left out (Veramo up to 7.0.1). */
  | 'ecdh-1pu-draft-03'
  /** The tag in the key derivation without its length (Affinidi before 0.14). */
  | 'unprefixed-tag'
  /** A P-256 Multikey with its codec written `12 00` instead of `80 24` (Python `didcomm-messaging`). */
  | 'p256-multicodec-1200'

/** Something that the application should know and that is no reason to refuse the message. */
export type UnpackWarning =
  | { readonly code: 'RECIPIENT_NOT_NAMED'; readonly message: string }
  | { readonly code: 'TOLERATED'; readonly tolerance: Tolerance; readonly message: string }

/** A DID rotation that was proven (DIDComm v2.1 § DID Rotation). */
export interface FromPrior extends FromPriorClaims {
  /** The key of the prior DID that signed. */
  readonly kid: string
}

/**
 * An opened message and what was *proven* about it. What is not proven is `undefined` or `false`, whatever the
 * message says of itself.
 */
export interface UnpackResult<Body extends object = Record<string, unknown>> {
  readonly message: Message<Body>
  /** The envelopes that were opened, outermost first; empty for a plaintext message. */
  readonly layers: readonly Layer[]
  readonly encrypted: boolean
  /** Whether `message.from` is proven, by authcrypt or by a signature. */
  readonly authenticated: boolean
  /** Whether the proof of `message.from` is a signature, which convinces third parties as well. */
  readonly nonRepudiable: boolean
  /** Whether the outermost envelope hides the sender from those who carry it. */
  readonly anonymousSender: boolean
  /**
   * The DID that is proven to be `message.from`, in the form that the sender used: a did:peer may have a long and a
   * short one. Compare with `isSameDID` of `@didcomm/core/did`.
   */
  readonly sender: string | undefined
  /** The DID whose key opened the message, in the form that the sender used; compare with `isSameDID` of `@didcomm/core/did`. */
  readonly recipient: string | undefined
  /** The DID whose key signed the message. */
  readonly signer: string | undefined
  /** The rotation that the sender proves with this message. */
  readonly fromPrior: FromPrior | undefined
  readonly warnings: readonly UnpackWarning[]
}

/** What `unpack` accepts; every option is off or at its safe value by default. */
export interface UnpackPolicy {
  /** The largest envelope that is read, in bytes; 10 MiB by default. */
  readonly maxBytes?: number
  /**
   * Accepts a message whose `to` does not name the DID that opened it, with a warning. The standard allows it
   * (§ Message Layer Addressing Consistency); without it a message cannot be passed off as one to somebody else.
   */
  readonly acceptUnnamedRecipient?: boolean
  /** Departures from the standard to let pass; each that was used is named in `warnings`. */
  readonly tolerate?: readonly Tolerance[]
}
