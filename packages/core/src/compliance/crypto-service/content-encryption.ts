import type { ContentEncryption } from '../../contracts/algorithms.ts'
import type {
  CryptoService,
  DecryptContentOptions,
  EncryptedContent,
} from '../../contracts/crypto-service.ts'
import { utf8ToBytes } from '../../encoding/bytes.ts'
import type { DIDCommErrorCode } from '../../errors.ts'
import { CONTENT_ENCRYPTIONS } from '../../jose/algorithms.ts'
import { expectBytes, expectError, expectThat } from '../expectations.ts'
import type { ComplianceCase, ComplianceGroup } from '../suite.ts'
import { wrongPaddingsOn } from '../vectors/wrapped-keys.ts'
import { exchange } from './exchange.ts'
import {
  claimsOf,
  expectFresh,
  expectSameError,
  expectUntouched,
  flipped,
  patterned,
  requirement,
  resized,
  shifted,
} from './subject.ts'
import { openVector } from './wrapped-key-vectors.ts'

/** Messages that are encrypted to see that no IV and no content key comes twice. */
const ROUNDS = 16
/** Around the blocks of AES and ChaCha20, and one that is long. */
const SIZES = [0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100_000]

const FAILED: readonly DIDCommErrorCode[] = ['DECRYPTION_FAILED']
/** A wrong length may be told from a wrong value: everybody sees it. */
const FAILED_OR_MALFORMED: readonly DIDCommErrorCode[] = ['DECRYPTION_FAILED', 'MALFORMED_ENVELOPE']

/** Content that was encrypted, and what decrypts it. */
interface Sealed {
  readonly plaintext: Uint8Array
  readonly encrypted: EncryptedContent<unknown>
  readonly decrypt: DecryptContentOptions<unknown>
}

/** Encrypts as many bytes as it is told, with the given length of additional data. */
async function seal(
  crypto: CryptoService,
  enc: ContentEncryption,
  size = 40,
  aadSize = 6,
): Promise<Sealed> {
  // They begin at an odd address, which libraries that work on words trip over.
  const plaintext = patterned(size)
  const aad = patterned(aadSize)
  const encrypted = await crypto.encryptContent({ enc, plaintext, aad })
  return { plaintext, encrypted, decrypt: { ...encrypted, enc, aad } }
}

/** One `enc`: it opens what it made, and nothing else. */
export function contentEncryptionCases(
  crypto: CryptoService,
  enc: ContentEncryption,
): ComplianceGroup {
  const refuses = (
    title: string,
    codes: readonly DIDCommErrorCode[],
    change: (decrypt: DecryptContentOptions<unknown>) => Changes,
  ) =>
    requirement(title, async () => {
      const { plaintext, decrypt } = await seal(crypto, enc)
      await crypto.decryptContent(decrypt)
      for (const [what, changed] of Object.entries(change(decrypt))) {
        const given = { ...decrypt, ...changed }
        await expectUntouched(given, () =>
          expectError(() => crypto.decryptContent(given), codes, what),
        )
      }
      expectBytes(await crypto.decryptContent(decrypt), plaintext, 'the plaintext after that')
    })
  return {
    title: `content encryption ${enc}`,
    cases: [
      requirement('[ENC-2] decrypts what it encrypted, of any size', async () => {
        for (const size of SIZES) await roundTrip(crypto, enc, size, 6)
      }),
      requirement('[ENC-2] authenticates additional data of any size, the empty too', async () => {
        for (const size of [0, 1, 16, 1000, 70_000]) await roundTrip(crypto, enc, 40, size)
      }),
      requirement('[ENC-2] makes an iv, a tag and a ciphertext of the right lengths', async () => {
        for (const size of SIZES) await expectLengths(crypto, enc, size)
      }),
      refuses('[ENC-16] refuses a changed ciphertext', FAILED, ({ ciphertext }) => ({
        'a ciphertext with another first byte': { ciphertext: flipped(ciphertext) },
        'a ciphertext with another last byte': { ciphertext: flipped(ciphertext, -1) },
        'a ciphertext cut by a byte': { ciphertext: ciphertext.subarray(0, -1) },
        'a ciphertext cut by a block': { ciphertext: ciphertext.subarray(0, -16) },
        'an empty ciphertext': { ciphertext: new Uint8Array() },
        'a longer ciphertext': { ciphertext: resized(ciphertext, ciphertext.length + 16) },
      })),
      refuses('[ENC-16] refuses a changed tag', FAILED, ({ tag }) => ({
        ...Object.fromEntries(
          Array.from(tag, (_, at) => [`a tag with another byte ${at}`, { tag: flipped(tag, at) }]),
        ),
        // Differences that cancel each other out, if they are not gathered by OR.
        'a tag with two bytes changed alike': { tag: flipped(flipped(tag), -1) },
        'a tag of zeros': { tag: new Uint8Array(tag.length) },
      })),
      requirement('[ENC-16] refuses a change at the end of what is long', () =>
        refusesLateChanges(crypto, enc),
      ),
      refuses('[ENC-16] refuses a changed iv', FAILED, ({ iv }) => ({
        'an iv with another first byte': { iv: flipped(iv) },
        'an iv with another last byte': { iv: flipped(iv, -1) },
      })),
      refuses('[ENC-16] refuses changed additional data', FAILED, ({ aad }) => ({
        'an aad with another first byte': { aad: flipped(aad) },
        'an aad with another last byte': { aad: flipped(aad, -1) },
        'an empty aad': { aad: new Uint8Array() },
        'a longer aad': { aad: resized(aad, aad.length + 1) },
      })),
      refuses('[ENC-17] refuses the right tag, cut or lengthened', FAILED_OR_MALFORMED, ({ tag }) =>
        lengths(tag, 'tag', [0, 1, 4, 8, 12, 15, 16, 24, 31, 33, 48, 64]),
      ),
      refuses('[ENC-17] refuses an iv of another length', FAILED_OR_MALFORMED, ({ iv }) =>
        lengths(iv, 'iv', [0, 1, 8, 12, 15, 16, 17, 24, 25, 32]),
      ),
      requirement('[ENC-16] refuses the content key of another message', async () => {
        const { decrypt } = await seal(crypto, enc)
        const { contentKey } = (await seal(crypto, enc)).encrypted
        await expectError(
          () => crypto.decryptContent({ ...decrypt, contentKey }),
          FAILED,
          'decrypting with the content key of another message',
        )
      }),
      requirement('[ENC-16] refuses all of that with one and the same error', () =>
        failsAlike(crypto, enc),
      ),
      requirement('[ENC-15] takes a fresh iv for every message', async () => {
        const ivs: Uint8Array[] = []
        for (let round = 0; round < ROUNDS; round++) {
          ivs.push(Uint8Array.from((await seal(crypto, enc)).encrypted.iv))
        }
        expectFresh(ivs, 'the iv')
        if (enc !== 'A256GCM') expectRandom(ivs)
      }),
      requirement('leaves the bytes that it is given as they were', async () => {
        // New ones: a backend that overwrites what it is given has spoiled those that it was given before.
        const given = { enc, plaintext: utf8ToBytes('Lunch?'), aad: utf8ToBytes('header') }
        await expectUntouched(given, () => crypto.encryptContent(given))
        const { decrypt } = await seal(crypto, enc)
        await expectUntouched({ ...decrypt }, () => crypto.decryptContent(decrypt))
      }),
      requirement('reads bytes that lie inside a larger buffer', async () => {
        const { plaintext, decrypt } = await seal(crypto, enc)
        const { iv, ciphertext, tag } = decrypt
        const aad = Uint8Array.from(decrypt.aad)
        const inside = { iv: shifted(iv), ciphertext: shifted(ciphertext), tag: shifted(tag) }
        const opened = await crypto.decryptContent({ ...decrypt, ...inside, aad })
        expectBytes(opened, plaintext, 'the plaintext')
      }),
      requirement('encrypts and decrypts several at once, and leaves what it returned', () =>
        keepsApart(crypto, enc),
      ),
      ...casesWithWrapping(crypto, enc),
    ],
  }
}

async function refusesLateChanges(crypto: CryptoService, enc: ContentEncryption): Promise<void> {
  const { decrypt } = await seal(crypto, enc, 100_000, 70_000)
  const { ciphertext, aad } = decrypt
  const changes = [
    // The block before the last one: a changed last one would often be refused for its padding alone.
    { ciphertext: flipped(ciphertext, -33) },
    { ciphertext: flipped(ciphertext, -1) },
    { aad: flipped(aad, -1) },
  ]
  for (const changed of changes) {
    const what = `100 kB with a change at the end of the ${Object.keys(changed)}`
    await expectError(() => crypto.decryptContent({ ...decrypt, ...changed }), FAILED, what)
  }
}

/**
 * RFC 7518 §5.2.2.1: the IV of CBC is random; that of XChaCha20 is long to be so, and that of GCM need only be another.
 * In random IVs a byte is the same in all rounds once in 2^120 times.
 */
function expectRandom(ivs: readonly Uint8Array[]): void {
  ivs[0]?.forEach((first, at) =>
    expectThat(
      ivs.some((iv) => iv[at] !== first),
      `the iv must be random, and its byte ${at} is always ${first}`,
    ),
  )
}

/** What one call is given or returns must not show in another, whether it runs meanwhile or afterwards. */
async function keepsApart(crypto: CryptoService, enc: ContentEncryption): Promise<void> {
  const made = await Promise.all(
    [1, 2, 3, 4].map(async (first) => {
      const plaintext = Uint8Array.of(first, ...patterned(40))
      const aad = Uint8Array.of(first)
      const encrypted = await crypto.encryptContent({ enc, plaintext, aad })
      return { plaintext, decrypt: { ...encrypted, enc, aad } }
    }),
  )
  const opened = await Promise.all(made.map(async ({ decrypt }) => crypto.decryptContent(decrypt)))
  made.forEach(({ plaintext }, index) =>
    expectBytes(opened[index], plaintext, 'one of several plaintexts'),
  )
}

type Changes = { readonly [what: string]: Partial<DecryptContentOptions<unknown>> }

/** What takes a curve to see: a content key is opaque, but wrapping is a function of it. */
function casesWithWrapping(crypto: CryptoService, enc: ContentEncryption): ComplianceCase[] {
  const [curve] = claimsOf(crypto).agreement
  if (!curve) return []
  const freshKeys = requirement(
    '[ENC-15] takes a fresh content key for every message',
    async () => {
      const { wrap } = await exchange(crypto, { alg: 'ECDH-ES+A256KW', curve, enc })
      const wrapped: Uint8Array[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const { contentKey } = (await seal(crypto, enc)).encrypted
        wrapped.push(await crypto.wrapKey({ ...wrap, contentKey }))
      }
      expectFresh(wrapped, 'the content key')
    },
  )
  if (enc !== 'A256CBC-HS512') return [freshKeys]
  const padding = requirement(
    '[ENC-16] refuses wrong padding with the same error as a wrong tag',
    async () => {
      const vectors = wrongPaddingsOn(curve)
      const wrongTags = vectors.map(({ jwe, ...vector }) => ({
        ...vector,
        jwe: { ...jwe, tag: flipped(jwe.tag) },
      }))
      const errors: Error[] = []
      for (const vector of [...vectors, ...wrongTags]) {
        errors.push(await expectError(() => openVector(crypto, vector), FAILED, 'wrong padding'))
      }
      expectSameError(errors, 'wrong padding and a wrong tag')
    },
  )
  return [freshKeys, padding]
}

async function roundTrip(
  crypto: CryptoService,
  enc: ContentEncryption,
  size: number,
  aadSize: number,
): Promise<void> {
  const { plaintext, decrypt } = await seal(crypto, enc, size, aadSize)
  expectBytes(await crypto.decryptContent(decrypt), plaintext, `a plaintext of ${size} bytes`)
}

async function expectLengths(
  crypto: CryptoService,
  enc: ContentEncryption,
  size: number,
): Promise<void> {
  const { ivSize, tagSize } = CONTENT_ENCRYPTIONS[enc]
  // CBC pads to whole blocks, and by a whole one what is whole already (RFC 5652 §6.3).
  const padded = enc === 'A256CBC-HS512' ? (Math.floor(size / 16) + 1) * 16 : size
  const { iv, tag, ciphertext } = (await seal(crypto, enc, size)).encrypted
  const made = { iv: [iv, ivSize], tag: [tag, tagSize], ciphertext: [ciphertext, padded] } as const
  for (const [what, [bytes, length]] of Object.entries(made)) {
    expectThat(bytes instanceof Uint8Array, `the ${what} must be a Uint8Array`)
    expectThat(
      bytes.length === length,
      `the ${what} for ${size} bytes must have ${length} bytes, not ${bytes.length}`,
    )
  }
}

/** Variants of every length but its own: the longer ones end in zeros. */
function lengths(bytes: Uint8Array, name: 'tag' | 'iv', sizes: readonly number[]): Changes {
  const others = sizes.filter((size) => size !== bytes.length)
  return Object.fromEntries(
    others.map((size) => [`the right ${name}, at ${size} bytes`, { [name]: resized(bytes, size) }]),
  )
}

async function failsAlike(crypto: CryptoService, enc: ContentEncryption): Promise<void> {
  const { decrypt } = await seal(crypto, enc)
  const { iv, tag, ciphertext, aad } = decrypt
  const { contentKey } = (await seal(crypto, enc)).encrypted
  const changes = [
    { iv: flipped(iv) },
    { tag: flipped(tag) },
    { ciphertext: flipped(ciphertext) },
    { ciphertext: ciphertext.subarray(0, -1) },
    { ciphertext: new Uint8Array() },
    { aad: utf8ToBytes('another') },
    { aad: flipped(aad) },
    { contentKey },
  ]
  const errors = await Promise.all(
    changes.map((changed) =>
      expectError(
        () => crypto.decryptContent({ ...decrypt, ...changed }),
        FAILED,
        'changed content',
      ),
    ),
  )
  expectSameError(errors, 'content that does not decrypt')
}
