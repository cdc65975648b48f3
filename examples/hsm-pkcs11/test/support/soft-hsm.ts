import process from 'node:process'
import { DIDCommError } from '@didcomm/core'
import type { Handle } from 'pkcs11js'
import { afterAll, describe, it } from 'vitest'
import { importBinding, loadPkcs11Library, type Pkcs11Library } from '../../src/pkcs11-library.ts'
import { type TemporarySoftHsm, useTemporarySoftHsm } from '../../src/temporary-softhsm.ts'
import { initializeToken, type OpenTokenOptions, Token } from '../../src/token.ts'
import { Recorder } from './recorder.ts'

/** SoftHSM, with no tokens but those that the tests of one file make. */
export interface SoftHsm {
  readonly library: Pkcs11Library
  /** Has everything that came out of the binding. */
  readonly recorder: Recorder
  /** Makes a token, and opens it. */
  newToken(): NewToken
  /** The slot of a token, by the token's label. */
  slotOf(label: string): Handle
  /** Opens a session beside the token's own: a login and a logout are for all sessions of the program. */
  openSession(label: string): Handle
  /** Deletes all tokens behind the library's back, as if they were unplugged. */
  unplug(): void
  close(): void
}

/** A token of a test, and what opens it again. */
interface NewToken {
  readonly token: Token
  readonly options: OpenTokenOptions
}

/**
 * Defines tests that need SoftHSM and its binding. Where they are missing there is one skipped test in their place, and
 * a line on the console that says what is missing.
 */
export async function describeWithSoftHsm(
  title: string,
  define: (softHsm: SoftHsm) => void,
): Promise<void> {
  const folder = useTemporarySoftHsm()
  const softHsm = await start(folder).catch((error: unknown) => {
    folder.remove()
    return reasonOf(error)
  })
  const [tests, close] =
    typeof softHsm === 'string'
      ? [() => defineSkipped(title, softHsm), () => undefined]
      : [() => define(softHsm), () => softHsm.close()]
  describe(`${title}`, () => {
    afterAll(close)
    tests()
  })
}

function defineSkipped(title: string, reason: string): void {
  console.warn(`Skipped: ${title}, because ${reason}`)
  it('needs SoftHSM and pkcs11js', ({ skip }) => skip(reason))
}

/** Returns what is missing. Something that is there and does not work is no reason to skip. */
function reasonOf(error: unknown): string {
  if (DIDCommError.is(error) && error.details['missing'] !== undefined) return error.message
  throw error
}

async function start(folder: TemporarySoftHsm): Promise<SoftHsm> {
  const recorder = new Recorder()
  const library = await loadPkcs11Library({
    path: softHsmModule(),
    loadBinding: async () => recorder.watch(await importBinding()),
  })
  let made = 0
  const newToken = (): NewToken => {
    made += 1
    const options = { ...folder, label: `token ${made}` }
    initializeToken(library, options)
    return { options, token: new Token(library, options) }
  }
  const { functions, constants } = library
  const slotOf = (label: string): Handle => {
    const slot = functions
      .C_GetSlotList(true)
      .find((other) => functions.C_GetTokenInfo(other).label.trimEnd() === label)
    if (slot) return slot
    throw new Error(`the test made no token ${label}`)
  }
  const openSession = (label: string): Handle =>
    functions.C_OpenSession(slotOf(label), constants.CKF_SERIAL_SESSION | constants.CKF_RW_SESSION)
  const close = (): void => {
    library.close()
    folder.remove()
  }
  return { library, recorder, newToken, slotOf, openSession, unplug: folder.remove, close }
}

/** The file of SoftHSM if the environment names it. Tests make tokens, so they keep away from real HSMs. */
export function softHsmModule(): string | undefined {
  const path = process.env['PKCS11_MODULE']
  return path?.includes('softhsm') ? path : undefined
}
