import { INTEGER, type MemberRules, readMembers } from '../encoding/member-rules.ts'
import { DID } from './did-rules.ts'

/** The claims of a `from_prior` JWT (DIDComm v2.1 § DID Rotation, § JWT Details); others survive untouched. */
export interface FromPriorClaims {
  /** The DID that is given up. */
  readonly iss: string
  /** The DID that takes its place; without one, the relationship ends. */
  readonly sub?: string
  /** When the DID was rotated, in seconds since the epoch, UTC. */
  readonly iat: number
  /** Until when it may be believed, in seconds since the epoch, UTC. */
  readonly exp?: number
  /** From when it may be believed, in seconds since the epoch, UTC. */
  readonly nbf?: number
  readonly [claim: string]: unknown
}

const CLAIMS: MemberRules<FromPriorClaims> = {
  iss: DID,
  sub: DID,
  iat: INTEGER,
  exp: INTEGER,
  nbf: INTEGER,
}

/**
 * Reads the claims of a `from_prior`, without believing them. `null` reads as absent.
 *
 * @throws `INVALID_FROM_PRIOR`, which names the claim
 */
export function parseFromPriorClaims(value: object): FromPriorClaims {
  return readMembers(value, CLAIMS, ['iss', 'iat'], 'INVALID_FROM_PRIOR', 'from_prior')
}
