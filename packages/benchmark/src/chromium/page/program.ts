import type { Case } from '../../cases.ts'
import type { CreateSubject, Library } from '../../library.ts'
import type { Effort } from '../../measure.ts'
import { type Row, timeCase } from '../../scoreboard.ts'

/** A library's name, and where its module lies, which exports `createSubject`. */
export interface WebModule {
  readonly name: string
  readonly address: string
}

/** What this module exports, for whoever imports it by its address. */
export interface PageProgram {
  readonly timeInPage: typeof timeInPage
}

/** Times a case with all libraries in this page. */
export async function timeInPage(
  modules: readonly WebModule[],
  wanted: Case,
  effort: Effort,
): Promise<readonly Row[]> {
  // The clock of other pages ticks once in 100 µs.
  if (!crossOriginIsolated) throw new Error('the page is not isolated')
  const libraries: Library[] = []
  for (const { name, address } of modules) {
    const { createSubject }: { createSubject: CreateSubject } = await import(address)
    libraries.push({ name, packages: [], can: () => true, reads: () => true, createSubject })
  }
  return timeCase(wanted, libraries, effort)
}
