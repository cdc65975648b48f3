import type { CryptoService } from '../../contracts/crypto-service.ts'
import type { SecretsManager } from '../../contracts/secrets-manager.ts'
import { didOf } from '../../did/did-url.ts'
import { quote } from '../../encoding/json.ts'
import { expectThat } from '../expectations.ts'
import { ComplianceFailure, type ComplianceGroup } from '../suite.ts'
import type { HeldSecret } from './options.ts'
import { assertPossession, purposesOf } from './possession.ts'
import type { HoldingManager } from './subject.ts'

const STRANGERS = [
  'did:example:nobody#key-1',
  'did:example:nobody',
  'did:',
  '#key-1',
  'key-1',
  '*',
  ' ',
  '',
]
/** Names that a look-up in a plain object finds by mistake. */
export const MEMBERS_OF_OBJECTS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
]

/** A secret is found by its kid, and by nothing else. */
export function findingCases<SecretKey>(
  crypto: CryptoService<SecretKey>,
  open: () => Promise<HoldingManager<SecretKey>>,
): ComplianceGroup {
  return {
    title: 'finding',
    cases: [
      {
        title: 'finds the secret of each kid that it holds',
        run: async () => {
          const { manager, keys } = await open()
          for (const key of keys) await assertHolds(crypto, manager, key)
        },
      },
      {
        title: 'finds it again, and for several at once',
        run: async () => {
          const { manager, keys } = await open()
          await Promise.all(
            [...keys, ...keys].map(async (key) => assertHolds(crypto, manager, key)),
          )
        },
      },
      {
        title: 'returns undefined for a kid that it does not hold',
        run: async () => {
          const { manager } = await open()
          for (const kid of STRANGERS) await assertHoldsNot(manager, kid)
        },
      },
      {
        title: 'returns undefined for the names of what every object has',
        run: async () => {
          const { manager, keys } = await open()
          for (const name of MEMBERS_OF_OBJECTS) {
            await assertHoldsNot(manager, name)
            for (const { kid } of keys) await assertHoldsNot(manager, `${didOf(kid)}#${name}`)
          }
        },
      },
      {
        title: 'returns undefined for what only resembles a kid that it holds',
        run: async () => {
          const { manager, keys } = await open()
          const held = new Set(keys.map(({ kid }) => kid))
          for (const kid of [...held].flatMap(resembling).filter((other) => !held.has(other))) {
            await assertHoldsNot(manager, kid)
          }
        },
      },
    ],
  }
}

/** @throws ComplianceFailure unless the manager has the secret of the key */
export async function assertHolds<SecretKey>(
  crypto: CryptoService<SecretKey>,
  manager: SecretsManager<SecretKey>,
  { kid, publicJwk, purposes = purposesOf(crypto, publicJwk) }: HeldSecret,
): Promise<void> {
  const secretKey = await manager.get(kid)
  expectThat(
    secretKey !== undefined && secretKey !== null,
    `the secret of ${quote(kid)} must be found`,
  )
  await assertPossession(crypto, { kid, publicJwk, secretKey, purposes })
}

/** @throws ComplianceFailure unless the manager answers `undefined` */
export async function assertHoldsNot(manager: SecretsManager<unknown>, kid: string): Promise<void> {
  const found = await lookUp(manager, kid)
  expectThat(
    found === undefined,
    `undefined must be returned for ${quote(kid)}, and not ${quote(found)}`,
  )
}

async function lookUp(manager: SecretsManager<unknown>, kid: string): Promise<unknown> {
  try {
    return await manager.get(kid)
  } catch (cause) {
    throw new ComplianceFailure(`undefined must be returned for ${quote(kid)}, and get threw`, {
      cause,
    })
  }
}

/** The DID, other fragments, the beginning, something longer, the other case, white space around, percent-encoding. */
function resembling(kid: string): string[] {
  const did = didOf(kid)
  return [
    did,
    `${did}#`,
    `${did}#another-key`,
    kid.slice(did.length),
    kid.slice(did.length + 1),
    kid.slice(0, -1),
    `${kid}x`,
    kid.toUpperCase(),
    kid.toLowerCase(),
    did + kid.slice(did.length).toUpperCase(),
    `${kid}#`,
    ` ${kid}`,
    `${kid} `,
    `${did}?query${kid.slice(did.length)}`,
    encodeURIComponent(kid),
    kid.slice(0, -1) + percentEncoded(kid.slice(-1)),
  ]
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
