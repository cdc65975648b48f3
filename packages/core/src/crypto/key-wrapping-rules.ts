import type { KeyDerivation, KeyDerivationInfo } from '../contracts/crypto-service.ts'
import { DIDCommError } from '../errors.ts'
import { unsupported } from '../jose/headers.ts'

interface KeyWrappingInputs extends KeyDerivationInfo {
  readonly sender?: unknown
  readonly derivation?: KeyDerivation
}

/**
 * Rejects inputs that do not go with their `alg`: ECDH-1PU takes the sender's key and, unless it is of draft 03, the
 * content's tag (draft-madden-jose-ecdh-1pu-04 §2.1, §2.3); ECDH-ES takes no sender's key (RFC 7518 §4.6).
 *
 * @throws `UNSUPPORTED_ALGORITHM` for another `alg`, else `INVALID_ARGUMENT`
 */
export function assertKeyWrapping({ alg, sender, tag, derivation }: KeyWrappingInputs): void {
  const authenticated = alg === 'ECDH-1PU+A256KW'
  if (!authenticated && alg !== 'ECDH-ES+A256KW') {
    throw unsupported('alg', alg)
  }
  if (authenticated !== (sender !== undefined)) {
    throw new DIDCommError(
      'INVALID_ARGUMENT',
      `${alg} ${authenticated ? 'needs' : 'does not take'} the key of a sender`,
    )
  }
  if (authenticated && derivation !== 'draft-03' && !tag?.length) {
    throw new DIDCommError('INVALID_ARGUMENT', `${alg} needs the tag of the content`)
  }
}
