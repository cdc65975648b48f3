/**
 * Askar's module as text, for places from which no file can be loaded.
 *
 * @packageDocumentation
 */
import gzipped from '../wasm/askar.wasm?gzip-base64'

/**
 * Unpacks and compiles the module that is contained in this file.
 *
 * @throws what the platform throws: a `WebAssembly.CompileError` where a Content-Security-Policy forbids to compile
 *
 * @example
 * ```ts
 * import { AskarCryptoService } from '@didcomm/crypto-askar-wasm'
 * import { wasmModule } from '@didcomm/crypto-askar-wasm/inline'
 *
 * const crypto = await AskarCryptoService.load(wasmModule())
 * ```
 */
export async function wasmModule(): Promise<WebAssembly.Module> {
  const bytes = Uint8Array.from(atob(gzipped), (character) => character.charCodeAt(0))
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return WebAssembly.compile(await new Response(unpacked).arrayBuffer())
}
