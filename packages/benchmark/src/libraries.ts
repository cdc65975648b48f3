import { AskarCryptoService } from '@didcomm/crypto-askar-wasm'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { NodeCryptoService } from '@didcomm/crypto-node'
import { WebCryptoService } from '@didcomm/crypto-webcrypto'
import didcomm from 'didcomm-node'
import type { Library } from './library.ts'
import { createDIDCommSubject } from './subjects/didcomm-subject.ts'
import { createDidcommWasmSubject } from './subjects/didcomm-wasm-subject.ts'
import { createVeramoSubject } from './subjects/veramo-subject.ts'

const NOBLE = ['@noble/curves', '@noble/ciphers', '@noble/hashes'] as const
const ours: Pick<Library, 'can' | 'reads'> = {
  can: () => true,
  // Its authcrypt has no `apu`.
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
    // WebCrypto has no XC20P.
    reads: (kind, writer) => writer !== 'Veramo' || kind === 'signed',
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
    reads: (_, writer) => writer !== 'Veramo',
    can: () => true,
    createSubject: async (cast) => createDidcommWasmSubject(didcomm, cast),
  },
  {
    name: 'Veramo',
    packages: [['did-jwt', ...NOBLE], ['@stablelib/aes-kw']],
    // It has no A256CBC-HS512.
    reads: (kind, writer) => writer === 'Veramo' || kind === 'signed',
    can: ({ kind, curve }) => curve === 'X25519' && kind !== 'forward',
    createSubject: async (cast) => createVeramoSubject(cast),
  },
]

/** All libraries, ours first. A new one is an entry above, and a dependency in `package.json`. */
export const libraries: readonly Library[] = [...backends, ...peers]
