import {
  type CryptoService,
  type Curve,
  DIDCommError,
  type GeneratedKeyPair,
  type WritableSecretsManager,
} from '@didcomm/core'
import { addSecrets, encodeMultikey } from '@didcomm/core/did'
import { type DIDCommService, didcommService } from './didcomm-service.ts'
import { CONTEXT } from './document.ts'
import { encodePeerDID2, encodePeerDID4 } from './encode-peer-did.ts'
import { numberServices } from './service-encoding.ts'

/** The curves of keys that messages are encrypted to, and of keys that sign (DIDComm v2.1 § Curves and § Algorithms). */
const CURVES = {
  keyAgreement: ['X25519', 'P-256', 'P-384', 'P-521'],
  authentication: ['Ed25519', 'P-256', 'secp256k1'],
} as const

type Purpose = keyof typeof CURVES

/** Options of {@link createPeerDID}. */
export interface CreatePeerDIDOptions<SecretKey> {
  /** Makes the keys. */
  readonly crypto: Pick<CryptoService<SecretKey>, 'name' | 'supports' | 'generateKeyPair'>
  /** Takes the secret keys, which leave it nowhere else. */
  readonly secrets: WritableSecretsManager<NoInfer<SecretKey>>
  /** Where the DID can be reached, in order of preference. */
  readonly services?: readonly DIDCommService[]
  /** 2 unless given. 4 has a short form (`shortFormOf`) for peers that have seen the long one. */
  readonly numalgo?: 2 | 4
  /** The curves of the keys to encrypt to, a key each; `['X25519']` unless given. */
  readonly keyAgreement?: readonly (typeof CURVES)['keyAgreement'][number][]
  /** The curves of the keys to sign with, a key each; `['Ed25519']` unless given. */
  readonly authentication?: readonly (typeof CURVES)['authentication'][number][]
}

interface PurposefulPair<SecretKey> extends GeneratedKeyPair<SecretKey> {
  readonly purpose: Purpose
}

/**
 * Makes a did:peer with new keys, and leaves their secrets in `secrets`, under `did#key-1`, `did#key-2` and so on.
 *
 * The secrets of a did:peer:4 are under its long form. A message to the short form finds them through the resolver, as
 * long as that has seen the long form: see `DIDPeerResolver.remember`.
 *
 * @returns the DID; of numalgo 4 the long form
 * @throws `UNSUPPORTED_ALGORITHM` for a curve that the backend does not have; `INVALID_ARGUMENT`;
 * `SECRETS_MANAGER_FAILED`. Nothing is left in `secrets` then.
 */
export async function createPeerDID<SecretKey>({
  crypto,
  secrets,
  services = [],
  numalgo = 2,
  keyAgreement = ['X25519'],
  authentication = ['Ed25519'],
}: CreatePeerDIDOptions<SecretKey>): Promise<string> {
  const wanted = [
    ...authentication.map((curve) => ({ purpose: 'authentication' as const, curve })),
    ...keyAgreement.map((curve) => ({ purpose: 'keyAgreement' as const, curve })),
  ]
  for (const { purpose, curve } of wanted) assertCurve(crypto, purpose, curve)
  if (wanted.length === 0 || (numalgo !== 2 && numalgo !== 4)) {
    throw new DIDCommError('INVALID_ARGUMENT', 'a did:peer needs a key, and numalgo 2 or 4')
  }
  const pairs: PurposefulPair<SecretKey>[] = []
  for (const { purpose, curve } of wanted) {
    pairs.push({ purpose, ...(await crypto.generateKeyPair(curve)) })
  }
  const did = encode(numalgo, pairs, services)
  await addSecrets(
    secrets,
    pairs.map(({ secretKey }, index) => [`${did}#key-${index + 1}`, secretKey] as const),
  )
  return did
}

function assertCurve(
  { name, supports }: Pick<CryptoService, 'name' | 'supports'>,
  purpose: Purpose,
  curve: Curve,
): void {
  const allowed: readonly Curve[] = CURVES[purpose]
  const usable = allowed.filter((other) => supports.curves.includes(other))
  if (usable.includes(curve)) return
  throw new DIDCommError(
    allowed.includes(curve) ? 'UNSUPPORTED_ALGORITHM' : 'INVALID_ARGUMENT',
    `the crypto backend ${name} has no key for ${purpose} on ${curve}: it has ${usable.join(', ') || 'none'}`,
  )
}

function encode(
  numalgo: 2 | 4,
  pairs: readonly PurposefulPair<unknown>[],
  endpoints: readonly DIDCommService[],
): string {
  const services = endpoints.map(didcommService)
  const service = numberServices(services)
  if (new Set(service.map(({ id }) => id)).size < service.length) {
    throw new DIDCommError('INVALID_ARGUMENT', 'two services have the same id')
  }
  if (numalgo === 2) return encodePeerDID2({ keys: pairs, services })
  const idsFor = (wanted: Purpose): string[] =>
    pairs.flatMap(({ purpose }, index) => (purpose === wanted ? [`#key-${index + 1}`] : []))
  return encodePeerDID4({
    '@context': CONTEXT,
    verificationMethod: pairs.map(({ publicJwk }, index) => ({
      id: `#key-${index + 1}`,
      type: 'Multikey',
      publicKeyMultibase: encodeMultikey(publicJwk),
    })),
    authentication: idsFor('authentication'),
    keyAgreement: idsFor('keyAgreement'),
    service,
  })
}
