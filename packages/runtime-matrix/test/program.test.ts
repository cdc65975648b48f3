import { InMemorySecretsManager } from '@didcomm/core'
import { runSuite } from '@didcomm/core/compliance'
import { createCryptoService } from '@didcomm/core/crypto'
import { NobleCryptoService, noblePrimitives } from '@didcomm/crypto-noble'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { endToEndSuite } from '../src/program/end-to-end.ts'
import { run } from '../src/program/run.ts'
import { findReport } from '../src/report.ts'

afterEach(() => vi.restoreAllMocks())

function opened(crypto: NobleCryptoService) {
  return { crypto, createSecrets: () => new InMemorySecretsManager(crypto) }
}

describe('the end-to-end suite', () => {
  it('passes on a backend that works', async () => {
    const { passed, failed } = await runSuite(endToEndSuite(opened(new NobleCryptoService())))
    expect(failed).toEqual([])
    expect(passed).toHaveLength(6)
  })

  it('fails on a backend that changes what it decrypts', async () => {
    const crypto = new NobleCryptoService()
    const decryptContent = crypto.decryptContent.bind(crypto)
    crypto.decryptContent = async (options) => {
      const text = new TextDecoder().decode(await decryptContent(options))
      return new TextEncoder().encode(text.replace('Grüße', 'Gruesse'))
    }
    const { failed } = await runSuite(endToEndSuite(opened(crypto)))
    // In the other two the text is base64url, inside of a signature.
    expect(failed.map(({ error }) => String(error))).toEqual(
      Array(4).fill('ComplianceFailure: it does not hold that Bob reads what Alice wrote'),
    )
  })
})

describe('the program', () => {
  it('runs what all backends have to pass, and what this one promises beyond that', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue()
    // With one curve and one enc, most of the suites is left out.
    const supports = { curves: ['X25519'], enc: ['A256CBC-HS512'], sig: [] } as const
    const crypto = createCryptoService({ ...noblePrimitives, supports })
    const ownSuites = [{ title: 'Mine', groups: [] }]
    await run(() => ({
      crypto,
      createSecrets: () => new InMemorySecretsManager(crypto),
      ownSuites,
    }))
    const report = findReport(String(log.mock.lastCall?.[0]))
    const titles = report && 'suites' in report ? report.suites.map(({ title }) => title) : []
    expect(titles).toEqual(['CryptoService noble', 'SecretsManager', 'End to end', 'Mine'])
  })

  it('reports why a backend could not be made, with the causes', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue()
    await run(() => {
      throw new Error('not loaded', { cause: new TypeError('no such file') })
    })
    expect(findReport(String(log.mock.lastCall?.[0]))).toEqual({
      error: 'Error: not loaded (TypeError: no such file)',
    })
  })
})
