const MARKER = Symbol.for('@didcomm/core/DIDCommError')

/**
 * Every code a {@link DIDCommError} can carry, with the problem code of the standard (problem-report 2.0) that
 * tells a peer about it. The codes are stable; messages are for people and may change.
 */
const PROBLEM_CODES = {
  /** The caller's mistake: options that contradict each other or the message. */
  INVALID_ARGUMENT: 'e.p.req',
  /** The plaintext message breaks a rule of the standard. */
  INVALID_MESSAGE: 'e.p.msg',
  /** Not JSON, not an envelope, or an envelope that breaks a rule of JOSE. */
  MALFORMED_ENVELOPE: 'e.p.msg',
  /** Larger than the limit that was set. */
  MESSAGE_TOO_LARGE: 'e.p.me.res.storage',
  /** Envelopes in an order or number that the standard does not have. */
  UNSUPPORTED_NESTING: 'e.p.trust.crypto',
  /** An `alg`, `enc` or curve that is unknown, not allowed here, or not the backend's. */
  UNSUPPORTED_ALGORITHM: 'e.p.trust.crypto',

  /** Not a DID or DID URL, or not a valid one of its method. */
  INVALID_DID: 'e.p.did',
  /** The method is known, the DID does not exist. */
  DID_NOT_FOUND: 'e.p.did',
  /** No resolver for the DID's method. */
  DID_METHOD_NOT_SUPPORTED: 'e.p.did',
  /** A resolver failed for a reason of its own, which is the error's `cause`. */
  DID_RESOLUTION_FAILED: 'e.p.did',
  /** The DID document is not one, or is another DID's. */
  INVALID_DID_DOCUMENT: 'e.p.did',
  /** The DID document has no such key, or two of them. */
  KEY_NOT_FOUND: 'e.p.did',
  /** The key is in the DID document, but not for this purpose. */
  KEY_NOT_AUTHORIZED: 'e.p.trust',
  /** Key material that is no key: wrong length, a point off its curve, a type and codec that disagree. */
  INVALID_KEY: 'e.p.trust.crypto',
  /** Sender and recipient have no key type in common, or the backend knows none of the recipient's. */
  NO_COMMON_KEY_TYPE: 'e.p.trust.crypto',
  /** The SecretsManager holds none of the keys that are needed. */
  SECRET_NOT_FOUND: 'e.p.trust.crypto',
  /** A SecretsManager or an external key failed for a reason of its own, which is the error's `cause`. */
  SECRETS_MANAGER_FAILED: 'e.p.me.res',

  /** Wrong key, tag or ciphertext: always the same error. */
  DECRYPTION_FAILED: 'e.p.trust.crypto',
  /** A signature that does not verify. */
  INVALID_SIGNATURE: 'e.p.trust.crypto',
  /** The message's `from` is not the DID whose key encrypted it. */
  SENDER_MISMATCH: 'e.p.trust',
  /** The message's `from` is not the DID whose key signed it. */
  SIGNER_MISMATCH: 'e.p.trust',
  /** The message's `to` does not name the DID whose key opened it, or is missing where it must not be. */
  RECIPIENT_MISMATCH: 'e.p.trust',
  /** A `from_prior` that does not prove the rotation it claims. */
  INVALID_FROM_PRIOR: 'e.p.trust',

  /** An attachment that breaks a rule, or whose content does not match its hash. */
  INVALID_ATTACHMENT: 'e.p.msg',
  /** The recipient has no endpoint that could be used. */
  NO_SERVICE: 'e.p.xfer.cant-use-endpoint',
  /** Mediators that point at each other, or more hops than allowed. */
  ROUTING_LOOP: 'e.p.xfer.cant-use-endpoint',
} as const

/** The stable code of a {@link DIDCommError}; a `switch` over it narrows. */
export type DIDCommErrorCode = keyof typeof PROBLEM_CODES

/** What the error is about, for programs. Never holds a secret. */
export interface DIDCommErrorDetails {
  readonly did?: string
  readonly kid?: string
  readonly kids?: readonly string[]
  /** The name of the header or member that was wrong. */
  readonly header?: string
  readonly [detail: string]: unknown
}

/** Options of the {@link DIDCommError} constructor. */
export interface DIDCommErrorOptions {
  readonly cause?: unknown
  readonly details?: DIDCommErrorDetails
}

/** The body of a problem report (problem-report 2.0), to be sent to the peer. */
export interface ProblemReportBody {
  readonly code: string
  readonly comment: string
  readonly args: readonly string[]
}

/**
 * The one error of this library.
 *
 * @example
 * ```ts
 * try {
 *   await didcomm.unpack(packed)
 * } catch (error) {
 *   if (!DIDCommError.is(error)) throw error
 *   if (error.code === 'SECRET_NOT_FOUND') return forwardToAnotherDevice(packed)
 *   log.warn(error.code, error.message)
 * }
 * ```
 */
export class DIDCommError extends Error {
  readonly code: DIDCommErrorCode
  readonly details: DIDCommErrorDetails
  /** Tells a DIDCommError by a marker and not by its class, which two copies of a package do not share. */
  readonly [MARKER] = true

  constructor(code: DIDCommErrorCode, message: string, options: DIDCommErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'DIDCommError'
    this.code = code
    this.details = options.details ?? {}
  }

  /** Tells whether `value` is a DIDCommError, of this copy of the package or of another. */
  static is(value: unknown): value is DIDCommError {
    return typeof value === 'object' && value !== null && MARKER in value
  }

  /**
   * Returns the body of a problem report (problem-report 2.0) to send to the peer.
   *
   * The comment is the code in words and no more: what was wrong in detail is not the peer's to know.
   */
  toProblemReport(): ProblemReportBody {
    return {
      code: PROBLEM_CODES[this.code],
      comment: this.code.toLowerCase().replaceAll('_', ' '),
      args: [],
    }
  }
}

/** Returns `error` if it is a {@link DIDCommError}, else one of `code` that has it as its cause. */
export function asDIDCommError(
  error: unknown,
  code: DIDCommErrorCode,
  message: string,
  details?: DIDCommErrorDetails,
): DIDCommError {
  if (DIDCommError.is(error)) return error
  return new DIDCommError(code, message, { cause: error, ...(details && { details }) })
}
