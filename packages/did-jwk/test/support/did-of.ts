/** The did:jwk of a JSON text, or of a value as JSON, that need be no JWK. */
export function didOf(value: unknown): string {
  const json = typeof value === 'string' ? value : JSON.stringify(value)
  return `did:jwk:${Buffer.from(json).toString('base64url')}`
}
