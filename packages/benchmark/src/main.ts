import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { writeJson } from './json.ts'
import { writeMarkdown } from './markdown.ts'
import { type Options, readOptions, USAGE } from './options.ts'
import { run } from './run.ts'

const options = optionsOrExit()
const figures = await run(options, (part) => console.error(part))
if (options.chromium && typeof figures.chromium === 'string') throw new Error(figures.chromium)

const markdown = writeMarkdown(figures)
mkdirSync(options.out, { recursive: true })
writeFileSync(join(options.out, 'bench.md'), markdown)
writeFileSync(join(options.out, 'bench.json'), writeJson(figures))
console.log(markdown)

/** A mistake in the command line needs no stack trace. */
function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${USAGE}`)
    process.exit(2)
  }
}
