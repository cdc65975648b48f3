import { alice, bob, errorOf } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { partyOf } from './support/party.ts'
import veramo from './support/veramo-7.0.1.json' with { type: 'json' }

const { message, authcrypt, anoncrypt } = veramo

describe.each(Object.entries(authcrypt))('authcrypt of Veramo with %s', (_, envelope) => {
  const packed = JSON.stringify(envelope)

  it('[ENC-27] is opened if draft 03 and a missing apv are tolerated', async () => {
    const packaging = await partyOf(bob)
    const opened = await packaging.unpack(packed, {
      tolerate: ['ecdh-1pu-draft-03', 'missing-apv'],
    })
    expect(opened).toMatchObject({ message, authenticated: true, sender: alice.did })
    expect(
      opened.warnings.flatMap((warning) => ('tolerance' in warning ? [warning.tolerance] : [])),
    ).toEqual(expect.arrayContaining(['ecdh-1pu-draft-03', 'missing-apv']))
  })

  it.each([[[]], [['missing-apv']], [['missing-apv', 'unprefixed-tag']]] as const)(
    '[ENC-27] is refused if draft 03 is not tolerated: %s',
    async (tolerate) => {
      const packaging = await partyOf(bob)
      const error = await errorOf(() => packaging.unpack(packed, { tolerate }))
      expect(['MALFORMED_ENVELOPE', 'UNSUPPORTED_ALGORITHM']).toContain(error.code)
    },
  )

  it('[ENC-27] is refused if nobody is named as its sender', async () => {
    const header = JSON.parse(Buffer.from(envelope.protected, 'base64url').toString())
    const { skid: _, ...nameless } = header
    const renamed = {
      ...envelope,
      protected: Buffer.from(JSON.stringify(nameless)).toString('base64url'),
    }
    const packaging = await partyOf(bob)
    const tolerate = ['ecdh-1pu-draft-03', 'missing-apv'] as const
    const error = await errorOf(() => packaging.unpack(JSON.stringify(renamed), { tolerate }))
    expect(error).toMatchObject({ code: 'MALFORMED_ENVELOPE', details: { header: 'apu' } })
  })
})

it('[ENC-27] anoncrypt of Veramo is opened if a missing apv is tolerated', async () => {
  const packaging = await partyOf(bob)
  const packed = JSON.stringify(anoncrypt['A256CBC-HS512'])
  const opened = await packaging.unpack(packed, { tolerate: ['missing-apv'] })
  expect(opened).toMatchObject({ message, authenticated: false })
  expect((await errorOf(() => packaging.unpack(packed))).code).toBe('MALFORMED_ENVELOPE')
})
