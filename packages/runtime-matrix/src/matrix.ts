import { availableParallelism } from 'node:os'
import { type Backend, FORBIDDING } from './backends.ts'
import { judge, judgeRefusal, type Outcome } from './outcome.ts'
import type { RuntimeName } from './runtime-names.ts'
import type { Runtime, StartedRuntime } from './runtime.ts'
import { Unavailable } from './unavailable.ts'
import type { Workshop } from './workshop.ts'

/** A row of results. */
export interface Row {
  readonly runtime: RuntimeName
  /** What it was, with its version; unknown if it did not start. */
  readonly version: string | undefined
  /** One for each backend. */
  readonly outcomes: readonly Outcome[]
}

/** Takes a line for each thing that is done. */
export type Progress = (line: string) => void

/** Runs the backends on one runtime, as many at a time as there are processors. What goes wrong is an outcome. */
export async function runRow(
  runtime: Runtime,
  backends: readonly Backend[],
  workshop: Workshop,
  progress: Progress,
): Promise<Row> {
  const { name } = runtime
  const timer = stopwatch()
  const started = await start(runtime, workshop)
  progress(`${name}: ${'run' in started ? 'ready' : started.kind} after ${timer()}`)
  const outcomes = await mapConcurrently(backends, async (backend): Promise<Outcome> => {
    if (!backend.claims.includes(name)) return { kind: 'unclaimed' }
    if (!('run' in started)) return started
    const backendTimer = stopwatch()
    const outcome = await outcomeOf(name, started, backend)
    progress(`${name}, ${backend.name}: ${outcome.kind} after ${backendTimer()}`)
    return outcome
  })
  return { runtime: name, version: 'run' in started ? started.version : undefined, outcomes }
}

type NotStarted = Extract<Outcome, { readonly kind: 'skipped' | 'failed' }>

async function start(runtime: Runtime, workshop: Workshop): Promise<StartedRuntime | NotStarted> {
  try {
    return await runtime.start(workshop)
  } catch (error) {
    if (error instanceof Unavailable) return { kind: 'skipped', reason: error.message }
    return { kind: 'failed', problems: [messageOf(error)] }
  }
}

async function outcomeOf(
  name: RuntimeName,
  started: StartedRuntime,
  backend: Backend,
): Promise<Outcome> {
  try {
    const report = await started.run(backend)
    if (name === FORBIDDING) return judgeRefusal(report)
    return judge(report, backend.ownSuites?.(name) ?? 0)
  } catch (error) {
    return { kind: 'failed', problems: [messageOf(error)] }
  }
}

/** Maps in order, a few at a time. */
async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const waiting = items.entries()
  const work = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await map(item)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return results
}

/** Starts now. @returns how long ago that was, at each call */
function stopwatch(): () => string {
  const began = performance.now()
  return () => `${((performance.now() - began) / 1000).toFixed(1)} s`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
