// @ts-check
/** Where things are. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this package. */
export const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
/** The artefact in the repository. */
export const OUT = join(PACKAGE, 'wasm')

/** @returns what a build reads */
export function sourceFolders() {
  return {
    crate: join(PACKAGE, 'rust'),
    tool: join(PACKAGE, 'wasm-bindgen-tool'),
    cargoHome: process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'),
  }
}
