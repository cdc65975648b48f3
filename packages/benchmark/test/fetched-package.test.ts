import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fetchedPackage, reasonOf } from '../src/fetched-package.ts'

const GIVEN = { name: '@example/parts', version: '1.2.3', exports: 'export const answer = 42\n' }

describe('fetchedPackage', () => {
  let cache: string
  const install = vi.fn(async (folder: string) => writeFileSync(join(folder, 'installed'), ''))

  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'fetched-package-'))
    install.mockClear()
  })
  afterEach(() => rmSync(cache, { recursive: true }))

  it('installs the exact version into a folder of its own, once', async () => {
    const one = fetchedPackage({ ...GIVEN, cache, install })
    expect(one.isThere()).toBe(false)
    await one.fetch()
    await one.fetch()
    expect(install.mock.calls).toEqual([[one.folder, '@example/parts@1.2.3']])
    expect(one.isThere()).toBe(true)
    expect(one.folder.startsWith(cache)).toBe(true)
    expect(fetchedPackage({ ...GIVEN, version: '1.2.4', cache, install }).isThere()).toBe(false)
  })

  it('has a module with the exports', async () => {
    const one = fetchedPackage({ ...GIVEN, cache, install })
    await one.fetch()
    expect(await one.load()).toMatchObject({ answer: 42 })
  })

  it('begins anew after an installation that was interrupted', async () => {
    const one = fetchedPackage({ ...GIVEN, cache, install })
    install.mockImplementationOnce(async (folder) => {
      writeFileSync(join(folder, 'partial'), '')
      throw new Error('no network')
    })
    await expect(one.fetch()).rejects.toThrow('no network')
    expect(one.isThere()).toBe(false)
    await one.fetch()
    expect(one.isThere()).toBe(true)
    expect(existsSync(join(one.folder, 'partial'))).toBe(false)
  })

  it('installs again for other exports', async () => {
    await fetchedPackage({ ...GIVEN, cache, install }).fetch()
    const changed = fetchedPackage({ ...GIVEN, exports: 'export {}\n', cache, install })
    expect(changed.isThere()).toBe(false)
    await changed.fetch()
    expect(install).toHaveBeenCalledTimes(2)
  })
})

describe('npm', () => {
  let folder: string

  /** Puts a script in npm's place. */
  function pretend(...lines: readonly string[]): void {
    writeFileSync(join(folder, 'npm'), ['#!/bin/sh', ...lines].join('\n'), { mode: 0o755 })
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fetched-package-'))
    vi.stubEnv('PATH', folder)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })

  it('installs into the folder, and runs no scripts', async () => {
    pretend('echo "$@" > arguments')
    const one = fetchedPackage({ ...GIVEN, cache: folder })
    await one.fetch()
    const given = readFileSync(join(one.folder, 'arguments'), 'utf8').trim().split(' ')
    expect(given).toEqual(expect.arrayContaining([`--prefix=${one.folder}`, '--ignore-scripts']))
    expect([given[0], given.at(-1)]).toEqual(['install', '@example/parts@1.2.3'])
  })

  it('fails with its reason', async () => {
    pretend('echo "npm error code E404" >&2', 'echo "npm error 404 Not Found" >&2', 'exit 1')
    const one = fetchedPackage({ ...GIVEN, cache: folder })
    await expect(one.fetch()).rejects.toThrow(/^404 Not Found$/)
    expect(one.isThere()).toBe(false)
  })

  it('may be missing', async () => {
    const one = fetchedPackage({ ...GIVEN, cache: folder })
    await expect(one.fetch()).rejects.toThrow(/^spawn npm ENOENT$/)
  })
})

describe('reasonOf', () => {
  it.each([
    [
      'npm error code ECONNREFUSED\nnpm error syscall connect\nnpm error errno ECONNREFUSED\nnpm error FetchError: request failed\nnpm error     at emit\n',
      'FetchError: request failed',
    ],
    [
      'npm warn config\nnpm ERR! code ETARGET\nnpm ERR! notarget No matching version\n',
      'notarget No matching version',
    ],
    ['', 'spawn npm ENOENT'],
  ])('finds in %j the reason', (stderr, reason) => {
    expect(reasonOf(Object.assign(new Error('spawn npm ENOENT\nmore'), { stderr }))).toBe(reason)
  })

  it('says that it took too long', () => {
    const error = Object.assign(new Error('Command failed'), { killed: true, stderr: '' })
    expect(reasonOf(error)).toBe('npm took too long')
  })
})
