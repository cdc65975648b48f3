import { type Curve, DIDCommError } from '@didcomm/core'
import type { CryptoPrimitives } from '@didcomm/core/crypto'
import { isWebCryptoSecretKey, WebCryptoPublicKey, type WebCryptoSecretKey } from './keys.ts'

/** Adds to WebCrypto what it does not have on this platform, out of another record of primitives. */
export function fillGaps<SecretKey, PublicKey>(
  web: CryptoPrimitives<WebCryptoSecretKey, WebCryptoPublicKey>,
  other: CryptoPrimitives<SecretKey, PublicKey>,
): CryptoPrimitives<WebCryptoSecretKey | SecretKey, WebCryptoPublicKey | PublicKey> {
  const forCurve = (curve: Curve) => (web.supports.curves.includes(curve) ? web : other)
  return {
    ...web,
    name: `webcrypto and ${other.name}`,
    supports: {
      curves: union(web.supports.curves, other.supports.curves),
      enc: union(web.supports.enc, other.supports.enc),
      sig: union(web.supports.sig, other.supports.sig),
    },
    generateKeyPair: (curve, options) => forCurve(curve).generateKeyPair(curve, options),
    importSecretKey: (jwk) => forCurve(jwk.crv).importSecretKey(jwk),
    importPublicKey: (jwk) => forCurve(jwk.crv).importPublicKey(jwk),
    agree(secretKey, publicKey) {
      if (isWebCryptoSecretKey(secretKey)) {
        if (publicKey instanceof WebCryptoPublicKey) return web.agree(secretKey, publicKey)
      } else if (!(publicKey instanceof WebCryptoPublicKey)) {
        return other.agree(secretKey, publicKey)
      }
      throw new DIDCommError('INVALID_KEY', 'these keys are not on one curve')
    },
    encrypt: (options) => (web.supports.enc.includes(options.enc) ? web : other).encrypt(options),
    decrypt: (options) => (web.supports.enc.includes(options.enc) ? web : other).decrypt(options),
    sign: ({ secretKey, ...options }) =>
      isWebCryptoSecretKey(secretKey)
        ? web.sign({ ...options, secretKey })
        : other.sign({ ...options, secretKey }),
    verify: ({ publicKey, ...options }) =>
      publicKey instanceof WebCryptoPublicKey
        ? web.verify({ ...options, publicKey })
        : other.verify({ ...options, publicKey }),
  }
}

function union<Name>(one: readonly Name[], other: readonly Name[]): readonly Name[] {
  return [...new Set([...one, ...other])]
}
