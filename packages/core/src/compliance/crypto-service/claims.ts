import type { CryptoService, CryptoSupport } from '../../contracts/crypto-service.ts'
import type { PrivateJwk } from '../../contracts/jwk.ts'
import { CONTENT_ENCRYPTIONS, CURVES, SIGNATURES } from '../../jose/algorithms.ts'
import { expectError, expectThat } from '../expectations.ts'
import type { ComplianceGroup } from '../suite.ts'
import { appendixKeysOn } from '../vectors/appendix.ts'
import { exchange } from './exchange.ts'
import { claimsOf, makePair, requirement } from './subject.ts'

const UNSUPPORTED = ['UNSUPPORTED_ALGORITHM'] as const

const TABLES: { readonly [K in keyof CryptoSupport]: object } = {
  curves: CURVES,
  enc: CONTENT_ENCRYPTIONS,
  sig: SIGNATURES,
}

/** Names that nobody claims: what JOSE has beside DIDComm, and what a look-up in an object finds by mistake. */
const UNKNOWN: { readonly [K in keyof CryptoSupport]: readonly string[] } = {
  curves: ['P-192', 'X448', 'constructor'],
  enc: ['A128GCM', 'A128CBC-HS256', 'none', 'constructor'],
  sig: ['none', 'HS256', 'ES384', 'constructor'],
}

/** `supports` is right in form, and everything else is refused. */
export function claimCases(crypto: CryptoService): ComplianceGroup {
  return {
    title: 'claims',
    cases: [
      requirement('is a CryptoService of version v1, and has a name', () => {
        expectThat(crypto.specificationVersion === 'v1', "specificationVersion must be 'v1'")
        expectThat(
          typeof crypto.name === 'string' && crypto.name !== '',
          'name must be a text that is not empty',
        )
      }),
      requirement('supports names algorithms of DIDComm v2.1, each once', () => {
        expectKnownNames(crypto, 'curves')
        expectKnownNames(crypto, 'enc')
        expectKnownNames(crypto, 'sig')
      }),
      requirement('[SIG-1] claims the curve of every signature algorithm that it claims', () => {
        const { curves, sig } = claimsOf(crypto)
        for (const alg of sig) {
          const { curve } = SIGNATURES[alg]
          expectThat(curves.includes(curve), `${alg} is claimed, and its curve ${curve} must be`)
        }
      }),
      requirement('[ENC-1] refuses every curve that it does not claim', () =>
        refusesCurves(crypto),
      ),
      requirement('[ENC-2] refuses every enc that it does not claim', () => refusesEncs(crypto)),
      requirement('[SIG-7] refuses every signature alg that it does not claim', () =>
        refusesAlgs(crypto),
      ),
    ],
  }
}

function expectKnownNames({ supports }: CryptoService, kind: keyof CryptoSupport): void {
  const names: unknown = supports?.[kind]
  expectThat(Array.isArray(names), `supports.${kind} must be an array`)
  for (const name of names) {
    expectThat(
      Object.hasOwn(TABLES[kind], name),
      `supports.${kind} names ${name}, which is unknown`,
    )
  }
  expectThat(new Set(names).size === names.length, `supports.${kind} must name each once`)
}

/**
 * The names of a kind that the backend does not claim. They are typed as if they were known, because a caller in
 * JavaScript may pass anything.
 */
function unclaimed<K extends keyof CryptoSupport>(
  { supports }: CryptoService,
  kind: K,
): CryptoSupport[K][number][] {
  const names: readonly string[] = [...Object.keys(TABLES[kind]), ...UNKNOWN[kind]]
  const claimed: readonly string[] = supports[kind]
  return names.filter((name) => !claimed.includes(name)) as CryptoSupport[K][number][]
}

async function refusesCurves(crypto: CryptoService): Promise<void> {
  for (const curve of unclaimed(crypto, 'curves')) {
    const [published] = appendixKeysOn(curve).values()
    // A made-up name stands in the JWK of a key on P-256.
    const named = {
      ...(published ?? [...appendixKeysOn('P-256').values()][0]),
      crv: curve,
    } as PrivateJwk
    await expectError(() => crypto.generateKeyPair(curve), UNSUPPORTED, `a key pair on ${curve}`)
    await expectError(
      () => crypto.importSecretKey(named),
      UNSUPPORTED,
      `importing a private key on ${curve}`,
    )
    const { d: _, ...publicJwk } = named
    await expectError(
      () => crypto.importPublicKey(publicJwk),
      UNSUPPORTED,
      `importing a public key on ${curve}`,
    )
  }
}

async function refusesEncs(crypto: CryptoService): Promise<void> {
  const claims = claimsOf(crypto)
  const [claimed] = claims.enc
  const [curve] = claims.agreement
  for (const enc of unclaimed(crypto, 'enc')) {
    const data = new Uint8Array(16)
    await expectError(
      () => crypto.encryptContent({ enc, plaintext: data, aad: data }),
      UNSUPPORTED,
      `encrypting with ${enc}`,
    )
    if (!claimed) continue
    const content = await crypto.encryptContent({ enc: claimed, plaintext: data, aad: data })
    await expectError(
      () => crypto.decryptContent({ ...content, enc, aad: data }),
      UNSUPPORTED,
      `decrypting with ${enc}`,
    )
    if (!curve) continue
    const { unwrap } = await exchange(crypto, { alg: 'ECDH-ES+A256KW', curve, enc: claimed })
    await expectError(
      () => crypto.unwrapKey({ ...unwrap, enc }),
      UNSUPPORTED,
      `unwrapping a key for ${enc}`,
    )
  }
}

async function refusesAlgs(crypto: CryptoService): Promise<void> {
  const { curves } = claimsOf(crypto)
  for (const alg of unclaimed(crypto, 'sig')) {
    for (const curve of curves) {
      const { secretKey, publicKey } = await makePair(crypto, curve)
      const data = new Uint8Array(1)
      await expectError(
        () => crypto.sign({ alg, secretKey, data }),
        UNSUPPORTED,
        `signing with ${alg} and a key on ${curve}`,
      )
      const signature = new Uint8Array(64).fill(1)
      await expectError(
        () => crypto.verify({ alg, publicKey, data, signature }),
        UNSUPPORTED,
        `verifying ${alg} with a key on ${curve}`,
      )
    }
  }
}
