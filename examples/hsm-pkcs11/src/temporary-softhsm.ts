import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

/** A place for SoftHSM to keep its tokens, and a token to be made there. */
export interface TemporarySoftHsm {
  readonly label: string
  readonly pin: string
  readonly soPin: string
  /** Deletes the tokens with all their keys. */
  remove(): void
}

/**
 * Has SoftHSM keep its tokens in a new folder instead of the machine's own. It reads that while its library is
 * initialized, so this comes before `loadPkcs11Library`.
 */
export function useTemporarySoftHsm(): TemporarySoftHsm {
  const folder = mkdtempSync(join(tmpdir(), 'didcomm-softhsm-'))
  const configuration = join(folder, 'softhsm2.conf')
  writeFileSync(
    configuration,
    `directories.tokendir = ${folder}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  )
  process.env['SOFTHSM2_CONF'] = configuration
  return {
    label: 'didcomm-example',
    pin: randomBytes(8).toString('hex'),
    soPin: randomBytes(8).toString('hex'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
