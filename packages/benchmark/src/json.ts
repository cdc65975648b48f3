import { WEB_PEER } from './chromium/web-libraries.ts'
import { growthOf } from './growth.ts'
import { peers } from './libraries.ts'
import { type Mode, ratioOf, type Times } from './measure.ts'
import type { Figures } from './run.ts'
import { type Row, rowName } from './scoreboard.ts'
import { targetsOf, verdictOf } from './targets.ts'

/** Writes all figures as JSON, with what follows from them: times in microseconds, sizes in bytes. */
export function writeJson(figures: Figures): string {
  const { rows, chromium } = figures
  const inNode = peers.map(({ name }) => name)
  const all = {
    ...figures,
    rows: rows.map((row) => withRatios(row, inNode)),
    chromium:
      typeof chromium === 'string'
        ? chromium
        : { ...chromium, rows: chromium.rows.map((row) => withRatios(row, [WEB_PEER])) },
    growth: growthOf(rows),
    targets: targetsOf(figures).map((target) => ({ ...target, verdict: verdictOf(target) })),
  }
  return `${JSON.stringify(all, undefined, 2)}\n`
}

/** Adds, by peer and mode, how many times as fast as the peer each library is. */
function withRatios(row: Row, peerNames: readonly string[]) {
  const ratios = peerNames.map((peer) => [
    peer,
    Object.fromEntries(row.case.modes.map((mode) => [mode, ratiosIn(row.times, mode, peer)])),
  ])
  return { name: rowName(row), ...row, ratios: Object.fromEntries(ratios) }
}

function ratiosIn(times: Times, mode: Mode, peer: string): Record<string, number | undefined> {
  const names = Object.keys(times[mode] ?? {})
  return Object.fromEntries(names.map((name) => [name, ratioOf(times, mode, peer, name)]))
}
