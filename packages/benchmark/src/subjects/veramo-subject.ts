import type { Cast, Party } from '../cast.ts'
import type { Subject } from '../library.ts'
import type { PlainMessage } from '../message.ts'
import { type Jwe, type Jws, veramoPackage } from './veramo-package.ts'

/**
 * Veramo's encrypters, called as `DIDComm` of `@veramo/did-comm` calls them, without its agent.
 *
 * Their keys are found beforehand, and nothing is resolved and nothing checked of the message: less work than the others do.
 */
export async function createVeramoSubject({ sender, recipient }: Cast): Promise<Subject> {
  const veramo = await veramoPackage.load()
  const secretBytes = ({ secrets }: Party, kid: string) =>
    veramo.base64ToBytes(secrets[kid]?.d ?? '')
  const publicBytes = ({ secrets }: Party, kid: string) =>
    veramo.base64ToBytes(secrets[kid]?.x ?? '')

  const [senderKid = ''] = sender.document.keyAgreement
  const [recipientKid = ''] = recipient.document.keyAgreement
  const [signingKid = ''] = sender.document.authentication
  const senderSecret = veramo.createX25519ECDH(secretBytes(sender, senderKid))
  const recipientSecret = veramo.createX25519ECDH(secretBytes(recipient, recipientKid))
  const senderPublic = publicBytes(sender, senderKid)
  const recipients = recipient.document.keyAgreement.map((kid) => ({
    kid,
    publicKey: publicBytes(recipient, kid),
  }))
  const signer = veramo.EdDSASigner(secretBytes(sender, signingKid))
  const signingMethod = sender.document.verificationMethod.find(({ id }) => id === signingKid)

  async function encrypt(message: PlainMessage, authenticated: boolean): Promise<string> {
    const encrypters = recipients.map(({ kid, publicKey }) =>
      authenticated
        ? veramo.a256cbcHs512AuthEncrypterX25519WithA256KW(publicKey, senderSecret, { kid })
        : veramo.a256cbcHs512AnonEncrypterX25519WithA256KW(publicKey, kid),
    )
    const header = {
      typ: 'application/didcomm-encrypted+json',
      ...(authenticated && { skid: senderKid }),
    }
    const plaintext = veramo.stringToUtf8Bytes(JSON.stringify(message))
    return JSON.stringify(await veramo.createJWE(plaintext, encrypters, header, undefined, true))
  }

  async function sign(message: PlainMessage): Promise<string> {
    const header = { alg: 'EdDSA', kid: signingKid, typ: 'application/didcomm-signed+json' }
    const encoded = veramo.encodeJoseBlob(header)
    const payload = veramo.encodeJoseBlob(message)
    const signature = await signer(`${encoded}.${payload}`)
    return JSON.stringify({ protected: encoded, payload, signature })
  }

  async function decrypt(jwe: Jwe): Promise<PlainMessage> {
    const { skid } = veramo.decodeJoseBlob(jwe.protected) as { skid?: string }
    const decrypter = skid
      ? veramo.a256cbcHs512AuthDecrypterX25519WithA256KW(recipientSecret, senderPublic)
      : veramo.a256cbcHs512AnonDecrypterX25519WithA256KW(recipientSecret)
    return JSON.parse(veramo.bytesToUtf8String(await veramo.decryptJWE(jwe, decrypter)))
  }

  async function verify(jws: Jws): Promise<PlainMessage> {
    const [signature = jws] = jws.signatures ?? []
    if (!signingMethod) throw new Error('the sender has no key for signing')
    veramo.verifyJWS(`${signature.protected}.${jws.payload}.${signature.signature}`, signingMethod)
    return veramo.decodeJoseBlob(jws.payload) as PlainMessage
  }

  return {
    pack: (kind, message) =>
      kind === 'signed' ? sign(message) : encrypt(message, kind === 'authcrypt'),
    async unpack(packed) {
      const envelope: Jwe | Jws = JSON.parse(packed)
      const message = await ('payload' in envelope ? verify(envelope) : decrypt(envelope))
      return message.body.content
    },
    unwrap: () => Promise.reject(new Error('not compared')),
  }
}
