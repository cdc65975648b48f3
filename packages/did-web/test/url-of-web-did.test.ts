import { DIDCommError } from '@didcomm/core'
import { urlOfWebDID } from '@didcomm/did-web'
import { errorOf } from '@didcomm/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('urlOfWebDID', () => {
  it.each([
    // The examples of the did:web Method Specification
    ['did:web:w3c-ccg.github.io', 'https://w3c-ccg.github.io/.well-known/did.json'],
    ['did:web:w3c-ccg.github.io:user:alice', 'https://w3c-ccg.github.io/user/alice/did.json'],
    ['did:web:example.com%3A3000', 'https://example.com:3000/.well-known/did.json'],
    ['did:web:example.com%3A3000:user:alice', 'https://example.com:3000/user/alice/did.json'],
    // and what it leaves open
    ['did:web:example.com%3a3000', 'https://example.com:3000/.well-known/did.json'],
    ['did:web:example.com%3A443', 'https://example.com/.well-known/did.json'],
    ['did:web:example.com%3A65535', 'https://example.com:65535/.well-known/did.json'],
    ['did:web:Example.COM:User', 'https://example.com/User/did.json'],
    ['did:web:xn--bcher-kva.example', 'https://xn--bcher-kva.example/.well-known/did.json'],
    ['did:web:a--b.example', 'https://a--b.example/.well-known/did.json'],
    ['did:web:1.2.3.4.example', 'https://1.2.3.4.example/.well-known/did.json'],
    ['did:web:0xa.example', 'https://0xa.example/.well-known/did.json'],
    ['did:web:localhost%3A8443', 'https://localhost:8443/.well-known/did.json'],
    ['did:web:example.com:a%20b:%C3%A9', 'https://example.com/a%20b/%C3%A9/did.json'],
    ['did:web:example.com:a%3Ab', 'https://example.com/a%3Ab/did.json'],
    ['did:web:example.com:_a-b.c:...', 'https://example.com/_a-b.c/.../did.json'],
    ['did:web:example.com:did.json', 'https://example.com/did.json/did.json'],
    ['did:web:example.com:.well-known', 'https://example.com/.well-known/did.json'],
  ])('[DID-5] maps %s', (did, url) => {
    expect(urlOfWebDID(did)).toBe(url)
  })

  it.each([
    ['an IPv4 address', ['127.0.0.1', '8.8.8.8', '127.1', '2130706433', '0x7f000001', '0x7f.1']],
    ['an IPv4 address in another base', ['0177.0.0.1', '127.0.0.0x1', '1.0x', '10.0X1']],
    ['an IPv6 address', ['%5B%3A%3A1%5D', '%3A%3A1', '[::1]', '::1', '%5B::1%5D']],
    ['a label that is none', ['-a.example', 'a-.example', 'a..example', '.example', 'a_b.example']],
    ['a trailing dot', ['example.com.', '127.0.0.1.', 'localhost.', 'example.com.%3A3000']],
    ['a name too long', [`${'a'.repeat(64)}.example`, `${'a.'.repeat(130)}example`]],
    ['other letters', ['b%C3%BCcher.example', '%EF%BC%91%EF%BC%92%EF%BC%97.1', 'a%E3%80%82b']],
    ['a wrong port', ['a.example%3A', 'a.example%3A0', 'a.example%3A65536', 'a.example%3A099']],
    ['a port that is none', ['a.example%3A8x', 'a.example%3A-1', 'a.example%3A80%3A80', '%3A80']],
    ['userinfo', ['a%40b.example', 'user%3Apw%40b.example', 'a.example%3A80%40b.example']],
    ['a host that ends early', ['a.example%2Fb', 'a.example%3Fb', 'a.example%23b', 'a%5Cb']],
    ['a host with an escape', ['a%2Eexample', '%61.example', 'a.example%00', 'a.example%20']],
  ])('[DID-5] refuses %s in the place of the host', async (_, hosts) => {
    for (const host of hosts) {
      for (const did of [`did:web:${host}`, `did:web:${host}:user`]) {
        const error = await errorOf(() => urlOfWebDID(did))
        expect(error.code, did).toBe('INVALID_DID')
      }
    }
  })

  it('[DID-5] refuses punycode that is none, or takes it as it stands', () => {
    // URL parsers differ (WHATWG URL §3.3).
    for (const host of ['xn--a.example', 'xn--.example', 'xn--8.example']) {
      const result = outcomeOf(`did:web:${host}`)
      expect(['INVALID_DID', `https://${host}/.well-known/did.json`]).toContain(result)
    }
  })

  it.each([
    ['leads to another', ['..', '.', '%2e%2e', '.%2E', '%2e', '%2E.', 'a:..:..', '..:a']],
    ['is empty', ['', ':a', 'a::b', 'a:']],
    ['has a slash', ['a%2Fb', '%2f', '..%2F..', 'a%5Cb', '%5c', '%2e%2e%5c']],
    ['has a query or a fragment', ['a%3Fb', 'a%23b', '%3f', '%23']],
    ['has userinfo or parameters', ['a%40b', '..%3Ba', 'a%3B']],
    ['is escaped twice', ['%252e%252e', 'a%252Fb', '%25']],
    ['has controls', ['a%00', '%0d%0aa', '%7f', '%C2%85']],
    ['is not UTF-8', ['%FF', '%C0%AE%C0%AE', '%C0%AF', '%ED%A0%80', '%C3']],
    ['is no DID', ['a/b', 'a?b', 'a#b', 'a b', 'a\\b', 'é', 'a%', 'a%4', 'a%zz', 'a+b', 'a=b']],
  ])('[DID-5] refuses a path that %s', async (_, paths) => {
    for (const path of paths) {
      const error = await errorOf(() => urlOfWebDID(`did:web:example.com:${path}`))
      expect(error.code, path).toBe('INVALID_DID')
    }
  })

  it('[DID-5] knows no other method', async () => {
    for (const did of [
      'did:webs:example.com',
      'did:WEB:example.com',
      'did:peer:2.Ez6LS',
      'did:web',
      'x',
    ]) {
      const { code } = await errorOf(() => urlOfWebDID(did))
      expect(code, did).toBe(
        /^did:(webs|peer):/.test(did) ? 'DID_METHOD_NOT_SUPPORTED' : 'INVALID_DID',
      )
    }
    for (const value of [undefined, null, 7, {}, Symbol('x')]) {
      const { code } = await errorOf(() => urlOfWebDID(value as never))
      expect(code).toBe('INVALID_DID')
    }
  })

  it('[DID-5] says what is wrong, in few and printable characters', async () => {
    const error = await errorOf(() => urlOfWebDID(`did:web:example.com:${'a'.repeat(10_000)}:..`))
    expect(error.message).toMatch(
      /^did:web:example.com:a+…a+:\.\. has a host, a port or a path that no URL has$/,
    )
    expect(error.message.length).toBeLessThan(200)
  })

  const anyPart = fc.oneof(
    fc.constantFrom('example.com', 'a', '..', '.', '', '%2e', '%2F', '%3A', '%40', '%5B', '%3A80'),
    fc.constantFrom('127.1', '0x7f', '%00', '%ff', 'xn--', '%5D', '@', '/', '\\', '#', '?', '-'),
    fc.domain(),
    fc.ipV4Extended(),
    fc.ipV6(),
    fc.webPath(),
    fc.string({ maxLength: 5 }),
    fc.string({ unit: 'binary', maxLength: 3 }).map((text) => escape(Buffer.from(text))),
  )
  const anyDID = fc
    .array(
      fc.array(anyPart, { maxLength: 3 }).map((parts) => parts.join('')),
      { minLength: 1 },
    )
    .map((segments) => `did:web:${segments.join(':')}`)

  it('[DID-5] leads to the host of the DID and to nowhere else, whatever the DID', () => {
    let mapped = 0
    fc.assert(
      fc.property(
        fc.oneof(
          anyDID,
          fc.domain().map((name) => `did:web:${name}`),
        ),
        (did) => {
          const url = mappedUrl(did)
          if (!url) return
          mapped += 1
          const [authority = '', ...path] = did.slice('did:web:'.length).split(':')
          const [host, port = ''] = authority.split(/%3A/i)
          expect(url.protocol).toBe('https:')
          expect(url.hostname).toBe(host?.toLowerCase())
          expect(url.port).toBe(port === '443' ? '' : port)
          expect(url.username + url.password + url.search + url.hash).toBe('')
          expect(url.pathname).toBe(`/${path.join('/') || '.well-known'}/did.json`)
        },
      ),
      { numRuns: 3000 },
    )
    expect(mapped).toBeGreaterThan(100)
  })

  it('[DID-2] ends in a URL or in a DIDCommError, whatever the text', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webUrl())
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((end) => `did:web:${end}`),
        ),
        (did) => {
          mappedUrl(did)
        },
      ),
    )
  })
})

/** Every byte as an escape. */
function escape(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

function mappedUrl(did: string): URL | undefined {
  try {
    return new URL(urlOfWebDID(did))
  } catch (error) {
    if (DIDCommError.is(error)) return undefined
    throw error
  }
}

function outcomeOf(did: string): string {
  try {
    return urlOfWebDID(did)
  } catch (error) {
    return DIDCommError.is(error) ? error.code : String(error)
  }
}
