import { DIDCommError } from '@didcomm/core'
import { fetchBytes, type FetchBytesOptions, type FetchFailure } from '@didcomm/core/fetch'
import { describe, expect, it } from 'vitest'
import { type Answer, network } from './support/fake-network.ts'

const A = 'https://a.example/file'
const B = 'https://b.example/file'

const right: Answer = () => new Response('hello')
const redirectTo =
  (location: string, status = 302): Answer =>
  () =>
    new Response(null, { status, headers: { location } })

const LIMITS = { maxBytes: 1000, timeoutSeconds: 10 }

function download(url: string, options: Partial<FetchBytesOptions>): Promise<Uint8Array> {
  return fetchBytes(url, {
    ...LIMITS,
    fail: (problem) => new DIDCommError('INVALID_MESSAGE', problem),
    ...options,
  })
}

/** What `fail` was told of the download. */
async function problemOf(
  url: string,
  options: Partial<FetchBytesOptions>,
): Promise<FetchFailure & { problem: string }> {
  const failures: (FetchFailure & { problem: string })[] = []
  const made = new DIDCommError('INVALID_MESSAGE', 'made by fail')
  const error: unknown = await download(url, {
    ...options,
    fail: (problem, failure) => {
      failures.push({ problem, ...failure })
      return made
    },
  }).catch((reason: unknown) => reason)
  expect(error).toBe(made)
  const [failure] = failures
  if (!failure) throw new Error('fail was not called')
  return failure
}

describe('fetchBytes', () => {
  it('returns the bytes of the answer', async () => {
    const { asked, fetch } = network({ [A]: right })
    expect(await download(A, { fetch })).toEqual(new TextEncoder().encode('hello'))
    expect(asked).toEqual([A])
    const empty = network({ [A]: () => new Response(null, { status: 204 }) })
    expect(await download(A, empty)).toHaveLength(0)
  })

  it('sends the headers that it was given, and nothing that tells who asks', async () => {
    const { requests, fetch } = network({ [A]: right })
    await download(A, { fetch, headers: { accept: 'text/plain' } })
    expect(requests[0]).toMatchObject({
      headers: { accept: 'text/plain' },
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'manual',
    })
    expect(requests[0]?.signal).toBeInstanceOf(AbortSignal)
  })

  it('leaves settings out that the platform does not have and throws at', async () => {
    const platform = globalThis.Request
    const { requests, fetch } = network({ [A]: right })
    try {
      globalThis.Request = Date as unknown as typeof Request
      await download(A, { fetch })
    } finally {
      globalThis.Request = platform
    }
    expect(new Set(Object.keys(requests[0] ?? {}))).toEqual(
      new Set(['headers', 'redirect', 'signal']),
    )
  })

  it("calls the platform's fetch as a function, and not as a method", async () => {
    const platform = globalThis.fetch
    const receivers: unknown[] = []
    try {
      globalThis.fetch = async function fetch(this: unknown) {
        receivers.push(this)
        return right()
      }
      await download(A, {})
    } finally {
      globalThis.fetch = platform
    }
    expect(receivers).toEqual([undefined])
  })

  it('makes every error by fail, and tells it the status and the cause', async () => {
    const cause = new TypeError('fetch failed')
    const broken = new Error('cut')
    const cases: [Answer, FetchFailure & { problem: string }][] = [
      [() => Promise.reject(cause), { problem: 'cannot be fetched', cause }],
      [
        () => new Response('secret', { status: 404 }),
        { problem: 'answers with status 404', status: 404 },
      ],
      [
        () => new Response(new ReadableStream({ start: (stream) => stream.error(broken) })),
        { problem: 'cannot be read to its end', cause: broken },
      ],
      [() => new Response('a'.repeat(1001)), { problem: 'has more than 1000 bytes' }],
    ]
    for (const [answer, expected] of cases) {
      expect(await problemOf(A, network({ [A]: answer }))).toEqual(expected)
    }
    const throwing = () => {
      throw cause
    }
    expect(await problemOf(A, { fetch: throwing })).toEqual({ problem: 'cannot be fetched', cause })
  })

  it('fetches from https alone, and from http if allowed', async () => {
    const { asked, fetch } = network({ 'http://a.example/': right })
    for (const url of [
      'http://a.example/',
      'ftp://a.example/',
      'data:,a',
      'blob:https://a.example/1',
    ]) {
      expect((await problemOf(url, { fetch })).problem).toBe('is not an https URL')
    }
    for (const url of ['ftp://a.example/', 'file:///etc/passwd', 'data:,a']) {
      const { problem } = await problemOf(url, { fetch, allowHttp: true })
      expect(problem).toBe('is not an https or http URL')
    }
    for (const url of ['', '/file', 'https://', 'https://a b/']) {
      expect((await problemOf(url, { fetch })).problem).toBe('is not a URL')
    }
    expect(asked).toEqual([])
    expect(await download('http://a.example/', { fetch, allowHttp: true })).toHaveLength(5)
  })

  it('fetches from no URL with a user name or a password', async () => {
    for (const url of ['https://user@a.example/', 'https://:pw@a.example/']) {
      const { asked, fetch } = network({ [url]: right })
      expect((await problemOf(url, { fetch })).problem).toBe('has a user name or a password')
      expect(asked).toEqual([])
    }
  })

  it('fetches from no private host unless allowed', async () => {
    for (const url of [
      'https://localhost/',
      'https://127.0.0.1/',
      'https://[::1]:8443/',
      'https://a/',
    ]) {
      const { asked, fetch } = network({ [url]: right })
      expect((await problemOf(url, { fetch })).problem).toBe(
        'is at a private address, which is not allowed',
      )
      expect(asked).toEqual([])
      expect(await download(url, { fetch, allowPrivateAddresses: true })).toHaveLength(5)
    }
  })

  it('looks a name up, and no address', async () => {
    const names: string[] = []
    const lookup = (name: string): string[] => {
      names.push(name)
      return ['8.8.8.8']
    }
    const { fetch } = network({
      [A]: right,
      'https://8.8.4.4/': right,
      'https://[2600::1]/': right,
    })
    for (const url of [A, 'https://8.8.4.4/', 'https://[2600::1]/']) {
      expect(await download(url, { fetch, lookup })).toHaveLength(5)
    }
    expect(names).toEqual(['a.example'])
  })

  it('follows no redirect unless agreed to', async () => {
    const { asked, fetch } = network({ [A]: redirectTo(B), [B]: right })
    expect(await problemOf(A, { fetch })).toEqual({
      problem: 'answers with status 302',
      status: 302,
    })
    const proposed: [string, string][] = []
    const refused = await problemOf(A, {
      fetch,
      followRedirect: (target, from) => {
        proposed.push([target.href, from.href])
        return false
      },
    })
    expect(refused).toEqual({
      problem: 'redirects to https://b.example, which is not followed',
      status: 302,
    })
    expect(proposed).toEqual([[B, A]])
    expect(asked).toEqual([A, A])
    expect(await download(A, { fetch, followRedirect: () => true })).toHaveLength(5)
  })

  it('takes a place to go to for a redirect only beside the status of one', async () => {
    const options = { followRedirect: () => true }
    const found = network({ [A]: () => new Response('hello', { headers: { location: B } }) })
    expect(await download(A, { ...found, ...options })).toHaveLength(5)
    for (const status of [300, 404]) {
      const { asked, fetch } = network({ [A]: redirectTo(B, status), [B]: right })
      expect(await problemOf(A, { fetch, ...options })).toMatchObject({ status })
      expect(asked).toEqual([A])
    }
  })

  it('says of a redirect no more than its host', async () => {
    const { fetch } = network({
      [A]: redirectTo('https://u:secret@b.example:1/secret?secret#secret'),
    })
    const { problem } = await problemOf(A, { fetch, followRedirect: () => false })
    expect(problem).toBe('redirects to https://b.example:1, which is not followed')
  })

  it('says no more of a host than the beginning', async () => {
    const { fetch } = network({ [A]: redirectTo(`https://${'b.'.repeat(5000)}example/`) })
    const { problem } = await problemOf(A, { fetch, followRedirect: () => false })
    expect(problem).toBe(`redirects to https://${'b.'.repeat(46)}, which is not followed`)
  })

  it('holds a redirect that was agreed to against the same rules', async () => {
    for (const [location, problem] of [
      ['http://b.example/', 'is not an https URL'],
      ['https://10.0.0.1/', 'is at a private address, which is not allowed'],
      ['https://user@b.example/', 'has a user name or a password'],
      ['https://', 'redirects to what is not a URL'],
    ] as const) {
      const { asked, fetch } = network({ [A]: redirectTo(location) })
      const failure = await problemOf(A, { fetch, followRedirect: () => true })
      expect(failure.problem).toBe(problem)
      expect(asked).toEqual([A])
    }
  })

  it('follows as many redirects as it is told', async () => {
    for (const maxRedirects of [0, 1, 5]) {
      const { asked, fetch } = network({ [A]: redirectTo(A) })
      const failure = await problemOf(A, { fetch, followRedirect: () => true, maxRedirects })
      expect(failure.problem).toBe('redirects too many times')
      expect(asked).toHaveLength(maxRedirects + 1)
    }
    const { asked, fetch } = network({
      [A]: () => (asked.length > 9 ? right() : redirectTo(A)()),
    })
    await problemOf(A, { fetch, followRedirect: () => true, maxRedirects: Number.NaN })
    expect(asked).toHaveLength(1)
  })

  it('reads a body that does not come as a stream, within the limit', async () => {
    const whole =
      (size: number): Answer =>
      () =>
        Object.defineProperties(new Response('a'.repeat(size)), { body: { value: undefined } })
    expect(await download(A, network({ [A]: whole(1000) }))).toHaveLength(1000)
    const failure = await problemOf(A, network({ [A]: whole(1001) }))
    expect(failure.problem).toBe('has more than 1000 bytes')
  })

  it('believes a length that is announced as too large', async () => {
    const announced: Answer = () =>
      new Response(new ReadableStream({ pull: () => new Promise(() => {}) }), {
        headers: { 'content-length': '1001' },
      })
    const failure = await problemOf(A, network({ [A]: announced }))
    expect(failure.problem).toBe('has more than 1000 bytes')
  })

  it('refuses limits that are none, which is not for fail', async () => {
    for (const limits of [{ maxBytes: Number.NaN }, { timeoutSeconds: Infinity }]) {
      const error: unknown = await download(A, limits).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' })
    }
  })
})
