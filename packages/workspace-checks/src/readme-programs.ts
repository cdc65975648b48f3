import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { publishedPackages } from './workspace.ts'

/** A program that a README shows. */
export interface ReadmeProgram {
  /** The README, relative to the repository, and the line the program starts at. */
  readonly place: string
  readonly source: string
}

const BLOCK = /^```ts\n(.*?)^```$/gms

/** The TypeScript programs in the READMEs of the repository and of what it publishes. */
export function readmePrograms(root: string): ReadmeProgram[] {
  const folders = [root, ...publishedPackages(root).map(({ path }) => path)]
  return folders.flatMap((folder) => {
    const readme = join(folder, 'README.md')
    return existsSync(readme)
      ? programsOf(relative(root, readme), readFileSync(readme, 'utf8'))
      : []
  })
}

/** The programs in a Markdown text; a block without imports goes on with the one before it. */
export function programsOf(place: string, markdown: string): ReadmeProgram[] {
  const programs: ReadmeProgram[] = []
  for (const match of markdown.matchAll(BLOCK)) {
    const source = match[1] ?? ''
    const previous = programs.at(-1)
    if (previous && !/^import /m.test(source)) {
      programs[programs.length - 1] = { ...previous, source: previous.source + source }
    } else {
      const line = markdown.slice(0, match.index).split('\n').length
      programs.push({ place: `${place}:${line}`, source })
    }
  }
  return programs
}

/** Type-checks programs as an application in strict mode would, and returns what is wrong with them. */
export function typeCheck(root: string, programs: readonly ReadmeProgram[]): string[] {
  const files = new Map(programs.map((program, i) => [join(root, `readme-${i}.ts`), program]))
  const options = compilerOptions(root)
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (file) => files.has(file) || fileExists(file)
  host.getSourceFile = (file, version, ...rest) => {
    const program = files.get(file)
    // `export {}` makes a module of it, in which `await` may stand at the top.
    return program
      ? ts.createSourceFile(file, `${program.source}\nexport {}\n`, version)
      : getSourceFile(file, version, ...rest)
  }
  const program = ts.createProgram([...files.keys()], options, host)
  return [...files].flatMap(([file, { place }]) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map(({ messageText }) => {
      return `${place}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
    }),
  )
}

/** The repository's own options without those that go beyond `strict`: users need not have them. */
function compilerOptions(root: string): ts.CompilerOptions {
  const file = join(root, 'tsconfig.base.json')
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root)
  return {
    ...options,
    noUncheckedIndexedAccess: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
  }
}

/** Turns a program into JavaScript for Node. */
export function transpile({ source }: ReadmeProgram): string {
  return ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  }).outputText
}
