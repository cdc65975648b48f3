import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Attachment } from '../src/attachments/attachment.ts'
import {
  fetchAttachment,
  type FetchAttachmentOptions,
} from '../src/attachments/fetch-attachment.ts'
import { parseSha256Multihash, sha256Multihash } from '../src/attachments/multihash.ts'
import { utf8ToBytes } from '../src/encoding/bytes.ts'
import { DIDCommError } from '../src/errors.ts'
import { type Answer, network } from './support/fake-network.ts'
import { failure } from './support/outcome.ts'

const CONTENT = 'hello world'
/** The SHA-256 multihash of `hello world`. */
const HEX = '1220b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9'
const BASE58 = 'QmaozNR7DZHQK1ZcU9p7QdrshMvXqWK6gpu5rmrkPdT3L4'
const BASE64URL = 'EiC5TSe5k00-CKUuUtfafav6xITv43pTgO6QiPes4u_N6Q'
/** The SHA-512 multihash of `hello world`. */
const SHA_512 =
  '1340309ecc489c12d6eb4cc40f50c902f2b4d0ed77ee511a7c7a9bcd3ca86d4cd86f989dd35bc5ff499670da34255b45b0cfd830e81f605dcf7dc5542e93ae9cd76f'

const crypto = {
  sha256: (data: Uint8Array): Uint8Array =>
    new Uint8Array(createHash('sha256').update(data).digest()),
}

const A = 'https://a.example/file'
const B = 'https://b.example/file'

function linked(links: readonly string[], hash = `z${BASE58}`): Attachment {
  return { data: { links, hash } }
}

const right: Answer = () => new Response(CONTENT)
const wrong: Answer = () => new Response('hello mallory')

async function refusal(
  attachment: Attachment,
  options: Partial<FetchAttachmentOptions>,
): Promise<DIDCommError> {
  const error: unknown = await fetchAttachment(attachment, { crypto, ...options }).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!DIDCommError.is(error)) {
    throw new Error('it was not refused with a DIDCommError', { cause: error })
  }
  expect(error.code).toBe('INVALID_ATTACHMENT')
  return error
}

describe('fetchAttachment', () => {
  it('[MSG-10] returns content that matches the hash, in every encoding of a multihash', async () => {
    const hashes = [`z${BASE58}`, BASE58, `u${BASE64URL}`, `f${HEX}`, `F${HEX.toUpperCase()}`]
    for (const hash of hashes) {
      const { fetch } = network({ [A]: right })
      const bytes = await fetchAttachment(linked([A], hash), { crypto, fetch })
      expect(bytes, hash).toEqual(utf8ToBytes(CONTENT))
    }
  })

  it('[MSG-10] returns nothing that does not match the hash', async () => {
    const { fetch } = network({ [A]: wrong })
    const error = await refusal(linked([A]), { fetch })
    expect(error.message).toBe(
      'the attachment cannot be fetched: link 1 has content that does not match the hash',
    )
  })

  it('[MSG-10] asks for nothing when it could not check the hash', async () => {
    const hashes = [
      HEX,
      HEX.slice(4),
      `z${BASE58.slice(1)}`,
      `z${BASE58}\u0100`,
      `u${BASE64URL}=`,
      `f${HEX.slice(2)}`,
      `f${HEX}0`,
      `f${HEX}00`,
      `f${HEX.slice(0, -2)}`,
      `f${HEX.slice(0, -1)}g`,
      `f1120${HEX.slice(4)}`,
      `f1221${HEX.slice(4)}`,
      `f${SHA_512}`,
      'f',
      'z',
      'sha256',
      '<multi-hash>',
      `z${'1'.repeat(10 * 1024 * 1024)}`,
    ]
    for (const hash of hashes) {
      const { asked, fetch } = network({ [A]: right })
      const error = await refusal(linked([A], hash), { fetch })
      expect(error.message, hash.slice(0, 100)).toContain('hash of the attachment is not a SHA-256')
      expect(asked).toEqual([])
    }
  })

  it('[MSG-10] tries the links in their order, and stops at the first that is right', async () => {
    const { asked, fetch } = network({ [A]: right, [B]: right })
    await fetchAttachment(linked([B, A]), { crypto, fetch })
    expect(asked).toEqual([B])
  })

  it('[MSG-10] goes on to the next link when one fails', async () => {
    const failures: Answer[] = [
      wrong,
      () => new Response(CONTENT, { status: 404 }),
      () => new Response(CONTENT, { status: 500 }),
      () => Promise.reject(new TypeError('fetch failed')),
      () => new Response(new ReadableStream({ start: (stream) => stream.error(new Error('cut')) })),
      () => new Response(null, { status: 204 }),
    ]
    for (const answer of failures) {
      const { asked, fetch } = network({ [A]: answer, [B]: right })
      const bytes = await fetchAttachment(linked([A, B]), { crypto, fetch })
      expect(bytes).toEqual(utf8ToBytes(CONTENT))
      expect(asked).toEqual([A, B])
    }
  })

  it('tells what was wrong with each link, and keeps the last cause', async () => {
    const { fetch } = network({ [A]: () => new Response('', { status: 404 }) })
    const error = await refusal(linked([A, B]), { fetch })
    expect(error.message).toBe(
      'the attachment cannot be fetched: link 1 answers with status 404; link 2 cannot be fetched',
    )
    expect(error.cause).toEqual(new TypeError('fetch failed'))
  })

  it('reads https alone, unless told otherwise', async () => {
    const others = [
      'http://a.example/',
      'data:,hello%20world',
      'file:///etc/passwd',
      'blob:x',
      '/file',
      '',
    ]
    for (const link of others) {
      const { asked, fetch } = network({ [link]: right })
      await refusal(linked([link]), { fetch })
      expect(asked).toEqual([])
    }
    const http = 'http://a.example/'
    const { fetch } = network({ [http]: right })
    const bytes = await fetchAttachment(linked([http]), { crypto, fetch, allowHttp: true })
    expect(bytes).toHaveLength(11)
    for (const link of ['data:,hello%20world', 'file:///etc/passwd']) {
      const other = network({ [link]: right })
      await refusal(linked([link]), { fetch: other.fetch, allowHttp: true })
      expect(other.asked).toEqual([])
    }
  })

  it('fetches from no private host, unless told otherwise', async () => {
    for (const link of ['https://localhost/', 'https://10.0.0.1/', 'https://[::1]/']) {
      const { asked, fetch } = network({ [link]: right })
      const error = await refusal(linked([link]), { fetch })
      expect(error.message).toContain('link 1 is at a private address')
      expect(asked).toEqual([])
      const options = { crypto, fetch, allowPrivateAddresses: true }
      expect(await fetchAttachment(linked([link]), options)).toHaveLength(11)
    }
    const { asked, fetch } = network({ [A]: right })
    await refusal(linked([A]), { fetch, lookup: () => ['192.168.0.1'] })
    expect(asked).toEqual([])
    const options = { crypto, fetch, lookup: () => ['8.8.8.8'] }
    expect(await fetchAttachment(linked([A]), options)).toHaveLength(11)
  })

  it('refuses limits that are none', async () => {
    const { fetch } = network({ [A]: right })
    for (const limits of [{ maxBytes: Number.NaN }, { timeoutSeconds: 0 }]) {
      const fetching = fetchAttachment(linked([A]), { crypto, fetch, ...limits })
      await expect(fetching).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    }
  })

  it('follows no redirect', async () => {
    const redirect: Answer = () => new Response(CONTENT, { status: 302, headers: { location: B } })
    const { asked, requests, fetch } = network({ [A]: redirect, [B]: right })
    await refusal(linked([A]), { fetch })
    expect(asked).toEqual([A])
    expect(requests[0]?.redirect).toBe('manual')
  })

  it('reads no more than maxBytes, and stops there', async () => {
    let chunks = 0
    const endless: Answer = () =>
      new Response(
        new ReadableStream<Uint8Array>({
          pull(stream) {
            chunks += 1
            stream.enqueue(new Uint8Array(1000))
          },
        }),
      )
    const { requests, fetch } = network({ [A]: endless })
    const error = await refusal(linked([A]), { fetch, maxBytes: 10_000 })
    expect(error.message).toContain('link 1 has more than 10000 bytes')
    expect(chunks).toBeLessThan(20)
    expect(requests[0]?.signal?.aborted).toBe(true)

    const exact = network({ [A]: right })
    expect(
      await fetchAttachment(linked([A]), { crypto, fetch: exact.fetch, maxBytes: 11 }),
    ).toHaveLength(11)
    await refusal(linked([A]), { fetch: exact.fetch, maxBytes: 10 })
  })

  it('puts content together from chunks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40 })), async (chunks) => {
        const content = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]))
        const body = new ReadableStream<Uint8Array>({
          start(stream) {
            for (const chunk of chunks) stream.enqueue(chunk)
            stream.close()
          },
        })
        const hash = `f1220${createHash('sha256').update(content).digest('hex')}`
        const { fetch } = network({ [A]: () => new Response(body) })
        const bytes = await fetchAttachment(linked([A], hash), { crypto, fetch })
        expect([...bytes]).toEqual([...content])
      }),
    )
  })

  it('gives up on a link that takes too long, even if fetch does not listen', async () => {
    const never: Answer = () => new Promise(() => {})
    const stuck: Answer = () =>
      new Response(new ReadableStream({ pull: () => new Promise(() => {}) }))
    for (const answer of [never, stuck]) {
      const { requests, fetch } = network({ [A]: answer, [B]: right })
      const bytes = await fetchAttachment(linked([A, B]), { crypto, fetch, timeoutSeconds: 0.02 })
      expect(bytes).toHaveLength(11)
      expect(requests[0]?.signal?.aborted).toBe(true)
      const error = await refusal(linked([A]), { fetch, timeoutSeconds: 0.02 })
      expect(error.message).toContain('link 1 takes longer than 0.02 seconds')
    }
  })

  it('tries ten links at most', async () => {
    const links = Array.from({ length: 1000 }, (_, index) => `https://a.example/${index}`)
    const { asked, fetch } = network({})
    await refusal(linked(links), { fetch })
    expect(asked).toEqual(links.slice(0, 10))
  })

  it('refuses an attachment without links, or one that breaks a rule', async () => {
    const { fetch } = network({})
    const error = await refusal({ data: { json: 1 } }, { fetch })
    expect(error.message).toBe('the attachment has no links to fetch')
    await refusal({ data: { links: [A] } }, { fetch })
    await refusal(null as never, { fetch })
  })

  it("goes through the platform's fetch unless given another", async () => {
    const platform = globalThis.fetch
    const { asked, fetch } = network({ [A]: right })
    try {
      globalThis.fetch = fetch as typeof globalThis.fetch
      expect(await fetchAttachment(linked([A]), { crypto })).toHaveLength(11)
    } finally {
      globalThis.fetch = platform
    }
    expect(asked).toEqual([A])
  })
})

describe('sha256Multihash', () => {
  it('[MSG-10] is the SHA-256 of the content in base58btc', async () => {
    expect(await sha256Multihash(utf8ToBytes(CONTENT), crypto)).toBe(`z${BASE58}`)
  })

  it('is read as the digest', async () => {
    expect(Buffer.from(parseSha256Multihash(`z${BASE58}`)).toString('hex')).toBe(HEX.slice(4))
    expect(failure(() => parseSha256Multihash('')).code).toBe('INVALID_ATTACHMENT')
  })
})
