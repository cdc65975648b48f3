import type { CryptoService } from '@didcomm/core'
import type { CryptoPrimitives } from '@didcomm/core/crypto'
import { NobleCryptoService, noblePrimitives } from '@didcomm/crypto-noble'
import { NodeCryptoService, nodePrimitives } from '@didcomm/crypto-node'
import { createBareAuthcrypt } from './bare-authcrypt.ts'
import { type AgreementCurve, createCast } from './cast.ts'
import { type Effort, measure, type Times } from './measure.ts'
import { createMessage } from './message.ts'
import type { Direction } from './scoreboard.ts'
import { createDIDCommSubject } from './subjects/didcomm-subject.ts'

/** An authcrypt message of 100 bytes as a whole, called `envelope`, and its cryptography alone, called `bare`. */
export interface OverheadRow {
  readonly backend: string
  readonly curve: AgreementCurve
  readonly direction: Direction
  readonly times: Times
  /** Medians of the calls that `bare` is made of, each timed alone. */
  readonly steps: Readonly<Record<string, number>>
}

type TimeOverhead = (curve: AgreementCurve, effort: Effort) => Promise<readonly OverheadRow[]>

/** Times envelopes against the bare primitives of the same backend, for the backends that are made of such. */
export const overheads: readonly (readonly [backend: string, time: TimeOverhead])[] = [
  ['crypto-node', (...args) => timeOverhead(new NodeCryptoService(), nodePrimitives, ...args)],
  ['crypto-noble', (...args) => timeOverhead(new NobleCryptoService(), noblePrimitives, ...args)],
]

async function timeOverhead<SecretKey, ServiceKey, PublicKey>(
  service: CryptoService<ServiceKey>,
  primitives: CryptoPrimitives<SecretKey, PublicKey>,
  curve: AgreementCurve,
  effort: Effort,
): Promise<readonly OverheadRow[]> {
  const cast = await createCast({ curve, recipientKeys: 1, mediators: 0 })
  const message = createMessage(cast, 100)
  const subject = await createDIDCommSubject(service, cast)
  const packed = await subject.pack('authcrypt', message)
  const bare = await createBareAuthcrypt(primitives, cast, packed)
  const time = async (direction: Direction, envelope: () => unknown): Promise<OverheadRow> => {
    const candidates = [
      { name: 'envelope', run: envelope },
      { name: 'bare', run: () => bare[direction]() },
    ]
    const times = await measure(candidates, effort, ['blocks', 'turns'])
    const alone = await measure(bare.steps[direction], stepEffort(effort), ['blocks'])
    const steps = Object.entries(alone.blocks ?? {}).map(([name, { median }]) => [name, median])
    const names = { backend: `crypto-${primitives.name}`, curve, direction }
    return { ...names, times, steps: Object.fromEntries(steps) }
  }
  return [
    await time('pack', () => subject.pack('authcrypt', message)),
    await time('unpack', () => subject.unpack(packed)),
  ]
}

/** A step is compiled soon, and there are several. */
function stepEffort({ warmUp, measured, rounds }: Effort): Effort {
  return { warmUp: warmUp / 6, measured: measured / 6, rounds }
}
