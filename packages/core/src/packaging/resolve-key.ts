import type { KeyPurpose } from '../did/did-document.ts'
import { didOf } from '../did/did-url.ts'
import { resolveDocument } from '../did/resolve.ts'
import type { PackagingContext } from './context.ts'
import type { SelectedKey } from './select-keys.ts'
import type { Tolerances } from './tolerances.ts'

/**
 * Resolves a kid to its key, and makes sure that the same document gives the key this purpose.
 *
 * @throws `KEY_NOT_FOUND`, `KEY_NOT_AUTHORIZED`, `INVALID_KEY`, or what resolving throws
 */
export async function resolveKey<SecretKey>(
  { resolver }: PackagingContext<SecretKey>,
  purpose: KeyPurpose,
  kid: string,
  tolerances: Tolerances,
): Promise<SelectedKey> {
  const document = await resolveDocument(resolver, didOf(kid))
  const key = document.key(purpose, kid, {
    p256Codec1200: tolerances.allows('p256-multicodec-1200'),
  })
  if (key.tolerated) tolerances.use(key.tolerated)
  return key
}
