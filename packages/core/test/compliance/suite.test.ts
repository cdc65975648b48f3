import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { DIDCommError } from '@didcomm/core'
import {
  ComplianceFailure,
  type ComplianceSuite,
  registerSuite,
  runSuite,
} from '@didcomm/core/compliance'
import { build } from 'tsup'
import { describe, expect, it } from 'vitest'
import { expectBytes, expectError, expectThat } from '../../src/compliance/expectations.ts'

const failure = new ComplianceFailure('two must be one')

/** Two groups; the case in the middle fails, the last one later. */
function suiteOf(ran: string[] = []): ComplianceSuite {
  return {
    title: 'numbers',
    groups: [
      {
        title: 'small',
        cases: [
          { title: 'one is one', run: () => void ran.push('one') },
          {
            title: 'two is one',
            run: () => {
              ran.push('two')
              throw failure
            },
          },
        ],
      },
      {
        title: 'large',
        cases: [
          {
            title: 'a million is one',
            run: async () => {
              await Promise.resolve()
              ran.push('million')
              throw failure
            },
          },
        ],
      },
    ],
  }
}

describe('registerSuite', () => {
  it('describes each group and registers each case, and runs none', async () => {
    const events: string[] = []
    const tests = new Map<string, () => Promise<void>>()
    registerSuite(suiteOf(events), {
      describe(title, define) {
        events.push(`describe ${title}`)
        define()
        events.push(`end ${title}`)
      },
      it(title, test) {
        events.push(`it ${title}`)
        tests.set(title, test)
      },
    })
    expect(events).toEqual([
      'describe numbers',
      'describe small',
      'it one is one',
      'it two is one',
      'end small',
      'describe large',
      'it a million is one',
      'end large',
      'end numbers',
    ])
    await expect(tests.get('one is one')?.()).resolves.toBeUndefined()
    await expect(tests.get('two is one')?.()).rejects.toBe(failure)
    await expect(tests.get('a million is one')?.()).rejects.toBe(failure)
    expect(events.slice(-3)).toEqual(['one', 'two', 'million'])
  })
})

describe('runSuite', () => {
  it('runs every case in order, whatever fails, and tells what came of it', async () => {
    const ran: string[] = []
    expect(await runSuite(suiteOf(ran))).toEqual({
      passed: ['numbers › small › one is one'],
      failed: [
        { title: 'numbers › small › two is one', error: failure },
        { title: 'numbers › large › a million is one', error: failure },
      ],
    })
    expect(ran).toEqual(['one', 'two', 'million'])
  })

  it('has nothing to tell of an empty suite', async () => {
    expect(await runSuite({ title: 'nothing', groups: [] })).toEqual({ passed: [], failed: [] })
  })
})

describe('the suites under node:test', () => {
  it('register, run and pass', { timeout: 60_000 }, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'didcomm-compliance-'))
    try {
      const file = await bundled(
        directory,
        `import { describe, it } from 'node:test'
         import { cryptoServiceSuite, registerSuite } from '@didcomm/core/compliance'
         import { NodeCryptoService } from './support/node-crypto-service.ts'
         const supports = { curves: ['X25519'], enc: ['A256GCM'], sig: [] }
         registerSuite(cryptoServiceSuite(new NodeCryptoService(supports)), { describe, it })`,
      )
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--test', '--test-reporter=tap', file],
        // Inside of a test runner, node:test would take itself for a part of it.
        { env: { PATH: process.env['PATH'] } },
      )
      expect(stdout).toMatch(/^# tests [1-9]\d+$/m)
      expect(stdout).toMatch(/^# fail 0$/m)
      expect(stdout).toContain('[ENC-15] takes a fresh iv for every message')
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})

/** Bundles a program against the sources, as the tests of this file run them. */
async function bundled(directory: string, program: string): Promise<string> {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const source = join(directory, 'program.ts')
  await writeFile(source, program.replaceAll("'./", `'${here}`))
  await build({
    entry: { compliance: source },
    config: false,
    outDir: directory,
    outExtension: () => ({ js: '.mjs' }),
    format: 'esm',
    silent: true,
    removeNodeProtocol: false,
    noExternal: [/^@didcomm/],
    esbuildOptions(options) {
      options.alias = {
        '@didcomm/core/compliance': join(here, '../../src/compliance/index.ts'),
        '@didcomm/core/encoding': join(here, '../../src/encoding/index.ts'),
        '@didcomm/core': join(here, '../../src/index.ts'),
      }
    },
  })
  return join(directory, 'compliance.mjs')
}

describe('expectations', () => {
  const broken = new DIDCommError('INVALID_KEY', 'no key')
  const failing = () => {
    throw broken
  }

  it('expectThat says what does not hold', () => {
    expect(() => expectThat(true, 'x')).not.toThrow()
    expect(() => expectThat(false, 'x must be one')).toThrow(new ComplianceFailure('x must be one'))
  })

  it('expectBytes tells a wrong class, length and byte', () => {
    const bytes = Uint8Array.of(1, 2)
    expect(() => expectBytes(Uint8Array.of(1, 2), bytes, 'x')).not.toThrow()
    expect(() => expectBytes([1, 2], bytes, 'x')).toThrow('x must be a Uint8Array')
    expect(() => expectBytes(Uint8Array.of(1), bytes, 'x')).toThrow('x must have 2 bytes, not 1')
    expect(() => expectBytes(Uint8Array.of(1, 3), bytes, 'x')).toThrow('x has other bytes')
  })

  it('expectError returns the error of a right code', async () => {
    expect(await expectError(failing, ['INVALID_DID', 'INVALID_KEY'], 'x')).toBe(broken)
    expect(await expectError(async () => failing(), ['INVALID_KEY'], 'x')).toBe(broken)
  })

  it('expectError fails for success, another code and another class', async () => {
    await expect(expectError(() => 1, ['INVALID_KEY'], 'x')).rejects.toThrow(
      new ComplianceFailure('x must be refused with INVALID_KEY, and was accepted'),
    )
    await expect(expectError(failing, ['INVALID_DID'], 'x')).rejects.toThrow(
      new ComplianceFailure('x must be refused with INVALID_DID, not with INVALID_KEY'),
    )
    const bare = () => Promise.reject(new TypeError('x is undefined'))
    await expect(expectError(bare, ['INVALID_KEY'], 'x')).rejects.toThrow(
      new ComplianceFailure(
        'x must be refused with INVALID_KEY, not with an error of another class',
      ),
    )
  })
})
