import { describe, expect, it } from 'vitest'
import { makeCase } from '../src/cases.ts'
import type { Case } from '../src/cases.ts'
import { createCast } from '../src/cast.ts'
import { type Contestant, crossCheck } from '../src/cross-check.ts'
import { describeEnvironment } from '../src/environment.ts'
import { backends, libraries } from '../src/libraries.ts'
import type { EnvelopeKind, Library } from '../src/library.ts'
import { createMessage } from '../src/message.ts'
import { timeCase } from '../src/scoreboard.ts'
import { veramoPackage } from '../src/subjects/veramo-package.ts'

async function checkAll(wanted: Case): Promise<readonly string[]> {
  const cast = await createCast(wanted)
  const contestants: Contestant[] = []
  for (const library of present.filter((candidate) => candidate.can(wanted))) {
    contestants.push({ library, subject: await library.createSubject(cast) })
  }
  const all = await crossCheck(wanted, contestants, createMessage(cast, wanted.bytes))
  return all.map(({ writer }) => writer.library.name)
}

/** Those that need not be fetched, or have been. */
const present = libraries.filter(({ fetched }) => fetched?.isThere() ?? true)
const isVeramoThere = veramoPackage.isThere()

if (!isVeramoThere) {
  console.warn('Skipped: Veramo, because it was not fetched; `pnpm bench` fetches it')
}

const OURS = ['crypto-node', 'crypto-webcrypto', 'crypto-askar-wasm', 'crypto-noble']

describe('the libraries', () => {
  it.each(['authcrypt', 'anoncrypt', 'signed'] as const)('open the %s of others', async (kind) => {
    expect(await checkAll(makeCase({ kind }))).toEqual(present.map(({ name }) => name))
  })

  it.each([
    makeCase({ curve: 'P-256' }),
    makeCase({ recipientKeys: 2 }),
    makeCase({ kind: 'forward', mediators: 1 }),
    makeCase({ kind: 'forward', mediators: 2 }),
    makeCase({ kind: 'forward', curve: 'P-256', mediators: 2 }),
  ])('open what others packed: $name', async (wanted) => {
    expect(await checkAll(wanted)).toEqual(expect.arrayContaining([...OURS, 'didcomm-node']))
  })

  it('are timed both ways', async () => {
    const effort = { warmUp: 0, measured: 0, rounds: 1 }
    const wanted = makeCase({ kind: 'forward', mediators: 2 })
    const rows = await timeCase(wanted, present, effort)
    expect(rows.map(({ direction }) => direction)).toEqual(['pack', 'unpack'])
    for (const { times } of rows) {
      expect(Object.keys(times.blocks ?? {})).toEqual([...OURS, 'didcomm-node'])
    }
  })

  it('open a forward as its mediator while they are timed', async () => {
    const calls: string[] = []
    const call = (name: string) => async () => {
      calls.push(name)
      return 'x'.repeat(100)
    }
    const subject = { pack: call('pack'), unpack: call('unpack'), unwrap: call('unwrap') }
    const library = {
      name: 'recorder',
      packages: [],
      can: () => true,
      reads: () => true,
      createSubject: async () => subject,
    }
    const effort = { warmUp: 0, measured: 0, rounds: 1 }
    await timeCase(makeCase({ kind: 'forward', mediators: 1 }), [library], effort)
    expect(calls.join(' ')).toBe('pack unwrap unpack pack pack unwrap unwrap')
  })

  it('have versions', () => {
    const { packages } = describeEnvironment(present)
    expect(packages['didcomm-node']).toEqual(['didcomm-node 0.4.1'])
    expect(packages['crypto-noble']?.map((text) => text.split(' ')[0])).toContain('@noble/curves')
  })
})

describe.skipIf(!isVeramoThere)('with Veramo', () => {
  const veramo = libraries.find(({ name }) => name === 'Veramo')

  /** Who opens what this library packs, with the message's content as it was. */
  async function readersOf(kind: EnvelopeKind, writer: Library): Promise<readonly string[]> {
    const cast = await createCast(makeCase({ kind }))
    const message = createMessage(cast, 100)
    const packed = await (await writer.createSubject(cast)).pack(kind, message)
    const readers: string[] = []
    for (const { name, createSubject } of present) {
      const content = (await createSubject(cast)).unpack(packed)
      if ((await content.catch(() => '')) === message.body.content) readers.push(name)
    }
    return readers
  }

  it.each([
    ['authcrypt', ['Veramo']],
    ['anoncrypt', [...OURS, 'Veramo']],
    ['signed', [...OURS, 'Veramo']],
  ] as const)('its %s is opened by %j', async (kind, readers) => {
    expect(veramo && (await readersOf(kind, veramo))).toEqual(readers)
  })

  it.each([
    ['authcrypt', [...OURS, 'didcomm-node']],
    ['anoncrypt', [...OURS, 'didcomm-node', 'Veramo']],
    ['signed', [...OURS, 'didcomm-node', 'Veramo']],
  ] as const)('our %s is opened by %j', async (kind, readers) => {
    for (const ours of backends) expect(await readersOf(kind, ours)).toEqual(readers)
  })

  it('content is encrypted as by the others', async () => {
    for (const kind of ['authcrypt', 'anoncrypt'] as const) {
      const cast = await createCast(makeCase({ kind }))
      const subject = await veramo?.createSubject(cast)
      const packed = await subject?.pack(kind, createMessage(cast, 100))
      const { protected: header } = JSON.parse(packed ?? '')
      expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({
        alg: kind === 'authcrypt' ? 'ECDH-1PU+A256KW' : 'ECDH-ES+A256KW',
        enc: 'A256CBC-HS512',
      })
    }
  })

  it('a signature that is not of the sender is refused', async () => {
    const wanted = makeCase({ kind: 'signed' })
    const [cast, others] = [await createCast(wanted), await createCast(wanted)]
    const subject = await veramo?.createSubject(cast)
    const forged = await (
      await veramo?.createSubject(others)
    )?.pack('signed', createMessage(cast, 100))
    await expect(subject?.unpack(forged ?? '')).rejects.toThrow('invalid_signature')
  })

  it('there are versions of what came with it, too', () => {
    const { packages } = describeEnvironment(present)
    expect(packages['Veramo']?.[0]).toBe('@veramo/did-comm 7.0.1')
    expect(packages['Veramo']?.map((text) => text.split(' ')[0])).toContain('did-jwt')
  })
})

describe('crossCheck', () => {
  const message = {
    id: '1',
    typ: 'application/didcomm-plain+json',
    type: 'https://didcomm.org/basicmessage/2.0/message',
    from: 'did:example:alice',
    to: ['did:example:bob'],
    body: { content: 'xxx' },
  }

  function contestant(name: string, content: string, reads = true): Contestant {
    const answer = async () => content
    return {
      library: { name, reads: () => reads },
      subject: { pack: answer, unpack: answer, unwrap: answer },
    }
  }

  it('refuses a library that reads something else', async () => {
    const contestants = [contestant('right', 'xxx'), contestant('wrong', 'yyy')]
    await expect(crossCheck(makeCase(), contestants, message)).rejects.toThrow(
      'wrong misreads what right packed: authcrypt X25519 100 B',
    )
  })

  it('asks nobody to read what it does not claim to', async () => {
    const contestants = [contestant('right', 'xxx'), contestant('other', 'yyy', false)]
    expect(await crossCheck(makeCase(), contestants, message)).toHaveLength(2)
  })
})
