import { expect, it, vi } from 'vitest'
import { loadPkcs11Library } from '../src/pkcs11-library.ts'
import { describeWithSoftHsm } from './support/soft-hsm.ts'

const SOME_FILE = import.meta.filename

it('says where no library is', async () => {
  await expect(loadPkcs11Library({ path: '/nowhere/libsofthsm2.so' })).rejects.toMatchObject({
    code: 'SECRETS_MANAGER_FAILED',
    message:
      'there is no PKCS#11 library at "/nowhere/libsofthsm2.so": install SoftHSM (Debian and Ubuntu: apt install softhsm2), or set PKCS11_MODULE to the file of another',
  })
})

it('says how to get the binding', async () => {
  vi.doMock('pkcs11js', () => {
    throw new Error('Cannot find module')
  })
  await expect(loadPkcs11Library({ path: SOME_FILE })).rejects.toMatchObject({
    code: 'SECRETS_MANAGER_FAILED',
    message:
      'the npm package pkcs11js is not installed or not built: with Python, make and a C++ compiler at hand, run `npx -y pnpm@10 install --force`',
    cause: expect.any(Error),
  })
  vi.doUnmock('pkcs11js')
})

await describeWithSoftHsm('the binding', () => {
  it('says that a file is no library', async () => {
    await expect(loadPkcs11Library({ path: SOME_FILE })).rejects.toMatchObject({
      code: 'SECRETS_MANAGER_FAILED',
      message: expect.stringMatching(
        /^the PKCS#11 library ".*library\.test\.ts" could not be loaded: ./,
      ),
      details: {},
    })
  })
})
