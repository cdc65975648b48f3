import { join } from 'node:path'
import process from 'node:process'
import type { Backend } from '../backends.ts'
import { runCommand } from '../command.ts'
import { STARTERS } from '../project.ts'
import { findReport, type Report } from '../report.ts'
import { PROGRAM_SECONDS, type Runtime, type StartedRuntime } from '../runtime.ts'
import type { Workshop } from '../workshop.ts'

/** A version of Node: the one that runs this if it is that one, else one from npm. */
export function node(major: 20 | 22 | 24): Runtime {
  return {
    name: `node${major}`,
    async start(workshop) {
      const isOurs = process.versions.node.startsWith(`${major}.`)
      const command = isOurs ? process.execPath : await binary(workshop, `node${major}`, 'node')
      return script({ workshop, command, title: 'Node' })
    },
  }
}

/** Deno, which may read files, and nothing else. */
export const deno: Runtime = {
  name: 'deno',
  async start(workshop) {
    return script({
      workshop,
      title: 'Deno',
      command: await binary(workshop, 'deno', 'deno'),
      args: ['run', '--allow-read', '--no-prompt', '--no-remote', '--node-modules-dir=manual'],
      env: { DENO_DIR: workshop.output('deno'), DENO_NO_UPDATE_CHECK: '1' },
    })
  },
}

/** Bun, which may not install what is missing. */
export const bun: Runtime = {
  name: 'bun',
  async start(workshop) {
    return script({
      workshop,
      title: 'Bun',
      command: await binary(workshop, 'bun', 'bun'),
      args: ['run', '--no-install'],
    })
  },
}

async function binary(
  workshop: Workshop,
  tool: 'node20' | 'node22' | 'node24' | 'deno' | 'bun',
  name: string,
): Promise<string> {
  return join(await workshop.tool(tool), '.bin', name)
}

interface Script {
  readonly workshop: Workshop
  readonly title: string
  readonly command: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A command that takes a module to run. */
async function script({
  workshop,
  title,
  command,
  args = [],
  env,
}: Script): Promise<StartedRuntime> {
  const run = (what: string, rest: readonly string[]): Promise<string> =>
    runCommand({
      what: `${title}, ${what}`,
      command,
      args: rest,
      cwd: workshop.project.folder,
      seconds: PROGRAM_SECONDS,
      ...(env && { env }),
    })
  const version = /\d+\.\d+\.\d+/.exec(await run('asked for its version', ['--version']))
  return {
    version: `${title} ${version?.[0] ?? '(unknown)'}`,
    async run(backend: Backend): Promise<Report> {
      const main = join(workshop.project.site(backend), STARTERS.main)
      const report = findReport(await run(backend.name, [...args, main]))
      return report ?? { error: 'it ended without a report' }
    },
  }
}
