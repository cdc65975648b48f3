import type { DIDDocument } from '@didcomm/core'
import { didResolverSuite, registerSuite } from '@didcomm/core/compliance'
import { DIDWebResolver, urlOfWebDID } from '@didcomm/did-web'
import { bob, carol } from '@didcomm/test-support'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type FakeWeb, json, startWeb } from './support/fake-web.ts'

/** A document of the test's identities as that of another DID, with absolute ids. */
function documentOf(did: string, { document }: { readonly document: DIDDocument }): DIDDocument {
  return JSON.parse(JSON.stringify(document).replaceAll(document.id, did))
}

const published = [
  documentOf('did:web:bob.example', bob),
  documentOf('did:web:agents.example%3A8443:carol', carol),
]

let web: FakeWeb

beforeAll(async () => {
  web = await startWeb()
  for (const document of published) web.pages.set(urlOfWebDID(document.id), json(document))
})
afterAll(() => web.close())

const suite = didResolverSuite({
  title: '[DID-5] DIDWebResolver',
  resolver: new DIDWebResolver({ fetch: (url, init) => web.fetch(url, init) }),
  resolvable: published.map((document) => ({ did: document.id, document })),
  invalid: [
    'did:web:127.0.0.1',
    'did:web:example.com.',
    'did:web:example.com:..:admin',
    'did:web:example.com:%2e%2e',
    'did:web:example.com%2Fadmin',
    'did:web:user%40example.com',
  ],
  notFound: ['did:web:nobody.example', 'did:web:agents.example%3A8443:nobody'],
})

registerSuite(suite, { describe, it })
