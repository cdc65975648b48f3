import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { DIDCommError } from '@didcomm/core'
import { quote } from '@didcomm/core/encoding'
import type * as pkcs11js from 'pkcs11js'

/** The npm package `pkcs11js`: the functions of PKCS#11, and its constants. */
export type Pkcs11Binding = typeof pkcs11js

/** A token's library (`libsofthsm2.so`, or what the maker of an HSM ships), loaded and initialized. */
export interface Pkcs11Library {
  readonly functions: pkcs11js.PKCS11
  readonly constants: Pkcs11Binding
  /** Ends all sessions with all tokens, and unloads the library. */
  close(): void
}

/** Options of {@link loadPkcs11Library}. */
export interface LoadPkcs11LibraryOptions {
  /** The library's file; that of SoftHSM unless given, where a package manager puts it. */
  readonly path?: string | undefined
  /** Loads the binding; {@link importBinding} unless given. */
  readonly loadBinding?: () => Promise<Pkcs11Binding>
}

/** Where the package managers of Debian, Fedora, Arch and Homebrew put SoftHSM, and where its own `make install` does. */
const SOFTHSM_PLACES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/lib/pkcs11/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
]

/**
 * Loads and initializes the library of a token. A process does that once for each library; SoftHSM reads
 * `SOFTHSM2_CONF` while it is initialized.
 *
 * @throws `SECRETS_MANAGER_FAILED`, saying what is missing and how to get it
 */
export async function loadPkcs11Library({
  path = SOFTHSM_PLACES.find((place) => existsSync(place)),
  loadBinding = importBinding,
}: LoadPkcs11LibraryOptions = {}): Promise<Pkcs11Library> {
  if (path === undefined || !existsSync(path)) {
    throw new DIDCommError(
      'SECRETS_MANAGER_FAILED',
      `there is no PKCS#11 library${path === undefined ? '' : ` at ${quote(path)}`}: install SoftHSM (Debian and Ubuntu: apt install softhsm2), or set PKCS11_MODULE to the file of another`,
      { details: { missing: 'library' } },
    )
  }
  const constants = await loadBinding()
  const functions = new constants.PKCS11()
  try {
    functions.load(resolve(path))
    functions.C_Initialize()
  } catch (cause) {
    throw pkcs11Failure(`the PKCS#11 library ${quote(path)} could not be loaded`, cause)
  }
  const close = (): void => {
    functions.C_Finalize()
    functions.close()
  }
  return { functions, constants, close }
}

/**
 * Imports the binding when it is needed, so that a program without an HSM runs where it could not be built.
 *
 * @throws `SECRETS_MANAGER_FAILED`
 */
export async function importBinding(): Promise<Pkcs11Binding> {
  try {
    const { default: binding } = await import('pkcs11js')
    return binding
  } catch (cause) {
    throw new DIDCommError(
      'SECRETS_MANAGER_FAILED',
      'the npm package pkcs11js is not installed or not built: with Python, make and a C++ compiler at hand, run `npx -y pnpm@10 install --force`',
      { cause, details: { missing: 'pkcs11js' } },
    )
  }
}

/** The error for a failed call, with the name of its return value. What the binding throws holds no arguments, so no PIN. */
export function pkcs11Failure(what: string, cause: unknown): DIDCommError {
  const text = cause instanceof Error ? cause.message : ''
  const [returnValue] = /CKR_\w+/.exec(text) ?? [text]
  return new DIDCommError('SECRETS_MANAGER_FAILED', `${what}: ${returnValue}`, { cause })
}
