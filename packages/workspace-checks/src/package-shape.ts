import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import {
  exportedFiles,
  isRecord,
  type Manifest,
  publishedPackages,
  testFiles,
  type WorkspacePackage,
} from './workspace.ts'

/** What the top level holds, besides dotfiles and what git ignores. */
const topLevel = [
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'examples',
  'package.json',
  'packages',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'tsconfig.base.json',
  'turbo.json',
]
const ignoredAtTopLevel = ['node_modules', 'coverage']

/** What a published package has besides its manifest and a test. */
const requiredFiles = ['LICENSE', 'README.md', 'src/index.ts', 'tsconfig.json', 'tsup.config.ts']

/** The manifest's fields that are the same in every published package. */
function expectedFields(folder: string): Manifest {
  return {
    name: `@didcomm/${folder}`,
    license: 'Apache-2.0',
    repository: {
      type: 'git',
      url: 'git+https://github.com/didcomm/didcomm-typescript.git',
      directory: `packages/${folder}`,
    },
    type: 'module',
    sideEffects: false,
    publishConfig: { access: 'public', provenance: true },
    engines: { node: '>=20.19' },
  }
}

/** The folders that every package publishes. */
const publishedFolders = ['dist', 'src']

/** The scripts that every package has, and that are the same in each. */
const expectedScripts: Manifest = {
  build: 'tsup',
  'check:exports': 'publint --strict && attw --pack --profile esm-only --no-definitely-typed',
  test: 'vitest run --config ../../.config/vitest.ts --dir .',
  typecheck: 'tsc',
}

/** One line for each thing at the top level that is missing or does not belong there. */
export function topLevelProblems(root: string): string[] {
  const found = readdirSync(root).filter(
    (name) => !name.startsWith('.') && !ignoredAtTopLevel.includes(name),
  )
  return [
    ...topLevel
      .filter((name) => !found.includes(name))
      .map((name) => `top level: ${name} is missing`),
    ...found
      .filter((name) => !topLevel.includes(name))
      .map((name) => `top level: ${name} does not belong there`),
  ]
}

/** One line for each way in which a published package differs from the shape that all of them have. */
export function packageShapeProblems(root: string): string[] {
  return publishedPackages(root).flatMap((member) =>
    [fieldProblems, scriptProblems, publishedFolderProblems, exportProblems, fileProblems]
      .flatMap((problemsOf) => problemsOf(member))
      .map((problem) => `packages/${member.folder}: ${problem}`),
  )
}

function fieldProblems({ folder, manifest }: WorkspacePackage): string[] {
  const problems = Object.entries(expectedFields(folder))
    .filter(([field, expected]) => !isDeepStrictEqual(manifest[field], expected))
    .map(([field, expected]) => `"${field}" in package.json must be ${JSON.stringify(expected)}`)
  if (typeof manifest['description'] !== 'string' || manifest['description'] === '') {
    problems.push('"description" in package.json is missing')
  }
  return problems
}

/** A package may have scripts of its own besides. */
function scriptProblems({ manifest }: WorkspacePackage): string[] {
  const scripts = isRecord(manifest['scripts']) ? manifest['scripts'] : {}
  return Object.entries(expectedScripts)
    .filter(([name, command]) => scripts[name] !== command)
    .map(([name, command]) => `the script "${name}" in package.json must be ${String(command)}`)
}

/** A package may publish folders of its own besides. */
function publishedFolderProblems({ path, manifest }: WorkspacePackage): string[] {
  const listed: readonly unknown[] = Array.isArray(manifest['files']) ? manifest['files'] : []
  return [
    ...publishedFolders
      .filter((folder) => !listed.includes(folder))
      .map((folder) => `"files" in package.json lacks ${folder}`),
    ...listed
      .map(String)
      .filter((folder) => !publishedFolders.includes(folder) && !existsSync(join(path, folder)))
      .map((folder) => `"files" in package.json names ${folder}, which does not exist`),
  ]
}

function exportProblems({ path, manifest }: WorkspacePackage): string[] {
  const targets = isRecord(manifest['exports']) ? Object.entries(manifest['exports']) : []
  const problems = targets.flatMap(([subpath, target]) => {
    if (!isRecord(target) || !isDeepStrictEqual(Object.keys(target), ['types', 'default'])) {
      return [`the export "${subpath}" must have "types" and "default", in this order, and no more`]
    }
    return Object.values(target)
      .filter((file) => !existsSync(join(path, String(file))))
      .map((file) => `the export "${subpath}" names ${file}, which the build does not make`)
  })
  if (!exportedFiles(manifest).has('.')) problems.push('nothing is exported as "."')
  return problems
}

function fileProblems({ path }: WorkspacePackage): string[] {
  const problems = requiredFiles
    .filter((file) => !existsSync(join(path, file)))
    .map((file) => `${file} is missing`)
  if (testFiles(path).length === 0) problems.push('test/ has no *.test.ts')
  return problems
}
