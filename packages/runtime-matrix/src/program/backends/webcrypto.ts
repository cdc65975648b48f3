import { InMemorySecretsManager } from '@didcomm/core'
import { IndexedDBSecretsManager, WebCryptoService } from '@didcomm/crypto-webcrypto'
import { didOfEarlierPage, keptKeysSuite, newDatabaseName } from '../kept-keys.ts'
import { nonExtractableKeysSuite } from '../non-extractable-keys.ts'
import type { OpenedBackend } from '../opened-backend.ts'

/** With keys in IndexedDB where there is one. */
export default async function open(): Promise<OpenedBackend> {
  const crypto = await WebCryptoService.create()
  const ownSuites = [nonExtractableKeysSuite(crypto)]
  if (!('indexedDB' in globalThis)) {
    return { crypto, createSecrets: () => new InMemorySecretsManager(crypto), ownSuites }
  }
  ownSuites.push(keptKeysSuite(crypto, await didOfEarlierPage(crypto)))
  return {
    crypto,
    createSecrets: () => new IndexedDBSecretsManager({ name: newDatabaseName() }),
    ownSuites,
  }
}
