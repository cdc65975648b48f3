import { attempt } from '../errors.ts'
import type { FetchErrorMaker } from './fetch-failure.ts'

/** Reads the body of an answer as it comes, and no more than `maxBytes` of it. @throws what `fail` makes */
export async function readBody(
  response: Response,
  maxBytes: number,
  fail: FetchErrorMaker,
): Promise<Uint8Array> {
  const { ok, status, headers, body } = response
  if (!ok) throw fail(`answers with status ${status}`, { status })
  const tooLarge = `has more than ${maxBytes} bytes`
  if (Number(headers.get('content-length')) > maxBytes) throw fail(tooLarge, {})
  const interrupted = (cause: unknown) => fail('cannot be read to its end', { cause })
  // Without a body there is nothing to read, or, as in React Native, nothing to read it from bit by bit.
  if (!body) {
    const bytes = new Uint8Array(await attempt(() => response.arrayBuffer(), interrupted))
    if (bytes.length > maxBytes) throw fail(tooLarge, {})
    return bytes
  }
  const reader = body.getReader()
  let bytes = new Uint8Array()
  let length = 0
  for (;;) {
    const { done, value } = await attempt(() => reader.read(), interrupted)
    if (done) return bytes.subarray(0, length)
    const end = length + value.length
    if (end > maxBytes) throw fail(tooLarge, {})
    if (end > bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * bytes.length))
      larger.set(bytes)
      bytes = larger
    }
    bytes.set(value, length)
    length = end
  }
}
