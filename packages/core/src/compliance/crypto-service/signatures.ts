import type { SignatureAlgorithm } from '../../contracts/algorithms.ts'
import type { CryptoService } from '../../contracts/crypto-service.ts'
import { concatBytes, utf8ToBytes } from '../../encoding/bytes.ts'
import { bytesToInteger, integerToBytes } from '../../encoding/integers.ts'
import { DIDCommError } from '../../errors.ts'
import { SIGNATURES } from '../../jose/algorithms.ts'
import { expectBytes, expectError, expectThat } from '../expectations.ts'
import type { ComplianceCase, ComplianceGroup } from '../suite.ts'
import { appendixKeysOn, publicPart } from '../vectors/appendix.ts'
import { EC_GROUPS } from '../vectors/ec-groups.ts'
import { signatureVectors } from '../vectors/signatures.ts'
import {
  answerOrRefusal,
  claimsOf,
  expectFresh,
  expectUntouched,
  flipped,
  makePair,
  type Pair,
  patterned,
  requirement,
  resized,
  shifted,
  WRONG_KEY,
} from './subject.ts'

const DATA = utf8ToBytes('Lunch?')
/** The order of the base point of Ed25519 (RFC 8032 §5.1). */
const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n
/** Signatures of which every one has a low s; half of them would not if nobody took care. */
const ROUNDS = 16

/** What is left of a signature after a change, and what changed. */
interface Forgery {
  readonly what: string
  readonly signature: Uint8Array
}

/** One `alg`. */
export function signatureCases(crypto: CryptoService, alg: SignatureAlgorithm): ComplianceGroup {
  const { curve } = SIGNATURES[alg]
  const signed = async () => {
    const pair = await makePair(crypto, curve)
    const signature = await crypto.sign({ alg, secretKey: pair.secretKey, data: DATA })
    return { pair, signature }
  }
  const refuses = (title: string, forge: (signature: Uint8Array) => readonly Forgery[]) =>
    requirement(title, async () => {
      const { pair, signature } = await signed()
      await expectVerified(crypto, alg, pair, signature)
      for (const { what, signature: forged } of forge(signature)) {
        await expectFalse(crypto, alg, pair.publicKey, DATA, forged, what)
      }
    })
  return {
    title: `signatures ${alg}`,
    cases: [
      ...vectorCases(crypto, alg),
      requirement('[SIG-1] makes signatures of 64 bytes that verify, over data of any size', () =>
        signsAnything(crypto, alg),
      ),
      requirement('[SIG-1] signs with an imported private key', async () => {
        for (const jwk of appendixKeysOn(curve).values()) {
          const secretKey = await crypto.importSecretKey(jwk)
          const publicKey = await crypto.importPublicKey(publicPart(jwk))
          const signature = await crypto.sign({ alg, secretKey, data: DATA })
          await expectVerified(crypto, alg, { publicKey }, signature)
        }
      }),
      refuses('[SIG-1] rejects a changed signature, and does not throw', (signature) =>
        [0x01, 0x80].flatMap((bit) =>
          [0, 15, 31, 32, 47, 63].map((index) => ({
            what: `a signature with byte ${index} changed`,
            signature: flipped(signature, index, bit),
          })),
        ),
      ),
      refuses('[SIG-1] rejects a signature of another length, and does not throw', (signature) => [
        ...[0, 1, 32, 63, 65, 72, 96, 128].map((size) => ({
          what: `the right signature at ${size} bytes`,
          signature: resized(signature, size),
        })),
        { what: 'the right signature in DER', signature: derOf(signature) },
      ]),
      refuses('[SIG-1] rejects a signature of zeros, or out of range', (signature) =>
        outOfRange(alg, signature),
      ),
      requirement('[SIG-1] rejects a signature over other data, and does not throw', async () => {
        const { pair, signature } = await signed()
        await expectVerified(crypto, alg, pair, signature)
        for (const data of [flipped(DATA), resized(DATA, 7), new Uint8Array()]) {
          await expectFalse(
            crypto,
            alg,
            pair.publicKey,
            data,
            signature,
            'a signature of other data',
          )
        }
      }),
      requirement('[SIG-1] takes data of 32 bytes for data, and for no digest', async () => {
        const { secretKey, publicKey } = await makePair(crypto, curve)
        const digest = await crypto.sha256(DATA)
        const signature = await crypto.sign({ alg, secretKey, data: digest })
        const what = 'the signature of the SHA-256 of the data'
        await expectFalse(crypto, alg, publicKey, DATA, signature, what)
      }),
      requirement('[SIG-1] uses no nonce for two signatures', () => usesNoNonceTwice(crypto, alg)),
      requirement('signs and verifies several at once, and leaves what it returned', () =>
        keepsApart(crypto, alg),
      ),
      requirement('reads bytes that lie inside a larger buffer', async () => {
        const pair = await makePair(crypto, curve)
        const { secretKey } = pair
        const signature = await crypto.sign({ alg, secretKey, data: shifted(DATA) })
        await expectVerified(crypto, alg, pair, shifted(signature))
      }),
      requirement('[SIG-1] rejects a signature of another key, and does not throw', async () => {
        const { pair, signature } = await signed()
        await expectVerified(crypto, alg, pair, signature)
        const { publicKey } = await makePair(crypto, curve)
        await expectFalse(crypto, alg, publicKey, DATA, signature, 'a signature of another key')
      }),
      requirement('[SIG-7] neither signs nor verifies with a key on another curve', () =>
        refusesOtherCurves(crypto, alg),
      ),
      ...ecdsaCases(crypto, alg),
      requirement('leaves the bytes that it is given as they were', async () => {
        const { secretKey, publicKey } = await makePair(crypto, curve)
        const data = utf8ToBytes('Dinner?')
        await expectUntouched({ data }, () => crypto.sign({ alg, secretKey, data }))
        const signature = await crypto.sign({ alg, secretKey, data })
        const given = { alg, publicKey, data, signature }
        await expectUntouched(given, () => crypto.verify(given))
      }),
    ],
  }
}

function vectorCases(crypto: CryptoService, alg: SignatureAlgorithm): ComplianceCase[] {
  return signatureVectors()
    .filter((vector) => vector.alg === alg)
    .map(({ source, publicJwk, d, data, signature }) =>
      requirement(`[SIG-1] ${d ? 'makes and verifies' : 'verifies'} ${source}`, async () => {
        const publicKey = await crypto.importPublicKey(publicJwk)
        const verified = await crypto.verify({ alg, publicKey, data, signature })
        expectThat(verified === true, 'the published signature must verify')
        if (d === undefined) return
        const secretKey = await crypto.importSecretKey({ ...publicJwk, d })
        expectBytes(await crypto.sign({ alg, secretKey, data }), signature, 'the signature')
      }),
    )
}

async function signsAnything(crypto: CryptoService, alg: SignatureAlgorithm): Promise<void> {
  const { curve, signatureSize } = SIGNATURES[alg]
  const { secretKey, publicKey } = await makePair(crypto, curve)
  for (const size of [0, 1, 32, 64, 100_000]) {
    const data = patterned(size)
    const signature = await crypto.sign({ alg, secretKey, data })
    expectThat(signature instanceof Uint8Array, 'a signature must be a Uint8Array')
    expectThat(
      signature.length === signatureSize,
      `a signature must be r ‖ s of ${signatureSize} bytes (RFC 7518 §3.4), not of ${signature.length}`,
    )
    const verified = await crypto.verify({ alg, publicKey, data, signature })
    expectThat(verified === true, `the signature of ${size} bytes must verify`)
    if (size === 0) continue
    const what = `a signature of ${size} bytes of which the last is another`
    await expectFalse(crypto, alg, publicKey, flipped(data, -1), signature, what)
  }
}

/** Who signs twice with one nonce gives away the key; the first half of a signature is the nonce, times the base point. */
async function usesNoNonceTwice(crypto: CryptoService, alg: SignatureAlgorithm): Promise<void> {
  const { curve } = SIGNATURES[alg]
  const halves: Uint8Array[] = []
  for (const { secretKey } of [await makePair(crypto, curve), await makePair(crypto, curve)]) {
    for (const first of [1, 2, 3, 4]) {
      const signature = await crypto.sign({ alg, secretKey, data: Uint8Array.of(first) })
      halves.push(signature.slice(0, 32))
    }
  }
  expectFresh(halves, 'the nonce of a signature')
}

/** Each key signs its own, all at the same time; none of the signatures may take the place of another. */
async function keepsApart(crypto: CryptoService, alg: SignatureAlgorithm): Promise<void> {
  const pairs: Pair[] = []
  while (pairs.length < 4) pairs.push(await makePair(crypto, SIGNATURES[alg].curve))
  const made = await Promise.all(
    pairs.map(async ({ secretKey, publicKey }, index) => {
      const data = Uint8Array.of(index)
      return { alg, publicKey, data, signature: await crypto.sign({ alg, secretKey, data }) }
    }),
  )
  const asked = made.flatMap((right, index) => [right, { ...right, data: Uint8Array.of(~index) }])
  const verified = await Promise.all(asked.map(async (options) => crypto.verify(options)))
  verified.forEach((answer, index) =>
    expectThat(
      answer === (index % 2 === 0),
      'of several signatures that are verified at once, each must be judged by itself',
    ),
  )
}

async function expectVerified(
  crypto: CryptoService,
  alg: SignatureAlgorithm,
  { publicKey }: Pick<Pair, 'publicKey'>,
  signature: Uint8Array,
): Promise<void> {
  const verified = await crypto.verify({ alg, publicKey, data: DATA, signature })
  expectThat(verified === true, 'the right signature must verify')
}

async function expectFalse(
  crypto: CryptoService,
  alg: SignatureAlgorithm,
  publicKey: unknown,
  data: Uint8Array,
  signature: Uint8Array,
  what: string,
): Promise<void> {
  let verified: unknown
  try {
    verified = await crypto.verify({ alg, publicKey, data, signature })
  } catch (error) {
    const name = DIDCommError.is(error) ? error.code : 'an error of another class'
    expectThat(false, `verify must answer false for ${what}, and threw ${name}`)
  }
  expectThat(verified === false, `verify must answer false for ${what}, not ${String(verified)}`)
}

/** The same signature as an ASN.1 sequence of two integers, as most libraries write it unless told otherwise. */
function derOf(signature: Uint8Array): Uint8Array {
  const body = concatBytes(
    derInteger(signature.subarray(0, 32)),
    derInteger(signature.subarray(32)),
  )
  return Uint8Array.of(0x30, body.length, ...body)
}

function derInteger(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0)
  const digits = start < 0 ? Uint8Array.of(0) : bytes.subarray(start)
  const positive = (digits[0] ?? 0) > 127 ? Uint8Array.of(0, ...digits) : digits
  return Uint8Array.of(2, positive.length, ...positive)
}

/** The second half of an ECDSA signature. */
function sOf(signature: Uint8Array): bigint {
  return bytesToInteger(signature.subarray(32))
}

/** Values that are no signature, or another spelling of the right one. */
function outOfRange(alg: SignatureAlgorithm, signature: Uint8Array): Forgery[] {
  const first = signature.subarray(0, 32)
  const second = signature.subarray(32)
  const zero = new Uint8Array(32)
  const forged = [
    { what: 'zeros', signature: new Uint8Array(64) },
    { what: 'a first half of zeros', signature: concatBytes(zero, second) },
    { what: 'a second half of zeros', signature: concatBytes(first, zero) },
    { what: 'the largest number', signature: new Uint8Array(64).fill(0xff) },
  ]
  const { curve } = SIGNATURES[alg]
  if (curve !== 'P-256' && curve !== 'secp256k1') {
    // RFC 8032 §5.1.7: S is below the order. It is little-endian.
    const s = bytesToInteger(Uint8Array.from(second).reverse()) + ED25519_ORDER
    const unreduced = concatBytes(first, integerToBytes(s, 32).reverse())
    return [...forged, { what: 'an S that is not reduced', signature: unreduced }]
  }
  const n = integerToBytes(BigInt(`0x${EC_GROUPS[curve].order}`), 32)
  return [
    ...forged,
    { what: 'n for r', signature: concatBytes(n, second) },
    { what: 'n for s', signature: concatBytes(first, n) },
    { what: 'r and s of one', signature: concatBytes(...[1, 2].map(() => integerToBytes(1n, 32))) },
  ]
}

async function refusesOtherCurves(crypto: CryptoService, alg: SignatureAlgorithm): Promise<void> {
  const own = SIGNATURES[alg].curve
  for (const curve of claimsOf(crypto).curves) {
    if (curve === own) continue
    const { secretKey, publicKey } = await makePair(crypto, curve)
    await expectError(
      () => crypto.sign({ alg, secretKey, data: DATA }),
      WRONG_KEY,
      `signing ${alg} with a key on ${curve}`,
    )
    const signature = new Uint8Array(64).fill(1)
    const verify = () => crypto.verify({ alg, publicKey, data: DATA, signature })
    const what = `verifying ${alg} with a key on ${curve}`
    expectThat((await answerOrRefusal(verify, what)) === false, `${what} must be false or refused`)
  }
}

/** r ‖ s and r ‖ n - s both verify; RFC 7518 and RFC 8812 ask for neither. */
function ecdsaCases(crypto: CryptoService, alg: SignatureAlgorithm): ComplianceCase[] {
  const { curve } = SIGNATURES[alg]
  if (curve !== 'P-256' && curve !== 'secp256k1') return []
  const n = BigInt(`0x${EC_GROUPS[curve].order}`)
  const both = requirement('[SIG-10] verifies a high s and a low one', async () => {
    const pair = await makePair(crypto, curve)
    const signature = await crypto.sign({ alg, secretKey: pair.secretKey, data: DATA })
    const s = integerToBytes(n - sOf(signature), 32)
    await expectVerified(crypto, alg, pair, signature)
    await expectVerified(crypto, alg, pair, concatBytes(signature.subarray(0, 32), s))
  })
  if (alg !== 'ES256K') return [both]
  const low = requirement('[SIG-10] makes signatures with a low s', async () => {
    const { secretKey } = await makePair(crypto, curve)
    for (let round = 0; round < ROUNDS; round++) {
      const signature = await crypto.sign({ alg, secretKey, data: Uint8Array.of(round) })
      expectThat(2n * sOf(signature) <= n, 's must be the lower of s and n - s')
    }
  })
  return [both, low]
}
