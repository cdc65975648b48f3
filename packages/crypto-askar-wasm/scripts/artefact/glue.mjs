// @ts-check
/** Shapes the JavaScript that wasm-bindgen writes. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const DECLARATION = /^export (class|const|enum|function) (\w+)/gm
/** What takes the instance's exports; every other name that begins so is for the module. */
const SET_EXPORTS = '__wbg_set_wasm'
const INTERNAL = /^__wb/

/**
 * Turns wasm-bindgen's glue, which serves one instance, into a function that makes the glue of one: instances do not share
 * handles, and one that trapped can be replaced.
 *
 * @param {string} folder
 * @param {string} name of the module
 */
export function makeGlueFactory(folder, name) {
  const code = readFileSync(join(folder, `${name}_bg.js`), 'utf8')
  const types = readFileSync(join(folder, `${name}.d.ts`), 'utf8')
  const names = [...code.matchAll(DECLARATION)].map((match) => String(match[2]))
  writeFileSync(join(folder, `${name}.js`), factory(code, names))
  writeFileSync(join(folder, `${name}.d.ts`), factoryTypes(types, names, name))
  rmSync(join(folder, `${name}_bg.js`))
  rmSync(join(folder, `${name}_bg.wasm.d.ts`))
}

/**
 * @param {string} code
 * @param {readonly string[]} names
 */
function factory(code, names) {
  const body = code.replace(DECLARATION, '$1 $2')
  const known = names.includes(SET_EXPORTS) && !/^(export|import)\b/m.test(body)
  if (!known) throw new Error('the glue of wasm-bindgen is another now')
  return `/** Makes the glue of one instance. */
export function createGlue() {
${body}
return {
    ${names.filter((name) => !INTERNAL.test(name)).join(',\n    ')},
    imports: { ${names.filter((name) => INTERNAL.test(name) && name !== SET_EXPORTS).join(', ')} },
    setExports: ${SET_EXPORTS},
}
}
`
}

/**
 * @param {string} types
 * @param {readonly string[]} names
 * @param {string} moduleName
 */
function factoryTypes(types, names, moduleName) {
  const body = types.replace(DECLARATION, 'declare $1 $2')
  const typed = names.filter(
    (name) => !INTERNAL.test(name) && new RegExp(`^declare \\w+ ${name}\\b`, 'm').test(body),
  )
  return `${body}
export type { ContentKey, SecretKey }

/** The glue of one instance. */
export interface Glue {
${typed.map((name) => `    readonly ${name}: typeof ${name}`).join('\n')}
    /** What the module imports from \`./${moduleName}_bg.js\`. */
    readonly imports: WebAssembly.ModuleImports
    /** Hands over what the instance exports. */
    setExports(exports: WebAssembly.Exports): void
}

/** Makes the glue of one instance. */
export declare function createGlue(): Glue
`
}
