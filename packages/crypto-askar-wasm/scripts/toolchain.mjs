// @ts-check
/**
 * Finds the compilers on this machine that can build for wasm32-unknown-unknown: those that have the target's std, as rustup
 * installs it, and those that have the source of std, as Debian's `rust-web-src` does, and build it.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { output, Unavailable } from './commands.mjs'

export const TARGET = 'wasm32-unknown-unknown'

/** What `wasm/` is built with. It stands here, where a reader sees it change, and not in the record that it is held against. */
export const PINNED = {
  rustc: 'rustc 1.85.0 (4d91de4e4 2025-02-17) (built from a source tarball)',
  cargo: 'cargo 1.85.0 (d73d2caf9 2024-12-31)',
}

/**
 * @typedef {object} Toolchain
 * @property {string} rustc the compiler's path or name
 * @property {readonly string[]} version the lines of `rustc -vV`
 * @property {string} cargo that of the compiler's folder, if it has one
 * @property {string} cargoVersion cargo's own hashes, which order the code in a module, differ by it
 * @property {'prebuilt' | 'source'} std how std is had
 * @property {readonly string[]} librarySources the folders, by all their names, that hold the source of std
 */

/**
 * Lists the toolchains, the one to prefer first.
 *
 * @param {string} scratch a folder for files that must exist as long as the toolchains are used
 * @param {string | undefined} root where Debian's packages are unpacked, if they are not installed
 * @returns {Toolchain[]}
 * @throws `Unavailable` when there is no compiler in `root`
 */
export function findToolchains(scratch, root) {
  const compilers = ['rustc', '/usr/bin/rustc']
  if (root !== undefined) compilers.unshift(join(addUnpackedPrograms(root, scratch), 'rustc'))
  return compilers.flatMap((rustc) => toolchainOf(rustc))
}

/**
 * Rust links programs for this machine, such as build scripts, with the compiler of C.
 *
 * @throws `Unavailable`
 */
export function requireCCompiler() {
  if (output('cc', ['--version'])) return
  throw new Unavailable('no C compiler: install gcc')
}

/**
 * @param {string} rustc
 * @returns {Toolchain[]} one, or none
 */
function toolchainOf(rustc) {
  const version = output(rustc, ['-vV'])?.split('\n')
  const sysroot = output(rustc, ['--print', 'sysroot'])
  const cargo = existsSync(join(dirname(rustc), 'cargo')) ? join(dirname(rustc), 'cargo') : 'cargo'
  const cargoVersion = output(cargo, ['-V'])
  if (version === undefined || sysroot === undefined || cargoVersion === undefined) return []
  const source = join(sysroot, 'lib/rustlib/src/rust')
  const common = { rustc, version, cargo, cargoVersion, librarySources: namesOf(source) }
  const prebuilt = output(rustc, ['--print', 'target-libdir', '--target', TARGET])
  if (prebuilt !== undefined && existsSync(prebuilt)) return [{ ...common, std: 'prebuilt' }]
  if (!existsSync(join(source, 'library/std'))) return []
  return [{ ...common, std: 'source' }]
}

/** @param {string} folder */
function namesOf(folder) {
  return existsSync(folder) ? [...new Set([folder, realpathSync(folder)])] : [folder]
}

/**
 * Makes what is unpacked and not installed run, after what is installed. It finds its libraries by LD_LIBRARY_PATH alone.
 *
 * @param {string} root
 * @param {string} scratch
 * @returns {string} the folder of the programs
 */
function addUnpackedPrograms(root, scratch) {
  const programs = join(scratch, 'bin')
  const libraries = libraryPath(root)
  mkdirSync(programs, { recursive: true })
  for (const name of ['rustc', 'cargo', 'wasm-ld']) {
    const program = join(root, 'usr/bin', name)
    if (existsSync(program)) writeWrapper(join(programs, name), program, libraries)
  }
  process.env['PATH'] += `:${programs}`
  return programs
}

/** @param {string} root */
function libraryPath(root) {
  const folder = join(root, 'usr/lib')
  const folders = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []
  const platform = folders
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .find((name) =>
      readdirSync(join(folder, name)).some((file) => file.startsWith('librustc_driver-')),
    )
  if (platform === undefined) throw new Unavailable(`no compiler is unpacked in ${root}`)
  return [join(folder, platform), join(root, 'lib', platform)].join(':')
}

/**
 * @param {string} path
 * @param {string} program
 * @param {string} libraries
 */
function writeWrapper(path, program, libraries) {
  writeFileSync(
    path,
    `#!/bin/sh
export LD_LIBRARY_PATH=${shellQuote(libraries)}"\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
exec ${shellQuote(program)} "$@"
`,
  )
  chmodSync(path, 0o755)
}

/** @param {string} text */
function shellQuote(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/**
 * Debian's compiler comes without a linker for WebAssembly; rustup's `rust-lld` or the package `lld` will do.
 *
 * @throws `Unavailable`
 */
export function findLinker() {
  const sysroot = output('rustc', ['--print', 'sysroot'])
  const host = output('rustc', ['-vV'])?.match(/^host: (.*)$/m)?.[1]
  const ofRustup = join(sysroot ?? '', 'lib/rustlib', host ?? '', 'bin/rust-lld')
  if (existsSync(ofRustup)) return ofRustup
  if (output('wasm-ld', ['--version'])) return 'wasm-ld'
  throw new Unavailable('no linker for WebAssembly: install rustup, or the package lld')
}
