import { utf8ToBytes } from '@didcomm/core/encoding'
import { AskarCryptoService } from '@didcomm/crypto-askar-wasm'
import { NobleCryptoService, noblePrimitives } from '@didcomm/crypto-noble'
import { createBareAuthcrypt } from './bare-primitives.ts'
import { createDidcommNodeSubject } from './didcomm-node-subject.ts'
import { createDIDCommSubject } from './didcomm-subject.ts'
import { createForwardedDelivery } from './large-messages.ts'
import { type Effort, measure } from './measure.ts'
import { type AgreementCurve, createParty, type Party } from './parties.ts'
import { createMessage, type Subject } from './subject.ts'
import { markdownTable } from './table.ts'

const CURVES = ['X25519', 'P-256'] as const
const SIZES = [
  ['100 B', 100],
  ['100 kB', 100_000],
] as const
const LARGE = [
  ['100 kB', 100_000],
  ['1 MB', 1_000_000],
  ['5 MB', 5_000_000],
] as const
const EFFORT: Effort = { warmUp: 300, measured: 1200 }
const OURS = ['crypto-noble', 'crypto-askar-wasm']
const PEER = 'didcomm-node'

console.log(
  `Node ${process.version}, medians in µs; after each of ours, ${PEER}'s time over its own: more is better.\n`,
)
const rows: string[][] = []
for (const curve of CURVES) {
  const [sender, recipient] = [await createParty('alice', curve), await createParty('bob', curve)]
  const subjects = [
    await createDIDCommSubject(new NobleCryptoService(), sender, recipient),
    await createDIDCommSubject(await AskarCryptoService.load(), sender, recipient),
    await createDidcommNodeSubject(sender, recipient),
  ]
  for (const [label, size] of SIZES) {
    const message = createMessage(sender, recipient, size)
    for (const operation of ['authcrypt', 'anoncrypt'] as const) {
      rows.push(...(await compare(`${operation} ${curve} ${label}`, operation, subjects, message)))
    }
    if (curve === 'X25519') {
      rows.push(...(await compare(`signed Ed25519 ${label}`, 'sign', subjects, message)))
    }
  }
}
console.log(markdownTable(['', PEER, ...OURS.flatMap((name) => [name, ''])], rows))

console.log(
  '\nWhat an envelope costs over the bare primitives of the same backend (authcrypt, 100 B):\n',
)
const overheads: string[][] = []
for (const curve of CURVES) overheads.push(...(await measureOverhead(curve)))
console.log(markdownTable(['', 'envelope', 'primitives', 'ratio'], overheads))

console.log('\nA message on its whole way: packed, wrapped for a mediator, unwrapped, opened:\n')
const deliver = await createForwardedDelivery(new NobleCryptoService())
const growth: string[][] = []
for (const [label, bytes] of LARGE) {
  const medians = await measure([{ name: 'crypto-noble', run: () => deliver(bytes) }], EFFORT)
  const microseconds = medians.get('crypto-noble') ?? Number.NaN
  growth.push([label, (microseconds / 1000).toFixed(1), ((microseconds / bytes) * 1000).toFixed(1)])
}
console.log(markdownTable(['crypto-noble', 'ms', 'ns per byte'], growth))

/** Times packing and unpacking of one kind of envelope; each subject opens what it packed. */
async function compare(
  label: string,
  operation: 'authcrypt' | 'anoncrypt' | 'sign',
  subjects: readonly Subject[],
  message: ReturnType<typeof createMessage>,
): Promise<string[][]> {
  const packed = new Map<Subject, string>()
  for (const subject of subjects) packed.set(subject, await subject[operation](message))
  for (const reader of subjects) {
    for (const [writer, text] of packed) {
      if ((await reader.unpack(text)) !== message.body.content) {
        throw new Error(`${reader.name} does not read what ${writer.name} packed: ${label}`)
      }
    }
  }
  const packing = await measure(
    subjects.map((subject) => ({ name: subject.name, run: () => subject[operation](message) })),
    EFFORT,
  )
  const unpacking = await measure(
    subjects.map((subject) => ({
      name: subject.name,
      run: () => subject.unpack(packed.get(subject) ?? ''),
    })),
    EFFORT,
  )
  return [besidePeer(`${label}, pack`, packing), besidePeer(`${label}, unpack`, unpacking)]
}

/** A row of the peer's median, and of each of ours with how many times faster it is. */
function besidePeer(label: string, medians: ReadonlyMap<string, number>): string[] {
  const peer = medians.get(PEER) ?? Number.NaN
  const ours = OURS.flatMap((name) => {
    const median = medians.get(name) ?? Number.NaN
    return [median.toFixed(0), ratio(peer, median)]
  })
  return [label, peer.toFixed(0), ...ours]
}

async function measureOverhead(curve: AgreementCurve): Promise<string[][]> {
  const sender: Party = await createParty('alice', curve)
  const recipient: Party = await createParty('bob', curve)
  const message = createMessage(sender, recipient, 100)
  const subject = await createDIDCommSubject(new NobleCryptoService(), sender, recipient)
  const bare = await createBareAuthcrypt(
    noblePrimitives,
    curve,
    sender,
    recipient,
    utf8ToBytes(JSON.stringify(message)),
  )
  const packed = await subject.authcrypt(message)
  const packing = await measure(
    [
      { name: 'envelope', run: () => subject.authcrypt(message) },
      { name: 'primitives', run: bare.pack },
    ],
    EFFORT,
  )
  const unpacking = await measure(
    [
      { name: 'envelope', run: () => subject.unpack(packed) },
      { name: 'primitives', run: bare.unpack },
    ],
    EFFORT,
  )
  return [overhead(`${curve}, pack`, packing), overhead(`${curve}, unpack`, unpacking)]
}

function overhead(label: string, medians: ReadonlyMap<string, number>): string[] {
  const envelope = medians.get('envelope') ?? Number.NaN
  const primitives = medians.get('primitives') ?? Number.NaN
  return [label, envelope.toFixed(0), primitives.toFixed(0), ratio(envelope, primitives)]
}

function ratio(dividend: number, divisor: number): string {
  return `${(dividend / divisor).toFixed(2)} ×`
}
