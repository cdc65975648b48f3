import { createHash } from 'node:crypto'
import type { Backend } from './backends.ts'

/**
 * The strictest policy under which a backend has to work: scripts of the site, `'wasm-unsafe-eval'` if it has WebAssembly,
 * and requests to the site if it has a file to fetch.
 */
export function policyFor({ wasm }: Backend): string {
  return policy(wasm && "'wasm-unsafe-eval'", wasm === 'file')
}

/** The same without `'wasm-unsafe-eval'`. */
export function policyWithoutWasm(): string {
  return policy(undefined, true)
}

/** Allows one inline script as well: an import map cannot be a file. */
export function allowScript(contentSecurityPolicy: string, script: string): string {
  const hash = createHash('sha256').update(script).digest('base64')
  return contentSecurityPolicy.replace("script-src 'self'", `script-src 'self' 'sha256-${hash}'`)
}

function policy(evaluation: string | undefined, fetches: boolean): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", evaluation].filter(Boolean).join(' '),
    ...(fetches ? ["connect-src 'self'"] : []),
  ].join('; ')
}
