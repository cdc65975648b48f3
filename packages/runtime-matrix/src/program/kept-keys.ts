import { PackagingService, PrefixResolver } from '@didcomm/core'
import type { ComplianceCase, ComplianceSuite } from '@didcomm/core/compliance'
import { IndexedDBSecretsManager, type WebCryptoService } from '@didcomm/crypto-webcrypto'
import { createPeerDID, DIDPeerResolver } from '@didcomm/did-peer'
import { expectThat } from './expect-that.ts'
import { expectInside } from './non-extractable-keys.ts'

/** The database of the keys that are there when a page is loaded again. */
const ACROSS_PAGES = 'runtime-matrix-across-pages'

/**
 * Makes keys in IndexedDB in the page's first life, and loads the page again; in its second life, finds the DID that
 * they belong to. Returns at once in a worker, which cannot load its page again.
 *
 * @returns the DID, or `undefined` in a worker
 */
export async function didOfEarlierPage(crypto: WebCryptoService): Promise<string | undefined> {
  if (typeof document === 'undefined') return undefined
  const secrets = new IndexedDBSecretsManager({ name: ACROSS_PAGES })
  const [kid] = await secrets.kids()
  if (kid !== undefined) return kid.slice(0, kid.indexOf('#'))
  await createDID(crypto, secrets)
  location.reload()
  // Of no runners none wins: this life ends here.
  return Promise.race<never>([])
}

/** That keys in IndexedDB are found again, do their work, and still cannot be exported. */
export function keptKeysSuite(
  crypto: WebCryptoService,
  earlier: string | undefined,
): ComplianceSuite {
  const cases: ComplianceCase[] = [
    {
      title: 'work for a manager that was opened later',
      async run() {
        const name = newDatabaseName()
        const secrets = new IndexedDBSecretsManager({ name })
        const did = await createDID(crypto, secrets)
        await expectKept(crypto, did, new IndexedDBSecretsManager({ name }))
      },
    },
  ]
  if (earlier !== undefined) {
    cases.push({
      title: 'work for a page that was loaded again',
      run: () => expectKept(crypto, earlier, new IndexedDBSecretsManager({ name: ACROSS_PAGES })),
    })
  }
  return { title: 'IndexedDB', groups: [{ title: 'keys', cases }] }
}

/** A DID with keys of one CryptoKey, and of two. */
function createDID(crypto: WebCryptoService, secrets: IndexedDBSecretsManager): Promise<string> {
  return createPeerDID({
    crypto,
    secrets,
    keyAgreement: ['X25519', 'P-256'],
    authentication: ['Ed25519', 'P-256'],
  })
}

/** A database that there is not yet. */
export function newDatabaseName(): string {
  return `runtime-matrix-${globalThis.crypto.randomUUID()}`
}

/** @throws ComplianceFailure unless the keys of a DID are held, write and read a message, and stay where they are */
async function expectKept(
  crypto: WebCryptoService,
  did: string,
  secrets: IndexedDBSecretsManager,
): Promise<void> {
  const resolver = new PrefixResolver({ 'did:peer:': new DIDPeerResolver() })
  const packaging = new PackagingService({ crypto, secrets, resolver })
  const message = { type: 'https://example.org/1.0/note', from: did, to: [did], body: {} }
  const { packed } = await packaging.packEncrypted(message, { to: did, signBy: did })
  const { signer } = await packaging.unpack(packed)
  expectThat(signer === did, 'the DID is proven to have signed')

  const kids = await secrets.kids()
  expectThat(kids.length === 4, `four keys are held, and not ${kids.length}`)
  for (const kid of kids) await expectInside((await secrets.get(kid)) ?? {})
}
