import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The members of a `package.json`, not looked at yet. */
export type Manifest = { readonly [field: string]: unknown }

/** One folder of `packages/`. */
export interface WorkspacePackage {
  readonly name: string
  /** The folder's name, which is the package's name without its scope. */
  readonly folder: string
  /** Absolute. */
  readonly path: string
  readonly manifest: Manifest
}

/** This repository; the sources and the built program lie equally deep in it. */
export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url))

/** The folders in `packages/`, as absolute paths. */
export function packageFolders(root: string): string[] {
  return readdirSync(join(root, 'packages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(root, 'packages', name))
}

/** The packages that are published: those of `packages/` that are not private. */
export function publishedPackages(root: string): WorkspacePackage[] {
  return packageFolders(root)
    .map((path) => {
      const manifest = readManifest(path)
      return { name: String(manifest['name']), folder: basename(path), path, manifest }
    })
    .filter(({ manifest }) => manifest['private'] !== true)
}

/** The test files in a package's folder, as absolute paths. */
export function testFiles(packageFolder: string): string[] {
  const folder = join(packageFolder, 'test')
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(folder, file))
}

/** The built files that a package exports, by subpath (`.`, `./contracts`), relative to its folder. */
export function exportedFiles(manifest: Manifest): Map<string, string> {
  const files = new Map<string, string>()
  if (!isRecord(manifest['exports'])) return files
  for (const [subpath, target] of Object.entries(manifest['exports'])) {
    if (isRecord(target) && typeof target['default'] === 'string') {
      files.set(subpath, target['default'])
    }
  }
  return files
}

function readManifest(packageFolder: string): Manifest {
  const manifest: unknown = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  if (!isRecord(manifest)) throw new Error(`${packageFolder}/package.json is not an object`)
  return manifest
}

/** Tells an object with members from everything else. */
export function isRecord(value: unknown): value is { readonly [member: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
