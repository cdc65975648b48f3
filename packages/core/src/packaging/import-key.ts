import type { PublicJwk } from '../contracts/jwk.ts'
import type { PackagingContext } from './context.ts'

/**
 * Imports a key of a DID document, once: as long as a resolver returns the same document, its keys are the same objects.
 * What was imported is forgotten with the document.
 */
export async function importDocumentKey<SecretKey>(
  { crypto, importedKeys }: PackagingContext<SecretKey>,
  publicJwk: PublicJwk,
): Promise<unknown> {
  const known = importedKeys.get(publicJwk)
  if (known !== undefined) return known
  // Kept only now: a backend in another process may fail once, or never answer, and not the next time.
  const imported: unknown = await crypto.importPublicKey(publicJwk)
  importedKeys.set(publicJwk, imported)
  return imported
}
