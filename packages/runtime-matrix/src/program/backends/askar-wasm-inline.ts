import { AskarCryptoService, AskarSecretsManager } from '@didcomm/crypto-askar-wasm'
import { wasmModule } from '@didcomm/crypto-askar-wasm/inline'
import type { OpenedBackend } from '../opened-backend.ts'

/** With the module that is part of the code. */
export default async function open(): Promise<OpenedBackend> {
  const crypto = await AskarCryptoService.load(wasmModule())
  return { crypto, createSecrets: () => new AskarSecretsManager(crypto) }
}
