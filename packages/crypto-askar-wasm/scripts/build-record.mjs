// @ts-check
/** `wasm/BUILD.json`: what was built, from what, and with what. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { isDeepStrictEqual } from 'node:util'

const RECORD = 'BUILD.json'
/** The folders whose every file has a say in the bytes. */
const SOURCES = ['rust', 'scripts/artefact', 'wasm-bindgen-tool']

/**
 * SHA-256, in hex, by path.
 *
 * @typedef {Record<string, string>} Hashes
 */

/**
 * @typedef {object} BuildRecord
 * @property {Hashes} sources
 * @property {{ cargo: string, rustc: readonly string[], std: string }} toolchain
 * @property {Hashes} result
 */

/**
 * @param {string} packageFolder
 * @param {string} out
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 */
export function writeRecord(packageFolder, out, { cargoVersion, version, std }) {
  /** @type {BuildRecord} */
  const record = {
    sources: hashFiles(
      packageFolder,
      SOURCES.flatMap((folder) => filesIn(packageFolder, folder)),
    ),
    toolchain: { cargo: cargoVersion, rustc: version, std },
    result: hashFiles(out),
  }
  writeFileSync(join(out, RECORD), `${JSON.stringify(record, null, 2)}\n`)
}

/**
 * @param {string} folder
 * @returns {BuildRecord}
 */
export function readRecord(folder) {
  return JSON.parse(readFileSync(join(folder, RECORD), 'utf8'))
}

/**
 * Tells whether a toolchain is the one of a record: only by the same compiler and cargo are the bytes the same.
 *
 * @param {BuildRecord} record
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 */
export function isRecorded({ toolchain }, { cargoVersion, version, std }) {
  return isDeepStrictEqual(toolchain, { cargo: cargoVersion, rustc: version, std })
}

/**
 * @param {string} folder
 * @param {readonly string[]} [paths] all files but the record, if they are not named
 * @returns {Hashes}
 */
export function hashFiles(folder, paths = filesIn(folder, '.').filter((path) => path !== RECORD)) {
  return Object.fromEntries(
    paths.map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex'),
    ]),
  )
}

/**
 * @param {string} base
 * @param {string} folder
 * @returns {string[]} the paths from `base`, sorted, without what cargo compiles
 */
function filesIn(base, folder) {
  return readdirSync(join(base, folder), { withFileTypes: true })
    .filter(({ name }) => name !== 'target')
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesIn(base, path) : [path.split(sep).join('/')]
    })
    .sort()
}
