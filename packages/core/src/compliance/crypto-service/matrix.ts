import type { CryptoService } from '../../contracts/crypto-service.ts'
import { CONTENT_ENCRYPTIONS } from '../../jose/algorithms.ts'
import type { ComplianceCase, ComplianceGroup, ComplianceSuite } from '../suite.ts'
import { envelopeKinds, expectDelivered } from './envelope-kinds.ts'
import { exchange } from './exchange.ts'
import { type Claims, claimsOf, requirement } from './subject.ts'

/**
 * Makes the suite that shows that backends understand each other: each packs for each other, with every algorithm that
 * both claim. Each makes its own keys, and no secret leaves a backend.
 *
 * @param services - two at least; pairs that have no algorithm in common have no cases
 *
 * @example
 * ```ts
 * const suite = cryptoServiceMatrixSuite([new MyCryptoService(), new NobleCryptoService()])
 * registerSuite(suite, { describe, it })
 * ```
 */
export function cryptoServiceMatrixSuite(services: readonly CryptoService[]): ComplianceSuite {
  const numbered = services.map((crypto, index) => ({ crypto, name: nameOf(services, index) }))
  const groups = numbered.flatMap((from) =>
    numbered
      .filter((to) => to !== from)
      .map((to): ComplianceGroup => ({
        title: `${from.name} to ${to.name}`,
        cases: pairCases(from.crypto, to.crypto),
      })),
  )
  return {
    title: 'CryptoService matrix',
    groups: groups.filter(({ cases }) => cases.length > 0),
  }
}

/** The name of a backend, with its number where several have the same. */
function nameOf(services: readonly CryptoService[], index: number): string {
  const name = services[index]?.name ?? ''
  const same = services.filter((other) => other.name === name)
  return same.length > 1 ? `${name} (${index + 1})` : name
}

function pairCases(from: CryptoService, to: CryptoService): ComplianceCase[] {
  const common = commonClaims(from, to)
  return [
    ...common.agreement.flatMap((curve) =>
      common.enc.flatMap((enc) =>
        (['ECDH-ES+A256KW', 'ECDH-1PU+A256KW'] as const)
          .filter((alg) => alg === 'ECDH-ES+A256KW' || CONTENT_ENCRYPTIONS[enc].authcrypt)
          .map((alg) =>
            requirement(`[ENC-3] unwraps a key by ${alg} on ${curve}, ${enc}`, async () => {
              const made = await exchange(from, { alg, curve, enc, recipientCrypto: to })
              await made.expectOpens(await to.unwrapKey(made.unwrap))
            }),
          ),
      ),
    ),
    ...envelopeKinds(common).map((kind) =>
      requirement(`[ENV-2] unpacks ${kind.title}`, () => expectDelivered(from, to, kind)),
    ),
  ]
}

function commonClaims(from: CryptoService, to: CryptoService): Claims {
  const [ours, theirs] = [claimsOf(from), claimsOf(to)]
  return {
    curves: ours.curves.filter((curve) => theirs.curves.includes(curve)),
    agreement: ours.agreement.filter((curve) => theirs.agreement.includes(curve)),
    enc: ours.enc.filter((enc) => theirs.enc.includes(enc)),
    sig: ours.sig.filter((sig) => theirs.sig.includes(sig)),
  }
}
