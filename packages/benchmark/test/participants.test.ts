import { describe, expect, it, vi } from 'vitest'
import { makeCase } from '../src/cases.ts'
import type { Library } from '../src/library.ts'
import { findParticipants } from '../src/participants.ts'

const installed: Library = {
  name: 'installed',
  packages: [],
  can: ({ curve }) => curve === 'X25519',
  reads: () => true,
  createSubject: () => Promise.reject(new Error('not called')),
}

/** A library that is fetched like this, if it is not there. */
function fetchedBy(
  fetch: () => Promise<void>,
  { isThere = false, load = async () => ({}) } = {},
): Library {
  const fetched = { id: 'big@1.0.0', folder: '', isThere: () => isThere, fetch, load }
  return { ...installed, name: 'big', fetched }
}

async function namesOf(library: Library, curve: 'X25519' | 'P-256', told: string[] = []) {
  const tell = (part: string) => told.push(part)
  const found = await findParticipants([installed, library], [makeCase({ curve })], tell)
  return { present: found.present.map(({ name }) => name), absent: found.absent }
}

describe('findParticipants', () => {
  it('fetches what is not there', async () => {
    const fetch = vi.fn(async () => undefined)
    const told: string[] = []
    expect(await namesOf(fetchedBy(fetch), 'X25519', told)).toEqual({
      present: ['installed', 'big'],
      absent: {},
    })
    expect(fetch).toHaveBeenCalledOnce()
    expect(told).toEqual(['fetching big@1.0.0'])
  })

  it('says nothing of what is there, and loads it', async () => {
    const told: string[] = []
    const load = vi.fn(async () => ({}))
    const library = fetchedBy(async () => undefined, { isThere: true, load })
    expect((await namesOf(library, 'X25519', told)).present).toEqual(['installed', 'big'])
    expect(load).toHaveBeenCalledOnce()
    expect(told).toEqual([])
  })

  it('leaves out what cannot be loaded', async () => {
    const load = () => Promise.reject(new Error('no such export'))
    expect(
      await namesOf(
        fetchedBy(async () => undefined, { load }),
        'X25519',
      ),
    ).toEqual({
      present: ['installed'],
      absent: { big: 'no such export' },
    })
  })

  it('leaves out what cannot be fetched, and says why', async () => {
    const told: string[] = []
    const library = fetchedBy(() => Promise.reject(new Error('no network')))
    expect(await namesOf(library, 'X25519', told)).toEqual({
      present: ['installed'],
      absent: { big: 'no network' },
    })
    expect(told).toEqual(['fetching big@1.0.0', 'big is left out: no network'])
  })

  it('fetches nothing for cases that it is not for', async () => {
    const fetch = vi.fn(async () => undefined)
    expect(await namesOf(fetchedBy(fetch), 'P-256')).toEqual({ present: ['installed'], absent: {} })
    expect(fetch).not.toHaveBeenCalled()
  })
})
