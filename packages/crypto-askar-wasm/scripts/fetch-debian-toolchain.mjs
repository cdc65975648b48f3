// @ts-check
/**
 * Unpacks Debian's compiler for the web into a folder, 850 MB, without installing it:
 *
 *     node scripts/fetch-debian-toolchain.mjs <folder>
 *     RUST_WEB_ROOT=<folder> node scripts/build-wasm.mjs
 */
import { resolve } from 'node:path'
import { Unavailable } from './commands.mjs'
import { fetchDebianToolchain } from './debian-packages.mjs'

try {
  const folder = process.argv[2]
  if (folder === undefined) throw new Unavailable('usage: fetch-debian-toolchain.mjs <folder>')
  fetchDebianToolchain(resolve(folder))
} catch (error) {
  if (!(error instanceof Unavailable)) throw error
  console.error(error.message)
  process.exitCode = 1
}
