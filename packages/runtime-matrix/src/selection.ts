import { parseArgs } from 'node:util'
import { type Backend, backends } from './backends.ts'
import { RUNTIME_NAMES, type RuntimeName } from './runtime-names.ts'

/** What to run, and how. */
export interface Selection {
  readonly runtimes: readonly RuntimeName[]
  readonly backends: readonly Backend[]
  /** Whether a runtime that cannot be had is a failure. */
  readonly strict: boolean
  /** Whether the project stays for a look at it. */
  readonly keep: boolean
}

/**
 * Reads the command line: `--only` and `--backend` take names separated by commas, and a name stands for all that begin
 * with it and a hyphen.
 *
 * @throws Error for what it does not know
 */
export function readSelection(args: readonly string[]): Selection {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      backend: { type: 'string' },
      strict: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  })
  const names = backends.map(({ name }) => name)
  const wanted = select(names, values.backend)
  return {
    runtimes: select(RUNTIME_NAMES, values.only),
    backends: backends.filter(({ name }) => wanted.includes(name)),
    strict: values.strict,
    keep: values.keep,
  }
}

function select<Name extends string>(
  all: readonly Name[],
  list: string | undefined,
): readonly Name[] {
  if (list === undefined) return all
  const wanted = list.split(',').map((name) => name.trim())
  const matches = (name: Name, prefix: string) => name === prefix || name.startsWith(`${prefix}-`)
  const unknown = wanted.filter((prefix) => !all.some((name) => matches(name, prefix)))
  if (unknown.length > 0) {
    throw new Error(`there is no ${unknown.join(', ')}; there are ${all.join(', ')}`)
  }
  return all.filter((name) => wanted.some((prefix) => matches(name, prefix)))
}
