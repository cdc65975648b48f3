import type { Tolerance, UnpackWarning } from './unpack-result.ts'

/** The departures from the standard that a policy allows, and those that were made use of. */
export class Tolerances {
  readonly #allowed: readonly unknown[]
  readonly #used = new Set<Tolerance>()

  constructor(allowed: readonly Tolerance[] = []) {
    this.#allowed = [allowed].flat()
  }

  allows(tolerance: Tolerance): boolean {
    return this.#allowed.includes(tolerance)
  }

  /** Notes that an allowed tolerance was needed. */
  use(tolerance: Tolerance): void {
    this.#used.add(tolerance)
  }

  warnings(): UnpackWarning[] {
    return Array.from(this.#used, (tolerance) => ({
      code: 'TOLERATED',
      tolerance,
      message: `the policy tolerates ${tolerance}, and the message needs it`,
    }))
  }
}
