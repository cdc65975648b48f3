// @ts-check
/** Collects the licences of the crates whose code is in the module. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { output } from '../commands.mjs'
import { TARGET } from '../toolchain.mjs'

/**
 * What of `cargo metadata` is read here.
 *
 * @typedef {{ id: string, name: string, version: string, license: string, manifest_path: string,
 *   targets: { kind: string[] }[] }} Crate
 * @typedef {{ id: string, deps: { pkg: string, dep_kinds: { kind: string | null }[] }[] }} Node
 * @typedef {{ packages: Crate[], resolve: { root: string, nodes: Node[] } }} Metadata
 */

const CHOSEN = 'Apache-2.0'
const RULE = '-'.repeat(80)

/**
 * Writes THIRD-PARTY-LICENSES.txt.
 *
 * @param {import('../toolchain.mjs').Toolchain} toolchain
 * @param {import('./make-artefact.mjs').Folders} folders
 * @param {NodeJS.ProcessEnv} environment
 */
export function writeNotices({ cargo, version }, { crate, out }, environment) {
  const crates = linkedCrates(readMetadata(cargo, crate, environment))
  const release = version.find((line) => line.startsWith('release: '))?.slice(9)
  /** The texts, each with what it is the licence of. @type {Map<string, string[]>} */
  const texts = new Map([
    [
      apacheText(crates),
      [
        `std ${release}, Rust's standard library with the crates that it contains (MIT OR Apache-2.0; of compiler_builtins parts under Apache-2.0 WITH LLVM-exception)`,
      ],
    ],
  ])
  for (const each of crates) {
    for (const term of termsOf(each)) {
      const text = term === CHOSEN ? apacheText(crates) : licenceText(each, term)
      const title = `${each.name} ${each.version} (${each.license})`
      texts.set(text, [...(texts.get(text) ?? []), title])
    }
  }
  writeFileSync(join(out, 'THIRD-PARTY-LICENSES.txt'), layOut(texts))
}

/** @param {Map<string, string[]>} texts */
function layOut(texts) {
  const sections = [...texts].map(
    ([text, titles]) => `${RULE}\n${titles.join('\n')}\n${RULE}\n\n${text}\n`,
  )
  return `askar.wasm contains code of the Rust crates below, and askar.js code that wasm-bindgen wrote.
Where a crate offers ${CHOSEN} among other licences, that one was chosen.

${sections.join('\n')}`
}

/**
 * @param {string} cargo
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @returns {Metadata}
 */
function readMetadata(cargo, cwd, env) {
  const options = ['--format-version', '1', '--locked', '--offline', '--filter-platform', TARGET]
  const metadata = output(cargo, ['metadata', ...options], { cwd, env })
  if (metadata === undefined) throw new Error('cargo metadata failed')
  return JSON.parse(metadata)
}

/**
 * The dependencies, by name, without those that only run in the compiler.
 *
 * @param {Metadata} metadata
 */
function linkedCrates({ packages, resolve }) {
  const crates = new Map(packages.map((each) => [each.id, each]))
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]))
  /** @type {Map<string, Crate>} */
  const linked = new Map()
  const pending = [resolve.root]
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const crate = crates.get(id)
    if (linked.has(id) || crate === undefined || isMacro(crate)) continue
    linked.set(id, crate)
    const deps = nodes.get(id)?.deps ?? []
    pending.push(...deps.filter(isLinked).map(({ pkg }) => pkg))
  }
  linked.delete(resolve.root)
  return [...linked.values()].sort(
    (a, b) => compare(a.name, b.name) || compare(a.version, b.version),
  )
}

/** @param {Crate} crate */
function isMacro({ targets }) {
  return targets.some(({ kind }) => kind.includes('proc-macro'))
}

/** @param {Node['deps'][number]} dependency */
function isLinked(dependency) {
  return dependency.dep_kinds.some(({ kind }) => kind === null)
}

/**
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/**
 * The licences of a crate that apply together, with the choice made where there is one.
 *
 * @param {Crate} crate
 */
function termsOf({ license }) {
  return license.split(' AND ').map((term) => {
    const offered = term.replace(/^\(|\)$/g, '').split(/ OR |\//)
    return offered.includes(CHOSEN) ? CHOSEN : term
  })
}

/** @param {readonly Crate[]} crates */
function apacheText(crates) {
  const crate = crates.find(({ name }) => name === 'wasm-bindgen')
  if (crate === undefined) throw new Error('wasm-bindgen is no dependency')
  return licenceText(crate, 'Apache-2.0')
}

/**
 * @param {Crate} crate
 * @param {string} term an identifier of SPDX
 */
function licenceText(crate, term) {
  const folder = dirname(crate.manifest_path)
  const own = `license-${term.split('-')[0]}`.toLowerCase()
  const files = readdirSync(folder)
  const file = [own, 'license'].flatMap((wanted) =>
    files.filter((name) => name.toLowerCase().replace(/\.(md|txt)$/, '') === wanted),
  )[0]
  if (file === undefined) throw new Error(`${crate.name} comes without the text of ${term}`)
  return readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
}
