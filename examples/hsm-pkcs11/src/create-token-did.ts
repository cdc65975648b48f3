import { type DIDCommService, didcommService, encodePeerDID2 } from '@didcomm/did-peer'
import {
  assignKid,
  destroyPair,
  generateKeyPair,
  type KeyPurpose,
  type TokenKeyPair,
} from './ec-keys.ts'
import type { Token } from './token.ts'

/**
 * Makes a did:peer:2 of two new P-256 keys in a token: `#key-1` signs, `#key-2` is what messages are encrypted to.
 *
 * A kid of a did:peer holds the public keys, so the keys come first and get their kid afterwards. A program that wants
 * to go on after a restart keeps the DID, which is public; the token keeps the rest.
 *
 * @throws `SECRETS_MANAGER_FAILED`; `INVALID_KEY`; `INVALID_ARGUMENT` for services that a did:peer:2 cannot say. No key
 * is left then.
 */
export function createTokenDID(token: Token, services: readonly DIDCommService[] = []): string {
  const made: TokenKeyPair[] = []
  const newKeyPair = (purpose: KeyPurpose): TokenKeyPair => {
    const pair = generateKeyPair(token, purpose)
    made.push(pair)
    return pair
  }
  try {
    const signing = newKeyPair('authentication')
    const agreement = newKeyPair('keyAgreement')
    const did = encodePeerDID2({
      keys: [
        { purpose: 'authentication', publicJwk: signing.publicJwk },
        { purpose: 'keyAgreement', publicJwk: agreement.publicJwk },
      ],
      services: services.map(didcommService),
    })
    assignKid(token, signing, `${did}#key-1`)
    assignKid(token, agreement, `${did}#key-2`)
    return did
  } catch (error) {
    for (const pair of made) destroyPair(token, pair)
    throw error
  }
}
