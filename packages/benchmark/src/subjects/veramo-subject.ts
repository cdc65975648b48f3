import {
  base64ToBytes,
  bytesToBase64url,
  createFullEncrypter,
  createJWE,
  createX25519ECDH,
  createX25519Ecdh1PUv3Kek,
  createX25519EcdhEsKek,
  decryptJWE,
  EdDSASigner,
  type JWE,
  verifyJWS,
  xc20pDirEncrypter,
} from 'did-jwt'
import type { Cast, Party } from '../cast.ts'
import type { Subject } from '../library.ts'
import type { PlainMessage } from '../message.ts'
import { a256KeyWrapper, anonDecrypter, authDecrypter } from './veramo-key-wrapping.ts'

interface Signature {
  readonly protected?: string
  readonly signature?: string
}

/** A signed message, in the flattened serialization or in the general one. */
interface Jws extends Signature {
  readonly payload: string
  readonly signatures?: readonly Signature[]
}

/**
 * Veramo's encrypters: did-jwt's, put together as `@veramo/did-comm` 7 does for X25519 and XC20P, without its agent.
 *
 * Its keys are found beforehand, and it resolves nothing and checks nothing of the message: less work than the others do.
 */
export function createVeramoSubject({ sender, recipient }: Cast): Subject {
  const [senderKid = ''] = sender.document.keyAgreement
  const [recipientKid = ''] = recipient.document.keyAgreement
  const [signingKid = ''] = sender.document.authentication
  const senderSecret = createX25519ECDH(secretBytes(sender, senderKid))
  const recipientSecret = createX25519ECDH(secretBytes(recipient, recipientKid))
  const senderPublic = publicBytes(sender, senderKid)
  const recipients = recipient.document.keyAgreement.map((kid) => ({
    kid,
    publicBytes: publicBytes(recipient, kid),
  }))
  const signer = EdDSASigner(secretBytes(sender, signingKid))
  const verificationMethod = sender.document.verificationMethod.filter(
    ({ id }) => id === signingKid,
  )

  async function encrypt(message: PlainMessage, authenticated: boolean): Promise<string> {
    const kek = authenticated
      ? { createKek: createX25519Ecdh1PUv3Kek, alg: 'ECDH-1PU' }
      : { createKek: createX25519EcdhEsKek, alg: 'ECDH-ES' }
    const encrypters = recipients.map(({ kid, publicBytes: key }) =>
      createFullEncrypter(
        key,
        authenticated ? senderSecret : undefined,
        { kid },
        kek,
        a256KeyWrapper,
        {
          from: xc20pDirEncrypter,
          enc: 'XC20P',
        },
      ),
    )
    const header = {
      typ: 'application/didcomm-encrypted+json',
      ...(authenticated && { skid: senderKid }),
    }
    const plaintext = new TextEncoder().encode(JSON.stringify(message))
    return JSON.stringify(await createJWE(plaintext, encrypters, header, undefined, true))
  }

  async function sign(message: PlainMessage): Promise<string> {
    const header = { alg: 'EdDSA', kid: signingKid, typ: 'application/didcomm-signed+json' }
    const encoded = encodeJson(header)
    const payload = encodeJson(message)
    const signature = await signer(`${encoded}.${payload}`)
    return JSON.stringify({ protected: encoded, payload, signature })
  }

  return {
    pack: (kind, message) =>
      kind === 'signed' ? sign(message) : encrypt(message, kind === 'authcrypt'),
    async unpack(packed) {
      const envelope: JWE | Jws = JSON.parse(packed)
      if ('payload' in envelope) {
        const [signature = envelope] = envelope.signatures ?? []
        const jws = `${signature.protected}.${envelope.payload}.${signature.signature}`
        verifyJWS(jws, verificationMethod)
        return contentOf(base64ToBytes(envelope.payload))
      }
      const header: { skid?: string } = JSON.parse(
        new TextDecoder().decode(base64ToBytes(envelope.protected)),
      )
      const decrypter = header.skid
        ? authDecrypter(recipientSecret, senderPublic)
        : anonDecrypter(recipientSecret)
      return contentOf(await decryptJWE(envelope, decrypter))
    },
    unwrap: () => Promise.reject(new Error('not compared')),
  }
}

function encodeJson(value: unknown): string {
  return bytesToBase64url(new TextEncoder().encode(JSON.stringify(value)))
}

function contentOf(plaintext: Uint8Array): string {
  const message: PlainMessage = JSON.parse(new TextDecoder().decode(plaintext))
  return message.body.content
}

function secretBytes({ secrets }: Party, kid: string): Uint8Array {
  return base64ToBytes(secrets[kid]?.d ?? '')
}

function publicBytes({ secrets }: Party, kid: string): Uint8Array {
  return base64ToBytes(secrets[kid]?.x ?? '')
}
