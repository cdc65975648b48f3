import type { ContentEncryption, Curve, KeyWrapping } from '../../contracts/algorithms.ts'
import type {
  CryptoService,
  KeyDerivationInfo,
  UnwrapKeyOptions,
  WrapKeyOptions,
} from '../../contracts/crypto-service.ts'
import { utf8ToBytes } from '../../encoding/bytes.ts'
import type { DIDCommErrorCode } from '../../errors.ts'
import { CONTENT_ENCRYPTIONS } from '../../jose/algorithms.ts'
import { expectError, expectThat } from '../expectations.ts'
import type { ComplianceCase, ComplianceGroup } from '../suite.ts'
import { type Exchange, exchange } from './exchange.ts'
import {
  claimsOf,
  expectSameError,
  expectUntouched,
  flipped,
  makePair,
  type Pair,
  requirement,
  resized,
  shifted,
} from './subject.ts'

const FAILED: readonly DIDCommErrorCode[] = ['DECRYPTION_FAILED']
const INVALID_ARGUMENT: readonly DIDCommErrorCode[] = ['INVALID_ARGUMENT']

/** The inputs of unwrapping, each changed to what an attacker or a mistake makes of it. */
type Change = 'apu' | 'apv' | 'tag' | 'encryptedKey' | 'ephemeral' | 'recipient' | 'sender'

/** Key wrapping with keys on one curve: both `alg`s, as far as an `enc` that goes with them is claimed. */
export function keyWrappingCases(crypto: CryptoService, curve: Curve): ComplianceGroup[] {
  const { enc } = claimsOf(crypto)
  const authcrypt = enc.filter((name) => CONTENT_ENCRYPTIONS[name].authcrypt)
  return [
    ...groupOf(crypto, 'ECDH-ES+A256KW', curve, enc),
    ...groupOf(crypto, 'ECDH-1PU+A256KW', curve, authcrypt),
  ]
}

function groupOf(
  crypto: CryptoService,
  alg: KeyWrapping,
  curve: Curve,
  encs: readonly ContentEncryption[],
): ComplianceGroup[] {
  const [enc] = encs
  if (!enc) return []
  const make = () => exchange(crypto, { alg, curve, enc })
  const authenticated = alg === 'ECDH-1PU+A256KW'
  const changes: readonly Change[] = [
    'apu',
    'apv',
    'encryptedKey',
    'ephemeral',
    'recipient',
    ...(authenticated ? (['tag', 'sender'] as const) : []),
  ]
  const cases = [
    requirement('[ENC-3] unwraps what it wrapped, for every enc', async () => {
      for (const name of encs) await roundTrip(crypto, alg, curve, name)
    }),
    ...changes.map((change) =>
      requirement(`[ENC-16] refuses another ${change}`, async () => {
        const { unwrap, expectOpens } = await make()
        // The right one first: what a backend remembers of it must not open the wrong one.
        await expectOpens(await crypto.unwrapKey(unwrap))
        await expectRefused(crypto, unwrap, await changed(crypto, curve, unwrap, change), change)
      }),
    ),
    requirement('[ENC-16] refuses all of that with one and the same error', async () => {
      const { unwrap } = await make()
      const errors: Error[] = []
      for (const change of changes) {
        const other = await changed(crypto, curve, unwrap, change)
        errors.push(await expectRefused(crypto, unwrap, other, change))
      }
      expectSameError(errors, 'a key that does not unwrap')
    }),
    requirement('[ENC-17] refuses an encrypted key of another length', async () => {
      const { unwrap } = await make()
      for (const size of [
        0,
        8,
        16,
        unwrap.encryptedKey.length - 8,
        unwrap.encryptedKey.length + 8,
      ]) {
        await expectError(
          () => crypto.unwrapKey({ ...unwrap, encryptedKey: resized(unwrap.encryptedKey, size) }),
          ['DECRYPTION_FAILED', 'MALFORMED_ENVELOPE'],
          `an encrypted key of ${size} bytes for ${enc}`,
        )
      }
    }),
    requirement('[ENC-3] wraps one content key for several recipients, at once', () =>
      servesSeveral(crypto, curve, make),
    ),
    requirement('reads bytes that lie inside a larger buffer', async () => {
      const { wrap, unwrap, expectOpens } = await make()
      // One side at a time, as both could make the same mistake.
      const encryptedKey = await crypto.wrapKey({ ...wrap, ...insideOf(wrap) })
      await expectOpens(await crypto.unwrapKey({ ...unwrap, encryptedKey }))
      const inside = { ...insideOf(unwrap), encryptedKey: shifted(encryptedKey) }
      await expectOpens(await crypto.unwrapKey({ ...unwrap, ...inside }))
    }),
    ...(authenticated ? authcryptCases(crypto, make) : anoncryptCases(crypto, make)),
    requirement('[ENC-13] refuses keys on another curve', () => refusesMixed(crypto, curve, make)),
    requirement('[ENC-3] refuses every other alg', () => refusesAlgs(crypto, make)),
    requirement('leaves the bytes that it is given as they were', async () => {
      const { wrap, unwrap } = await make()
      // New ones: a backend that overwrites what it is given has spoiled those that it was given before.
      const info = { apu: utf8ToBytes('carol'), apv: utf8ToBytes('dave') }
      const wrapping = { ...wrap, ...info }
      await expectUntouched(wrapping, () => crypto.wrapKey(wrapping))
      const encryptedKey = await crypto.wrapKey(wrapping)
      const unwrapping = { ...unwrap, ...info, encryptedKey }
      await expectUntouched(unwrapping, () => crypto.unwrapKey(unwrapping))
    }),
    ...mismatchedEncCases(crypto, alg, curve, encs),
  ]
  return [{ title: `key wrapping ${alg} on ${curve}`, cases }]
}

async function roundTrip(
  crypto: CryptoService,
  alg: KeyWrapping,
  curve: Curve,
  enc: ContentEncryption,
): Promise<void> {
  const { unwrap, expectOpens } = await exchange(crypto, { alg, curve, enc })
  const { encryptedKey } = unwrap
  expectThat(encryptedKey instanceof Uint8Array, 'a wrapped key must be a Uint8Array')
  const size = sizeOf(enc) + 8
  expectThat(
    encryptedKey.length === size,
    `a key for ${enc} must wrap to ${size} bytes (RFC 3394), not ${encryptedKey.length}`,
  )
  await expectOpens(await crypto.unwrapKey(unwrap))
}

/** The same inputs, as views of larger buffers. */
function insideOf<T extends KeyDerivationInfo>({ apu, apv, tag, ...rest }: T) {
  return { ...rest, apu: shifted(apu), apv: shifted(apv), ...(tag && { tag: shifted(tag) }) }
}

/** A message has one content key and one ephemeral key, whoever it is for. */
async function servesSeveral(
  crypto: CryptoService,
  curve: Curve,
  make: () => Promise<Exchange>,
): Promise<void> {
  const { wrap, unwrap, expectOpens } = await make()
  const recipients: Pair[] = []
  while (recipients.length < 3) recipients.push(await makePair(crypto, curve))
  const wrapped = await Promise.all(
    recipients.map(async ({ publicKey }) => crypto.wrapKey({ ...wrap, recipient: publicKey })),
  )
  const another = await make()
  const unwraps = recipients.map(({ secretKey }, index) => {
    const encryptedKey = wrapped[index] ?? new Uint8Array()
    return { ...unwrap, encryptedKey, recipient: secretKey }
  })
  const keys = await Promise.all(
    [another.unwrap, ...unwraps].map(async (options) => crypto.unwrapKey(options)),
  )
  await another.expectOpens(keys.shift())
  for (const key of keys) await expectOpens(key)
}

/** Returns the changed input alone. */
async function changed(
  crypto: CryptoService,
  curve: Curve,
  unwrap: UnwrapKeyOptions<unknown, unknown>,
  change: Change,
): Promise<Partial<UnwrapKeyOptions<unknown, unknown>>> {
  if (change === 'tag') return { tag: flipped(unwrap.tag ?? new Uint8Array(1)) }
  if (change === 'apu' || change === 'apv' || change === 'encryptedKey') {
    return { [change]: flipped(unwrap[change]) }
  }
  const { secretKey, publicKey } = await makePair(crypto, curve)
  return { [change]: change === 'recipient' ? secretKey : publicKey }
}

function expectRefused(
  crypto: CryptoService,
  unwrap: UnwrapKeyOptions<unknown, unknown>,
  other: Partial<UnwrapKeyOptions<unknown, unknown>>,
  what: Change,
): Promise<Error> {
  return expectError(
    () => crypto.unwrapKey({ ...unwrap, ...other }),
    FAILED,
    `unwrapping with another ${what}`,
  )
}

function authcryptCases(crypto: CryptoService, make: () => Promise<Exchange>): ComplianceCase[] {
  return [
    requirement('[ENC-14] needs the key of the sender and the tag of the content', async () => {
      const { wrap, unwrap } = await make()
      for (const name of ['sender', 'tag'] as const) {
        const { [name]: _, ...wrapWithout } = wrap
        await expectError(
          () => crypto.wrapKey(wrapWithout),
          INVALID_ARGUMENT,
          `wrapping by ECDH-1PU without a ${name}`,
        )
        const { [name]: __, ...unwrapWithout } = unwrap
        await expectError(
          () => crypto.unwrapKey(unwrapWithout),
          INVALID_ARGUMENT,
          `unwrapping by ECDH-1PU without a ${name}`,
        )
      }
    }),
    requirement('[ENC-14] takes no empty tag', async () => {
      const { wrap, unwrap } = await make()
      const tag = new Uint8Array()
      await expectError(
        () => crypto.wrapKey({ ...wrap, tag }),
        INVALID_ARGUMENT,
        'wrapping by ECDH-1PU with an empty tag',
      )
      await expectError(
        () => crypto.unwrapKey({ ...unwrap, tag }),
        INVALID_ARGUMENT,
        'unwrapping by ECDH-1PU with an empty tag',
      )
    }),
  ]
}

function anoncryptCases(crypto: CryptoService, make: () => Promise<Exchange>): ComplianceCase[] {
  return [
    requirement('[ENC-3] takes no key of a sender', async () => {
      const { wrap, unwrap, sender } = await make()
      await expectError(
        () => crypto.wrapKey({ ...wrap, sender: sender.secretKey }),
        INVALID_ARGUMENT,
        'wrapping by ECDH-ES with a sender',
      )
      await expectError(
        () => crypto.unwrapKey({ ...unwrap, sender: sender.publicKey }),
        INVALID_ARGUMENT,
        'unwrapping by ECDH-ES with a sender',
      )
    }),
    requirement('[ENC-3] derives the key without the tag', async () => {
      const { wrap, unwrap, content, expectOpens } = await make()
      const encryptedKey = await crypto.wrapKey({ ...wrap, tag: content.tag })
      await expectOpens(await crypto.unwrapKey({ ...unwrap, encryptedKey }))
    }),
  ]
}

/** Every key in turn is on another curve that the backend claims; those for signatures are among them. */
async function refusesMixed(
  crypto: CryptoService,
  curve: Curve,
  make: () => Promise<Exchange>,
): Promise<void> {
  const { wrap, unwrap } = await make()
  for (const other of claimsOf(crypto).curves) {
    if (other === curve) continue
    const { secretKey, publicKey } = await makePair(crypto, other)
    const wraps: Partial<WrapKeyOptions<unknown, unknown, unknown>>[] = [
      { recipient: publicKey },
      { ephemeral: secretKey },
      ...(wrap.sender === undefined ? [] : [{ sender: secretKey }]),
    ]
    const unwraps: Partial<UnwrapKeyOptions<unknown, unknown>>[] = [
      { recipient: secretKey },
      { ephemeral: publicKey },
      ...(unwrap.sender === undefined ? [] : [{ sender: publicKey }]),
    ]
    for (const changes of wraps) {
      await expectError(
        () => crypto.wrapKey({ ...wrap, ...changes }),
        ['INVALID_KEY'],
        `wrapping with a key on ${other} as ${Object.keys(changes)}, the others on ${curve},`,
      )
    }
    for (const changes of unwraps) {
      await expectError(
        () => crypto.unwrapKey({ ...unwrap, ...changes }),
        ['INVALID_KEY'],
        `unwrapping with a key on ${other} as ${Object.keys(changes)}, the others on ${curve},`,
      )
    }
  }
}

async function refusesAlgs(crypto: CryptoService, make: () => Promise<Exchange>): Promise<void> {
  const { wrap, unwrap } = await make()
  const names = ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-1PU', 'ECDH-1PU+A192KW', 'none', 'constructor']
  for (const name of names) {
    // Typed as if it were known, because a caller in JavaScript may pass anything.
    const alg = name as KeyWrapping
    await expectError(
      () => crypto.wrapKey({ ...wrap, alg }),
      ['UNSUPPORTED_ALGORITHM'],
      `wrapping by ${name}`,
    )
    await expectError(
      () => crypto.unwrapKey({ ...unwrap, alg }),
      ['UNSUPPORTED_ALGORITHM'],
      `unwrapping by ${name}`,
    )
  }
}

/** `enc` decides the length of the content key (RFC 7518 §5); a key of 64 bytes is none for A256GCM. */
function mismatchedEncCases(
  crypto: CryptoService,
  alg: KeyWrapping,
  curve: Curve,
  encs: readonly ContentEncryption[],
): ComplianceCase[] {
  const pairs = encs.flatMap((one) =>
    encs.filter((other) => sizeOf(one) !== sizeOf(other)).map((other) => [one, other] as const),
  )
  if (pairs.length === 0) return []
  return [
    requirement('[ENC-17] refuses a content key of the length of another enc', async () => {
      for (const [enc, other] of pairs) {
        const { unwrap } = await exchange(crypto, { alg, curve, enc })
        await expectError(
          () => crypto.unwrapKey({ ...unwrap, enc: other }),
          ['DECRYPTION_FAILED', 'MALFORMED_ENVELOPE'],
          `unwrapping a key of ${enc} for ${other}`,
        )
      }
    }),
  ]
}

function sizeOf(enc: ContentEncryption): number {
  return CONTENT_ENCRYPTIONS[enc].keySize
}
