import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

/** A command to run. */
export interface Command {
  /** For messages to people: `installing Vite`. */
  readonly what: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** How long it may take. */
  readonly seconds: number
}

/** What pnpm and npm tell their children of themselves; an npm among these would take it for its settings. */
const OF_THE_CALLER = /^npm_(?:lifecycle|package)_|^npm_config_(?:engine_strict|(?:local_)?prefix)$/

/** How much of its output a failed command is quoted with, in characters. */
const QUOTED = 3000

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) killGroup(child)
})

/**
 * Runs a command to its end, and returns what it printed, on standard output and standard error.
 *
 * @throws Error with the end of what it printed if it fails, and one that says so if it takes too long
 */
export async function runCommand(options: Command): Promise<string> {
  const { what, seconds } = options
  const child = start(options)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const code = await ended(child, what, seconds)
  if (code === 0) return output
  throw new Error(`${what} failed (${code}):\n${output.trim().slice(-QUOTED)}`)
}

/** A command that goes on until it is stopped. */
export interface Service {
  stop(): void
}

/** Starts a server, and waits until it prints what matches `ready`. @returns the match, and how to stop it */
export async function startService(
  options: Command,
  ready: RegExp,
): Promise<Service & { readonly match: RegExpExecArray }> {
  const child = start(options)
  const stop = () => killGroup(child)
  let output = ''
  const match = new Promise<RegExpExecArray>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text
        const found = ready.exec(output)
        if (found) resolve(found)
      })
    }
  })
  const failed = new Promise<never>((_, reject) => {
    const fail = (how: string) =>
      reject(new Error(`${options.what} ${how}:\n${output.trim().slice(-QUOTED)}`))
    child.once('error', ({ message }) => fail(message))
    child.once('exit', (code) => fail(`ended (${code})`))
    setTimeout(
      () => fail(`was not ready within ${options.seconds} s`),
      options.seconds * 1000,
    ).unref()
  })
  try {
    return { match: await Promise.race([match, failed]), stop }
  } catch (error) {
    stop()
    throw error
  }
}

function start({ command, args, cwd, env }: Command): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !OF_THE_CALLER.test(name))
  const child = spawn(command, args, {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it starts ends with it.
    detached: true,
  })
  running.add(child)
  child.once('close', () => running.delete(child))
  return child
}

function ended(child: ChildProcess, what: string, seconds: number): Promise<string | number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      killGroup(child)
      reject(new Error(`${what} did not end within ${seconds} s`))
    }, seconds * 1000)
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(new Error(`${what} could not be started: ${error.message}`, { cause: error }))
    })
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      resolve(code ?? signal ?? 'no exit code')
    })
  })
}

function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended in between.
  }
}

/**
 * Installs packages into a folder that has none yet.
 *
 * @param packages - files, or names with versions
 */
export async function npmInstall(
  what: string,
  folder: string,
  packages: readonly string[],
): Promise<void> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  await runCommand({
    what: `installing ${what}`,
    command: 'npm',
    args: [
      'install',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      '--loglevel=error',
      ...packages,
    ],
    cwd: folder,
    seconds: 180,
  })
}
