import type { CryptoService } from '../../contracts/crypto-service.ts'
import type { PrivateJwk, PublicJwk } from '../../contracts/jwk.ts'
import { assertPossession, purposesOf } from '../secrets-manager/possession.ts'
import { publicPart } from '../vectors/appendix.ts'
import { claimsOf } from './subject.ts'

/** Imports both halves of a key, and uses them for all that is claimed. @throws ComplianceFailure unless they fit */
export async function expectPair(
  crypto: CryptoService,
  privateJwk: PrivateJwk,
  publicJwk: PublicJwk = publicPart(privateJwk),
): Promise<void> {
  const secretKey = await crypto.importSecretKey(privateJwk)
  // Without an `enc` there is no content key to wrap.
  const purposes = purposesOf(crypto, publicJwk).filter(
    (purpose) => purpose !== 'keyAgreement' || claimsOf(crypto).enc.length > 0,
  )
  const kid = `the key on ${publicJwk.crv}`
  await assertPossession(crypto, { kid, publicJwk, secretKey, purposes })
}
