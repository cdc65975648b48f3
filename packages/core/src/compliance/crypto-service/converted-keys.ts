import type { CryptoService } from '../../contracts/crypto-service.ts'
import { expectError } from '../expectations.ts'
import type { ComplianceCase } from '../suite.ts'
import { hexToBase64Url } from '../vectors/hex.ts'
import { exchange } from './exchange.ts'
import { claimsOf, requirement } from './subject.ts'

/** Seed, Ed25519 public key and X25519 public key: libsodium, test/default/ed25519_convert, and the seed of zeros. */
const CONVERTED = [
  [
    '421151a459faeade3d247115f94aedae42318124095afabe4d1451a559faedee',
    'b5076a8474a832daee4dd5b4040983b6623b5f344aca57d4d6ee4baf3f259e6e',
    'f1814f0e8ff1043d8a44d25babff3cedcae6c22c3edaa48f857ae70de2baae50',
  ],
  [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29',
    '5bf55c73b82ebe22be80f3430667af570fae2556a6415e6b30d4065300aa947d',
  ],
] as const

/** `x25519FromEd25519`, if the backend has it and claims both curves. */
export function convertedKeyCases(crypto: CryptoService): ComplianceCase[] {
  const { curves, enc } = claimsOf(crypto)
  const convert = crypto.x25519FromEd25519?.bind(crypto)
  const [firstEnc] = enc
  if (!convert || !firstEnc || !curves.includes('Ed25519') || !curves.includes('X25519')) return []
  return [
    requirement('converts Ed25519 keys to the X25519 keys that libsodium gets', async () => {
      for (const [seed, x, converted] of CONVERTED) {
        const ed25519 = {
          kty: 'OKP',
          crv: 'Ed25519',
          x: hexToBase64Url(x),
          d: hexToBase64Url(seed),
        } as const
        const recipient = await convert(await crypto.importSecretKey(ed25519))
        const publicKey = await crypto.importPublicKey({
          kty: 'OKP',
          crv: 'X25519',
          x: hexToBase64Url(converted),
        })
        const made = await exchange(crypto, {
          alg: 'ECDH-ES+A256KW',
          curve: 'X25519',
          enc: firstEnc,
        })
        const encryptedKey = await crypto.wrapKey({ ...made.wrap, recipient: publicKey })
        const unwrapped = await crypto.unwrapKey({ ...made.unwrap, encryptedKey, recipient })
        await made.expectOpens(unwrapped)
      }
    }),
    requirement('converts keys on Ed25519 alone', async () => {
      for (const curve of curves) {
        if (curve === 'Ed25519') continue
        const { secretKey } = await crypto.generateKeyPair(curve)
        await expectError(
          () => convert(secretKey),
          ['INVALID_KEY'],
          `x25519FromEd25519 of a key on ${curve}`,
        )
      }
    }),
  ]
}
