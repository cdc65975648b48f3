import { decodeMultikey, encodeMultikey, x25519FromEd25519 } from '@didcomm/core/did'
import { deepFreeze } from '@didcomm/core/encoding'
import { CONTEXT, multikey } from './document.ts'
import { invalidDID } from './limits.ts'
import { claimNames } from './names.ts'
import type { PeerDID } from './peer-did.ts'

/** Multikeys by what they are for. */
interface Keys {
  readonly signing: readonly string[]
  readonly agreement: readonly string[]
}

/** Reads a numalgo 0: one key with every purpose it can have, as in the did:key it equals. @throws `INVALID_DID` */
export function readNumalgo0(did: string): PeerDID {
  const { signing, agreement } = readKeys(did)
  const keys = [...new Set([...signing, ...agreement])]
  const signingIds = signing.map((key) => `#${key}`)
  return {
    forms: [did],
    names: claimNames([
      ...keys.map((key) => [key, key] as const),
      ...keys.map((key) => [key.slice(1), key] as const),
    ]),
    writeDocument: () =>
      deepFreeze({
        '@context': CONTEXT,
        id: did,
        verificationMethod: keys.map((key) => multikey(`#${key}`, did, key)),
        authentication: signingIds,
        assertionMethod: signingIds,
        keyAgreement: agreement.map((key) => `#${key}`),
        capabilityInvocation: signingIds,
        capabilityDelegation: signingIds,
      }),
  }
}

function readKeys(did: string): Keys {
  const key = did.slice('did:peer:0'.length)
  if (!key.startsWith('z')) throw invalidDID(did, 'its key is not in base58btc')
  try {
    return purposesOf(key)
  } catch (cause) {
    throw invalidDID(did, 'its key cannot be read', cause)
  }
}

/** An Ed25519 key signs, and the key to agree with is derived from it; X25519 cannot sign, secp256k1 cannot agree. */
function purposesOf(key: string): Keys {
  const publicJwk = decodeMultikey(key)
  if (publicJwk.crv === 'X25519') return { signing: [], agreement: [key] }
  if (publicJwk.crv === 'secp256k1') return { signing: [key], agreement: [] }
  if (publicJwk.crv !== 'Ed25519') return { signing: [key], agreement: [key] }
  return { signing: [key], agreement: [encodeMultikey(x25519FromEd25519(publicJwk))] }
}
