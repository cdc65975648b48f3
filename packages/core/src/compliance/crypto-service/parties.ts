import type { Curve } from '../../contracts/algorithms.ts'
import type { CryptoService } from '../../contracts/crypto-service.ts'
import type { DIDDocument, DIDResolver } from '../../contracts/did-resolver.ts'
import type { SecretsManager } from '../../contracts/secrets-manager.ts'
import { DIDCommError } from '../../errors.ts'
import { PackagingService } from '../../packaging/packaging-service.ts'

/** A DID with its document, and its private keys, which stay in the backend that made them. */
export interface Party {
  readonly document: DIDDocument
  readonly secrets: ReadonlyMap<string, unknown>
}

/** The curves of a party's keys: `#agreement` in `keyAgreement`, `#signing` in `authentication`. */
export interface PartyCurves {
  readonly agreement?: Curve
  readonly signing?: Curve
}

/** Makes a DID of which the backend holds the keys. */
export async function makeParty(
  crypto: CryptoService,
  did: string,
  { agreement, signing }: PartyCurves,
): Promise<Party> {
  const secrets = new Map<string, unknown>()
  const makeMethods = async (id: string, curve: Curve | undefined) => {
    if (!curve) return []
    const { secretKey, publicJwk } = await crypto.generateKeyPair(curve)
    secrets.set(id, secretKey)
    return [{ id, type: 'JsonWebKey2020', controller: did, publicKeyJwk: publicJwk }]
  }
  const document = {
    id: did,
    authentication: await makeMethods(`${did}#signing`, signing),
    keyAgreement: await makeMethods(`${did}#agreement`, agreement),
  }
  return { document, secrets }
}

/** A PackagingService on a backend, with some secrets, that knows some documents. */
export function packagingOf(
  crypto: CryptoService,
  secrets: ReadonlyMap<string, unknown>,
  documents: readonly DIDDocument[],
): PackagingService {
  const manager: SecretsManager = { get: (kid) => secrets.get(kid) }
  const resolver: DIDResolver = {
    async resolve(did) {
      const document = documents.find(({ id }) => id === did)
      if (document) return document
      throw new DIDCommError('DID_NOT_FOUND', `the suite has no DID document of ${did}`)
    },
  }
  return new PackagingService({ crypto, secrets: manager, resolver })
}
