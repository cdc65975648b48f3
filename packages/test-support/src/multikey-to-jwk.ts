import { ECDH } from 'node:crypto'
import type { PublicJwk } from '@didcomm/core/contracts'

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Curves by the varint of their multicodec, in hex. `name` is OpenSSL's. */
const CODECS = {
  ec01: { kty: 'OKP', crv: 'X25519' },
  ed01: { kty: 'OKP', crv: 'Ed25519' },
  e701: { kty: 'EC', crv: 'secp256k1', name: 'secp256k1' },
  '8024': { kty: 'EC', crv: 'P-256', name: 'prime256v1' },
  '8124': { kty: 'EC', crv: 'P-384', name: 'secp384r1' },
  '8224': { kty: 'EC', crv: 'P-521', name: 'secp521r1' },
} as const

/** Reads a `publicKeyMultibase` of a Multikey (base58btc) as a JWK. */
export function multikeyToJwk(multibase: string): PublicJwk {
  const bytes = decodeBase58(multibase.slice(1))
  const codec = bytes.subarray(0, 2).toString('hex')
  if (!isCodec(codec)) throw new Error(`no Multikey codec of the tests: ${codec}`)
  const row = CODECS[codec]
  const key = bytes.subarray(2)
  if (row.kty === 'OKP') return { kty: row.kty, crv: row.crv, x: key.toString('base64url') }

  const point = ECDH.convertKey(key, row.name, undefined, undefined, 'uncompressed')
  const half = (point.length - 1) / 2
  const coordinate = (from: number) =>
    Buffer.from(point as Uint8Array)
      .subarray(from, from + half)
      .toString('base64url')
  return { kty: row.kty, crv: row.crv, x: coordinate(1), y: coordinate(1 + half) }
}

function isCodec(codec: string): codec is keyof typeof CODECS {
  return Object.hasOwn(CODECS, codec)
}

function decodeBase58(text: string): Buffer {
  let value = 0n
  for (const character of text) value = value * 58n + BigInt(BASE58.indexOf(character))
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
}
