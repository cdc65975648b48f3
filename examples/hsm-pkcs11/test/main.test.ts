import { execFile } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { Token } from '../src/token.ts'
import { describeWithSoftHsm, softHsmModule } from './support/soft-hsm.ts'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** Runs it with these settings and none of the machine's, which may be a real HSM's. */
async function run(
  settings: Readonly<Record<string, string>> = {},
): Promise<{ stdout: string; stderr: string }> {
  const { PKCS11_TOKEN: _token, PKCS11_PIN: _pin, PKCS11_MODULE: _module, ...others } = process.env
  const path = softHsmModule()
  const env = { ...others, ...(path && { PKCS11_MODULE: path }), ...settings }
  return promisify(execFile)(process.execPath, [main], { env })
}

await describeWithSoftHsm('the demo, as it is built', (softHsm) => {
  it('makes a token, and ends well', async () => {
    const { stdout, stderr } = await run()
    expect(stdout).toContain('The token refuses to show a private key: CKR_ATTRIBUTE_SENSITIVE.')
    expect(stdout).toContain('Bob reads "Lunch?", signed in the token.')
    expect(stdout).toContain('Alice, who opened the token again, reads "At noon.".')
    expect(stdout).toContain('Bob reads "Good.", authenticated by a key in the token.')
    expect(stdout.trimEnd()).toMatch(/Everything came out as it should\.$/)
    expect(stderr).toBe('')
  })

  it('works with a token that exists, and leaves nothing in it', async () => {
    const { token, options } = softHsm.newToken()
    token.close()
    const { stdout } = await run({ PKCS11_TOKEN: options.label, PKCS11_PIN: options.pin })
    expect(stdout).toContain(`in the token ${options.label}, with the library of SoftHSM`)
    expect(stdout.trimEnd()).toMatch(/Everything came out as it should\.$/)
    const reopened = new Token(softHsm.library, options)
    expect(reopened.find({})).toEqual([])
    reopened.close()
  })

  it('says that a PIN is wrong, without it, and in one line', async () => {
    const { token, options } = softHsm.newToken()
    token.close()
    const env = { PKCS11_TOKEN: options.label, PKCS11_PIN: 'not-the-pin' }
    await expect(run(env)).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: `the token "${options.label}" failed in C_Login: CKR_PIN_INCORRECT\n`,
    })
  })

  it('asks for the PIN of a token that is named', async () => {
    await expect(run({ PKCS11_TOKEN: 'token' })).rejects.toMatchObject({
      code: 1,
      stderr: 'PKCS11_TOKEN needs its PIN in PKCS11_PIN\n',
    })
  })
})

it('says in one line what is missing, where there is no library', async () => {
  await expect(run({ PKCS11_MODULE: '/nowhere/libsofthsm2.so' })).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^there is no PKCS#11 library at [^\n]*\n$/),
  })
})
