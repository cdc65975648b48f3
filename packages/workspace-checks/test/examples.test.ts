import { describe, expect, it } from 'vitest'
import { exampleProblems } from '../src/examples.ts'
import { repositoryRoot } from '../src/workspace.ts'
import { temporaryWorkspace } from './temporary-workspace.ts'

describe('the examples of this repository', () => {
  it('use published entry points, and nothing outside of their folders', () => {
    expect(exampleProblems(repositoryRoot)).toEqual([])
  })
})

const packages = {
  'packages/core/package.json': JSON.stringify({
    name: '@didcomm/core',
    version: '1.2.3',
    exports: { '.': { default: './dist/index.js' }, './did': { default: './dist/did.js' } },
  }),
  'packages/private/package.json': JSON.stringify({
    name: '@didcomm/private',
    private: true,
    exports: { '.': { default: './dist/index.js' } },
  }),
}

describe('exampleProblems', () => {
  function problemsOf(file: string, text: string): string[] {
    const files = { 'package.json': '{}', [file]: text }
    const inFolder = Object.entries(files).map(([path, text]) => [`examples/demo/${path}`, text])
    return exampleProblems(temporaryWorkspace({ ...packages, ...Object.fromEntries(inFolder) }))
  }

  it.each([
    ["import { PackagingService } from '@didcomm/core'"],
    ["import type { DIDUrl } from '@didcomm/core/did'"],
    ["import { program } from 'tsup'"],
    ["import { readFile } from 'node:fs'"],
    ["export { answer } from './answer.ts'"],
    ["const built = new URL('../dist/main.js', import.meta.url)"],
  ])('lets be %s', (text) => {
    expect(problemsOf('src/main.ts', text)).toEqual([])
  })

  it.each([
    ["import { secret } from '@didcomm/core/jose'", '@didcomm/core/jose, which is not published'],
    ["import { jwe } from '@didcomm/core/src/jose/jwe.ts'", '@didcomm/core/src/jose/jwe.ts, which'],
    ["import type { Peer } from '@didcomm/private'", '@didcomm/private, which is not published'],
    ["export * from '@didcomm/gone'", '@didcomm/gone, which is not published'],
    ["await import('@didcomm/core/gone')", '@didcomm/core/gone, which is not published'],
    [
      "import '../../../packages/core/src/index.ts'",
      '../../../packages/core/src/index.ts, outside',
    ],
    ["import { help } from '../../demolition/help.ts'", '../../demolition/help.ts, outside'],
    ["new URL('../../quickstart/dist/main.js', import.meta.url)", 'dist/main.js, outside'],
  ])('notices %s', (text, named) => {
    expect(problemsOf('src/main.ts', text)).toEqual([expect.stringContaining(named)])
  })

  it.each(['tsup.config.ts', 'src/deep/main.ts', 'src/tool.mjs'])('looks at %s', (file) => {
    expect(problemsOf(file, "import '@didcomm/gone'")).toEqual([
      `examples/demo: ${file} imports @didcomm/gone, which is not published`,
    ])
  })

  it('lets tests use what the repository has for tests, and no files outside of the folder', () => {
    expect(problemsOf('test/main.test.ts', "import '@didcomm/private'")).toEqual([])
    expect(problemsOf('test/deep/main.test.ts', "import '../../../quickstart/x.ts'")).toEqual([
      'examples/demo: test/deep/main.test.ts reaches ../../../quickstart/x.ts, outside of the folder',
    ])
  })

  it('does not look at what was built or installed', () => {
    expect(problemsOf('dist/main.js', "import '@didcomm/gone'")).toEqual([])
    expect(problemsOf('node_modules/x/index.js', "import '@didcomm/gone'")).toEqual([])
  })
})

describe('a template', () => {
  const manifest = {
    dependencies: { '@didcomm/core': '^1.2.3' },
    devDependencies: { tsup: '^8.5.1', vitest: '^4.1.12' },
  }
  const files = {
    'README.md': '# custom-thing',
    'src/index.ts': "export { DIDCommError } from '@didcomm/core'",
    'test/thing.test.ts': "import { it } from 'vitest'\nimport 'node:crypto'",
    'tsconfig.json': '{ "compilerOptions": { "strict": true } }',
    'tsup.config.ts': "import { defineConfig } from 'tsup'",
  }

  function problemsOf(changes: Record<string, string>, fields: object = {}): string[] {
    const all = { 'package.json': JSON.stringify({ ...manifest, ...fields }), ...files, ...changes }
    const inFolder = Object.entries(all)
      .filter(([, text]) => text !== '')
      .map(([path, text]) => [`examples/custom-thing/${path}`, text])
    return exampleProblems(temporaryWorkspace({ ...packages, ...Object.fromEntries(inFolder) }))
  }

  it('has nothing to mend when it stands on its own', () => {
    expect(problemsOf({})).toEqual([])
  })

  it.each(['README.md', 'src/index.ts', 'tsconfig.json', 'tsup.config.ts'])('needs %s', (file) => {
    expect(problemsOf({ [file]: '' })).toEqual([`examples/custom-thing: ${file} is missing`])
  })

  it('needs a test', () => {
    expect(problemsOf({ 'test/thing.test.ts': '' })).toEqual([
      'examples/custom-thing: test/ has no *.test.ts',
    ])
  })

  it('has tests that use published entry points alone', () => {
    const dependencies = { ...manifest.dependencies, '@didcomm/private': '^1.2.3' }
    const text = "import { peer } from '@didcomm/private'"
    expect(problemsOf({ 'test/thing.test.ts': text }, { dependencies })).toEqual([
      'examples/custom-thing: test/thing.test.ts imports @didcomm/private, which is not published',
    ])
  })

  it('brings its own settings', () => {
    expect(problemsOf({ 'tsconfig.json': '{ "extends": "../../tsconfig.base.json" }' })).toEqual([
      'examples/custom-thing: tsconfig.json reaches outside of the folder',
    ])
    const scripts = { test: 'vitest run --config ../../.config/vitest.ts --dir .' }
    expect(problemsOf({}, { scripts })).toEqual([
      'examples/custom-thing: package.json reaches outside of the folder',
    ])
  })

  it.each(['workspace:^', '*', '^1.2.2', '1.2.3'])('names no version %s of ours', (range) => {
    expect(problemsOf({}, { dependencies: { '@didcomm/core': range } })).toEqual([
      'examples/custom-thing: "@didcomm/core" in package.json must be "^1.2.3"',
    ])
  })

  it.each(['catalog:', 'workspace:*', 'link:x', 'file:x'])(
    'names no version %s of others',
    (range) => {
      const devDependencies = { ...manifest.devDependencies, jose: range }
      expect(problemsOf({}, { devDependencies })).toEqual([
        'examples/custom-thing: "jose" in package.json must be a range',
      ])
    },
  )

  it.each([
    ['src/index.ts', 'vitest'],
    ['src/index.ts', 'node:crypto'],
    ['src/index.ts', '@noble/hashes/sha2.js'],
    ['test/thing.test.ts', 'jose'],
    ['tsup.config.ts', 'esbuild'],
  ])('installs what %s imports, such as %s', (file, specifier) => {
    expect(problemsOf({ [file]: `import '${specifier}'` })).toEqual([
      `examples/custom-thing: ${file} imports ${specifier}, which package.json does not install`,
    ])
  })
})
