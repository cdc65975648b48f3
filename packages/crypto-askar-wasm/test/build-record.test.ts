import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseJsonObject } from '@didcomm/core/encoding'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const record = parseJsonObject(
  readFileSync(`${root}wasm/BUILD.json`, 'utf8'),
  'INVALID_ARGUMENT',
  'BUILD.json',
)

/** The paths of the files below a folder, from the package's folder; without what cargo compiles. */
function filesIn(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { withFileTypes: true })
    .filter(({ name }) => name !== 'target')
    .flatMap((entry) =>
      entry.isDirectory() ? filesIn(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
    )
}

function hashes(paths: readonly string[]): [path: string, sha256: string][] {
  return paths.map((path) => [
    path,
    createHash('sha256')
      .update(readFileSync(`${root}${path}`))
      .digest('hex'),
  ])
}

describe('wasm/BUILD.json', () => {
  it('names every source, as it is: or wasm/ has to be built anew', () => {
    const sources = ['rust', 'scripts/artefact', 'wasm-bindgen-tool'].flatMap(filesIn)
    expect(record['sources']).toEqual(Object.fromEntries(hashes(sources)))
  })

  it('names every file of wasm/, as it is: none was edited by hand', () => {
    const files = filesIn('wasm').filter((path) => path !== 'wasm/BUILD.json')
    const found = hashes(files).map(([path, hash]) => [path.slice('wasm/'.length), hash])
    expect(record['result']).toEqual(Object.fromEntries(found))
  })

  it('names the compiler that is wanted', () => {
    const wanted = readFileSync(`${root}scripts/toolchain.mjs`, 'utf8')
    expect(record['toolchain']).toEqual({
      cargo: /^ {2}cargo: '(.*)',$/m.exec(wanted)?.[1],
      rustc: expect.arrayContaining([
        /^ {2}rustc: '(.*)',$/m.exec(wanted)?.[1],
        expect.stringMatching(/^commit-hash: [0-9a-f]{40}$/),
      ]),
      std: expect.stringMatching(/^(prebuilt|source)$/),
    })
  })
})
