import { describe, expect, it } from 'vitest'
import { makeCase } from '../src/cases.ts'
import type { Case } from '../src/cases.ts'
import { createCast } from '../src/cast.ts'
import { type Contestant, crossCheck } from '../src/cross-check.ts'
import { describeEnvironment } from '../src/environment.ts'
import { libraries } from '../src/libraries.ts'
import { createMessage } from '../src/message.ts'
import { timeCase } from '../src/scoreboard.ts'

async function checkAll(wanted: Case): Promise<readonly string[]> {
  const cast = await createCast(wanted)
  const contestants: Contestant[] = []
  for (const library of libraries.filter((candidate) => candidate.can(wanted))) {
    contestants.push({ library, subject: await library.createSubject(cast) })
  }
  const all = await crossCheck(wanted, contestants, createMessage(cast, wanted.bytes))
  return all.map(({ writer }) => writer.library.name)
}

const OURS = ['crypto-node', 'crypto-webcrypto', 'crypto-askar-wasm', 'crypto-noble']

describe('the libraries', () => {
  it.each(['authcrypt', 'anoncrypt', 'signed'] as const)('open the %s of others', async (kind) => {
    expect(await checkAll(makeCase({ kind }))).toEqual([...OURS, 'didcomm-node', 'Veramo'])
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
    const rows = await timeCase(wanted, libraries, effort)
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
    const { packages } = describeEnvironment(libraries)
    expect(packages['didcomm-node']).toEqual(['didcomm-node 0.4.1'])
    expect(packages['Veramo']?.[0]).toBe('did-jwt 8.0.18')
    expect(packages['crypto-noble']?.map((text) => text.split(' ')[0])).toContain('@noble/curves')
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
