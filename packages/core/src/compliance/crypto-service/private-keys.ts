import type { Curve } from '../../contracts/algorithms.ts'
import type { CryptoService } from '../../contracts/crypto-service.ts'
import type { EcPublicJwk, PrivateJwk } from '../../contracts/jwk.ts'
import { decodeBase64Url, encodeBase64Url } from '../../encoding/base64url.ts'
import { bytesToHex, bytesToInteger, integerToBytes } from '../../encoding/integers.ts'
import { CURVES, EQUATIONS } from '../../jose/algorithms.ts'
import { expectError, expectThat } from '../expectations.ts'
import type { ComplianceCase } from '../suite.ts'
import { appendixKeysOn, publicPart } from '../vectors/appendix.ts'
import { EC_GROUPS } from '../vectors/ec-groups.ts'
import { expectPair } from './imported-pair.ts'
import { misshapen, OTHER_MEMBERS, type WrongKey } from './jwk-variants.ts'
import { isEcCurve, publishedKeyOn } from './published-keys.ts'
import { everythingOf, flipped, requirement, resized } from './subject.ts'

/** Imports of private keys on one curve. */
export function privateKeyCases(crypto: CryptoService, curve: Curve): ComplianceCase[] {
  const jwk = publishedKeyOn(curve)
  const refuses = (title: string, wrong: () => readonly Wrong[]) =>
    requirement(title, async () => {
      for (const { what, d, publicJwk = jwk } of wrong()) {
        await expectError(
          () => crypto.importSecretKey({ ...publicJwk, d }),
          ['INVALID_KEY'],
          `a private key ${what}`,
        )
      }
    })
  return [
    requirement('imports the private keys that DIDComm v2.1 publishes (Appendix A)', async () => {
      for (const published of appendixKeysOn(curve).values()) {
        await expectPair(crypto, published)
      }
    }),
    requirement('reads a private JWK with other members: kid, use, key_ops, alg, ext', async () => {
      for (const published of appendixKeysOn(curve).values()) {
        await expectPair(crypto, { ...published, ...OTHER_MEMBERS }, publicPart(published))
      }
    }),
    requirement(
      '[ENC-17] refuses a private JWK whose coordinates are missing or misshapen',
      async () => {
        for (const { what, jwk: wrong } of [...misshapen(jwk), ...withoutSecret(jwk)]) {
          // Typed as if it were right, because a caller in JavaScript may pass anything.
          const hostile = wrong as unknown as PrivateJwk
          await expectError(
            () => crypto.importSecretKey(hostile),
            ['INVALID_KEY'],
            `a private key ${what}`,
          )
        }
      },
    ),
    refuses('[ENC-17] refuses a d that does not belong to x and y', () => strangers(curve)),
    refuses('[ENC-17] refuses a d of a wrong length, or that is not base64url', () =>
      misshapenSecrets(curve),
    ),
    ...(isEcCurve(curve)
      ? [
          refuses('[ENC-17] refuses a d of zero, and one that is not below n', () =>
            outOfRange(curve),
          ),
        ]
      : []),
    requirement('shows d in no error', () => showsNoSecret(crypto, curve)),
  ]
}

function withoutSecret({ d: _, ...publicJwk }: PrivateJwk): WrongKey[] {
  return [
    { what: 'without d', jwk: publicJwk },
    { what: 'whose d is a number', jwk: { ...publicJwk, d: 1 } },
  ]
}

/** A private key that must be refused; of the published public key unless told otherwise. */
interface Wrong {
  readonly what: string
  readonly d: string
  readonly publicJwk?: PrivateJwk | EcPublicJwk
}

function secretOf({ d }: PrivateJwk): Uint8Array {
  return decodeBase64Url(d, 'd', 'INVALID_KEY')
}

/** A d of another key; and on EC curves the right d with the other y, which gives the same secrets. */
function strangers(curve: Curve): Wrong[] {
  const jwk = publishedKeyOn(curve)
  // Not the last byte: X25519 overwrites bits of both ends.
  const other = encodeBase64Url(flipped(secretOf(jwk), 15))
  const wrong: Wrong[] = [{ what: 'whose d is of another public key', d: other }]
  if (jwk.kty === 'EC') {
    const y = bytesToInteger(decodeBase64Url(jwk.y, 'y', 'INVALID_KEY'))
    const negative = encodeBase64Url(integerToBytes(EQUATIONS[jwk.crv].p - y, CURVES[curve].size))
    wrong.push({ what: 'whose y is negated', d: jwk.d, publicJwk: { ...jwk, y: negative } })
  }
  return wrong
}

/** A scalar that is reduced before it is compared would pass with the public key of 1. */
function outOfRange(curve: EcPublicJwk['crv']): Wrong[] {
  const { order, basePoint } = EC_GROUPS[curve]
  const n = BigInt(`0x${order}`)
  return [0n, n, n + 1n].map((d) => ({
    what: d === 0n ? 'of zero' : `with n + ${d - n} for d`,
    d: encodeBase64Url(integerToBytes(d, CURVES[curve].size)),
    publicJwk: basePoint,
  }))
}

function misshapenSecrets(curve: Curve): Wrong[] {
  const jwk = publishedKeyOn(curve)
  const secret = secretOf(jwk)
  return [
    { what: 'without its last byte', d: encodeBase64Url(secret.subarray(0, -1)) },
    { what: 'with a zero after d', d: encodeBase64Url(resized(secret, secret.length + 1)) },
    {
      what: 'with a zero before d',
      d: encodeBase64Url(Uint8Array.of(0, ...secret)),
    },
    { what: 'with an empty d', d: '' },
    { what: 'with padding after d', d: `${jwk.d}=` },
    { what: 'with a character in d that is not base64url', d: `*${jwk.d.slice(1)}` },
  ]
}

async function showsNoSecret(crypto: CryptoService, curve: Curve): Promise<void> {
  const wrong = [...strangers(curve), ...misshapenSecrets(curve)].filter(({ d }) => d !== '')
  for (const { d, publicJwk = publishedKeyOn(curve) } of wrong) {
    try {
      await crypto.importSecretKey({ ...publicJwk, d })
    } catch (error) {
      const shown = everythingOf(error)
      for (const secret of spellings(d)) {
        expectThat(
          !shown.includes(secret),
          'an error of importSecretKey must not show d, in its message, details, cause or JSON',
        )
      }
    }
  }
}

/** The first characters of a secret as base64url, base64, hexadecimal digits, a number and a list of bytes. */
function spellings(d: string): string[] {
  if (!/^[\w-]+$/.test(d)) return [d.slice(1, 17)]
  const bytes = decodeBase64Url(d, 'd', 'INVALID_KEY')
  const hex = bytesToHex(bytes).slice(0, 16)
  return [
    d.slice(0, 16),
    d.slice(0, 16).replaceAll('-', '+').replaceAll('_', '/'),
    hex,
    hex.toUpperCase(),
    String(bytesToInteger(bytes)).slice(0, 16),
    bytes.slice(0, 6).join(','),
  ]
}
