/** A bundle whose size is limited. */
export interface SizeBudget {
  readonly name: string
  /** The most that it may weigh, minified and gzipped, in kB of 1000 bytes. */
  readonly limit: number
}

/** What can be imported from published packages, each with everything from other packages left out. */
export const entryBudgets: readonly SizeBudget[] = [
  { name: '@didcomm/core', limit: 15.5 },
  { name: '@didcomm/core/attachments', limit: 6 },
  // Runs in tests alone; most of it is published vectors.
  { name: '@didcomm/core/compliance', limit: 65 },
  { name: '@didcomm/core/contracts', limit: 0.1 },
  { name: '@didcomm/core/crypto', limit: 6 },
  { name: '@didcomm/core/did', limit: 8 },
  { name: '@didcomm/core/encoding', limit: 2.5 },
  { name: '@didcomm/core/fetch', limit: 3 },
  { name: '@didcomm/crypto-askar-wasm', limit: 8 },
  // The module itself, which the entry above loads, and the same as text.
  { name: '@didcomm/crypto-askar-wasm/askar.wasm', limit: 200 },
  { name: '@didcomm/crypto-askar-wasm/inline', limit: 200 },
  { name: '@didcomm/crypto-noble', limit: 2 },
  { name: '@didcomm/crypto-node', limit: 3 },
  { name: '@didcomm/crypto-webcrypto', limit: 4 },
  { name: '@didcomm/did-jwk', limit: 2 },
  { name: '@didcomm/did-key', limit: 2 },
  { name: '@didcomm/did-peer', limit: 5 },
  { name: '@didcomm/did-web', limit: 3 },
  { name: '@didcomm/messaging', limit: 1 },
  { name: '@didcomm/routing', limit: 3 },
]

/** What an application ships that imports these names, with everything that they depend on. */
export interface StackBudget extends SizeBudget {
  /** Exported names, by package. */
  readonly imports: Readonly<Record<string, readonly string[]>>
}

export const stackBudgets: readonly StackBudget[] = [
  {
    name: 'core + noble + did-peer + routing + messaging',
    limit: 56,
    imports: {
      '@didcomm/core': ['InMemorySecretsManager', 'PrefixResolver'],
      '@didcomm/crypto-noble': ['NobleCryptoService'],
      '@didcomm/did-peer': ['createPeerDID', 'DIDPeerResolver'],
      '@didcomm/messaging': ['DIDCommMessaging'],
    },
  },
]
