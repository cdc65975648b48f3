import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import {
  exportedFiles,
  isRecord,
  type Manifest,
  publishedPackages,
  testFiles,
  type WorkspacePackage,
} from './workspace.ts'

/** A folder of `examples/`. */
interface Example {
  readonly path: string
  readonly isTemplate: boolean
  /** Its programs, those that configure tools among them; relative to its folder. */
  readonly sources: readonly Source[]
  readonly published: readonly WorkspacePackage[]
}

interface Source {
  readonly file: string
  readonly text: string
}

/** An example with such a name is a template: people copy its folder, and have nothing else of this repository. */
const TEMPLATE = /^custom-/
const TEMPLATE_FILES = ['README.md', 'src/index.ts', 'tsconfig.json', 'tsup.config.ts']

/** What comes with the published package, and what does for work on it. */
const INSTALLED = ['dependencies', 'peerDependencies', 'optionalDependencies']
const DEPENDENCIES = [...INSTALLED, 'devDependencies']

/** Versions that only a workspace knows. */
const WORKSPACE_RANGE = /^(?:catalog|file|link|portal|workspace):/

/**
 * One line for each thing in `examples/` that somebody who has our packages from the registry could not do: import
 * what they do not export, or use a file beside the example. A template has to stand on its own as well.
 */
export function exampleProblems(root: string): string[] {
  const published = publishedPackages(root)
  return readdirSync(join(root, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const path = join(root, 'examples', name)
      const isTemplate = TEMPLATE.test(name)
      const example = { path, isTemplate, sources: sourcesIn(path), published }
      return [
        ...example.sources.flatMap((source) => sourceProblems(example, source)),
        ...(isTemplate ? templateProblems(example) : []),
      ].map((problem) => `examples/${name}: ${problem}`)
    })
}

function sourceProblems(
  { path, isTemplate, published }: Example,
  { file, text }: Source,
): string[] {
  const outside = relativePathsIn(text).filter((other) =>
    relative(path, resolve(path, dirname(file), other)).startsWith('..'),
  )
  // Tests that nobody copies may use what all tests of this repository use.
  const ours = isTemplate || !file.startsWith('test/') ? importsOf(text).filter(isOurs) : []
  const unpublished = ours.filter((specifier) => !isPublished(specifier, published))
  return [
    ...outside.map((other) => `${file} reaches ${other}, outside of the folder`),
    ...unpublished.map((specifier) => `${file} imports ${specifier}, which is not published`),
  ]
}

function isOurs(specifier: string): boolean {
  return specifier.startsWith('@didcomm/')
}

function isPublished(specifier: string, published: readonly WorkspacePackage[]): boolean {
  const name = packageOf(specifier)
  const manifest = published.find((member) => member.name === name)?.manifest
  return manifest !== undefined && exportedFiles(manifest).has(`.${specifier.slice(name.length)}`)
}

function templateProblems(example: Example): string[] {
  const { path } = example
  const manifest = readJson(join(path, 'package.json'))
  const problems = TEMPLATE_FILES.filter((file) => !existsSync(join(path, file))).map(
    (file) => `${file} is missing`,
  )
  if (testFiles(path).length === 0) problems.push('test/ has no *.test.ts')
  for (const file of ['package.json', 'tsconfig.json']) {
    if (existsSync(join(path, file)) && readFileSync(join(path, file), 'utf8').includes('../')) {
      problems.push(`${file} reaches outside of the folder`)
    }
  }
  return [
    ...problems,
    ...rangeProblems(example, manifest),
    ...dependencyProblems(example, manifest),
  ]
}

/** Our packages are named by the version that they have now: else an install would bring others. */
function rangeProblems({ published }: Example, manifest: Manifest): string[] {
  return [...dependenciesOf(manifest, DEPENDENCIES)].flatMap(([name, range]) => {
    const version = published.find((member) => member.name === name)?.manifest['version']
    const current = `^${String(version)}`
    if (version !== undefined && range !== current) {
      return [`"${name}" in package.json must be "${current}"`]
    }
    return WORKSPACE_RANGE.test(range) ? [`"${name}" in package.json must be a range`] : []
  })
}

/** Here a test finds what the repository's root depends on, in a copy only what the template itself does. */
function dependencyProblems({ sources }: Example, manifest: Manifest): string[] {
  const installed = dependenciesOf(manifest, INSTALLED)
  const all = dependenciesOf(manifest, DEPENDENCIES)
  return sources.flatMap(({ file, text }) => {
    const isKnown = (specifier: string): boolean =>
      file.startsWith('src/')
        ? installed.has(packageOf(specifier))
        : all.has(packageOf(specifier)) || isBuiltin(specifier)
    return importsOf(text)
      .filter((specifier) => !specifier.startsWith('.') && !isKnown(specifier))
      .map((specifier) => `${file} imports ${specifier}, which package.json does not install`)
  })
}

function dependenciesOf(manifest: Manifest, fields: readonly string[]): Map<string, string> {
  return new Map(
    fields.flatMap((field) => {
      const dependencies = manifest[field]
      if (!isRecord(dependencies)) return []
      return Object.entries(dependencies).map(([name, range]) => [name, String(range)] as const)
    }),
  )
}

/** The package of a module's name: `@didcomm/core` of `@didcomm/core/did`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function importsOf(text: string): string[] {
  return ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName)
}

/** The relative paths in a program, imported or not: `new URL('../dist/main.js', import.meta.url)` is one. */
function relativePathsIn(text: string): string[] {
  const paths: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && /^\.\.?(?:\/|$)/.test(node.text)) paths.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest))
  return paths
}

function sourcesIn(path: string): Source[] {
  return ['.', 'src', 'test'].flatMap((folder) => {
    if (!existsSync(join(path, folder))) return []
    return readdirSync(join(path, folder), { recursive: folder !== '.', encoding: 'utf8' })
      .filter((name) => /\.[cm]?[jt]sx?$/.test(name))
      .map((name) => join(folder, name))
      .map((file) => ({ file, text: readFileSync(join(path, file), 'utf8') }))
  })
}

function readJson(file: string): Manifest {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isRecord(value)) throw new Error(`${file} is not an object`)
  return value
}
