import { sizeLabel } from './cases.ts'
import type { Download, WebFigures } from './chromium/time-in-chromium.ts'
import { WEB_PEER } from './chromium/web-libraries.ts'
import { type GrowthRow, growthOf } from './growth.ts'
import { libraries, peers } from './libraries.ts'
import { type Mode, ratioOf, type Times } from './measure.ts'
import type { MemoryRow } from './memory.ts'
import type { OverheadRow } from './overhead.ts'
import type { Figures } from './run.ts'
import { type Row, rowName } from './scoreboard.ts'
import { markdownTable } from './table.ts'
import { type Target, targetsOf, verdictOf } from './targets.ts'

const METHOD = `Every library packs and opens the same messages with the same keys. Before a case is timed, each opens what the others
packed, as far as it reads it. Times are medians: in blocks, where each library runs for a while before the next one
does, as in a server under load, and in turns, where each runs once and then the next one. Ratios of one run compare;
times depend on the machine, and on what else it does.`

/** Where a library has no figure. */
const NONE = '–'

/** Writes the report. Parts of which nothing was run are left out. */
export function writeMarkdown(figures: Figures): string {
  const { rows, overhead, memory, chromium } = figures
  const names = libraries.map(({ name }) => name)
  const sections = [
    ['Scoreboard', METHOD, environmentList(figures)],
    ['Targets', targetsTable(targetsOf(figures))],
    ['Medians in blocks (in turns)', timesTable(rows, names)],
    ...peers.map(({ name }) => [
      `Times as fast as ${name}, in blocks (in turns)`,
      speedupTable(rows, names, name),
    ]),
    [
      'An authcrypt envelope of 100 B over its bare primitives, in blocks (in turns)',
      overheadTable(overhead),
    ],
    ['Where the time of these envelopes goes, call by call', stepsTable(overhead)],
    ['How much longer ten times as much takes', growthTable(growthOf(rows), names)],
    ['Peak of memory for one authcrypt message', memoryTable(memory)],
    ...(typeof chromium === 'string' ? [['Chromium', chromium]] : webSections(chromium)),
  ]
  const written = sections
    .filter((section) => section.at(-1) !== '')
    .map((section, i) => `${i === 0 ? '#' : '##'} ${section.join('\n\n')}`)
  return `${written.join('\n\n')}\n`
}

function environmentList({ environment, absent }: Figures): string {
  const { node, v8, openssl, os, cpu, cpus, load, packages, date } = environment
  return [
    `- ${date}, Node ${node} (V8 ${v8}, OpenSSL ${openssl}), ${os}`,
    `- ${cpu}, ${cpus} processors, load ${load} before the run`,
    ...Object.entries(packages).map(([name, versions]) => `- ${name}: ${versions.join(', ')}`),
    ...Object.entries(absent).map(([name, reason]) => `- ${name} is left out: ${reason}`),
  ].join('\n')
}

function targetsTable(targets: readonly Target[]): string {
  return tableOf(
    ['', 'wanted', 'measured', ''],
    targets.map((target) => [
      target.name,
      'atLeast' in target.wanted ? `≥ ${target.wanted.atLeast} ×` : `≤ ${target.wanted.atMost} ×`,
      target.measured.map(({ ratio, of }) => `${asRatio(ratio)} ${of}`).join(', '),
      verdictOf(target),
    ]),
  )
}

function timesTable(rows: readonly Row[], names: readonly string[]): string {
  return tableOf(
    ['µs', ...names],
    rows.map((row) => [
      rowName(row),
      ...names.map((name) => inModes((mode) => row.times[mode]?.[name]?.median, microseconds)),
    ]),
  )
}

function speedupTable(rows: readonly Row[], names: readonly string[], peer: string): string {
  const others = names.filter((name) => name !== peer)
  return tableOf(
    [`${peer} = 1 ×`, ...others],
    rows
      .filter((row) => row.times.blocks?.[peer])
      .map((row) => [
        rowName(row),
        ...others.map((name) => inModes((mode) => ratioOf(row.times, mode, peer, name), asRatio)),
      ]),
  )
}

function overheadTable(rows: readonly OverheadRow[]): string {
  return tableOf(
    ['', 'envelope µs', 'bare µs', 'ratio'],
    rows.map((row) => [
      `${row.backend} ${row.curve} ${row.direction}`,
      ...(['envelope', 'bare'] as const).map((name) =>
        inModes((mode) => row.times[mode]?.[name]?.median, microseconds),
      ),
      inModes((mode) => ratioOf(row.times, mode, 'envelope', 'bare'), asRatio),
    ]),
  )
}

/** What is timed alone finds caches warmer than it does in an envelope, so that the sum of it says less than `bare`. */
function stepsTable(rows: readonly OverheadRow[]): string {
  if (rows.length === 0) return ''
  const names = new Set(rows.flatMap(({ steps }) => Object.keys(steps)))
  const line = (name: string, valueOf: (row: OverheadRow) => number | undefined) => [
    name,
    ...rows.map(valueOf).map((value) => (value === undefined ? NONE : microseconds(value))),
  ]
  return tableOf(
    ['µs', ...rows.map(({ backend, curve, direction }) => `${backend} ${curve} ${direction}`)],
    [
      ...[...names].map((name) => line(name, ({ steps }) => steps[name])),
      line('everything but cryptography', ({ times }) => differenceOf(times.blocks)),
    ],
  )
}

function differenceOf(times: Times['blocks']): number | undefined {
  const [envelope, bare] = [times?.['envelope'], times?.['bare']]
  return envelope && bare && envelope.median - bare.median
}

function growthTable(rows: readonly GrowthRow[], names: readonly string[]): string {
  return tableOf(
    ['', ...names],
    rows.map(({ name, factors }) => [
      name,
      ...names.map((library) => {
        const factor = factors[library]
        return factor === undefined ? NONE : asRatio(factor)
      }),
    ]),
  )
}

function memoryTable(rows: readonly MemoryRow[]): string {
  return tableOf(
    ['', 'MB', 'over the message'],
    rows.map(({ library, direction, bytes, peak }) => [
      `${library} ${direction} ${sizeLabel(bytes)}`,
      (peak / 1e6).toFixed(1),
      asRatio(peak / bytes),
    ]),
  )
}

function webSections({ version, rows, downloads }: WebFigures): readonly string[][] {
  const names = downloads.map(({ library }) => library)
  return [
    [`Medians in Chromium ${version}, in blocks (in turns)`, timesTable(rows, names)],
    [
      `Times as fast as npm ${WEB_PEER} in Chromium, in blocks (in turns)`,
      speedupTable(rows, names, WEB_PEER),
    ],
    ['What a page downloads', downloadsTable(downloads)],
  ]
}

function downloadsTable(downloads: readonly Download[]): string {
  return tableOf(
    ['kB, gzipped', 'JavaScript', 'WebAssembly', 'together'],
    downloads.map(({ library, script, wasm }) => [
      library,
      ...[script, wasm, script + wasm].map((bytes) => (bytes / 1000).toFixed(1)),
    ]),
  )
}

/** A table, or nothing where it would be empty. */
function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length > 0 ? markdownTable(header, rows) : ''
}

/** The figure in blocks, and in brackets the one in turns if there is one. */
function inModes(
  figureIn: (mode: Mode) => number | undefined,
  write: (figure: number) => string,
): string {
  const [blocks, turns] = [figureIn('blocks'), figureIn('turns')]
  if (blocks === undefined) return NONE
  return turns === undefined ? write(blocks) : `${write(blocks)} (${write(turns)})`
}

/** With as many digits as a time can be trusted for. */
function microseconds(value: number): string {
  return value < 100 ? value.toFixed(1) : value.toFixed(0)
}

function asRatio(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(1)} ×`
}
