import { makeCase, type Plan } from './cases.ts'
import { timeInChromium, type WebFigures } from './chromium/time-in-chromium.ts'
import { describeEnvironment, type Environment } from './environment.ts'
import { libraries } from './libraries.ts'
import { canMeasureMemory, measureMemory, type MemoryRow } from './memory.ts'
import type { Options } from './options.ts'
import { type OverheadRow, overheads } from './overhead.ts'
import { findParticipants } from './participants.ts'
import { type Row, timeCase } from './scoreboard.ts'

/** All figures of a run: times in microseconds, memory in bytes. */
export interface Figures {
  readonly environment: Environment
  /** Why a library was left out, by its name. */
  readonly absent: Readonly<Record<string, string>>
  /** In milliseconds. */
  readonly efforts: Pick<Plan, 'effort' | 'headlineEffort'>
  readonly rows: readonly Row[]
  readonly overhead: readonly OverheadRow[]
  readonly memory: readonly MemoryRow[]
  /** Or why there are none. */
  readonly chromium: WebFigures | string
}

/** Whose memory is measured: one message of this size. */
const LARGE = makeCase({ bytes: 1_000_000 })

/** Runs what was asked for, and tells what it is at. */
export async function run(options: Options, tell: (part: string) => void): Promise<Figures> {
  const { webCases, effort, headlineEffort, processes } = options.plan
  const isWanted = (name: string) => options.isWanted(name) && !options.chromium
  const cases = options.plan.cases.filter(({ name }) => isWanted(name))
  const memoryCases = canMeasureMemory && isWanted('memory') ? [LARGE] : []
  const { present, absent } = await findParticipants(libraries, [...cases, ...memoryCases], tell)
  const environment = describeEnvironment(present)

  // First, while the code of an envelope has seen no other backend: an application has one, too.
  const overhead: OverheadRow[] = []
  for (const [backend, time] of overheads) {
    for (const curve of ['X25519', 'P-256'] as const) {
      const name = `overhead ${backend} ${curve}`
      if (!isWanted(name)) continue
      tell(name)
      overhead.push(...(await time(curve, headlineEffort)))
    }
  }

  const rows: Row[] = []
  for (const wanted of cases) {
    tell(wanted.name)
    const isHeadline = wanted.modes.length > 1
    rows.push(...(await timeCase(wanted, present, isHeadline ? headlineEffort : effort)))
  }

  const memory: MemoryRow[] = []
  for (const { bytes } of memoryCases) {
    for (const library of present) {
      tell(`memory ${library.name}`)
      for (const direction of ['pack', 'unpack'] as const) {
        memory.push(await measureMemory(library, direction, bytes, processes))
      }
    }
  }

  const wanted = webCases.filter(({ name }) => options.isWanted(`Chromium ${name}`))
  if (wanted.length > 0) tell('Chromium')
  return {
    environment,
    absent,
    efforts: { effort, headlineEffort },
    rows,
    overhead,
    memory,
    chromium: wanted.length > 0 ? await timeInChromium(wanted, headlineEffort) : 'not asked for',
  }
}
