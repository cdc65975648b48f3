import { expect, it } from 'vitest'
import { tokenParty } from './support/parties.ts'
import { describeWithSoftHsm } from './support/soft-hsm.ts'

const TYPE = 'https://didcomm.org/basicmessage/2.0/message'

await describeWithSoftHsm('a token that is unplugged', (softHsm) => {
  it('fails, and does not look as if it had no keys', async () => {
    const { token } = softHsm.newToken()
    const alice = tokenParty(token)
    const message = { type: TYPE, from: alice.did, to: [alice.did], body: {} }
    const { packed } = await alice.packaging.packEncrypted(message, { to: alice.did })
    softHsm.unplug()
    const failure = {
      code: 'SECRETS_MANAGER_FAILED',
      cause: expect.objectContaining({ message: expect.stringMatching(/^CKR_/) }),
    }
    await expect(alice.packaging.unpack(packed)).rejects.toMatchObject(failure)
    await expect(alice.packaging.packSigned(message, { signBy: alice.did })).rejects.toMatchObject(
      failure,
    )
  })
})
