/**
 * The file `askar.wasm` where it is imported as a module of WebAssembly, as in workerd. Bundlers may make an address or bytes
 * of such an import; `AskarCryptoService.load` takes these as well.
 */
declare const module: WebAssembly.Module
// oxlint-disable-next-line import/no-default-export -- a module of WebAssembly has no other
export default module
