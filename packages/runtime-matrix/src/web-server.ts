import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'

/** What a server hands out. */
export interface WebSite {
  readonly folder: string
  readonly contentSecurityPolicy: string
  /** The page at `/`; the folder's `index.html` unless given. */
  readonly index?: string
}

/** A server that runs. */
export interface WebServer {
  readonly url: string
  close(): void
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
}

/** Serves files on a free port of the loopback interface, every one under the Content-Security-Policy. */
export async function serve(site: WebSite): Promise<WebServer> {
  const { folder, contentSecurityPolicy, index } = site
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    response.setHeader('content-security-policy', contentSecurityPolicy)
    if (pathname === '/' && index !== undefined) {
      response.setHeader('content-type', MEDIA_TYPES['.html'] ?? '').end(index)
      return
    }
    const file = join(folder, pathname === '/' ? 'index.html' : pathname)
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end()
      return
    }
    response.setHeader('content-type', MEDIA_TYPES[extname(file)] ?? 'application/octet-stream')
    createReadStream(file).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
