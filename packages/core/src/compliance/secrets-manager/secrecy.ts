import type { PrivateJwk } from '../../contracts/jwk.ts'
import { decodeBase64Url } from '../../encoding/base64url.ts'
import { bytesToHex } from '../../encoding/integers.ts'
import { expectThat } from '../expectations.ts'
import type { ComplianceGroup } from '../suite.ts'
import type { WritableSecretsOptions } from './options.ts'

const KID = 'did:example:compliance#key-1'

/** Published keys, of which the backend has one: RFC 7748 §6.1 (Bob), RFC 8037 §A.1, RFC 7515 §A.3. */
const PUBLISHED_KEYS: readonly PrivateJwk[] = [
  {
    kty: 'OKP',
    crv: 'X25519',
    x: '3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08',
    d: 'XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os',
  },
  {
    kty: 'OKP',
    crv: 'Ed25519',
    x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  },
  {
    kty: 'EC',
    crv: 'P-256',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
  },
]

/** A manager that is logged, or sent by mistake, gives nothing away. */
export function secrecyCases<SecretKey>({
  crypto,
  create,
}: WritableSecretsOptions<SecretKey>): ComplianceGroup[] {
  const jwk = PUBLISHED_KEYS.find(({ crv }) => crypto.supports.curves.includes(crv))
  if (!jwk) return []
  return [
    {
      title: 'secrecy',
      cases: [
        {
          title: 'shows no secret as text, as JSON, or in a property',
          run: async () => {
            const manager = await create()
            await manager.add(KID, await crypto.importSecretKey(jwk))
            for (const [place, text] of textsOf(manager)) {
              const shown = formsOf(jwk.d).some((form) => text.includes(form))
              expectThat(!shown, `a secret shows in ${place} of the manager`)
            }
          },
        },
      ],
    },
  ]
}

/** All that there is to see of a value, and where. */
function* textsOf(value: object): Iterable<readonly [place: string, text: string]> {
  yield ['the text', String(value)]
  yield ['the JSON', writeJson(value)]
  for (const [place, member] of membersOf(value, 'the properties', new Set())) {
    yield [place, member]
  }
}

/** The texts in a value: members of objects, entries of maps and sets, and bytes as hexadecimal digits. */
function* membersOf(
  value: unknown,
  place: string,
  seen: Set<object>,
): Iterable<readonly [place: string, text: string]> {
  if (typeof value !== 'object' || value === null) {
    yield [place, String(value)]
    return
  }
  if (seen.has(value)) return
  seen.add(value)
  if (value instanceof Uint8Array) yield [place, bytesToHex(value)]
  const inside: readonly unknown[] =
    value instanceof Map || value instanceof Set
      ? [...value.entries()].flat()
      : Object.values(value)
  for (const member of inside) yield* membersOf(member, place, seen)
}

function writeJson(value: object): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    // What cannot be written shows nothing.
    return ''
  }
}

/** A secret as it may be written: base64url, base64, hexadecimal digits, a list of bytes. */
function formsOf(d: string): readonly string[] {
  const bytes = decodeBase64Url(d, 'd', 'INVALID_KEY')
  const base64 = d.replaceAll('-', '+').replaceAll('_', '/')
  const hex = bytesToHex(bytes)
  return [d, base64, hex, hex.toUpperCase(), bytes.join(','), JSON.stringify(bytes)]
}
