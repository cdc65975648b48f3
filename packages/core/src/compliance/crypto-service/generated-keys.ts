import type { Curve } from '../../contracts/algorithms.ts'
import type { CryptoService, KeyPairOptions } from '../../contracts/crypto-service.ts'
import { assertPointOnCurve } from '../../crypto/curve-points.ts'
import { utf8ToBytes } from '../../encoding/bytes.ts'
import { DIDCommError } from '../../errors.ts'
import { CURVES } from '../../jose/algorithms.ts'
import { parsePublicJwk } from '../../jose/jwk.ts'
import { expectThat } from '../expectations.ts'
import type { ComplianceCase } from '../suite.ts'
import { exchange } from './exchange.ts'
import { claimsOf, expectFresh, makePair, requirement } from './subject.ts'

/** Pairs that are made to see that no two are the same. */
const ROUNDS = 8
const KINDS: readonly (KeyPairOptions | undefined)[] = [undefined, { ephemeral: true }]

/** Key pairs that the backend makes on one curve. */
export function generatedKeyCases(crypto: CryptoService, curve: Curve): ComplianceCase[] {
  return [
    requirement('makes a public JWK of its own members alone, canonical and of full length', () =>
      writesPublicJwks(crypto, curve),
    ),
    requirement('[ENC-15] makes another key pair every time', async () => {
      const made: string[] = []
      for (let round = 0; round < ROUNDS; round++) {
        for (const options of KINDS) {
          made.push((await crypto.generateKeyPair(curve, options)).publicJwk.x)
        }
      }
      expectFresh(made, 'a key pair')
    }),
    requirement('makes a public JWK that belongs to its secret key', () =>
      belongsTogether(crypto, curve),
    ),
  ]
}

async function writesPublicJwks(crypto: CryptoService, curve: Curve): Promise<void> {
  const members = CURVES[curve].kty === 'EC' ? ['crv', 'kty', 'x', 'y'] : ['crv', 'kty', 'x']
  for (let round = 0; round < ROUNDS; round++) {
    const { publicJwk } = await crypto.generateKeyPair(curve)
    const names = Object.keys(publicJwk).sort()
    expectThat(
      String(names) === String(members),
      `publicJwk must have the members ${members}, and has ${names}`,
    )
    try {
      assertPointOnCurve(parsePublicJwk(publicJwk, 'publicJwk'))
    } catch (error) {
      expectThat(false, DIDCommError.is(error) ? error.message : String(error))
    }
    expectThat(publicJwk.crv === curve, `publicJwk must be on ${curve}, not ${publicJwk.crv}`)
  }
}

async function belongsTogether(crypto: CryptoService, curve: Curve): Promise<void> {
  const { enc, sig } = claimsOf(crypto)
  const [firstEnc] = enc
  if (CURVES[curve].keyAgreement && firstEnc) {
    const made = await exchange(crypto, { alg: 'ECDH-ES+A256KW', curve, enc: firstEnc })
    await made.expectOpens(await crypto.unwrapKey(made.unwrap))
  }
  const alg = CURVES[curve].signature
  if (alg && sig.includes(alg)) {
    const { secretKey, publicKey } = await makePair(crypto, curve)
    const data = utf8ToBytes('Lunch?')
    const signature = await crypto.sign({ alg, secretKey, data })
    const verified = await crypto.verify({ alg, publicKey, data, signature })
    expectThat(verified, 'a signature of the pair must verify with its public key')
  }
}
