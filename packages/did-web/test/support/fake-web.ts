import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DIDWebResolverOptions } from '@didcomm/did-web'

/** Answers a request, in whatever way. */
export type Page = (response: ServerResponse) => void

/** A web of its own: one real HTTP server that answers for every host. */
export interface FakeWeb {
  /** What there is, by its URL; everything else is 404. Tests add and replace as they like. */
  readonly pages: Map<string, Page>
  /** What was asked for, oldest first. */
  readonly requests: { readonly url: string; readonly headers: IncomingHttpHeaders }[]
  /** The settings that `fetch` was called with. */
  readonly inits: RequestInit[]
  /** The platform's `fetch`, but for where it connects to. */
  readonly fetch: NonNullable<DIDWebResolverOptions['fetch']>
  /** The answers that are still being given: the client has not got all of them, and has not left. */
  readonly unfinished: ReadonlySet<ServerResponse>
  close(): Promise<void>
}

const URL_HEADER = 'x-url'

export async function startWeb(): Promise<FakeWeb> {
  const pages = new Map<string, Page>()
  const requests: FakeWeb['requests'] = []
  const inits: RequestInit[] = []
  const unfinished = new Set<ServerResponse>()
  const server = createServer(({ headers }, response) => {
    const url = String(headers[URL_HEADER])
    requests.push({ url, headers })
    unfinished.add(response)
    response.on('close', () => unfinished.delete(response))
    const page = pages.get(url) ?? text('Not Found', 404)
    page(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    pages,
    requests,
    inits,
    fetch: async (url, init) => {
      inits.push(init)
      const headers = new Headers(init.headers)
      headers.set(URL_HEADER, url)
      return fetch(`http://127.0.0.1:${port}/`, { ...init, headers })
    },
    unfinished,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function json(value: unknown, status = 200): Page {
  return text(JSON.stringify(value), status)
}

export function text(body: string | Uint8Array, status = 200): Page {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  }
}

export function redirect(location: string, status = 302): Page {
  return (response) => {
    response.writeHead(status, { location }).end()
  }
}
