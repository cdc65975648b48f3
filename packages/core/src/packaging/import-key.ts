import type { PublicJwk } from '../contracts/jwk.ts'
import type { PackagingContext } from './context.ts'

/**
 * Imports a key of a DID document, once: as long as a resolver returns the same document, its keys are the same objects.
 * What was imported is forgotten with the document.
 */
export function importDocumentKey<SecretKey>(
  { crypto, importedKeys }: PackagingContext<SecretKey>,
  publicJwk: PublicJwk,
): Promise<unknown> {
  const known = importedKeys.get(publicJwk)
  if (known) return known
  const imported = Promise.resolve(crypto.importPublicKey(publicJwk))
  importedKeys.set(publicJwk, imported)
  // A backend in another process may fail once, and not the next time.
  imported.catch(() => importedKeys.delete(publicJwk))
  return imported
}
