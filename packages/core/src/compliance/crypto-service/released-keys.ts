import type { CryptoService } from '../../contracts/crypto-service.ts'
import { expectSuccess, expectThat } from '../expectations.ts'
import type { ComplianceGroup } from '../suite.ts'
import { exchange, type ExchangeOptions } from './exchange.ts'
import { claimsOf, requirement } from './subject.ts'

/** Keys that are released, as far as the backend does that: each alone, whatever was made of the same message. */
export function releasedKeyCases(crypto: CryptoService): ComplianceGroup {
  const title = 'released keys'
  const { agreement, enc } = claimsOf(crypto)
  const [curve] = agreement
  const [name] = enc
  if (!crypto.releaseKey || !curve || !name) return { title, cases: [] }
  const options: ExchangeOptions = { alg: 'ECDH-ES+A256KW', curve, enc: name }
  const release = (key: unknown) => {
    const answer: unknown = crypto.releaseKey?.(key)
    expectThat(answer === undefined, 'releaseKey must return nothing, and no promise')
  }
  return {
    title,
    cases: [
      requirement('a content key that is released leaves the same one, unwrapped', async () => {
        const { wrap, unwrap, expectOpens } = await exchange(crypto, options)
        const [first, second] = [await crypto.unwrapKey(unwrap), await crypto.unwrapKey(unwrap)]
        release(wrap.contentKey)
        release(first)
        await expectSuccess(() => expectOpens(second), 'another content key must still decrypt')
      }),
      requirement('a private key that is released leaves the others', async () => {
        const { recipient, sender, wrap, unwrap, expectOpens } = await exchange(crypto, options)
        release(wrap.ephemeral)
        release(sender.secretKey)
        await expectSuccess(
          async () =>
            expectOpens(await crypto.unwrapKey({ ...unwrap, recipient: recipient.secretKey })),
          'another private key must still unwrap',
        )
      }),
      requirement('may be released twice', async () => {
        const { wrap } = await exchange(crypto, options)
        for (const key of [wrap.contentKey, wrap.ephemeral, wrap.contentKey, wrap.ephemeral]) {
          await expectSuccess(() => release(key), 'releaseKey must never throw')
        }
      }),
    ],
  }
}
