import type { CryptoService } from '@didcomm/core'
import { AskarCryptoService, type AskarSecretKey } from '@didcomm/crypto-askar-wasm'
import { collectGarbage } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { type Conversation, conversationOn, packed } from './support/conversation.ts'
import { type WatchedCopy, watchedModule } from './support/watched-module.ts'
import { withoutRelease } from './support/without-release.ts'

const MESSAGES = 10_000
/** After as many the collector may run, and the size of the memory is looked at. */
const STEP = 1000
const TIMEOUT = 180_000

/** A module at work: its sizes at each step, and the most handles that lived at one. */
interface Growth {
  readonly sizes: readonly number[]
  readonly mostHandles: number
}

function sizeOf({ memory }: WatchedCopy): number {
  return memory.buffer.byteLength
}

async function exchange(
  conversation: Conversation,
  running: WatchedCopy,
  afterStep: () => Promise<void>,
): Promise<Growth> {
  const sizes: number[] = []
  let mostHandles = 0
  for (let sent = 1; sent <= MESSAGES; sent++) {
    await conversation.packaging.unpack(await packed(conversation))
    if (sent % STEP > 0) continue
    mostHandles = Math.max(mostHandles, running.liveHandles())
    await afterStep()
    sizes.push(sizeOf(running))
  }
  return { sizes, mostHandles }
}

async function start(see: (crypto: AskarCryptoService) => CryptoService<AskarSecretKey>) {
  const { module, copies } = await watchedModule()
  const crypto = await AskarCryptoService.load(module)
  const [running] = copies
  if (!running) throw new Error('it was started')
  return { running, conversation: await conversationOn(crypto, 'X25519', see(crypto)) }
}

describe(`${MESSAGES} messages that are packed and unpacked`, () => {
  it(
    'take no more memory than the first ones, and no handle stays',
    async () => {
      const { running, conversation } = await start((crypto) => crypto)
      const before = running.liveHandles()
      const { sizes, mostHandles } = await exchange(conversation, running, async () => {})
      expect(new Set(sizes).size).toBe(1)
      expect(mostHandles).toBe(before)
      conversation.secrets.dispose()
      expect(running.liveHandles()).toBe(0)
    },
    TIMEOUT,
  )

  it(
    'level off if their keys are left to the garbage collector, and no handle stays',
    async () => {
      const { running, conversation } = await start(withoutRelease)
      const before = running.liveHandles()
      const collected = () => running.liveHandles() === before
      const { sizes, mostHandles } = await exchange(conversation, running, () =>
        collectGarbage(collected),
      )
      // An ephemeral key and two content keys for each message.
      expect(mostHandles).toBeGreaterThan(before + STEP)
      expect(sizes.at(-1)).toBe(sizes[1])
      expect(running.liveHandles()).toBe(before)
    },
    TIMEOUT,
  )

  it('would be seen to grow: keys that are kept take memory and handles', async () => {
    const { module, copies } = await watchedModule()
    const crypto = await AskarCryptoService.load(module)
    const [running] = copies
    if (!running) throw new Error('it was started')
    const size = sizeOf(running)
    const kept: unknown[] = []
    while (kept.length < MESSAGES) kept.push(await crypto.generateKeyPair('X25519'))
    expect(running.liveHandles()).toBe(MESSAGES)
    expect(sizeOf(running)).toBeGreaterThan(size)
  })
})
