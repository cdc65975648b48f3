import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { programsOf, readmePrograms, transpile, typeCheck } from '../src/readme-programs.ts'
import { repositoryRoot } from '../src/workspace.ts'

const programs = readmePrograms(repositoryRoot)

describe('the programs in the READMEs', () => {
  it('are there, in the README of the repository and of every package', () => {
    const readmes = new Set(programs.map(({ place }) => place.replace(/:\d+$/, '')))
    expect([...readmes].sort()).toEqual([
      'README.md',
      'packages/core/README.md',
      'packages/crypto-askar-wasm/README.md',
      'packages/crypto-noble/README.md',
      'packages/crypto-node/README.md',
      'packages/crypto-webcrypto/README.md',
      'packages/did-jwk/README.md',
      'packages/did-key/README.md',
      'packages/did-peer/README.md',
      'packages/did-web/README.md',
      'packages/messaging/README.md',
      'packages/routing/README.md',
    ])
  })

  it('compile in strict mode', () => {
    expect(typeCheck(repositoryRoot, programs)).toEqual([])
  }, 120_000)

  it('run, as far as the first one is concerned, on what was built', async () => {
    const [first] = programs
    if (!first) throw new Error('the README has a program')
    // Inside the repository, so that it finds the packages.
    const folder = join(repositoryRoot, 'node_modules/.readme')
    mkdirSync(folder, { recursive: true })
    try {
      const file = join(folder, 'program.mjs')
      writeFileSync(file, transpile(first))
      const { stdout } = await promisify(execFile)(process.execPath, [file])
      expect(stdout).toBe('true Lunch?\n')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('typeCheck', () => {
  it('tells the place of a program that does not compile', () => {
    const source = "import { PackagingService } from '@didcomm/core'\nnew PackagingService(1)\n"
    const errors = typeCheck(repositoryRoot, [{ place: 'README.md:3', source }])
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatch(/^README\.md:3: Argument of type 'number'/)
  }, 120_000)
})

describe('programsOf', () => {
  it('goes on with the program before it where a block has no imports', () => {
    const markdown = [
      '# a',
      '```ts',
      "import { a } from 'a'",
      '```',
      '```sh',
      'ls',
      '```',
      '```ts',
      'a()',
      '```',
      '```ts',
      "import { b } from 'b'",
      '```',
      '',
    ].join('\n')
    expect(programsOf('README.md', markdown)).toEqual([
      { place: 'README.md:2', source: "import { a } from 'a'\na()\n" },
      { place: 'README.md:11', source: "import { b } from 'b'\n" },
    ])
  })
})
