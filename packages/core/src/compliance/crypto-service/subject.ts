import type { ContentEncryption, Curve, SignatureAlgorithm } from '../../contracts/algorithms.ts'
import type { Awaitable } from '../../contracts/awaitable.ts'
import type {
  CryptoService,
  CryptoSupport,
  KeyPairOptions,
} from '../../contracts/crypto-service.ts'
import type { PublicJwk } from '../../contracts/jwk.ts'
import { bytesToHex } from '../../encoding/integers.ts'
import type { DIDCommErrorCode } from '../../errors.ts'
import { CONTENT_ENCRYPTIONS, CURVES, isNameIn, SIGNATURES } from '../../jose/algorithms.ts'
import { expectError, expectThat } from '../expectations.ts'
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
export async function makePair(
  crypto: CryptoService,
  curve: Curve,
  options?: KeyPairOptions,
): Promise<Pair> {
  const { secretKey, publicJwk } = await crypto.generateKeyPair(curve, options)
  return { secretKey, publicJwk, publicKey: await crypto.importPublicKey(publicJwk) }
}

/** Returns a copy of `bytes` of which one bit is another; an index from the end is below zero. */
export function flipped(bytes: Uint8Array, index = 0, bit = 1): Uint8Array {
  const changed = Uint8Array.from(bytes)
  const at = index < 0 ? bytes.length + index : index
  changed[at] = (changed[at] ?? 0) ^ bit
  return changed
}

/** Bytes of which each is another than those next to it, and which begin at an odd address. */
export function patterned(size: number): Uint8Array {
  return shifted(Uint8Array.from({ length: size }, (_, index) => index * 7 + (index >> 8)))
}

/** Returns the same bytes as a view that begins and ends inside a larger buffer. */
export function shifted(bytes: Uint8Array): Uint8Array {
  const buffer = new Uint8Array(bytes.length + 4).fill(0xa5)
  buffer.set(bytes, 1)
  return buffer.subarray(1, 1 + bytes.length)
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

/** Where an error was made, which is the same for no two: in V8 and SpiderMonkey, and in JavaScriptCore. */
const PLACES = ['stack', 'line', 'column', 'sourceURL', 'originalLine', 'originalColumn']

/** @throws ComplianceFailure unless the errors cannot be told apart */
export function expectSameError(errors: readonly Error[], what: string): void {
  const shown = errors.map((error) => everythingOf(error, PLACES))
  expectThat(
    new Set(shown).size <= 1,
    `${what} must be refused with one and the same error, whatever was wrong: code, message, details and cause`,
  )
}

/** All that a log could show of an error or of what is in it, but for the properties `except`. */
export function everythingOf(value: unknown, except: readonly string[] = [], depth = 0): string {
  if (typeof value !== 'object' || value === null || depth > 5) return String(value)
  if (value instanceof Uint8Array) return `${bytesToHex(value)}\n${value.join(',')}`
  const names = Object.getOwnPropertyNames(value).filter((name) => !except.includes(name))
  const members = names.map(
    (name) => `${name}: ${everythingOf(Reflect.get(value, name), except, depth + 1)}`,
  )
  return [value instanceof Error ? value.name : '', ...members].join('\n')
}

/** @throws ComplianceFailure if two of the byte arrays or texts are the same */
export function expectFresh(values: readonly (Uint8Array | string)[], what: string): void {
  const texts = values.map((value) => (typeof value === 'string' ? value : bytesToHex(value)))
  expectThat(
    new Set(texts).size === texts.length,
    `${what} must be fresh every time, and was repeated`,
  )
}

/** What a key on the wrong curve is refused with, where signatures are. */
export const WRONG_KEY: readonly DIDCommErrorCode[] = ['INVALID_KEY', 'UNSUPPORTED_ALGORITHM']

/** What `verify` answers; to refuse the key is as good as `false`. */
export async function answerOrRefusal(
  verify: () => Awaitable<boolean>,
  what: string,
): Promise<boolean> {
  try {
    return await verify()
  } catch {
    await expectError(verify, WRONG_KEY, what)
    return false
  }
}
