import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

/** A package that is no dependency of this one, because it is too much for everybody to install: runs that need it fetch it. */
export interface FetchedPackage<Exports> {
  /** `<name>@<version>`. */
  readonly id: string
  /** Where it and what it needs are installed. */
  readonly folder: string
  isThere(): boolean
  /** Installs it, unless it is there. @throws Error why it could not be installed, in one line */
  fetch(): Promise<void>
  /** Imports what it exports. @throws Error if it is not there */
  load(): Promise<Exports>
}

/** What to fetch, and what of it. */
export interface FetchedPackageOptions {
  readonly name: string
  /** An exact one. */
  readonly version: string
  /** The source of a module that exports what is used; it is put into the folder, and finds there what it imports. */
  readonly exports: string
  /** The folder for all such packages. */
  readonly cache?: string
  readonly install?: (folder: string, id: string) => Promise<void>
}

/** Is ignored by git, and kept by pnpm. */
const CACHE = fileURLToPath(new URL('../node_modules/.cache', import.meta.url))

const run = promisify(execFile)

/** Describes a package that can be fetched. */
export function fetchedPackage<Exports>({
  name,
  version,
  exports,
  cache = CACHE,
  install = npmInstall,
}: FetchedPackageOptions): FetchedPackage<Exports> {
  const id = `${name}@${version}`
  const folder = join(cache, id)
  const file = join(folder, 'exports.mjs')
  const isThere = () => existsSync(file) && readFileSync(file, 'utf8') === exports
  return {
    id,
    folder,
    isThere,
    async fetch() {
      if (isThere()) return
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true })
      await install(folder, id)
      // Last, so that an installation that was interrupted is not taken for a package that is there.
      writeFileSync(file, exports)
    },
    load: () => import(pathToFileURL(file).href),
  }
}

async function npmInstall(folder: string, id: string): Promise<void> {
  const args = [
    'install',
    // Not where pnpm, which started this process, says in the environment.
    `--prefix=${folder}`,
    '--engine-strict=false',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=5000',
    '--loglevel=error',
    id,
  ]
  try {
    await run('npm', args, { cwd: folder, timeout: 180_000 })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new Error(reasonOf(error), { cause: error })
  }
}

/** How a command failed; `message` holds the command and all that it printed. */
interface Failure extends Error {
  readonly stderr?: string
  /** Because it took too long. */
  readonly killed?: boolean
}

/** Why npm failed, in one line: the first that it prints and that is not the name of an error alone. */
export function reasonOf({ message, stderr = '', killed = false }: Failure): string {
  if (killed) return 'npm took too long'
  const said = /^npm (?:error|ERR!) (?!code |syscall |errno )(.*\S)/m.exec(stderr)?.[1]
  return said ?? message.split('\n', 1).join('')
}
