import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, loadavg, release, type } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Library } from './library.ts'

/** Where and with what a run was made. */
export interface Environment {
  readonly date: string
  readonly node: string
  readonly v8: string
  readonly openssl: string
  readonly os: string
  readonly cpu: string
  readonly cpus: number
  /** How many processes wanted a processor over the last minute, before the run. */
  readonly load: number
  /** Of each library: packages and their versions. */
  readonly packages: Readonly<Record<string, readonly string[]>>
}

const MANIFEST = fileURLToPath(new URL('../package.json', import.meta.url))

/** Describes this machine, and libraries that are there. */
export function describeEnvironment(
  libraries: readonly Pick<Library, 'name' | 'packages' | 'fetched'>[],
): Environment {
  const [cpu] = cpus()
  return {
    date: new Date().toISOString(),
    node: process.versions.node,
    v8: process.versions.v8,
    openssl: process.versions.openssl,
    os: `${type()} ${release()} ${process.arch}`,
    cpu: cpu?.model.trim() ?? 'unknown',
    cpus: cpus().length,
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
    packages: Object.fromEntries(
      libraries.map(({ name, packages, fetched }) => {
        const importer = fetched ? join(fetched.folder, 'package.json') : MANIFEST
        return [name, packages.flatMap((names) => versionsOf(names, importer))]
      }),
    ),
  }
}

function versionsOf(
  [name, ...dependencies]: Library['packages'][number],
  importer: string,
): string[] {
  const manifest = findManifest(name, importer)
  return [manifest, ...dependencies.map((other) => findManifest(other, manifest))].map((file) => {
    const found: { name: string; version: string } = JSON.parse(readFileSync(file, 'utf8'))
    return `${found.name} ${found.version}`
  })
}

/** Where Node finds the manifest of a package that another one imports, whatever its `exports` say. */
function findManifest(name: string, importer: string): string {
  const require = createRequire(importer)
  for (const folder of require.resolve.paths(name) ?? []) {
    const file = join(folder, name, 'package.json')
    // Real, so that the dependencies of a linked package are found beside it.
    if (existsSync(file)) return realpathSync(file)
  }
  throw new Error(`${name} is not installed`)
}
