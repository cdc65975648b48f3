import { abbreviate } from '../did/did-url.ts'
import { DIDCommError } from '../errors.ts'
import { SIGNATURES } from '../jose/algorithms.ts'
import type { JwsSignature } from '../jose/jws.ts'
import type { PackagingContext } from './context.ts'
import { importDocumentKey } from './import-key.ts'
import { resolveKey } from './resolve-key.ts'
import type { Tolerances } from './tolerances.ts'

/**
 * Verifies a signature with a key out of the `authentication` of the signer's DID document.
 *
 * This resolves the kid's DID: the caller has made sure that it is the one that ought to sign.
 *
 * @throws `KEY_NOT_FOUND`, `KEY_NOT_AUTHORIZED` or `INVALID_SIGNATURE`
 */
export async function verifySignature<SecretKey>(
  context: PackagingContext<SecretKey>,
  { alg, kid, signature, signingInput }: JwsSignature,
  tolerances: Tolerances,
): Promise<void> {
  const { publicJwk } = await resolveKey(context, 'authentication', kid, tolerances)
  if (SIGNATURES[alg].curve !== publicJwk.crv) {
    throw new DIDCommError(
      'INVALID_SIGNATURE',
      `alg ${alg} does not fit the ${publicJwk.crv} key ${abbreviate(kid)}`,
      { details: { kid, header: 'alg' } },
    )
  }
  const publicKey = await importDocumentKey(context, publicJwk)
  if (!(await context.crypto.verify({ alg, publicKey, data: signingInput, signature }))) {
    throw new DIDCommError(
      'INVALID_SIGNATURE',
      `the signature of ${abbreviate(kid)} does not verify`,
      {
        details: { kid },
      },
    )
  }
}
