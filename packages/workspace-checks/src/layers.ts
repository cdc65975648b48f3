import { join } from 'node:path'
import type { BuildFailure } from 'esbuild'
import { bundle } from './bundle.ts'
import { exportedFiles, publishedPackages, type WorkspacePackage } from './workspace.ts'

/** What the bundles of the packages whose name matches may contain, besides the package itself. */
export interface LayerRule {
  readonly packages: RegExp
  readonly mayReach: readonly string[]
}

/** The first rule that matches a package's name applies. A package that no rule names is an error. */
export const layerRules: readonly LayerRule[] = [
  { packages: /^@didcomm\/core$/, mayReach: [] },
  { packages: /^@didcomm\/routing$/, mayReach: ['@didcomm/core'] },
  {
    packages: /^@didcomm\/messaging$/,
    mayReach: ['@didcomm/core', '@didcomm/routing'],
  },
  // A hash for the identifier, but no cipher and no curve.
  {
    packages: /^@didcomm\/did-peer$/,
    mayReach: ['@didcomm/core', '@noble/hashes'],
  },
  { packages: /^@didcomm\/did-(key|jwk|web)$/, mayReach: ['@didcomm/core'] },
  { packages: /^@didcomm\/crypto-askar-wasm$/, mayReach: ['@didcomm/core'] },
  {
    packages: /^@didcomm\/crypto-noble$/,
    mayReach: ['@didcomm/core', '@noble/ciphers', '@noble/curves', '@noble/hashes'],
  },
  { packages: /^@didcomm\/crypto-webcrypto$/, mayReach: ['@didcomm/core'] },
  // The one package that is for Node alone.
  {
    packages: /^@didcomm\/crypto-node$/,
    mayReach: ['@didcomm/core', '@noble/ciphers', 'node:buffer', 'node:crypto'],
  },
]

/** One line for each package that a published bundle reaches against the rules. Reads `dist/`. */
export async function layerProblems(
  root: string,
  rules: readonly LayerRule[] = layerRules,
): Promise<string[]> {
  const packages = publishedPackages(root)
  const problems = await Promise.all(
    packages.map(async (member) => {
      const rule = rules.find(({ packages: pattern }) => pattern.test(member.name))
      if (!rule) return [`${member.name} has no rule in layers.ts`]
      return packageProblems(root, packages, member, rule)
    }),
  )
  return problems.flat()
}

async function packageProblems(
  root: string,
  packages: readonly WorkspacePackage[],
  { name, path, manifest }: WorkspacePackage,
  rule: LayerRule,
): Promise<string[]> {
  const entryPoints = [...exportedFiles(manifest).values()].map((file) => join(path, file))
  try {
    const { metafile } = await bundle(root, { entryPoints })
    const reached = new Map<string, string>()
    for (const [file, { imports }] of Object.entries(metafile.inputs)) {
      for (const imported of imports) reached.set(packageOf(imported.path, packages), file)
    }
    return [...reached]
      .filter(([other]) => other !== name && !rule.mayReach.includes(other))
      .map(([other, file]) => `${name} reaches ${other} (imported in ${file})`)
  } catch (error) {
    if (!isBuildFailure(error)) throw error
    return error.errors.map(
      ({ text, location }) => `${name}: ${text} (${location?.file ?? 'dist'})`,
    )
  }
}

/** The package that a bundled file belongs to; `file` is relative to the repository's root. */
function packageOf(file: string, packages: readonly WorkspacePackage[]): string {
  const dependency = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]
  if (dependency) return dependency
  const folder = /^packages\/([^/]+)\//.exec(file)?.[1]
  return packages.find((member) => member.folder === folder)?.name ?? file
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors)
}
