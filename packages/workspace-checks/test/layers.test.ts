import { describe, expect, it } from 'vitest'
import { layerProblems, layerRules } from '../src/layers.ts'
import { repositoryRoot } from '../src/workspace.ts'
import { temporaryWorkspace } from './temporary-workspace.ts'

describe('the layers of this repository', () => {
  it('reach no further than the rules allow', async () => {
    expect(await layerProblems(repositoryRoot)).toEqual([])
  })

  it('keep crypto out of core and ciphers out of did:peer', () => {
    const reachOf = (name: string) =>
      layerRules.find(({ packages }) => packages.test(name))?.mayReach
    expect(reachOf('@didcomm/core')).toEqual([])
    expect(reachOf('@didcomm/did-peer')).toEqual(['@didcomm/core', '@noble/hashes'])
  })
})

describe('layerProblems', () => {
  const manifest = (name: string) =>
    JSON.stringify({
      name,
      type: 'module',
      sideEffects: false,
      exports: { '.': { default: './dist/index.js' }, './extra': { default: './dist/extra.js' } },
    })
  const rules = [
    { packages: /^@didcomm\/core$/, mayReach: [] },
    { packages: /^@didcomm\/routing$/, mayReach: ['@didcomm/core'] },
  ]

  /** A workspace of core and routing, with `files` for what their builds hold. */
  function workspace(files: Record<string, string>): string {
    return temporaryWorkspace({
      'packages/core/package.json': manifest('@didcomm/core'),
      'packages/core/dist/index.js': 'export const core = 1',
      'packages/core/dist/extra.js': 'export const extra = 1',
      'packages/routing/package.json': manifest('@didcomm/routing'),
      'packages/routing/dist/index.js': "export { core } from '../../core/dist/index.js'",
      'packages/routing/dist/extra.js': 'export const extra = 1',
      'node_modules/@noble/ciphers/package.json':
        '{ "name": "@noble/ciphers", "exports": "./index.js", "sideEffects": false }',
      'node_modules/@noble/ciphers/index.js': 'export const seal = 1',
      ...files,
    })
  }

  it('has nothing to say where every import points inward', async () => {
    expect(await layerProblems(workspace({}), rules)).toEqual([])
  })

  it('notices an import of an upper layer', async () => {
    const root = workspace({
      'packages/core/dist/extra.js': "export { extra } from '../../routing/dist/extra.js'",
    })
    expect(await layerProblems(root, rules)).toEqual([
      '@didcomm/core reaches @didcomm/routing (imported in packages/core/dist/extra.js)',
    ])
  })

  it('notices a library, also through another package and in a second entry', async () => {
    const root = workspace({
      'packages/core/dist/chunk.js': "export { seal } from '@noble/ciphers'",
      'packages/core/dist/extra.js': "import { seal } from './chunk.js'; console.log(seal)",
      'packages/routing/dist/extra.js': "export * from '../../core/dist/extra.js'",
    })
    expect(await layerProblems(root, rules)).toEqual([
      '@didcomm/core reaches @noble/ciphers (imported in packages/core/dist/chunk.js)',
      '@didcomm/routing reaches @noble/ciphers (imported in packages/core/dist/chunk.js)',
    ])
  })

  it('notices a module of Node', async () => {
    const root = workspace({
      'packages/routing/dist/index.js': "export { request } from 'node:http'",
    })
    expect(await layerProblems(root, rules)).toEqual([
      '@didcomm/routing reaches node:http (imported in packages/routing/dist/index.js)',
    ])
  })

  it('looks at what was built, whatever a tsconfig.json makes of it', async () => {
    const root = workspace({
      'packages/routing/tsconfig.json':
        '{ "compilerOptions": { "paths": { "@noble/ciphers": ["./src/empty.ts"] } } }',
      'packages/routing/src/empty.ts': 'export const seal = 1',
      'packages/routing/dist/index.js': "export { seal } from '@noble/ciphers'",
    })
    expect(await layerProblems(root, rules)).toEqual([
      '@didcomm/routing reaches @noble/ciphers (imported in packages/routing/dist/index.js)',
    ])
  })

  it('notices a package that no rule names', async () => {
    const root = workspace({
      'packages/extra/package.json': manifest('@didcomm/extra'),
    })
    expect(await layerProblems(root, rules)).toEqual(['@didcomm/extra has no rule in layers.ts'])
  })
})
