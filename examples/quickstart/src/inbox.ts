import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An HTTP server on a free loopback port that takes packed messages and hands them out one by one. */
export interface Inbox {
  readonly url: string
  /** The next message that arrives. */
  next(): Promise<string>
  close(): void
}

const MEDIA_TYPE = 'application/didcomm-encrypted+json'

/** Starts an {@link Inbox}. */
export async function openInbox(): Promise<Inbox> {
  const arrived: string[] = []
  const waiting: ((packed: string) => void)[] = []

  const server = createServer(async (request, response) => {
    if (request.method !== 'POST' || request.headers['content-type'] !== MEDIA_TYPE) {
      response.writeHead(415).end()
      return
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const packed = Buffer.concat(chunks).toString('utf8')
    response.writeHead(202).end()
    const receiver = waiting.shift()
    if (receiver) receiver(packed)
    else arrived.push(packed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    next: () =>
      new Promise((resolve) => {
        const packed = arrived.shift()
        if (packed === undefined) waiting.push(resolve)
        else resolve(packed)
      }),
    close: () => server.close(),
  }
}

/** Sends a packed message to an endpoint (DIDComm v2.1 § HTTPS). */
export async function post(uri: string, packed: string): Promise<void> {
  const response = await fetch(uri, {
    method: 'POST',
    headers: { 'content-type': MEDIA_TYPE },
    body: packed,
  })
  if (!response.ok) throw new Error(`${uri} answered ${response.status}`)
}
