import type { ContentEncryption, Curve, SignatureAlgorithm } from '../../contracts/algorithms.ts'
import type { CryptoService, CryptoSupport } from '../../contracts/crypto-service.ts'
import type { PublicJwk } from '../../contracts/jwk.ts'
import { CONTENT_ENCRYPTIONS, CURVES, isNameIn, SIGNATURES } from '../../jose/algorithms.ts'
import { expectThat } from '../expectations.ts'
import type { ComplianceCase } from '../suite.ts'

/** What a backend claims, as far as it is known; what is not is an error of the suite's first cases. */
export interface Claims {
  readonly curves: readonly Curve[]
  /** Those of the curves whose keys agree. */
  readonly agreement: readonly Curve[]
  readonly enc: readonly ContentEncryption[]
  readonly sig: readonly SignatureAlgorithm[]
}

/** Reads `supports`, which may be anything. */
export function claimsOf(crypto: CryptoService): Claims {
  const curves = known(crypto, 'curves', CURVES)
  return {
    curves,
    agreement: curves.filter((curve) => CURVES[curve].keyAgreement),
    enc: known(crypto, 'enc', CONTENT_ENCRYPTIONS),
    sig: known(crypto, 'sig', SIGNATURES),
  }
}

function known<Table extends object>(
  { supports }: CryptoService,
  kind: keyof CryptoSupport,
  table: Table,
): (keyof Table)[] {
  const names: unknown = supports?.[kind]
  return [...new Set(Array.isArray(names) ? names : [])].filter((name) => isNameIn(table, name))
}

/** Writes a case. */
export function requirement(title: string, run: ComplianceCase['run']): ComplianceCase {
  return { title, run }
}

/** A key pair that the backend made, both halves in its own form. */
export interface Pair {
  readonly secretKey: unknown
  readonly publicKey: unknown
  readonly publicJwk: PublicJwk
}

/** Makes a key pair and imports its public half. */
export async function makePair(crypto: CryptoService, curve: Curve): Promise<Pair> {
  const { secretKey, publicJwk } = await crypto.generateKeyPair(curve)
  return { secretKey, publicJwk, publicKey: await crypto.importPublicKey(publicJwk) }
}

/** Returns a copy of `bytes` of which one bit is another; an index from the end is below zero. */
export function flipped(bytes: Uint8Array, index = 0): Uint8Array {
  const changed = Uint8Array.from(bytes)
  const at = index < 0 ? bytes.length + index : index
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}

/** Returns a copy of another length: cut, or with zeros at its end. */
export function resized(bytes: Uint8Array, length: number): Uint8Array {
  const changed = new Uint8Array(length)
  changed.set(bytes.subarray(0, length))
  return changed
}

/** @throws ComplianceFailure if an operation changes the byte arrays that are given to it */
export async function expectUntouched(
  given: { readonly [name: string]: unknown },
  operation: () => unknown,
): Promise<void> {
  const before = new Map<string, Uint8Array>()
  for (const [name, value] of Object.entries(given)) {
    if (value instanceof Uint8Array) before.set(name, Uint8Array.from(value))
  }
  await operation()
  for (const [name, copy] of before) {
    const value = given[name]
    const same = value instanceof Uint8Array && copy.every((byte, index) => byte === value[index])
    expectThat(same, `the caller's ${name} must be left as it was`)
  }
}

/** @throws ComplianceFailure unless the errors cannot be told apart */
export function expectSameError(errors: readonly Error[], what: string): void {
  const shown = errors.map((error) =>
    JSON.stringify({ ...error, message: error.message, cause: String(error.cause) }),
  )
  expectThat(
    new Set(shown).size <= 1,
    `${what} must be refused with one and the same error, whatever was wrong: code, message, details and cause`,
  )
}

/** @throws ComplianceFailure if two of the byte arrays or texts are the same */
export function expectDistinct(values: readonly (Uint8Array | string)[], what: string): void {
  expectThat(
    new Set(values.map(String)).size === values.length,
    `${what} must be fresh every time, and was repeated`,
  )
}
