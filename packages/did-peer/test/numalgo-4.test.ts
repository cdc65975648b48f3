import { createHash } from 'node:crypto'
import { encodeBase58 } from '@didcomm/core/encoding'
import { DIDPeerResolver, encodePeerDID4 } from '@didcomm/did-peer'
import { describe, expect, it } from 'vitest'

const JSON_CODEC = [0x80, 0x04]

/** A did:peer:4 whose hash is right, whatever it carries. */
function longForm(document: Uint8Array | string, codec: readonly number[] = JSON_CODEC): string {
  const encoded = `z${encodeBase58(Uint8Array.from([...codec, ...Buffer.from(document)]))}`
  const hash = createHash('sha256').update(encoded).digest()
  return `did:peer:4z${encodeBase58(Uint8Array.from([0x12, 0x20, ...hash]))}:${encoded}`
}

describe('numalgo 4', () => {
  it('[DID-4] sets the controller of methods that have none, embedded ones among them', async () => {
    const did = encodePeerDID4({
      verificationMethod: [
        { id: '#key-1', type: 'Multikey', publicKeyMultibase: 'z1' },
        { id: '#key-2', type: 'Multikey', controller: 'did:example:other' },
      ],
      authentication: ['#key-1', { id: '#key-3', type: 'NobodyKnows' }],
      capabilityInvocation: [{ id: '#key-4', type: 'Multikey' }],
    })
    expect(await new DIDPeerResolver().resolve(did)).toMatchObject({
      verificationMethod: [{ controller: did }, { controller: 'did:example:other' }],
      authentication: ['#key-1', { id: '#key-3', controller: did }],
      capabilityInvocation: [{ id: '#key-4', controller: did }],
    })
  })

  it('[DID-4] sets the id, and adds to what the DID is also known as', async () => {
    const did = longForm('{"id":"did:example:mallory","alsoKnownAs":["did:example:x"],"y":[null]}')
    expect(await new DIDPeerResolver().resolve(did)).toEqual({
      id: did,
      alsoKnownAs: ['did:example:x', did.split(':z')[0]],
      y: [null],
    })
  })

  it('[DID-4] passes members on that are not what they should be', async () => {
    const did = longForm(
      '{"alsoKnownAs":"x","verificationMethod":"x","authentication":[null,1,{}],"service":{}}',
    )
    expect(await new DIDPeerResolver().resolve(did)).toEqual({
      id: did,
      alsoKnownAs: [did.split(':z')[0]],
      verificationMethod: 'x',
      authentication: [null, 1, { controller: did }],
      service: {},
    })
  })

  const [hash = '', document = ''] = longForm('{}').slice('did:peer:4'.length).split(':')
  it.each([
    ['a short form with a colon', `did:peer:4${hash}:`],
    ['a document without a hash', `did:peer:4:${document}`],
    ['a hash in base64url', `did:peer:4u${hash.slice(1)}:${document}`],
    ['a hash of another document', `did:peer:4${hash}:${document.slice(0, -1)}`],
    ['two documents', `did:peer:4${hash}:${document}:${document}`],
    ['a fragment', `did:peer:4${hash}:${document}#key-1`],
    ['a line break at the end', `did:peer:4${hash}:${document}\n`],
    ['a numalgo 3 that is none', 'did:peer:3zQm'],
    ['another codec', longForm('{}', [0x55])],
    ['another codec of two bytes', longForm('{}', [0x80, 0x24])],
    ['no codec', longForm('{}', [])],
    ['a codec behind a zero byte', longForm('{}', [0x00, ...JSON_CODEC])],
    ['no document', longForm('')],
    ['what is not JSON', longForm('{"a":}')],
    ['what is not UTF-8', longForm(Uint8Array.of(0x22, 0xff, 0x22))],
    ['a list', longForm('[]')],
    ['null', longForm('null')],
    ['deep nesting', longForm(`{"a":${'['.repeat(16)}${']'.repeat(16)}}`)],
    ['nesting to the limit of a parser', longForm(`${'['.repeat(5000)}${']'.repeat(5000)}`)],
    ['a thousand values and more', longForm(`{"a":[${'0,'.repeat(2000)}0]}`)],
  ])('[DID-4] refuses %s', async (_, did) => {
    await expect(new DIDPeerResolver().resolve(did)).rejects.toMatchObject({ code: 'INVALID_DID' })
  })

  it('reads what is within the limits', async () => {
    const did = longForm(`{"a":${'['.repeat(15)}${']'.repeat(15)},"b":[${'0,'.repeat(1900)}0]}`)
    await expect(new DIDPeerResolver().resolve(did)).resolves.toMatchObject({ id: did })
  })
})
