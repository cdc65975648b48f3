import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageShapeProblems, topLevelProblems } from '../src/package-shape.ts'
import { repositoryRoot } from '../src/workspace.ts'
import { temporaryWorkspace } from './temporary-workspace.ts'

describe('the shape of this repository', () => {
  it('holds at the top level what belongs there, and no more', () => {
    expect(topLevelProblems(repositoryRoot)).toEqual([])
  })

  it('is the same in every published package', () => {
    expect(packageShapeProblems(repositoryRoot)).toEqual([])
  })
})

describe('topLevelProblems', () => {
  it('names what is missing and what is too much', () => {
    const root = temporaryWorkspace({
      'CONTRIBUTING.md': '',
      LICENSE: '',
      'README.md': '',
      'examples/x': '',
      'package.json': '',
      'packages/x': '',
      'pnpm-lock.yaml': '',
      'pnpm-workspace.yaml': '',
      'tsconfig.base.json': '',
      'node_modules/x': '',
      '.gitignore': '',
      'jest.config.js': '',
    })
    expect(topLevelProblems(root)).toEqual([
      'top level: turbo.json is missing',
      'top level: jest.config.js does not belong there',
    ])
  })
})

describe('packageShapeProblems', () => {
  const { scripts } = JSON.parse(
    readFileSync(join(repositoryRoot, 'packages/core/package.json'), 'utf8'),
  )
  const manifest: Record<string, unknown> = {
    name: '@didcomm/thing',
    description: 'A thing',
    license: 'Apache-2.0',
    repository: {
      type: 'git',
      url: 'git+https://github.com/didcomm/didcomm-typescript.git',
      directory: 'packages/thing',
    },
    files: ['dist', 'src'],
    type: 'module',
    sideEffects: false,
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    publishConfig: { access: 'public', provenance: true },
    scripts,
    engines: { node: '>=20.19' },
  }
  const files = {
    LICENSE: '',
    'README.md': '# thing',
    'dist/index.d.ts': '',
    'dist/index.js': '',
    'src/index.ts': '',
    'test/deep/thing.test.ts': '',
    'tsconfig.json': '{}',
    'tsup.config.ts': '',
  }

  function problemsOf(fields: object, otherFiles: Record<string, string> = files): string[] {
    const inFolder = Object.entries({
      ...otherFiles,
      'package.json': JSON.stringify({ ...manifest, ...fields }),
    }).map(([path, text]) => [`packages/thing/${path}`, text])
    return packageShapeProblems(temporaryWorkspace(Object.fromEntries(inFolder)))
  }

  it('has nothing to say of a package that is as it should be', () => {
    expect(problemsOf({})).toEqual([])
  })

  it('lets a package have scripts and folders of its own besides', () => {
    const fields = { files: ['dist', 'src', 'wasm'], scripts: { ...scripts, 'build:wasm': 'make' } }
    expect(problemsOf(fields, { ...files, 'wasm/x': '' })).toEqual([])
  })

  it('lets private packages be as they like', () => {
    expect(problemsOf({ private: true, type: 'commonjs' }, {})).toEqual([])
  })

  it.each([
    [{ name: 'thing' }, '"name"'],
    [{ license: 'MIT' }, '"license"'],
    [{ repository: manifest['repository'] && 'github:didcomm/thing' }, '"repository"'],
    [{ files: ['dist'] }, '"files"'],
    [{ type: 'commonjs' }, '"type"'],
    [{ sideEffects: true }, '"sideEffects"'],
    [{ publishConfig: {} }, '"publishConfig"'],
    [{ files: ['dist', 'src', 'wasm'] }, '"files"'],
    [{ scripts: { ...scripts, build: 'tsc' } }, 'the script "build"'],
    [{ engines: { node: '>=18' } }, '"engines"'],
    [{ description: '' }, '"description"'],
  ])('notices %j', (fields, named) => {
    expect(problemsOf(fields)).toEqual([expect.stringContaining(`packages/thing: ${named}`)])
  })

  it.each([
    [{ '.': './dist/index.js' }, 'must have "types" and "default"'],
    [{ '.': { default: './dist/index.js', types: './dist/index.d.ts' } }, 'in this order'],
    [
      { '.': { types: './dist/index.d.ts', default: './dist/index.js', require: './x.cjs' } },
      'and no more',
    ],
    [{ '.': { types: './dist/index.d.ts', default: './dist/gone.js' } }, './dist/gone.js'],
    [{ './x': { types: './dist/index.d.ts', default: './dist/index.js' } }, 'nothing is exported'],
  ])('notices the exports %j', (exports, named) => {
    expect(problemsOf({ exports }).join('\n')).toContain(named)
  })

  it.each(['LICENSE', 'README.md', 'src/index.ts', 'tsconfig.json', 'tsup.config.ts'])(
    'notices that %s is missing',
    (missing) => {
      const others = Object.entries(files).filter(([path]) => path !== missing)
      expect(problemsOf({}, Object.fromEntries(others))).toEqual([
        `packages/thing: ${missing} is missing`,
      ])
    },
  )

  it('notices that there are no tests', () => {
    const { 'test/deep/thing.test.ts': _, ...others } = files
    expect(problemsOf({}, others)).toEqual(['packages/thing: test/ has no *.test.ts'])
  })
})
