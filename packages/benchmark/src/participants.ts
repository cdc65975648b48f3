import type { Case } from './cases.ts'
import type { Library } from './library.ts'

/** Who takes part in a run. */
export interface Participants {
  readonly present: readonly Library[]
  /** Why others do not, by the library's name. */
  readonly absent: Readonly<Record<string, string>>
}

/**
 * Fetches what the libraries for these cases need and what is not there yet, and loads it.
 *
 * A library of which that fails is left out, and so is one that would have to be fetched with nothing to do.
 */
export async function findParticipants(
  libraries: readonly Library[],
  cases: readonly Case[],
  tell: (part: string) => void,
): Promise<Participants> {
  const needed = libraries.filter(
    (library) => !library.fetched || cases.some((wanted) => library.can(wanted)),
  )
  const absent: Record<string, string> = {}
  for (const { name, fetched } of needed) {
    if (!fetched) continue
    if (!fetched.isThere()) tell(`fetching ${fetched.id}`)
    try {
      await fetched.fetch()
      // Before anything runs: loading it later has V8 throw away optimized code of others, of which some stays slow.
      await fetched.load()
    } catch (error) {
      absent[name] = error instanceof Error ? error.message : String(error)
      tell(`${name} is left out: ${absent[name]}`)
    }
  }
  return { present: needed.filter(({ name }) => !(name in absent)), absent }
}
