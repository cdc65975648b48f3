import { assertPointOnCurve } from '../../crypto/curve-points.ts'
import {
  type KeyPurpose,
  METHOD_LISTS,
  type ParsedDIDDocument,
  type UsableKey,
} from '../../did/did-document.ts'
import { abbreviate, parseDIDUrl } from '../../did/did-url.ts'
import { isJsonObject, isStringArray, type JsonObject, quote } from '../../encoding/json.ts'
import { attempt } from '../../errors.ts'
import { CURVES } from '../../jose/algorithms.ts'
import { expectThat } from '../expectations.ts'
import { ComplianceFailure, type ComplianceGroup } from '../suite.ts'
import { type DIDResolverSubject, isSame, resolveAll } from './subject.ts'

/** The purposes that DIDComm has for keys. */
export const PURPOSES: readonly KeyPurpose[] = ['keyAgreement', 'authentication']

/** What is in the documents can be read, and is unambiguous. */
export function keyAndServiceCases(subject: DIDResolverSubject): ComplianceGroup {
  return {
    title: 'keys and services',
    cases: [
      {
        title: '[DID-1] names each key by its DID and a fragment of its own',
        run: () => forEachDocument(subject, (document) => assertMethods(subject, document)),
      },
      {
        title: '[DID-1] leads each reference to one key',
        run: () => forEachDocument(subject, assertReferences),
      },
      {
        title: '[ENC-20] lists keys that can be read, each on its curve',
        run: () => forEachDocument(subject, assertReadableKeys),
      },
      {
        title: 'lists a key to encrypt to or to sign with',
        run: () => forEachDocument(subject, assertUsefulKey),
      },
      {
        title: '[DID-1] lists services that can be read, each of its own name',
        run: () => forEachDocument(subject, assertServices),
      },
    ],
  }
}

/** Each key as a text, the same for one key however it is written. */
export function textsOfKeys(keys: readonly UsableKey[]): string[] {
  return keys.map(({ publicJwk }) => JSON.stringify(Object.entries(publicJwk).sort()))
}

async function forEachDocument(
  subject: DIDResolverSubject,
  assert: (document: ParsedDIDDocument) => void,
): Promise<void> {
  for (const document of await resolveAll(subject)) {
    await attempt(
      () => assert(document),
      (error) =>
        error instanceof ComplianceFailure
          ? new ComplianceFailure(
              `in the document of ${abbreviate(document.id)}, ${error.message}`,
              { cause: error.cause },
            )
          : error,
    )
  }
}

function assertMethods(subject: DIDResolverSubject, document: ParsedDIDDocument): void {
  for (const list of METHOD_LISTS) {
    const ids = listOf(document, list)
      .filter(isJsonObject)
      .map(({ id, type, controller }) => {
        expectThat(typeof id === 'string', `a key in ${list} must have an id`)
        expectThat(typeof type === 'string', `the key ${quote(id)} must have a type`)
        expectThat(typeof controller === 'string', `the key ${quote(id)} must have a controller`)
        const kid = document.absolute(id)
        expectThat(
          isOwnKid(kid, (did) => isSame(subject, did, document.id)),
          `the key ${quote(id)} must have the DID and a fragment as its id`,
        )
        return kid
      })
    expectUniqueIds(ids, `keys in ${list}`)
  }
}

function isOwnKid(kid: string, isOwn: (did: string) => boolean): boolean {
  try {
    const { did, path, query, fragment } = parseDIDUrl(kid)
    return Boolean(fragment) && path === undefined && query === undefined && isOwn(did)
  } catch {
    return false
  }
}

function assertReferences(document: ParsedDIDDocument): void {
  const known = document.entries('verificationMethod').map(({ id }) => absolute(document, id))
  for (const list of METHOD_LISTS) {
    const entries = listOf(document, list)
    const embedded = entries.filter(isJsonObject).map(({ id }) => absolute(document, id))
    const methods = list === 'verificationMethod' ? known : [...known, ...embedded]
    for (const entry of entries) {
      const reference = isJsonObject(entry) ? entry.id : entry
      expectThat(
        list !== 'verificationMethod' || isJsonObject(entry),
        `verificationMethod must hold keys and not ${quote(entry)}`,
      )
      const kid = absolute(document, reference)
      const count = methods.filter((method) => method === kid).length
      expectThat(
        count === 1,
        `${quote(reference)} in ${list} must lead to one key, not to ${count}`,
      )
    }
  }
}

function assertReadableKeys(document: ParsedDIDDocument): void {
  for (const purpose of PURPOSES) {
    for (const key of document.keys(purpose)) {
      if (key.publicJwk) {
        assertOnCurve(key)
      } else {
        // A type that core does not know yet is no mistake of the method; such keys are passed over.
        expectThat(key.problem.code === 'UNSUPPORTED_ALGORITHM', key.problem.message)
      }
    }
  }
}

function assertOnCurve({ kid, publicJwk }: UsableKey): void {
  try {
    assertPointOnCurve(publicJwk)
  } catch (cause) {
    throw new ComplianceFailure(`the key ${abbreviate(kid)} must be a point on ${publicJwk.crv}`, {
      cause,
    })
  }
}

function assertUsefulKey(document: ParsedDIDDocument): void {
  const agrees = document
    .usableKeys('keyAgreement')
    .some(({ publicJwk }) => CURVES[publicJwk.crv].keyAgreement)
  const signs = document
    .usableKeys('authentication')
    .some(({ publicJwk }) => CURVES[publicJwk.crv].signature !== undefined)
  expectThat(agrees || signs, 'there must be a key for DIDComm in keyAgreement or authentication')
}

function assertServices(document: ParsedDIDDocument): void {
  const ids = listOf(document, 'service').map((service) => {
    expectThat(isJsonObject(service), `a service must be an object, not ${quote(service)}`)
    assertService(service)
    return absolute(document, service.id)
  })
  expectUniqueIds(ids, 'services')
}

function assertService({ id, type, serviceEndpoint }: JsonObject): void {
  expectThat(typeof id === 'string' && id !== '', 'a service must have an id')
  expectThat(
    typeof type === 'string' || isStringArray(type),
    `the service ${quote(id)} must have a type`,
  )
  const endpoints: readonly unknown[] = [serviceEndpoint].flat()
  expectThat(
    endpoints.every((endpoint) => typeof endpoint === 'string' || isJsonObject(endpoint)),
    `the service ${quote(id)} must have texts or objects as its endpoint`,
  )
}

function listOf({ document }: ParsedDIDDocument, property: string): readonly unknown[] {
  const list = document[property]
  if (list === undefined) return []
  expectThat(Array.isArray(list), `${property} must be a list`)
  return list
}

function absolute(document: ParsedDIDDocument, id: unknown): string {
  expectThat(typeof id === 'string', `an id must be text, not ${quote(id)}`)
  return document.absolute(id)
}

function expectUniqueIds(ids: readonly string[], what: string): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  expectThat(twice === undefined, `two ${what} have the id ${quote(twice)}`)
}
