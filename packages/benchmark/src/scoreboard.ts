import type { Case } from './cases.ts'
import { createCast } from './cast.ts'
import { crossCheck } from './cross-check.ts'
import type { Library } from './library.ts'
import { type Effort, measure, type Times } from './measure.ts'
import { createMessage } from './message.ts'

/** What is timed of a case. */
export type Direction = 'pack' | 'unpack'

/** The times of a case in one direction. */
export interface Row {
  readonly case: Case
  readonly direction: Direction
  readonly times: Times
}

/**
 * Times a case: who can do it packs and opens the same message with the same keys.
 *
 * Of a forward, `unpack` is what its first mediator does: it opens the outermost envelope.
 */
export async function timeCase(
  wanted: Case,
  libraries: readonly Library[],
  effort: Effort,
): Promise<readonly Row[]> {
  const { kind, modes, bytes } = wanted
  const cast = await createCast(wanted)
  const message = createMessage(cast, bytes)
  const contestants = []
  for (const library of libraries.filter((candidate) => candidate.can(wanted))) {
    contestants.push({ library, subject: await library.createSubject(cast) })
  }
  const all = await crossCheck(wanted, contestants, message)
  const packing = all.map(({ writer: { library, subject } }) => ({
    name: library.name,
    run: () => subject.pack(kind, message),
  }))
  const unpacking = all.map(({ writer: { library, subject }, packed }) => ({
    name: library.name,
    run: () => (kind === 'forward' ? subject.unwrap(packed) : subject.unpack(packed)),
  }))
  return [
    { case: wanted, direction: 'pack', times: await measure(packing, effort, modes) },
    { case: wanted, direction: 'unpack', times: await measure(unpacking, effort, modes) },
  ]
}

/** The name of a row: its case, and what its direction is called of such an envelope. */
export function rowName({ case: { kind, name }, direction }: Row): string {
  if (kind === 'signed') return `${name}, ${direction === 'pack' ? 'sign' : 'verify'}`
  return `${name}, ${kind === 'forward' && direction === 'unpack' ? 'unwrap' : direction}`
}

/** The row of a case, if it was timed. */
export function findRow(
  rows: readonly Row[],
  { name }: Case,
  direction: Direction,
): Row | undefined {
  return rows.find((row) => row.case.name === name && row.direction === direction)
}
