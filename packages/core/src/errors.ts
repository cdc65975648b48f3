import type { Awaitable } from './contracts/awaitable.ts'
import { isPromise } from './when-ready.ts'

const MARKER = Symbol.for('@didcomm/core/DIDCommError')

/**
 * The problem codes of the standard (DIDComm v2.1 § Problem Codes) that our errors amount to, from the scope on, and
 * the text that each always has in a report (§ Descriptors). The scope is `m` where a received message is refused and
 * has no effect, `p` where we ourselves cannot go on.
 */
const COMMENTS = {
  'm.trust': 'Failed to achieve required trust.',
  'm.trust.crypto': 'Cryptographic operation failed.',
  'p.trust.crypto': 'Cryptographic operation failed.',
  'p.xfer': 'Unable to transport data.',
  'm.did': 'DID is unusable.',
  'm.msg': 'Bad message.',
  'p.me': 'Internal error.',
  'm.me.res': 'A required resource is inadequate or unavailable.',
  /** § Agent Constraint Disclosure, which spells it with underscores. */
  'm.me.res.storage.message_too_big': 'A required resource is inadequate or unavailable.',
} as const

/**
 * Every code a {@link DIDCommError} can carry, with the problem code of the standard that tells a peer about it. The
 * codes are stable; messages are for people and may change.
 */
const PROBLEMS = {
  /** The caller's mistake: options that contradict each other or the message. */
  INVALID_ARGUMENT: 'p.me',
  /** The plaintext message breaks a rule of the standard. */
  INVALID_MESSAGE: 'm.msg',
  /** Not JSON, not an envelope, or an envelope that breaks a rule of JOSE. */
  MALFORMED_ENVELOPE: 'm.msg',
  /** Larger than the limit that was set. */
  MESSAGE_TOO_LARGE: 'm.me.res.storage.message_too_big',
  /** Envelopes in an order or number that the standard does not have. */
  UNSUPPORTED_NESTING: 'm.trust',
  /** An `alg`, `enc` or curve that is unknown, not allowed here, or not the backend's. */
  UNSUPPORTED_ALGORITHM: 'm.trust.crypto',

  /** Not a DID or DID URL, or not a valid one of its method. */
  INVALID_DID: 'm.did',
  /** The method is known, the DID does not exist. */
  DID_NOT_FOUND: 'm.did',
  /** No resolver for the DID's method. */
  DID_METHOD_NOT_SUPPORTED: 'm.did',
  /** A resolver failed for a reason of its own, which is the error's `cause`. */
  DID_RESOLUTION_FAILED: 'm.did',
  /** The DID document is not one, or is another DID's. */
  INVALID_DID_DOCUMENT: 'm.did',
  /** The DID document has no such key, or two of them. */
  KEY_NOT_FOUND: 'm.did',
  /** The key is in the DID document, but not for this purpose. */
  KEY_NOT_AUTHORIZED: 'm.trust',
  /** Key material that is no key: wrong length, a point off its curve, a type and codec that disagree. */
  INVALID_KEY: 'm.trust.crypto',
  /** Sender and recipient have no key type in common, or the backend knows none of the recipient's. */
  NO_COMMON_KEY_TYPE: 'p.trust.crypto',
  /** The SecretsManager holds none of the keys that are needed. */
  SECRET_NOT_FOUND: 'm.trust.crypto',
  /** A SecretsManager or an external key failed for a reason of its own, which is the error's `cause`. */
  SECRETS_MANAGER_FAILED: 'm.me.res',

  /** Wrong key, tag or ciphertext: always the same error. */
  DECRYPTION_FAILED: 'm.trust.crypto',
  /** A signature that does not verify. */
  INVALID_SIGNATURE: 'm.trust.crypto',
  /** The message's `from` is not the DID whose key encrypted it. */
  SENDER_MISMATCH: 'm.trust',
  /** The message's `from` is not the DID whose key signed it. */
  SIGNER_MISMATCH: 'm.trust',
  /** The message's `to` does not name the DID whose key opened it, or is missing where it must not be. */
  RECIPIENT_MISMATCH: 'm.trust',
  /** A `from_prior` that does not prove the rotation it claims. */
  INVALID_FROM_PRIOR: 'm.trust',

  /** An attachment that breaks a rule, or whose content does not match its hash. */
  INVALID_ATTACHMENT: 'm.msg',
  /** The recipient has no endpoint that could be used. */
  NO_SERVICE: 'p.xfer',
  /** Mediators that point at each other, or more hops than allowed. */
  ROUTING_LOOP: 'p.xfer',
} as const satisfies Record<string, keyof typeof COMMENTS>

/** The stable code of a {@link DIDCommError}; a `switch` over it narrows. */
export type DIDCommErrorCode = keyof typeof PROBLEMS

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

/** The body of a problem report (DIDComm v2.1 § Problem Reports), to be sent to the peer. */
export interface ProblemReportBody {
  /** Sorter, scope and descriptors, from the general to the particular, joined by dots. */
  readonly code: string
  /** Text for people, the same for every report of one `code`; `{1}` stands for the first of `args`. */
  readonly comment?: string
  readonly args?: readonly string[]
  /** A URI where there is more help. */
  readonly escalate_to?: string
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
    super(message, options)
    this.name = 'DIDCommError'
    this.code = code
    this.details = options.details ?? {}
  }

  /** Tells whether `value` is a DIDCommError, of this copy of the package or of another. */
  static is(value: unknown): value is DIDCommError {
    return typeof value === 'object' && value !== null && MARKER in value
  }

  /**
   * Returns the body of a problem report to send to the peer (DIDComm v2.1 § Problem Reports).
   *
   * It says what kind of problem it was, in the standard's own words, and no more: what was wrong in detail is not
   * the peer's to know.
   */
  toProblemReport(): ProblemReportBody {
    const problem = PROBLEMS[this.code]
    return { code: `e.${problem}`, comment: COMMENTS[problem] }
  }
}

/** Returns `error` if it is a {@link DIDCommError}, else one of `code` that has it as its cause. */
export function asDIDCommError(
  error: unknown,
  code: DIDCommErrorCode,
  message: string,
  details: DIDCommErrorDetails = {},
): DIDCommError {
  return DIDCommError.is(error) ? error : new DIDCommError(code, message, { cause: error, details })
}

/** Runs an operation, and throws, or rejects with, what `toError` makes of its error. */
export function attempt<T>(
  operation: () => Awaitable<T>,
  toError: (error: unknown) => unknown,
): Awaitable<T> {
  const fail = (error: unknown): never => {
    throw toError(error)
  }
  try {
    const result = operation()
    return isPromise(result) ? Promise.resolve(result).catch(fail) : result
  } catch (error) {
    return fail(error)
  }
}
