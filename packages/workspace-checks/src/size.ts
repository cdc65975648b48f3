import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { bundle, type BundleEntry } from './bundle.ts'
import { entryBudgets, type SizeBudget, type StackBudget, stackBudgets } from './size-budgets.ts'
import { exportedFiles, publishedPackages, type WorkspacePackage } from './workspace.ts'

/** A bundle's size beside its limit, in bytes. */
export interface MeasuredSize {
  readonly name: string
  readonly minified: number
  readonly gzipped: number
  readonly limit: number
}

/** Measures all that is published, each entry alone, and every stack. Reads `dist/`. */
export async function measureSizes(root: string): Promise<MeasuredSize[]> {
  return Promise.all([
    ...publishedPackages(root).flatMap((member) => measurePackage(root, member)),
    ...stackBudgets.map((stack) => measureStack(root, stack)),
  ])
}

/** One line for each bundle that is larger than its budget. */
export function sizeProblems(sizes: readonly MeasuredSize[]): string[] {
  return sizes
    .filter(({ gzipped, limit }) => gzipped > limit)
    .map(({ name, gzipped, limit }) => `${name} is ${gzipped} bytes, over its limit of ${limit}`)
}

function measurePackage(
  root: string,
  { name, path, manifest }: WorkspacePackage,
): Promise<MeasuredSize>[] {
  return Array.from(exportedFiles(manifest), ([subpath, file]) => {
    const entry = name + subpath.slice(1)
    const budget = entryBudgets.find((candidate) => candidate.name === entry)
    if (!budget) throw new Error(`${entry} has no row in size-budgets.ts`)
    return measure(root, budget, { entryPoints: [join(path, file)], packages: 'external' })
  })
}

function measureStack(root: string, stack: StackBudget) {
  const contents = Object.entries(stack.imports)
    .map(([from, names]) => `export { ${names.join(', ')} } from '${from}'`)
    .join('\n')
  return measure(root, stack, { stdin: { contents, resolveDir: root } })
}

async function measure(
  root: string,
  { name, limit }: SizeBudget,
  entry: BundleEntry,
): Promise<MeasuredSize> {
  const { outputFiles } = await bundle(root, entry)
  const [file] = outputFiles
  if (!file) throw new Error(`${name}: nothing was bundled`)
  return {
    name,
    minified: file.contents.length,
    gzipped: gzipSync(file.contents, { level: 9 }).length,
    limit: limit * 1000,
  }
}
