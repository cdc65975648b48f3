import type { Curve, PrivateJwk } from '@didcomm/core'
import type { ComplianceGroup, ComplianceSuite } from '@didcomm/core/compliance'
import type { WebCryptoService } from '@didcomm/crypto-webcrypto'
import { expectThat } from './expect-that.ts'
import { COMMON_WAYS_OUT, waysOut } from './ways-out.ts'

const { subtle } = globalThis.crypto

/** That the private keys of a backend stay inside WebCrypto, on each curve that it has. */
export function nonExtractableKeysSuite(crypto: WebCryptoService): ComplianceSuite {
  return {
    title: 'Keys that cannot be exported',
    groups: crypto.supports.curves.map((curve) => groupFor(crypto, curve)),
  }
}

function groupFor(crypto: WebCryptoService, curve: Curve): ComplianceGroup {
  return {
    title: `private keys on ${curve}`,
    cases: [
      {
        title: 'stay inside when they were generated',
        run: async () => expectInside((await crypto.generateKeyPair(curve)).secretKey),
      },
      {
        title: 'stay inside when they were imported',
        run: async () => {
          const jwk = await jwkOf(curve, await extractableKey(curve))
          await expectInside(await crypto.importSecretKey(jwk))
        },
      },
      {
        title: 'come out when they may, so that the others have tried what works',
        run: async () => {
          const found = await waysOut(await extractableKey(curve))
          const missing = COMMON_WAYS_OUT.filter((way) => !found.includes(way))
          expectThat(missing.length === 0, `a key that may be exported is ${missing}`)
        },
      },
    ],
  }
}

/** @throws ComplianceFailure unless every CryptoKey of a private key stays where it is, and there is one */
export async function expectInside(secretKey: object): Promise<void> {
  const keys = Object.values(secretKey).filter((part) => part instanceof CryptoKey)
  expectThat(keys.length > 0, 'a private key has CryptoKeys')
  for (const key of keys) {
    const found = await waysOut(key)
    expectThat(found.length === 0, `a private key is not ${found}`)
  }
}

/** A private key of WebCrypto's own making that may be exported. */
async function extractableKey(curve: Curve): Promise<CryptoKey> {
  const usages: KeyUsage[] = curve === 'Ed25519' ? ['sign', 'verify'] : ['deriveBits']
  const made = await subtle.generateKey(algorithmOf(curve), true, usages)
  if ('privateKey' in made) return made.privateKey
  throw new TypeError(`WebCrypto makes no key pair on ${curve}`)
}

function algorithmOf(curve: Curve): { readonly name: string; readonly namedCurve?: string } {
  if (curve === 'X25519' || curve === 'Ed25519') return { name: curve }
  return { name: 'ECDH', namedCurve: curve }
}

async function jwkOf(crv: Curve, key: CryptoKey): Promise<PrivateJwk> {
  const { x = '', y = '', d = '' } = await subtle.exportKey('jwk', key)
  if (crv === 'X25519' || crv === 'Ed25519') return { kty: 'OKP', crv, x, d }
  return { kty: 'EC', crv, x, y, d }
}
