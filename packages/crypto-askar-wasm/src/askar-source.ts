import { DIDCommError } from '@didcomm/core'

/**
 * Where Askar's module comes from: compiled already, as bytes, as the answer of a server, or an address from which to fetch
 * it. A promise of one of these will do.
 */
export type AskarSource = WebAssembly.Module | BufferSource | Response | URL | string

/** Turns a source into a compiled module. @throws `INVALID_ARGUMENT` */
export async function compile(
  source: AskarSource | PromiseLike<AskarSource> = besideTheCode(),
): Promise<WebAssembly.Module> {
  const given = await source
  if (given instanceof WebAssembly.Module) return given
  try {
    if (typeof given === 'string' || given instanceof URL) return await compileFrom(given)
    if (given instanceof Response) return await compileResponse(given)
    return await WebAssembly.compile(given)
  } catch (cause) {
    throw cause instanceof DIDCommError ? cause : notLoaded(messageOf(cause), cause)
  }
}

/** The address of the module as bundlers recognize it, which is why it is written in one expression. */
function besideTheCode(): URL {
  try {
    return new URL('../wasm/askar.wasm', import.meta.url)
  } catch (cause) {
    throw notLoaded('this platform does not tell where the code lies', cause)
  }
}

async function compileFrom(address: URL | string): Promise<WebAssembly.Module> {
  // Node does not fetch files. Asked for in this way, its file system is nothing that a bundler looks for.
  const files = isFile(address) && globalThis.process?.getBuiltinModule?.('node:fs/promises')
  if (files) return WebAssembly.compile(await files.readFile(new URL(address)))
  return compileResponse(await fetch(address))
}

function isFile(address: URL | string): boolean {
  return String(address).startsWith('file:')
}

async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  if (!response.ok) throw notLoaded(`${response.url} answers with status ${response.status}`)
  // What is compiled while it arrives must have this media type; servers that do not know it are many.
  const streams = response.headers.get('content-type')?.startsWith('application/wasm')
  return streams
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer())
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'the source is of no kind that can be loaded'
}

function notLoaded(problem: string, cause?: unknown): DIDCommError {
  return new DIDCommError('INVALID_ARGUMENT', `Askar's module cannot be loaded: ${problem}`, {
    cause,
  })
}
