import { expect, it } from 'vitest'
import { expectWasmFiles } from '../src/wasm-files.ts'
import { temporaryFolder } from './temporary-folder.ts'

const noFile = { 'page.js': '' }
const oneFile = { ...noFile, 'assets/askar-1a2b.wasm': '' }
const twoFiles = { ...oneFile, 'askar.wasm': '' }

it.each([
  ['file', oneFile],
  ['inline', noFile],
  ['inline', oneFile],
  [undefined, noFile],
] as const)('lets pass what a backend with WebAssembly by %s is built to', (wasm, files) => {
  const folder = temporaryFolder(files)
  expect(() => expectWasmFiles(folder, { name: 'mine', ...(wasm && { wasm }) })).not.toThrow()
})

it.each([
  ['file', noFile, 'the build for mine has 0 .wasm files (), not 1'],
  ['file', twoFiles, 'the build for mine has 2 .wasm files'],
  ['inline', twoFiles, 'the build for mine has 2 .wasm files'],
  [undefined, oneFile, 'has 1 .wasm files (assets/askar-1a2b.wasm), not 0'],
] as const)('refuses other files for WebAssembly by %s', (wasm, files, message) => {
  const folder = temporaryFolder(files)
  expect(() => expectWasmFiles(folder, { name: 'mine', ...(wasm && { wasm }) })).toThrow(message)
})
