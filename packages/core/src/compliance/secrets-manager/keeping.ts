import type { Curve } from '../../contracts/algorithms.ts'
import type { CryptoService } from '../../contracts/crypto-service.ts'
import type { WritableSecretsManager } from '../../contracts/secrets-manager.ts'
import { expectThat } from '../expectations.ts'
import type { ComplianceCase, ComplianceGroup } from '../suite.ts'
import { assertHolds, assertHoldsNot, MEMBERS_OF_OBJECTS } from './finding.ts'
import type { HeldSecret, WritableSecretsOptions } from './options.ts'

const KID = 'did:example:compliance#key-1'
const OTHER_KID = 'did:example:compliance#key-10'
/** As long as a did:peer:2 with services, or the long form of a did:peer:4. */
const LONG_DID = `did:example:${'compliance'.repeat(200)}`

/** What a case of a writable manager works with. */
interface Bench<SecretKey> {
  readonly crypto: CryptoService<SecretKey>
  readonly curve: Curve
  readonly manager: WritableSecretsManager<SecretKey>
}

/** Secrets are kept until they are replaced or forgotten, each for itself. */
export function keepingCases<SecretKey>({
  crypto,
  create,
}: WritableSecretsOptions<SecretKey>): ComplianceGroup {
  const onBench = (
    title: string,
    run: (bench: Bench<SecretKey>) => Promise<void>,
  ): ComplianceCase => ({
    title,
    run: async () => {
      const [curve] = crypto.supports.curves
      expectThat(curve !== undefined, `the backend ${crypto.name} must have a curve`)
      await run({ crypto, curve, manager: await create() })
    },
  })
  return {
    title: 'keeping',
    cases: [
      onBench('puts a secret in the place of the one that was there', async (bench) => {
        const first = await addNew(bench, KID)
        await assertHolds(crypto, bench.manager, { kid: KID, publicJwk: first })
        const publicJwk = await addNew(bench, KID)
        await assertHolds(crypto, bench.manager, { kid: KID, publicJwk })
      }),
      onBench('finds a secret from when it is added until it is forgotten', async (bench) => {
        // Asked for before each change: an answer of before must not be given again.
        await assertHoldsNot(bench.manager, KID)
        const publicJwk = await addNew(bench, KID)
        await assertHolds(crypto, bench.manager, { kid: KID, publicJwk })
        await bench.manager.delete(KID)
        await assertHoldsNot(bench.manager, KID)
      }),
      onBench('keeps all that are added at once', async (bench) => {
        const kids = [1, 2, 3, 4].map((number) => `did:example:compliance#at-once-${number}`)
        const keys = await Promise.all(
          kids.map(async (kid) => ({ kid, publicJwk: await addNew(bench, kid) })),
        )
        for (const key of keys) await assertHolds(crypto, bench.manager, key)
      }),
      onBench('tells long kids apart by their ends', async (bench) => {
        const kids = ['#key-1', '#key-2'].map((fragment) => LONG_DID + fragment)
        const keys: HeldSecret[] = []
        for (const kid of kids) keys.push({ kid, publicJwk: await addNew(bench, kid) })
        for (const key of keys) await assertHolds(crypto, bench.manager, key)
        await assertHoldsNot(bench.manager, `${LONG_DID}#key-3`)
      }),
      onBench('keeps a secret under one kid when it forgets it under another', async (bench) => {
        const { secretKey, publicJwk } = await crypto.generateKeyPair(bench.curve)
        await bench.manager.add(KID, secretKey)
        await bench.manager.add(OTHER_KID, secretKey)
        await bench.manager.delete(KID)
        await assertHolds(crypto, bench.manager, { kid: OTHER_KID, publicJwk })
      }),
      onBench('tells of each secret that it forgets whether there was one', assertDeletes),
      onBench('keeps the others when it forgets one', async (bench) => {
        const publicJwk = await addNew(bench, OTHER_KID)
        await addNew(bench, KID)
        await bench.manager.delete(KID)
        await assertHolds(crypto, bench.manager, { kid: OTHER_KID, publicJwk })
      }),
      onBench('shares nothing with another manager', async (bench) => {
        const another = await create()
        const publicJwk = await addNew(bench, KID)
        await assertHoldsNot(another, KID)
        await another.delete(KID)
        await assertHolds(crypto, bench.manager, { kid: KID, publicJwk })
      }),
    ],
  }
}

async function assertDeletes<SecretKey>(bench: Bench<SecretKey>): Promise<void> {
  const { manager } = bench
  await addNew(bench, KID)
  expectThat(
    (await manager.delete(OTHER_KID)) === false,
    'delete must be false for what is not held',
  )
  for (const name of MEMBERS_OF_OBJECTS) {
    const answer = await manager.delete(name)
    expectThat(answer === false, `delete must be false for ${name}, and not ${String(answer)}`)
  }
  expectThat((await manager.delete(KID)) === true, 'delete must be true for what was held')
  await assertHoldsNot(manager, KID)
  expectThat((await manager.delete(KID)) === false, 'delete must be false the second time')
}

async function addNew<SecretKey>({ crypto, curve, manager }: Bench<SecretKey>, kid: string) {
  const { secretKey, publicJwk } = await crypto.generateKeyPair(curve)
  await manager.add(kid, secretKey)
  return publicJwk
}
