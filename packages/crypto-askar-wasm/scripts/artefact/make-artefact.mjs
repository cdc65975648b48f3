// @ts-check
/** Makes the files of `wasm/`, but for the record of the build. What is in this folder shapes their bytes. */
import { readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { run, Unavailable } from '../commands.mjs'
import { findLinker, requireCCompiler, TARGET } from '../toolchain.mjs'
import { makeGlueFactory } from './glue.mjs'
import { writeNotices } from './notices.mjs'

/** @typedef {import('../toolchain.mjs').Toolchain} Toolchain */

const CRATE = 'didcomm_crypto_askar_wasm'
const NAME = 'askar'

/**
 * @typedef {object} Folders
 * @property {string} crate the Rust sources
 * @property {string} tool the sources of wasm-bindgen-tool
 * @property {string} crateTarget where cargo compiles the first
 * @property {string} toolTarget where cargo compiles the second
 * @property {string} cargoHome where cargo keeps the crates it downloads
 * @property {string} out where the files go: an empty folder
 */

/**
 * @param {Toolchain} toolchain
 * @param {Folders} folders
 * @throws `Unavailable` when a tool is missing, or the crates cannot be downloaded
 */
export function makeArtefact(toolchain, folders) {
  requireCCompiler()
  const environment = cargoEnvironment(toolchain, folders)
  fetchCrates(toolchain, folders, environment)
  const module = compile(toolchain, folders, environment)
  const tool = compileTool(toolchain, folders, environment)
  run(tool, [module, NAME, folders.out])
  renameSync(join(folders.out, `${NAME}_bg.wasm`), join(folders.out, `${NAME}.wasm`))
  makeGlueFactory(folders.out, NAME)
  writeNotices(toolchain, folders, environment)
}

/**
 * The environment without the variables that would change what cargo builds.
 *
 * @param {Toolchain} toolchain
 * @param {Folders} folders
 * @returns {NodeJS.ProcessEnv}
 */
function cargoEnvironment({ rustc }, { cargoHome }) {
  const shaping = /^(RUSTC|RUSTFLAGS$|CARGO_(BUILD|PROFILE|TARGET|ENCODED|INCREMENTAL|UNSTABLE))/
  const kept = Object.entries(process.env).filter(([name]) => !shaping.test(name))
  return { ...Object.fromEntries(kept), RUSTC: rustc, CARGO_HOME: cargoHome }
}

/**
 * @param {Toolchain} toolchain
 * @param {NodeJS.ProcessEnv} environment
 * @returns {{ options: string[], env: NodeJS.ProcessEnv }} what cargo needs to build for WebAssembly
 */
function targetSettings({ std }, environment) {
  const options = ['--locked', '--target', TARGET]
  if (std === 'prebuilt') return { options, env: environment }
  return {
    options: [...options, '-Zbuild-std=std,panic_abort'],
    env: {
      ...environment,
      // Lets a stable cargo and rustc take the option.
      RUSTC_BOOTSTRAP: '1',
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: findLinker(),
    },
  }
}

/**
 * Downloads all crates, so that what fails later is no matter of the network.
 *
 * @param {Toolchain} toolchain
 * @param {Folders} folders
 * @param {NodeJS.ProcessEnv} environment
 */
function fetchCrates(toolchain, { crate, tool }, environment) {
  const { options, env } = targetSettings(toolchain, environment)
  try {
    // Without the target, too: of what only other targets need, cargo still wants to see the manifest.
    run(toolchain.cargo, ['fetch', '--locked'], { cwd: crate, env: environment })
    run(toolchain.cargo, ['fetch', ...options], { cwd: crate, env })
    run(toolchain.cargo, ['fetch', '--locked'], { cwd: tool, env: environment })
  } catch (error) {
    if (error instanceof Unavailable) throw error
    throw new Unavailable('cargo cannot download the crates')
  }
}

/**
 * @param {Toolchain} toolchain
 * @param {Folders} folders
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string} the path of the module
 */
function compile(toolchain, folders, environment) {
  const { options, env } = targetSettings(toolchain, environment)
  const flags = ['-Ctarget-feature=+bulk-memory', ...pathRemapping(toolchain, folders)]
  run(toolchain.cargo, ['build', '--release', '--offline', ...options], {
    cwd: folders.crate,
    env: {
      ...env,
      CARGO_TARGET_DIR: folders.crateTarget,
      CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f'),
    },
  })
  return join(folders.crateTarget, TARGET, 'release', `${CRATE}.wasm`)
}

/**
 * The module names source files in its messages: by names that are the same on every machine.
 *
 * @param {Toolchain} toolchain
 * @param {Folders} folders
 */
function pathRemapping({ version, librarySources }, { crate, crateTarget, cargoHome }) {
  const commit = version.find((line) => line.startsWith('commit-hash: '))?.slice(13)
  const registries = join(cargoHome, 'registry/src')
  const names = [
    // Under this name rustup's std knows itself.
    ...librarySources.map((path) => [path, `/rustc/${commit}`]),
    // Each registry or mirror of one has its own folder there.
    ...readdirSync(registries).map((name) => [join(registries, name), '/crates']),
    [crate, '/rust'],
    [crateTarget, '/target'],
  ]
  return names.map(([from, to]) => `--remap-path-prefix=${from}=${to}`)
}

/**
 * Compiles wasm-bindgen, in the version of its lockfile, for this machine. It asks for rustc 1.86; 1.85 is enough.
 *
 * @param {Toolchain} toolchain
 * @param {Folders} folders
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string} the path of the program
 */
function compileTool({ cargo }, { tool, toolTarget }, environment) {
  run(cargo, ['build', '--release', '--offline', '--locked', '--ignore-rust-version'], {
    cwd: tool,
    env: { ...environment, CARGO_TARGET_DIR: toolTarget },
  })
  return join(toolTarget, 'release/wasm-bindgen-tool')
}
