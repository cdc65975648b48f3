// @ts-check
/**
 * Builds the artefact anew, in a temporary folder, by the compiler that BUILD.json names, and compares it with `wasm/` byte
 * by byte. Without that compiler (none of this machine is it, and Debian's packages are out of reach), or without something
 * else that a build needs, it says so in one line and ends well: other compilers write other bytes.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeArtefact } from './artefact/make-artefact.mjs'
import { hashFiles, isRecorded, readRecord } from './build-record.mjs'
import { limitTime, Unavailable } from './commands.mjs'
import { fetchDebianToolchain, isDebianVersion } from './debian-packages.mjs'
import { OUT, sourceFolders } from './folders.mjs'
import { findToolchains, PINNED, requireCCompiler } from './toolchain.mjs'

process.env['CARGO_TERM_QUIET'] = 'true'
limitTime(10)
const scratch = mkdtempSync(join(tmpdir(), 'askar-wasm-'))
try {
  verify()
} catch (error) {
  if (!(error instanceof Unavailable)) throw error
  console.log(`crypto-askar-wasm: not rebuilt and compared: ${error.message}`)
} finally {
  // A compiler that was stopped may still write.
  rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 })
}

function verify() {
  const { rustc, cargo } = readRecord(OUT).toolchain
  if (rustc[0] !== PINNED.rustc || cargo !== PINNED.cargo) {
    console.error(
      `crypto-askar-wasm: built by ${rustc[0]} with ${cargo}, which scripts/toolchain.mjs does not name`,
    )
    process.exitCode = 1
    return
  }
  const toolchain = recordedToolchain()
  const out = join(scratch, 'wasm')
  mkdirSync(out)
  makeArtefact(toolchain, {
    ...sourceFolders(),
    crateTarget: join(scratch, 'crate-target'),
    toolTarget: join(scratch, 'tool-target'),
    out,
  })
  const problems = differences(hashFiles(out), hashFiles(OUT))
  for (const problem of problems) console.error(`crypto-askar-wasm: ${problem}`)
  if (problems.length > 0) process.exitCode = 1
  else console.log(`crypto-askar-wasm: ${toolchain.version[0]} builds the same bytes`)
}

/**
 * Finds the compiler that built `wasm/` on this machine, or downloads it.
 *
 * @returns {import('./toolchain.mjs').Toolchain}
 */
function recordedToolchain() {
  const record = readRecord(OUT)
  const present = findToolchains(scratch, process.env['RUST_WEB_ROOT'])
  const found = present.find((toolchain) => isRecorded(record, toolchain))
  if (found !== undefined) return found
  requireCCompiler()
  if (isDebianVersion(record.toolchain.rustc)) {
    const root = join(scratch, 'debian')
    fetchDebianToolchain(root)
    const fetched = findToolchains(scratch, root).find((toolchain) => isRecorded(record, toolchain))
    if (fetched !== undefined) return fetched
  }
  throw new Unavailable(
    `its compiler is not here: ${record.toolchain.rustc[0]} with ${record.toolchain.cargo}`,
  )
}

/**
 * @param {import('./build-record.mjs').Hashes} built
 * @param {import('./build-record.mjs').Hashes} committed
 */
function differences(built, committed) {
  const paths = new Set([...Object.keys(built), ...Object.keys(committed)])
  return [...paths]
    .filter((path) => built[path] !== committed[path])
    .map(
      (path) =>
        `wasm/${path} is ${committed[path] ?? 'missing'}, built anew ${built[path] ?? 'it is not there'}`,
    )
}
