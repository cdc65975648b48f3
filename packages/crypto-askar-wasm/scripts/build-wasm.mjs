// @ts-check
/**
 * Builds `wasm/` from `rust/`.
 *
 * The compiler is rustup's, if it has the target wasm32-unknown-unknown; else Debian's `rustc-web`, which builds std from
 * `rust-web-src`: installed, or unpacked into the folder that RUST_WEB_ROOT names. The same compiler writes the same bytes
 * wherever it runs.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { makeArtefact } from './artefact/make-artefact.mjs'
import { hashFiles, writeRecord } from './build-record.mjs'
import { Unavailable } from './commands.mjs'
import { OUT, PACKAGE, sourceFolders } from './folders.mjs'
import { findToolchains, TARGET } from './toolchain.mjs'

const NO_COMPILER =
  `no compiler for ${TARGET} with a cargo: run "rustup target add ${TARGET}"; or, on Debian, install rustc-web, rust-web-src, cargo-web and lld, ` +
  'or unpack them with scripts/fetch-debian-toolchain.mjs and name the folder in RUST_WEB_ROOT'

const scratch = mkdtempSync(join(tmpdir(), 'askar-wasm-'))
try {
  build()
} catch (error) {
  if (!(error instanceof Unavailable)) throw error
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function build() {
  const [toolchain] = findToolchains(scratch, process.env['RUST_WEB_ROOT'])
  if (toolchain === undefined) throw new Unavailable(NO_COMPILER)
  const out = join(scratch, 'wasm')
  mkdirSync(out)
  const folders = sourceFolders()
  makeArtefact(toolchain, {
    ...folders,
    crateTarget: join(folders.crate, 'target'),
    toolTarget: join(folders.tool, 'target'),
    out,
  })
  writeRecord(PACKAGE, out, toolchain)
  rmSync(OUT, { recursive: true, force: true })
  cpSync(out, OUT, { recursive: true })
  report()
}

function report() {
  for (const path of Object.keys(hashFiles(OUT))) {
    const bytes = readFileSync(join(OUT, path))
    console.log(`${path}  ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`)
  }
}
