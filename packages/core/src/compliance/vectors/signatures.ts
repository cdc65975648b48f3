import type { SignatureAlgorithm } from '../../contracts/algorithms.ts'
import type { PublicJwk } from '../../contracts/jwk.ts'
import { utf8ToBytes } from '../../encoding/bytes.ts'
import { isJws, parseJws } from '../../jose/jws.ts'
import { APPENDIX_ENVELOPES, privateJwkOf, publicPart } from './appendix.ts'
import { hexToBase64Url, hexToBytes } from './hex.ts'

/** A published signature. */
export interface SignatureVector {
  readonly source: string
  readonly alg: SignatureAlgorithm
  readonly publicJwk: PublicJwk
  /** The secret, if the signature is deterministic, so that a backend makes the same. */
  readonly d?: string
  readonly data: Uint8Array
  readonly signature: Uint8Array
}

/** Secret, public key, message and signature, in hexadecimal. */
const RFC_8032 = [
  [
    'test 1',
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    'test 2',
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'test 3',
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
] as const

/** The public key of RFC 6979 A.2.5, in hexadecimal. */
const RFC_6979_KEY = {
  x: '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6',
  y: '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
} as const

/** Message, r and s, in hexadecimal; the first has a high s. */
const RFC_6979 = [
  [
    'sample',
    'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716',
    'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
  ],
  [
    'test',
    'f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367',
    '019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083',
  ],
] as const

/** Signatures of RFC 8032 §7.1, RFC 6979 A.2.5 and DIDComm v2.1, Appendix C.2. */
export function signatureVectors(): readonly SignatureVector[] {
  return [
    ...RFC_8032.map(([name, d, x, data, signature]) => ({
      source: `RFC 8032 §7.1, ${name}`,
      alg: 'EdDSA' as const,
      publicJwk: { kty: 'OKP', crv: 'Ed25519', x: hexToBase64Url(x) } as const,
      d: hexToBase64Url(d),
      data: hexToBytes(data),
      signature: hexToBytes(signature),
    })),
    ...RFC_6979.map(([message, r, s]) => ({
      source: `RFC 6979 A.2.5, SHA-256, "${message}"`,
      alg: 'ES256' as const,
      publicJwk: {
        kty: 'EC',
        crv: 'P-256',
        x: hexToBase64Url(RFC_6979_KEY.x),
        y: hexToBase64Url(RFC_6979_KEY.y),
      } as const,
      data: utf8ToBytes(message),
      signature: hexToBytes(r + s),
    })),
    ...APPENDIX_ENVELOPES.filter(({ message }) => isJws(message)).flatMap(({ name, message }) =>
      parseJws(message).signatures.map(({ alg, kid, signature, signingInput }) => ({
        source: `DIDComm v2.1, Appendix C.2: ${name}`,
        alg,
        publicJwk: publicPart(privateJwkOf(kid)),
        data: signingInput,
        signature,
      })),
    ),
  ]
}
