import { AskarCryptoService, AskarSecretsManager } from '@didcomm/crypto-askar-wasm'
import imported from '@didcomm/crypto-askar-wasm/askar.wasm'
import type { OpenedBackend } from '../opened-backend.ts'

/** With what importing the file gives: a module in workerd, the file's address from esbuild's loader `file`. */
export default async function open(): Promise<OpenedBackend> {
  const given: WebAssembly.Module | string = imported
  const source = typeof given === 'string' ? new URL(given, import.meta.url) : given
  const crypto = await AskarCryptoService.load(source)
  return { crypto, createSecrets: () => new AskarSecretsManager(crypto) }
}
