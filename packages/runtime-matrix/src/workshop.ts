import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Browser } from 'playwright-core'
import { launchChromium } from './chromium.ts'
import { npmInstall } from './command.ts'
import type { Project } from './project.ts'
import { Unavailable } from './unavailable.ts'
import { type ToolName, versions } from './versions.ts'

/** What all rows share: the project, and tools that are fetched when the first row needs them. */
export interface Workshop {
  readonly project: Project
  /** A folder for what `name` builds. */
  output(name: string): string
  /** Installs a tool. @returns its `node_modules` @throws Unavailable */
  tool(name: ToolName): Promise<string>
  /** Starts Chromium. @throws Unavailable */
  chromium(): Promise<Browser>
  close(): Promise<void>
}

/** A new folder that goes when the process ends, unless it is to be kept. */
export function temporaryFolder(keep: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'runtime-matrix-'))
  process.on('exit', () => {
    if (!keep) rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** Opens a workshop around a project. */
export function openWorkshop(project: Project): Workshop {
  const tools = new Map<ToolName, Promise<string>>()
  let browser: Promise<Browser> | undefined
  return {
    project,
    output: (name) => join(project.folder, 'output', name),
    tool(name) {
      const installed = tools.get(name) ?? installTool(project, name)
      tools.set(name, installed)
      return installed
    },
    chromium: () => (browser ??= launchChromium()),
    async close() {
      const launched = await browser?.catch(() => undefined)
      await launched?.close()
    },
  }
}

async function installTool({ folder }: Project, name: ToolName): Promise<string> {
  const tool = join(folder, 'tools', name)
  const packages = Object.entries(versions[name]).map(([other, version]) => `${other}@${version}`)
  try {
    await npmInstall(packages.join(' and '), tool, packages)
  } catch (cause) {
    throw new Unavailable(shortened(cause), { cause })
  }
  return join(tool, 'node_modules')
}

/** What went wrong, and the beginning of what npm says of it. */
function shortened(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n')
  return lines.slice(0, 3).join(' ')
}
