import { cryptoServiceSuite, runSuite } from '@didcomm/core/compliance'
import { describe, expect, it } from 'vitest'
import { MUTANT_SUPPORT, type Mutant } from './support/crypto-service-mutant.ts'
import { CONTENT_MUTANTS } from './support/crypto-service-mutants-content.ts'
import { KEY_MUTANTS } from './support/crypto-service-mutants-keys.ts'
import { SIGNATURE_MUTANTS } from './support/crypto-service-mutants-signatures.ts'
import { WRAPPING_MUTANTS } from './support/crypto-service-mutants-wrapping.ts'
import { NodeCryptoService } from './support/node-crypto-service.ts'

/** The cases that fail, as `group › case`. */
async function failuresOf(crypto: Mutant['crypto']): Promise<string[]> {
  const suite = cryptoServiceSuite(crypto)
  const { failed } = await runSuite(suite)
  return failed.map(({ title }) => title.slice(`${suite.title} › `.length))
}

describe('the backend that the mutants are made of', () => {
  it('passes the suite', async () => {
    expect(await failuresOf(new NodeCryptoService(MUTANT_SUPPORT))).toEqual([])
  })
})

describe.each([
  ['keys', KEY_MUTANTS],
  ['key wrapping', WRAPPING_MUTANTS],
  ['content encryption', CONTENT_MUTANTS],
  ['signatures', SIGNATURE_MUTANTS],
])('the suite catches a backend with a fault in %s, which', (_, mutants) => {
  it.each(mutants)('$fault', async ({ crypto, caughtBy }) => {
    expect(await failuresOf(crypto)).toEqual(expect.arrayContaining([...caughtBy]))
  })
})
