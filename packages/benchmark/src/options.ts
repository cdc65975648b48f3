import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { FULL, type Plan, QUICK } from './cases.ts'

/** What to run, and where the report goes. */
export interface Options {
  readonly plan: Plan
  /** Whether a part of the run, by its name, was asked for. */
  isWanted(name: string): boolean
  /** Whether to run in Chromium and nothing else, and to fail where there is none. */
  readonly chromium: boolean
  /** The folder for `bench.md` and `bench.json`. */
  readonly out: string
}

/** How to call it. */
export const USAGE = 'pnpm bench [--quick] [--only <names>] [--chromium] [--out <folder>]'

const RESULTS = fileURLToPath(new URL('../results', import.meta.url))

/** Reads the command line. `--only` takes what occurs in the name of a row, separated by commas. @throws Error */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    // pnpm may pass on the two hyphens that end its own options.
    args: args[0] === '--' ? args.slice(1) : [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      chromium: { type: 'boolean', default: false },
      out: { type: 'string', default: RESULTS },
    },
  })
  const { quick, only, chromium, out } = values
  const wanted = only?.split(',').map((part) => part.trim().toLowerCase())
  return {
    plan: quick ? QUICK : FULL,
    isWanted: (name) => wanted?.some((part) => name.toLowerCase().includes(part)) ?? true,
    chromium,
    out,
  }
}
