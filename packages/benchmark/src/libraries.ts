import { AskarCryptoService } from '@didcomm/crypto-askar-wasm'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { NodeCryptoService } from '@didcomm/crypto-node'
import { WebCryptoService } from '@didcomm/crypto-webcrypto'
import didcomm from 'didcomm-node'
import type { Library } from './library.ts'
import { createDIDCommSubject } from './subjects/didcomm-subject.ts'
import { createDidcommWasmSubject } from './subjects/didcomm-wasm-subject.ts'
import { veramoPackage } from './subjects/veramo-package.ts'
import { createVeramoSubject } from './subjects/veramo-subject.ts'

const NOBLE = ['@noble/curves', '@noble/ciphers', '@noble/hashes'] as const
const ours: Pick<Library, 'can' | 'reads'> = {
  can: () => true,
  // Its authcrypt has no `apu`, and follows draft 03 of ECDH-1PU.
  reads: (kind, writer) => writer !== 'Veramo' || kind !== 'authcrypt',
}

/** Our backends. */
export const backends: readonly Library[] = [
  {
    ...ours,
    name: 'crypto-node',
    packages: [['@didcomm/crypto-node', '@noble/ciphers']],
    createSubject: (cast) => createDIDCommSubject(new NodeCryptoService(), cast),
  },
  {
    ...ours,
    name: 'crypto-webcrypto',
    packages: [['@didcomm/crypto-webcrypto']],
    createSubject: async (cast) => createDIDCommSubject(await WebCryptoService.create(), cast),
  },
  {
    ...ours,
    name: 'crypto-askar-wasm',
    packages: [['@didcomm/crypto-askar-wasm']],
    createSubject: async (cast) => createDIDCommSubject(await AskarCryptoService.load(), cast),
  },
  {
    ...ours,
    name: 'crypto-noble',
    packages: [['@didcomm/crypto-noble', ...NOBLE]],
    createSubject: (cast) => createDIDCommSubject(new NobleCryptoService(), cast),
  },
]

/** Libraries of others, with which ours are compared. */
export const peers: readonly Library[] = [
  {
    name: 'didcomm-node',
    packages: [['didcomm-node']],
    // It has no `apv`, and its signatures are in the flattened serialization.
    reads: (_, writer) => writer !== 'Veramo',
    can: () => true,
    createSubject: async (cast) => createDidcommWasmSubject(didcomm, cast),
  },
  {
    name: 'Veramo',
    packages: [['@veramo/did-comm', 'did-jwt', ...NOBLE, '@stablelib/aes-kw']],
    fetched: veramoPackage,
    // Of others' authcrypt, draft 04, it derives another key.
    reads: (kind, writer) => writer === 'Veramo' || kind !== 'authcrypt',
    can: ({ kind, curve }) => curve === 'X25519' && kind !== 'forward',
    createSubject: createVeramoSubject,
  },
]

/** All libraries, ours first. A new one is an entry above, and a dependency in `package.json` or fetched. */
export const libraries: readonly Library[] = [...backends, ...peers]
