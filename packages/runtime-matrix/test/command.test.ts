import { tmpdir } from 'node:os'
import process from 'node:process'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Command, runCommand, startService } from '../src/command.ts'

function script(code: string, options: Partial<Command> = {}): Command {
  return {
    what: 'the script',
    command: process.execPath,
    args: ['-e', code],
    cwd: tmpdir(),
    seconds: 20,
    ...options,
  }
}

/** Prints the id of a child of its own, and goes on for ever. */
const WITH_CHILD = `
  const { spawn } = require('node:child_process')
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  child.on('spawn', () => console.log('ready ' + child.pid))
`

/** Waits until a process is gone; the test ends it if it never is. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('runCommand', () => {
  it('returns what was printed', async () => {
    const output = await runCommand(script("console.log('out'); console.error('err')"))
    expect(output.split('\n').sort()).toEqual(['', 'err', 'out'])
  })

  it('fails with what was printed', async () => {
    await expect(runCommand(script("console.error('no disk'); process.exit(3)"))).rejects.toThrow(
      'the script failed (3):\nno disk',
    )
    await expect(runCommand(script('', { command: '/no/such/command' }))).rejects.toThrow(
      'the script could not be started',
    )
  })

  it('ends what takes too long', async () => {
    const endless = script('setInterval(() => {}, 1000)', { seconds: 0.1 })
    await expect(runCommand(endless)).rejects.toThrow('the script did not end within 0.1 s')
  })

  it('hands on no settings of the package manager that runs it', async () => {
    const inherited = process.env
    onTestFinished(() => {
      process.env = inherited
    })
    process.env = { ...inherited, npm_config_engine_strict: 'true', npm_config_registry: 'mine' }
    const print =
      'console.log(Object.keys(process.env).filter((name) => /^npm_/.test(name)).join())'
    const names = (await runCommand(script(print))).trim().split(',')
    expect(names).toContain('npm_config_registry')
    expect(names).not.toContain('npm_config_engine_strict')
  })
})

describe('startService', () => {
  it('waits for the server, and stops it with all that it started', async () => {
    const service = await startService(script(WITH_CHILD), /ready (\d+)/)
    const pid = Number(service.match[1])
    expect(pid).toBeGreaterThan(0)
    service.stop()
    await gone(pid)
  })

  it('fails when the server ends, or is not ready in time', async () => {
    await expect(startService(script("console.log('port taken')"), /ready/)).rejects.toThrow(
      'the script ended (0):\nport taken',
    )
    const slow = script('setInterval(() => {}, 1000)', { seconds: 0.1 })
    await expect(startService(slow, /ready/)).rejects.toThrow('was not ready within 0.1 s')
  })
})
