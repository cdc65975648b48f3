import type { Curve } from '../../contracts/algorithms.ts'
import type { EcPublicJwk, PrivateJwk } from '../../contracts/jwk.ts'
import { EQUATIONS } from '../../jose/algorithms.ts'
import { expectThat } from '../expectations.ts'
import { appendixKeysOn } from '../vectors/appendix.ts'

/** Returns a private key that DIDComm v2.1 publishes (Appendix A). */
export function publishedKeyOn(curve: Curve): PrivateJwk {
  const [jwk] = appendixKeysOn(curve).values()
  expectThat(jwk !== undefined, `the vectors have no key on ${curve}`)
  return jwk
}

/** Tells whether keys on a curve have two coordinates. */
export function isEcCurve(curve: Curve): curve is EcPublicJwk['crv'] {
  return Object.hasOwn(EQUATIONS, curve)
}
