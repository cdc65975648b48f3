import { describe, expect, it, onTestFinished } from 'vitest'
import { allowScript, policyFor, policyWithoutWasm } from '../src/content-security-policy.ts'
import { importMap } from '../src/import-map.ts'
import { serve, type WebSite } from '../src/web-server.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('the Content-Security-Policy', () => {
  const backend = { name: 'mine', claims: [] }

  it('allows no more than a backend needs', () => {
    expect(policyFor(backend)).toBe("default-src 'none'; script-src 'self'")
    expect(policyFor({ ...backend, wasm: 'inline' })).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
    )
    expect(policyFor({ ...backend, wasm: 'file' })).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
    )
  })

  it('is without WebAssembly for the control', () => {
    expect(policyWithoutWasm()).toBe("default-src 'none'; script-src 'self'; connect-src 'self'")
  })

  it('allows one script by its hash', () => {
    // printf '{}' | openssl dgst -sha256 -binary | base64
    expect(allowScript(policyFor(backend), '{}')).toBe(
      "default-src 'none'; script-src 'self' 'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='",
    )
  })
})

describe('the import map', () => {
  it('leads to what a browser takes of the exports', () => {
    const folder = temporaryFolder({
      'plain/package.json': '{"exports":{".":"./index.js","./aes.js":"./aes.js"}}',
      '@scope/conditions/package.json': JSON.stringify({
        exports: {
          '.': { types: './a.d.ts', node: './node.js', browser: './web.js', default: './a.js' },
          './nested': { node: './node.js', default: { types: './b.d.ts', default: './b.js' } },
          './node': { node: './node.js' },
          './internal/*': null,
        },
      }),
      'without-exports/package.json': '{"main":"./index.js"}',
      '.bin/tool': '',
    })
    expect(importMap(folder)).toEqual({
      plain: '/node_modules/plain/index.js',
      'plain/aes.js': '/node_modules/plain/aes.js',
      '@scope/conditions': '/node_modules/@scope/conditions/web.js',
      '@scope/conditions/nested': '/node_modules/@scope/conditions/b.js',
    })
  })
})

describe('the web server', () => {
  async function get(site: Partial<WebSite>, path: string): Promise<Response> {
    const folder = temporaryFolder({ 'index.html': 'from a file', 'site/a.wasm': 'wasm' })
    const server = await serve({ folder, contentSecurityPolicy: "default-src 'none'", ...site })
    onTestFinished(() => server.close())
    return fetch(new URL(path, server.url))
  }

  it('hands out files with their media type, under the policy', async () => {
    const response = await get({}, '/site/a.wasm')
    expect(response.headers.get('content-type')).toBe('application/wasm')
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'")
    expect(await response.text()).toBe('wasm')
  })

  it('has an index, its own or that of the folder', async () => {
    expect(await (await get({}, '/')).text()).toBe('from a file')
    expect(await (await get({ index: 'made' }, '/')).text()).toBe('made')
  })

  it('has nothing else', async () => {
    for (const path of ['/none.js', '/site', '/../package.json', '/%2e%2e/package.json']) {
      const response = await get({}, path)
      await response.text()
      expect(response.status).toBe(404)
    }
  })
})
