import { noblePrimitives } from '@didcomm/crypto-noble'
import { NodeCryptoService, nodePrimitives } from '@didcomm/crypto-node'
import { describe, expect, it } from 'vitest'
import { createBareAuthcrypt } from '../src/bare-authcrypt.ts'
import { createCast } from '../src/cast.ts'
import { createMessage } from '../src/message.ts'
import { overheads } from '../src/overhead.ts'
import { createDIDCommSubject } from '../src/subjects/didcomm-subject.ts'

describe.each(['X25519', 'P-256'] as const)('the bare primitives on %s', (curve) => {
  it('open what the library packed', async () => {
    const cast = await createCast({ curve, recipientKeys: 1, mediators: 0 })
    const message = createMessage(cast, 100)
    const subject = await createDIDCommSubject(new NodeCryptoService(), cast)
    const packed = await subject.pack('authcrypt', message)
    for (const bare of [
      await createBareAuthcrypt(nodePrimitives, cast, packed),
      await createBareAuthcrypt(noblePrimitives, cast, packed),
    ]) {
      await bare.pack()
      expect(JSON.parse(new TextDecoder().decode(await bare.unpack()))).toEqual(message)
    }
  })

  it.each(overheads)('are timed beside the envelope of %s', async (backend, time) => {
    const rows = await time(curve, { warmUp: 0, measured: 0, rounds: 1 })
    expect(rows.map((row) => [row.backend, row.direction])).toEqual([
      [backend, 'pack'],
      [backend, 'unpack'],
    ])
    for (const { times, steps } of rows) {
      expect(Object.keys(times.turns ?? {})).toEqual(['envelope', 'bare'])
      expect(Object.keys(steps)).toContain('key wrapping')
    }
  })
})
