import type { Tolerance, UnpackWarning } from './unpack-result.ts'

const TOLERATED: { readonly [T in Tolerance]: string } = {
  'missing-apv': 'the envelope has no apv',
  'ecdh-1pu-draft-03': 'the key was wrapped by ECDH-1PU draft 03, which does not cover the content',
  'unprefixed-tag': 'the key was derived with the tag without its length',
  'p256-multicodec-1200': 'a P-256 key is written with the multicodec bytes 12 00',
}

/** The departures from the standard that a policy allows, and those that were made use of. */
export class Tolerances {
  readonly #allowed: ReadonlySet<Tolerance>
  readonly #used = new Set<Tolerance>()

  constructor(allowed: readonly Tolerance[] = []) {
    this.#allowed = new Set(allowed)
  }

  allows(tolerance: Tolerance): boolean {
    return this.#allowed.has(tolerance)
  }

  /** Notes that an allowed tolerance was needed. */
  use(tolerance: Tolerance): void {
    this.#used.add(tolerance)
  }

  warnings(): UnpackWarning[] {
    return [...this.#used].map((tolerance) => ({
      code: 'TOLERATED',
      tolerance,
      message: TOLERATED[tolerance],
    }))
  }
}
