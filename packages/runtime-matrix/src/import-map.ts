import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The conditions under which a browser takes a target of `exports`. */
const CONDITIONS = ['browser', 'import', 'default']

/**
 * Makes the import map with which a browser finds what the packages in `node_modules` export, without a bundler.
 *
 * @returns the address of each module, by its name: `@didcomm/core/did`
 */
export function importMap(nodeModules: string): Record<string, string> {
  const imports: Record<string, string> = {}
  for (const name of packageNames(nodeModules)) {
    const file = join(nodeModules, name, 'package.json')
    const { exports }: { exports?: unknown } = JSON.parse(readFileSync(file, 'utf8'))
    for (const [subpath, target] of Object.entries(isObject(exports) ? exports : {})) {
      const path = resolveTarget(target)
      if (path !== undefined) {
        imports[name + subpath.slice(1)] = `/node_modules/${name}${path.slice(1)}`
      }
    }
  }
  return imports
}

function packageNames(nodeModules: string): string[] {
  const folders = readdirSync(nodeModules).flatMap((name) =>
    name.startsWith('@')
      ? readdirSync(join(nodeModules, name)).map((rest) => `${name}/${rest}`)
      : name,
  )
  return folders.filter((name) => existsSync(join(nodeModules, name, 'package.json')))
}

/** The first target whose condition holds, as `exports` are read. */
function resolveTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  if (!isObject(target)) return undefined
  const found = Object.entries(target).find(([condition]) => CONDITIONS.includes(condition))
  return found && resolveTarget(found[1])
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
