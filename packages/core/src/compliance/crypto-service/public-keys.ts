import type { Curve } from '../../contracts/algorithms.ts'
import type { CryptoService } from '../../contracts/crypto-service.ts'
import type { EcPublicJwk, PublicJwk } from '../../contracts/jwk.ts'
import { decompressPoint } from '../../crypto/curve-points.ts'
import { decodeBase64Url, encodeBase64Url } from '../../encoding/base64url.ts'
import { utf8ToBytes } from '../../encoding/bytes.ts'
import { bytesToInteger, integerToBytes } from '../../encoding/integers.ts'
import { CURVES, EQUATIONS } from '../../jose/algorithms.ts'
import { expectError, expectThat } from '../expectations.ts'
import type { ComplianceCase } from '../suite.ts'
import { appendixKeysOn, publicPart } from '../vectors/appendix.ts'
import { EC_GROUPS } from '../vectors/ec-groups.ts'
import { hexToBytes } from '../vectors/hex.ts'
import {
  FORGED_ED25519_SIGNATURE,
  NO_POINTS_ED25519,
  SMALL_ORDER_ED25519,
  SMALL_ORDER_X25519,
} from '../vectors/small-order-points.ts'
import { zeroSecretFor } from '../vectors/wrapped-keys.ts'
import { exchange } from './exchange.ts'
import { expectPair } from './imported-pair.ts'
import { misshapen, OTHER_MEMBERS, type WrongKey } from './jwk-variants.ts'
import { isEcCurve, publishedKeyOn } from './published-keys.ts'
import { answerOrRefusal, claimsOf, flipped, requirement } from './subject.ts'

type EcCurve = EcPublicJwk['crv']

/** Imports of public keys on one curve. */
export function publicKeyCases(crypto: CryptoService, curve: Curve): ComplianceCase[] {
  const refuses = (title: string, wrong: () => readonly WrongKey[]) =>
    requirement(title, async () => {
      for (const { what, jwk } of wrong()) {
        // Typed as if it were right, because a caller in JavaScript may pass anything.
        const hostile = jwk as unknown as PublicJwk
        await expectError(
          () => crypto.importPublicKey(hostile),
          ['INVALID_KEY'],
          `a public key ${what}`,
        )
      }
    })
  return [
    requirement('imports the public keys that DIDComm v2.1 publishes (Appendix B)', async () => {
      for (const jwk of appendixKeysOn(curve).values()) {
        await crypto.importPublicKey(publicPart(jwk))
      }
    }),
    requirement('reads a public JWK with other members: kid, use, key_ops, alg, ext', async () => {
      // Of two keys, so that one does not come out for the other because they have the same kid.
      for (const jwk of appendixKeysOn(curve).values()) {
        await expectPair(crypto, jwk, { ...publicPart(jwk), ...OTHER_MEMBERS })
      }
    }),
    refuses('[ENC-17] refuses a public JWK whose coordinates are missing or misshapen', () =>
      misshapen(publicPart(publishedKeyOn(curve))),
    ),
    ...(isEcCurve(curve)
      ? [
          refuses(`[ENC-13] refuses a point that is not on ${curve}`, () => offCurve(curve)),
          refuses('[ENC-13] refuses a coordinate that is not below p', () => unreduced(curve)),
        ]
      : []),
    ...smallOrderCases(crypto, curve),
  ]
}

function offCurve(curve: EcCurve): WrongKey[] {
  const { basePoint } = EC_GROUPS[curve]
  const { x, y } = basePoint
  const zero = encodeBase64Url(new Uint8Array(CURVES[curve].size))
  const nextTo = encodeBase64Url(flipped(decodeBase64Url(y, 'y', 'INVALID_KEY'), -1))
  return [
    { what: 'whose y is one off', jwk: { ...basePoint, y: nextTo } },
    { what: 'whose y is that of another point', jwk: { ...basePoint, y: x } },
    { what: 'that is the point (0, 0)', jwk: { ...basePoint, x: zero, y: zero } },
  ]
}

/** x + p for the smallest x that a point has, which says the same modulo p; and the largest number there is. */
function unreduced(curve: EcCurve): WrongKey[] {
  const { size } = CURVES[curve]
  const small = smallestX(curve)
  const x = bytesToInteger(decodeBase64Url(small.x, 'x', 'INVALID_KEY')) + EQUATIONS[curve].p
  const largest = encodeBase64Url(new Uint8Array(size).fill(0xff))
  return [
    {
      what: 'whose x has p added to it',
      jwk: { ...small, x: encodeBase64Url(integerToBytes(x, size)) },
    },
    { what: 'whose x is the largest number', jwk: { ...small, x: largest } },
    { what: 'whose y is the largest number', jwk: { ...small, y: largest } },
  ]
}

function smallestX(curve: EcCurve): EcPublicJwk {
  for (let x = 1n; ; x++) {
    try {
      return decompressPoint(curve, Uint8Array.of(2, ...integerToBytes(x, CURVES[curve].size)))
    } catch {
      // No point has this x; half of them have none.
    }
  }
}

function smallOrderCases(crypto: CryptoService, curve: Curve): ComplianceCase[] {
  if (curve === 'X25519') {
    return [
      requirement(
        '[ENC-13] refuses to agree on an all-zero secret, when wrapping or unwrapping',
        async () => {
          for (const hex of SMALL_ORDER_X25519) await agreesOnNoZeros(crypto, hex)
        },
      ),
    ]
  }
  if (curve === 'Ed25519' && claimsOf(crypto).sig.includes('EdDSA')) {
    return [
      requirement('[SIG-1] rejects a signature by a key of small order', async () => {
        for (const hex of SMALL_ORDER_ED25519) await believesNoForgery(crypto, hex)
      }),
      requirement('[ENC-13] rejects a signature by a key that is no point on Ed25519', async () => {
        for (const hex of NO_POINTS_ED25519) await believesNoForgery(crypto, hex)
      }),
    ]
  }
  return []
}

function okpJwk<C extends 'X25519' | 'Ed25519'>(crv: C, hex: string) {
  return { kty: 'OKP', crv, x: encodeBase64Url(hexToBytes(hex)) } as const
}

/** Imports a key of small order, or that is no point, which may be refused already, with `INVALID_KEY` alone. */
async function importOrRefuse(crypto: CryptoService, jwk: PublicJwk): Promise<unknown> {
  try {
    return await crypto.importPublicKey(jwk)
  } catch {
    const again = () => crypto.importPublicKey(jwk)
    await expectError(again, ['INVALID_KEY'], 'a key of small order, or that is no point,')
    return undefined
  }
}

async function agreesOnNoZeros(crypto: CryptoService, hex: string): Promise<void> {
  const publicKey = await importOrRefuse(crypto, okpJwk('X25519', hex))
  if (publicKey === undefined) return
  for (const enc of claimsOf(crypto).enc) {
    const { wrap } = await exchange(crypto, { alg: 'ECDH-ES+A256KW', curve: 'X25519', enc })
    await expectError(
      () => crypto.wrapKey({ ...wrap, recipient: publicKey }),
      ['INVALID_KEY'],
      'wrapping for an X25519 key of small order',
    )
    const { jwe, entry, recipient } = zeroSecretFor(enc)
    const unwrap = {
      alg: jwe.alg,
      enc,
      encryptedKey: entry.encryptedKey,
      ephemeral: publicKey,
      recipient: await crypto.importSecretKey(recipient),
      apu: jwe.apu ?? new Uint8Array(),
      apv: jwe.apv ?? new Uint8Array(),
    }
    await expectError(
      () => crypto.unwrapKey(unwrap),
      ['INVALID_KEY', 'DECRYPTION_FAILED'],
      'unwrapping with an X25519 key of small order',
    )
  }
}

async function believesNoForgery(crypto: CryptoService, hex: string): Promise<void> {
  const publicKey = await importOrRefuse(crypto, okpJwk('Ed25519', hex))
  if (publicKey === undefined) return
  const signature = hexToBytes(FORGED_ED25519_SIGNATURE)
  for (const message of ['Lunch?', 'Dinner?', 'Breakfast?', 'Brunch?']) {
    const data = utf8ToBytes(message)
    const verify = () => crypto.verify({ alg: 'EdDSA', publicKey, data, signature })
    const what = 'a signature by an Ed25519 key of small order, or that is no point,'
    expectThat((await answerOrRefusal(verify, what)) === false, `${what} must not verify`)
  }
}
