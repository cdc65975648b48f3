import type { EcPublicJwk } from '@didcomm/core'
import type { KeyPair } from 'pkcs11js'
import { jwkOfEcPoint } from '../../src/ec-points.ts'
import type { Token } from '../../src/token.ts'

/** A P-256 key as the example never makes one: the token gives it away. For the counter-checks. */
export function extractableKey(token: Token): KeyPair & { readonly publicJwk: EcPublicJwk } {
  const pair = token.generateKeyPair(
    { mechanism: token.constants.CKM_EC_KEY_PAIR_GEN },
    { CKA_EC_PARAMS: Buffer.from('06082a8648ce3d030107', 'hex') },
    { CKA_SENSITIVE: false, CKA_EXTRACTABLE: true, CKA_DERIVE: true },
  )
  return { ...pair, publicJwk: jwkOfEcPoint(token.read(pair.publicKey, 'CKA_EC_POINT')) }
}
