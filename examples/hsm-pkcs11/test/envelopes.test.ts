import { carol } from '@didcomm/test-support'
import { expect, it, vi } from 'vitest'
import { carolAsDidcommNode, softwareParty, tokenParty } from './support/parties.ts'
import { describeWithSoftHsm } from './support/soft-hsm.ts'

const TYPE = 'https://didcomm.org/basicmessage/2.0/message'
const CAROLS_KEY = `${carol.did}#key-p256-1`
const body = { content: 'Grüße' }

await describeWithSoftHsm('envelopes with keys in a token', (softHsm) => {
  const { token } = softHsm.newToken()
  const alice = tokenParty(token)

  it('are authcrypted by the token, and opened by a software key', async () => {
    const bob = await softwareParty()
    const { packed } = await alice.packaging.packEncrypted(
      { type: TYPE, from: alice.did, to: [bob.did], body },
      { to: bob.did },
    )
    const opened = await bob.packaging.unpack(packed)
    expect(opened.message.body).toEqual(body)
    expect(opened).toMatchObject({ sender: alice.did, authenticated: true, nonRepudiable: false })
    expect(opened.layers).toMatchObject([{ kind: 'authcrypt', senderKid: `${alice.did}#key-2` }])
  })

  it('are authcrypted by a software key, and opened by the token', async () => {
    const bob = await softwareParty()
    const { packed } = await bob.packaging.packEncrypted(
      { type: TYPE, from: bob.did, to: [alice.did], body },
      { to: alice.did },
    )
    const opened = await alice.packaging.unpack(packed)
    expect(opened.message.body).toEqual(body)
    expect(opened).toMatchObject({ sender: bob.did, authenticated: true })
    expect(opened.layers).toMatchObject([{ kind: 'authcrypt', recipientKid: `${alice.did}#key-2` }])
  })

  it('are opened by the token when they are anonymous', async () => {
    const bob = await softwareParty()
    const { packed } = await bob.packaging.packEncrypted(
      { type: TYPE, to: [alice.did], body },
      { to: alice.did },
    )
    const opened = await alice.packaging.unpack(packed)
    expect(opened.message.body).toEqual(body)
    expect(opened).toMatchObject({ sender: undefined, authenticated: false })
    expect(opened.layers).toMatchObject([{ kind: 'anoncrypt', recipientKid: `${alice.did}#key-2` }])
  })

  it('are signed by the token', async () => {
    const bob = await softwareParty()
    const { packed } = await alice.packaging.packSigned(
      { type: TYPE, from: alice.did, to: [bob.did], body },
      { signBy: alice.did },
    )
    const opened = await bob.packaging.unpack(packed)
    expect(opened.message.body).toEqual(body)
    expect(opened).toMatchObject({ signer: alice.did, nonRepudiable: true })
    expect(opened.layers).toEqual([
      { kind: 'signed', signatures: [{ alg: 'ES256', kid: `${alice.did}#key-1` }] },
    ])
  })

  it('are signed by the token inside anoncrypt', async () => {
    const bob = await softwareParty()
    const { packed } = await alice.packaging.packEncrypted(
      { type: TYPE, from: alice.did, to: [bob.did], body },
      { to: bob.did, signBy: alice.did },
    )
    const opened = await bob.packaging.unpack(packed)
    expect(opened.message.body).toEqual(body)
    expect(opened.signer).toBe(alice.did)
    expect(opened.layers.map(({ kind }) => kind)).toEqual(['anoncrypt', 'signed'])
  })

  it('do not tell who sent them when the token authcrypts inside anoncrypt', async () => {
    const { packed } = await alice.packaging.packEncrypted(
      { type: TYPE, from: alice.did, to: [alice.did], body },
      { to: alice.did, protectSender: true },
    )
    const opened = await alice.packaging.unpack(packed)
    expect(opened).toMatchObject({ sender: alice.did, anonymousSender: true })
  })

  it.each([
    ['authcrypted', { to: CAROLS_KEY }, { authenticated: true, encrypted: true }],
    ['anonymous', { to: CAROLS_KEY, anonymous: true }, { anonymous_sender: true }],
    ['signed', { to: CAROLS_KEY, signBy: alice.did }, { non_repudiation: true, encrypted: true }],
    ['hiding the sender', { to: CAROLS_KEY, protectSender: true }, { authenticated: true }],
  ])('open at didcomm-node when they are %s', async (_, options, metadata) => {
    const node = await carolAsDidcommNode(alice.did)
    const message = { type: TYPE, from: alice.did, to: [carol.did], body }
    const { packed } = await alice.packaging.packEncrypted(message, options)
    const opened = await node.unpack(packed)
    expect(opened.message).toMatchObject({ from: alice.did, body })
    expect(opened.metadata).toMatchObject(metadata)
  })

  it.each([
    ['authcrypts', { from: carol.did }, ['authcrypt']],
    ['encrypts anonymously', {}, ['anoncrypt']],
    ['hides its sender', { from: carol.did, protectSender: true }, ['anoncrypt', 'authcrypt']],
    ['signs', { signBy: carol.did }, ['anoncrypt', 'signed']],
  ])('open in the token when didcomm-node %s', async (_, options, kinds) => {
    const node = await carolAsDidcommNode(alice.did)
    const message = { id: '1', type: TYPE, from: carol.did, to: [alice.did], body }
    const { packed } = await node.pack({ message, to: alice.did, ...options })
    const opened = await alice.packaging.unpack(packed)
    expect(opened.message.body).toEqual(body)
    expect(opened.layers.map(({ kind }) => kind)).toEqual(kinds)
  })

  it('with a point that is off the curve do not reach the token', async () => {
    const bob = await softwareParty()
    const { packed } = await bob.packaging.packEncrypted(
      { type: TYPE, to: [alice.did], body },
      { to: alice.did },
    )
    const derive = vi.spyOn(token, 'derive')
    await alice.packaging.unpack(packed)
    expect(derive).toHaveBeenCalledOnce()
    await expect(alice.packaging.unpack(withEpkOffTheCurve(packed))).rejects.toMatchObject({
      code: 'INVALID_KEY',
      message: expect.stringMatching(/is not a point on P-256$/),
    })
    expect(derive).toHaveBeenCalledOnce()
    derive.mockRestore()
  })

  it('can be many at once', async () => {
    const bob = await softwareParty()
    const contents = Array.from({ length: 20 }, (_, index) => `message ${index}`)
    const answers = await Promise.all(
      contents.map(async (content) => {
        const asked = await alice.packaging.packEncrypted(
          { type: TYPE, from: alice.did, to: [bob.did], body: { content } },
          { to: bob.did, ...(content.endsWith('1') && { signBy: alice.did }) },
        )
        const { message } = await bob.packaging.unpack(asked.packed)
        const answer = await bob.packaging.packEncrypted(
          { type: TYPE, from: bob.did, to: [alice.did], body: message.body },
          { to: alice.did },
        )
        return (await alice.packaging.unpack(answer.packed)).message.body
      }),
    )
    expect(answers).toEqual(contents.map((content) => ({ content })))
  })
})

/** Puts another y into the ephemeral key. */
function withEpkOffTheCurve(packed: string): string {
  const envelope = JSON.parse(packed)
  const header = JSON.parse(Buffer.from(envelope.protected, 'base64url').toString())
  header.epk.y = Buffer.alloc(32, 1).toString('base64url')
  const text = JSON.stringify(header)
  return JSON.stringify({ ...envelope, protected: Buffer.from(text).toString('base64url') })
}
