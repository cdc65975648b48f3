const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Flips one bit of the bytes behind a base64url text; of the first byte unless `index` says otherwise. */
export function flipBit(base64Url: string, index = 0): string {
  const bytes = Buffer.from(base64Url, 'base64url')
  bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index)
  return bytes.toString('base64url')
}

/** Adds `=` to a base64url text: up to a multiple of four characters, or four of them to one that is full already. */
export function padded(base64Url: string): string {
  return base64Url + '='.repeat(4 - (base64Url.length % 4))
}

/** Sets a bit that is left over in the last character, which lenient decoders ignore. Full groups have none. */
export function nonCanonical(base64Url: string): string {
  if (base64Url.length % 4 === 0) {
    throw new Error('this base64url text has no bits left over: use one of another length')
  }
  const last = ALPHABET.indexOf(base64Url.slice(-1))
  return base64Url.slice(0, -1) + ALPHABET.charAt(last ^ 1)
}

/** Cuts bytes off the end, or adds zero bytes for a negative count. */
export function shortened(base64Url: string, count = 1): string {
  const bytes = Buffer.from(base64Url, 'base64url')
  const resized = Buffer.alloc(Math.max(0, bytes.length - count))
  bytes.copy(resized)
  return resized.toString('base64url')
}

/** Writes `member` a second time at the front of a JSON object's text: parsers keep the last one. */
export function duplicateMember(json: string, member: string, value: unknown): string {
  return `{${JSON.stringify(member)}:${JSON.stringify(value)},${json.slice(json.indexOf('{') + 1)}`
}
