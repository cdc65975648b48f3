import type { DIDResolver } from '../contracts/did-resolver.ts'
import { abbreviate, didOf } from '../did/did-url.ts'
import { formsOf, isSameDID } from '../did/resolve.ts'
import { bytesToUtf8 } from '../encoding/bytes.ts'
import { parseJsonObject } from '../encoding/json.ts'
import { attempt, DIDCommError } from '../errors.ts'
import { parseCompactJws, type JwsSignature } from '../jose/jws.ts'
import { type FromPriorClaims, parseFromPriorClaims } from '../message/from-prior.ts'
import type { PackagingContext } from './context.ts'
import { selectSigningKey } from './select-keys.ts'
import { signJwt } from './sign.ts'
import type { Tolerances } from './tolerances.ts'
import type { FromPrior } from './unpack-result.ts'
import { verifySignature } from './verify.ts'

/** What a `from_prior` shall say, and who signs it. */
export interface FromPriorOptions {
  /** The DID that is given up. */
  readonly iss: string
  /** The DID that takes its place; left out, the relationship ends. */
  readonly sub?: string
  /** When it was issued, in seconds since the epoch; now by default. */
  readonly iat?: number
  /** From when and until when it may be believed, in seconds since the epoch. */
  readonly nbf?: number
  readonly exp?: number
  /** Whom it is for; others refuse it. Without `sub`, whoever ever gets it could use it with anybody. */
  readonly aud?: string | readonly string[]
  /** A key of `iss` to sign with; by default the first of its authentication keys that is held. */
  readonly signBy?: string
}

/** Makes the JWT of a DID rotation (DIDComm v2.1 § DID Rotation). */
export async function createFromPrior<SecretKey>(
  context: PackagingContext<SecretKey>,
  { signBy, ...claims }: FromPriorOptions,
): Promise<string> {
  const complete = parseFromPriorClaims({ ...claims, iat: claims.iat ?? context.now() })
  const key = await selectSigningKey(context, signBy ?? complete.iss)
  assertIssuer(context.resolver, key.kid, complete)
  return signJwt(context, complete, key)
}

/** A `from_prior` that nobody believes yet. */
export interface UnprovenFromPrior {
  readonly claims: FromPriorClaims
  readonly signature: JwsSignature
}

/** Claims of other tokens that have an `iss` and a `sub`: credentials, presentations, proofs of possession. */
const CLAIMS_OF_OTHERS = ['vc', 'vp', 'nonce', 'cnf']

/** Reads a `from_prior` without believing it. @throws `INVALID_FROM_PRIOR` */
export function readFromPrior(jwt: string): UnprovenFromPrior {
  return proving(() => {
    const { jws, header } = parseCompactJws(jwt)
    const [signature] = jws.signatures
    // Any other type of JWT was signed to say something else, with an iss and a sub perhaps. Some peers leave it out.
    const { typ = 'JWT' } = header
    if (!signature || typeof typ !== 'string' || typ.toUpperCase() !== 'JWT') {
      throw new DIDCommError('INVALID_FROM_PRIOR', 'its typ is not JWT')
    }
    const text = bytesToUtf8(jws.payload, 'INVALID_FROM_PRIOR', 'the payload')
    const claims = parseFromPriorClaims(parseJsonObject(text, 'INVALID_FROM_PRIOR', 'the payload'))
    const other = CLAIMS_OF_OTHERS.find((name) => name in claims)
    if (other) {
      throw new DIDCommError('INVALID_FROM_PRIOR', `its claim ${other} is of another token`)
    }
    return { claims, signature }
  })
}

/** Verifies a `from_prior`: signed by a key of the prior DID, for this recipient, and valid now. @throws `INVALID_FROM_PRIOR` */
export async function verifyFromPrior<SecretKey>(
  context: PackagingContext<SecretKey>,
  { claims, signature }: UnprovenFromPrior,
  recipient: string,
  tolerances: Tolerances,
): Promise<FromPrior> {
  // Before anything is resolved: a stranger's signature would hand the relationship to the stranger.
  assertIssuer(context.resolver, signature.kid, claims)
  // RFC 7519 §4.1.3.
  const forms: readonly unknown[] = formsOf(context.resolver, recipient)
  if (claims.aud !== undefined && ![claims.aud].flat().some((aud) => forms.includes(aud))) {
    throw invalid('its aud is somebody else')
  }
  const now = context.now()
  if (claims.exp !== undefined && claims.exp <= now) throw invalid('it has expired')
  if (claims.nbf !== undefined && claims.nbf > now) throw invalid('it is not valid yet')
  await attempt(() => verifySignature(context, signature, tolerances), invalid)
  return { ...claims, kid: signature.kid }
}

function assertIssuer(resolver: DIDResolver, kid: string, { iss }: FromPriorClaims): void {
  const signer = proving(() => didOf(kid))
  if (isSameDID(resolver, signer, iss)) return
  throw invalid(`it is signed by ${abbreviate(kid)}, and its iss is ${abbreviate(iss)}`)
}

function proving<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw invalid(error)
  }
}

function invalid(reason: unknown): DIDCommError {
  const message = reason instanceof Error ? reason.message : String(reason)
  return new DIDCommError('INVALID_FROM_PRIOR', `from_prior proves nothing: ${message}`, {
    ...(reason instanceof Error && { cause: reason }),
    details: { header: 'from_prior' },
  })
}
