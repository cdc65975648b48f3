import type { Backend } from './backends.ts'
import type { Report } from './report.ts'
import type { RuntimeName } from './runtime-names.ts'
import type { Workshop } from './workshop.ts'

/** A row of the matrix. */
export interface Runtime {
  readonly name: RuntimeName
  /** Makes it ready. @throws Unavailable where it cannot be had */
  start(workshop: Workshop): Promise<StartedRuntime>
}

/** A runtime that is ready. */
export interface StartedRuntime {
  /** What it is, with its version: `Node 24.21.0`. */
  readonly version: string
  /** Runs the program on a backend. */
  run(backend: Backend): Promise<Report>
}

/** How long the program may take on one backend; it takes a tenth of that. */
export const PROGRAM_SECONDS = 120
