import { readdirSync } from 'node:fs'
import type { Backend } from './backends.ts'

/**
 * Holds a build against what a backend should make of it: one file of WebAssembly, or none. A backend that has its
 * WebAssembly in its code may come with the file as well, which a bundler then copies and nobody loads.
 *
 * @throws Error if there are more or fewer
 */
export function expectWasmFiles(
  folder: string,
  { name, wasm }: Pick<Backend, 'name' | 'wasm'>,
): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const found = files.filter((file) => file.endsWith('.wasm'))
  const least = wasm === 'file' ? 1 : 0
  const most = wasm === undefined ? 0 : 1
  if (found.length < least || found.length > most) {
    throw new Error(
      `the build for ${name} has ${found.length} .wasm files (${found.join(', ')}), not ${wasm === 'file' ? 1 : most}`,
    )
  }
}
