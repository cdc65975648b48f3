declare module 'didcomm/index_bg.js' {
  export { Message } from 'didcomm'
  /** Gives the JavaScript half its WebAssembly. */
  // oxlint-disable-next-line eslint/no-underscore-dangle -- its name
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void
}

declare module 'didcomm/index_bg.wasm' {
  /** Where esbuild put the file. */
  const address: string
  export default address
}
