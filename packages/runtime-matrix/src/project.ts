import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Backend } from './backends.ts'
import { npmInstall, runCommand } from './command.ts'

/** This repository; the sources and the built program lie equally deep in it. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** Where the built program lies. */
const DIST = fileURLToPath(new URL('.', import.meta.url))

/** An application that uses the packages as they are published. */
export interface Project {
  readonly folder: string
  /** Where the modules lie that start the program on a backend. */
  site(backend: Backend): string
}

/** What starts the program, in the folder of each backend. */
export const STARTERS = {
  /** Runs it: in Node and the like, in a page without a bundler, and in a worker. */
  main: 'main.js',
  /** For a page: runs it there, or in a worker if the address ends in `#worker`. */
  page: 'page.js',
  /** A test of workerd. */
  workerd: 'workerd.js',
} as const

/** Makes a project in an empty folder: the packed packages, installed by npm, and the program. */
export async function createProject(
  folder: string,
  backends: readonly Backend[],
): Promise<Project> {
  const tarballs = await packPackages(join(folder, 'tarballs'))
  await npmInstall('the packed packages', folder, tarballs)
  cpSync(DIST, join(folder, 'matrix'), { recursive: true })
  const project = {
    folder,
    site: ({ name }: Backend) => join(folder, 'sites', name),
  }
  for (const backend of backends) writeSite(project.site(backend), backend)
  return project
}

async function packPackages(destination: string): Promise<string[]> {
  mkdirSync(destination, { recursive: true })
  const published = publishedNames()
  await runCommand({
    what: 'packing the packages',
    command: 'npx',
    args: [
      '--yes',
      'pnpm@10',
      '--recursive',
      ...published.flatMap((name) => ['--filter', name]),
      'pack',
      '--pack-destination',
      destination,
    ],
    cwd: ROOT,
    seconds: 120,
  })
  const tarballs = readdirSync(destination)
  if (tarballs.length !== published.length) {
    throw new Error(`of ${published.length} published packages, ${tarballs.length} were packed`)
  }
  return tarballs.map((file) => join(destination, file))
}

function publishedNames(): string[] {
  return readdirSync(join(ROOT, 'packages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(ROOT, 'packages', name, 'package.json'))
    .map((file): { name: string; private?: boolean } => JSON.parse(readFileSync(file, 'utf8')))
    .filter((manifest) => manifest.private !== true)
    .map(({ name }) => name)
}

function writeSite(folder: string, { name }: Backend): void {
  mkdirSync(folder, { recursive: true })
  const write = (file: string, ...lines: string[]) =>
    writeFileSync(join(folder, file), `${lines.join('\n')}\n`)
  const imports = [
    `import open from '../../matrix/program/backends/${name}.js'`,
    `import { run, runInWorker } from '../../matrix/program/run.js'`,
  ]
  write(STARTERS.main, ...imports, 'run(open)')
  write(STARTERS.workerd, ...imports, 'export default { test: () => run(open) }')
  write(
    STARTERS.page,
    ...imports,
    `if (location.hash === '#worker') {`,
    // Written out in one expression: bundlers recognize nothing else.
    `  runInWorker(() => new Worker(new URL('./${STARTERS.main}', import.meta.url), { type: 'module' }))`,
    '} else run(open)',
  )
  write(
    'index.html',
    '<!doctype html>',
    '<meta charset="utf-8">',
    `<script type="module" src="./${STARTERS.page}"></script>`,
  )
}
