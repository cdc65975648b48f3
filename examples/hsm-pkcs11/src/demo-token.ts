import process from 'node:process'
import { DIDCommError } from '@didcomm/core'
import { loadPkcs11Library, type Pkcs11Library } from './pkcs11-library.ts'
import { useTemporarySoftHsm } from './temporary-softhsm.ts'
import { initializeToken, type OpenTokenOptions, Token } from './token.ts'

/** A token for the demo, which can be opened again and again. */
export interface DemoToken {
  /** What it is, for people. */
  readonly description: string
  open(): Token
  close(): void
}

/**
 * Finds the token to work with: the one that PKCS11_TOKEN and PKCS11_PIN name, or else a new one of SoftHSM, which is
 * deleted when the demo ends. PKCS11_MODULE is the file of the library.
 *
 * @throws `SECRETS_MANAGER_FAILED`
 */
export async function demoToken(): Promise<DemoToken> {
  const { PKCS11_MODULE: path, PKCS11_TOKEN: label, PKCS11_PIN: pin } = process.env
  if (label === undefined) return temporaryToken(path)
  if (pin === undefined) {
    throw new DIDCommError('SECRETS_MANAGER_FAILED', 'PKCS11_TOKEN needs its PIN in PKCS11_PIN')
  }
  return existingToken(await loadPkcs11Library({ path }), { label, pin })
}

function existingToken(library: Pkcs11Library, options: OpenTokenOptions): DemoToken {
  const maker = library.functions.C_GetInfo().manufacturerID.trim()
  return {
    description: `the token ${options.label}, with the library of ${maker}`,
    open: () => new Token(library, options),
    close: () => library.close(),
  }
}

async function temporaryToken(path: string | undefined): Promise<DemoToken> {
  const softHsm = useTemporarySoftHsm()
  try {
    const library = await loadPkcs11Library({ path })
    const token = existingToken(library, softHsm)
    if (!token.description.endsWith('SoftHSM')) {
      library.close()
      throw new DIDCommError(
        'SECRETS_MANAGER_FAILED',
        'PKCS11_MODULE is not SoftHSM, so the token to use has to be named: set PKCS11_TOKEN and PKCS11_PIN',
      )
    }
    initializeToken(library, softHsm)
    const close = (): void => {
      library.close()
      softHsm.remove()
    }
    return { ...token, close }
  } catch (error) {
    softHsm.remove()
    throw error
  }
}
