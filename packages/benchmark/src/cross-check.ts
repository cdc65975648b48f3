import type { Case } from './cases.ts'
import type { Library, Subject } from './library.ts'
import type { PlainMessage } from './message.ts'

/** A library, ready for a case. */
export interface Contestant {
  readonly library: Pick<Library, 'name' | 'reads'>
  readonly subject: Subject
}

/** What a contestant packed. */
export interface Packed {
  readonly writer: Contestant
  readonly packed: string
}

/**
 * Has everybody pack the message of a case, and everybody open what everybody packed as far as it reads it, before anything is timed.
 *
 * @throws Error when one does not read another
 */
export async function crossCheck(
  { name, kind, mediators }: Case,
  contestants: readonly Contestant[],
  message: PlainMessage,
): Promise<readonly Packed[]> {
  const all: Packed[] = []
  for (const writer of contestants) {
    all.push({ writer, packed: await writer.subject.pack(kind, message) })
  }
  for (const { writer, packed } of all) {
    for (const reader of contestants) {
      if (!reader.library.reads(kind, writer.library.name)) continue
      if ((await openAll(reader.subject, packed, mediators)) !== message.body.content) {
        const names = [reader, writer].map(({ library }) => library.name)
        throw new Error(`${names.join(' misreads what ')} packed: ${name}`)
      }
    }
  }
  return all
}

async function openAll(reader: Subject, text: string, mediators: number): Promise<string> {
  let packed = text
  for (let i = 0; i < mediators; i++) packed = await reader.unwrap(packed)
  return reader.unpack(packed)
}
