import { execFile } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Library } from './library.ts'
import type { Direction } from './scoreboard.ts'
import { summarize } from './statistics.ts'

/** What one authcrypt message takes in memory. */
export interface MemoryRow {
  readonly library: string
  readonly direction: Direction
  /** The length of the message's content. */
  readonly bytes: number
  /** How far resident memory rose over where it was before, in bytes; the median of several processes. */
  readonly peak: number
}

const PROBE = fileURLToPath(new URL('memory-probe.js', import.meta.url))

const run = promisify(execFile)

/** Whether this platform tells the peak of a process since a moment of one's choice. */
export const canMeasureMemory = process.platform === 'linux'

/** Packs or opens one large message in a process of its own, as often as told. */
export async function measureMemory(
  { name }: Library,
  direction: Direction,
  bytes: number,
  processes: number,
): Promise<MemoryRow> {
  const peaks: number[] = []
  for (let i = 0; i < processes; i++) {
    const args = ['--expose-gc', PROBE, name, direction, String(bytes)]
    const { stdout } = await run(process.execPath, args, { timeout: 120_000 })
    peaks.push(Number(stdout))
  }
  return { library: name, direction, bytes, peak: summarize(peaks).median }
}
