import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

describe('the demo, as it is built', () => {
  it('tells every station of the message, in plain text when piped, and ends well', async () => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main])
    const stations = stdout.match(/^\w+ {2}(?! )/gm)?.map((name) => name.trim())
    expect(stations).toEqual(['Alice', 'Mediator', 'Bob', 'Bob', 'Alice', 'Standard'])
    expect(stdout).toContain('"Lunch?"')
    expect(stdout).toContain('"At noon."')
    expect(stdout).toContain('cannot  what it says (SECRET_NOT_FOUND)')
    expect(stdout).toContain('anoncrypt around authcrypt around signed')
    expect(stdout).not.toContain('\u001b')
    expect(stdout.trimEnd()).toMatch(/Everything came out as it should\.$/)
    expect(stderr).toBe('')
  })
})
