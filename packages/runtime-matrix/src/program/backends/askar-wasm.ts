import { AskarCryptoService, AskarSecretsManager } from '@didcomm/crypto-askar-wasm'
import type { OpenedBackend } from '../opened-backend.ts'

/** With the file that lies beside the code. */
export default async function open(): Promise<OpenedBackend> {
  const crypto = await AskarCryptoService.load()
  return { crypto, createSecrets: () => new AskarSecretsManager(crypto) }
}
