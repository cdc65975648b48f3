import { PrefixResolver } from '@didcomm/core'
import { IndexedDBSecretsManager, WebCryptoService } from '@didcomm/crypto-webcrypto'
import { createPeerDID, DIDPeerResolver } from '@didcomm/did-peer'
import { DIDCommMessaging } from '@didcomm/messaging'

const NOTE = 'https://example.org/notebook/1.0/note'

/**
 * Opens the notebook of this browser, or begins one. The private keys lie in IndexedDB and cannot be exported; all else is
 * in localStorage, where every script may read it: a DID, and encrypted messages from it to itself.
 */
export async function openNotebook() {
  const crypto = await WebCryptoService.create()
  const secrets = new IndexedDBSecretsManager({ name: 'notebook' })
  const resolver = new PrefixResolver({ 'did:peer:': new DIDPeerResolver() })
  const didcomm = new DIDCommMessaging({ crypto, secrets, resolver })

  const did = localStorage.getItem('did') ?? (await createPeerDID({ crypto, secrets }))
  localStorage.setItem('did', did)

  return {
    did,

    /** Encrypts a note, and keeps it. */
    async add(text: string): Promise<void> {
      const { deliveries } = await didcomm.pack({
        type: NOTE,
        from: did,
        to: [did],
        body: { text },
      })
      const packed = deliveries.map((delivery) => delivery.packed)
      localStorage.setItem('notes', JSON.stringify([...packedNotes(), ...packed]))
    },

    /** Decrypts all notes, in the order in which they were written. */
    async read(): Promise<string[]> {
      const opened = packedNotes().map((packed) => didcomm.unpack<{ text: string }>(packed))
      return (await Promise.all(opened)).map(({ message }) => message.body.text)
    },

    /** What a script that somebody smuggled into the page would try. */
    async exportKeys(): Promise<JsonWebKey[]> {
      const kids = await secrets.kids()
      const secretKeys = await Promise.all(kids.map((kid) => secrets.get(kid)))
      const keys = secretKeys.flatMap((key) => [key?.agreement ?? [], key?.signing ?? []].flat())
      return Promise.all(keys.map((key) => globalThis.crypto.subtle.exportKey('jwk', key)))
    },
  }
}

function packedNotes(): string[] {
  const notes: unknown = JSON.parse(localStorage.getItem('notes') ?? '[]')
  return Array.isArray(notes) ? notes.filter((note) => typeof note === 'string') : []
}
