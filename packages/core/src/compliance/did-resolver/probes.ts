import { isDID } from '../../did/did-url.ts'

const LONG = 20_000

/** DIDs of methods other than `methods`. */
export function foreignDIDs(methods: ReadonlySet<string>): string[] {
  return ['example', 'web', 'key', 'unheardof']
    .filter((method) => !methods.has(method))
    .map((method) => `did:${method}:compliance.example`)
}

/** Texts that are no DIDs, some of them with a DID in them. */
export function notDIDs(dids: readonly string[]): string[] {
  const fixed = ['', ' ', 'did', 'did:', 'did::', 'did:::', 'nonsense', '#key-1', '__proto__']
  const made = dids.flatMap((did) => [
    ` ${did}`,
    ...['\n', '\r\n', '\0', '\u{7f}', '\u{85}', '\u{2028}', '\u{d800}', '\u{dc00}', '👋'].map(
      (character) => did + character,
    ),
    ...['%', '%2', '%zz', ':', '<', '"', '\\', '{}'].map((character) => did + character),
    did.slice('did:'.length),
    did.replace(/^did/, 'DID'),
    did.replace(/^did:\w/, (start) => start.toUpperCase()),
    did + '1'.repeat(LONG),
  ])
  const long = ['d', 'did:', 'did:x:', '%', '\0'].map((text) => text.repeat(LONG))
  return [...fixed, ...made, ...long].filter((text) => !isDID(text))
}

/** DID URLs that name more than the DID: a resolver is asked for DIDs alone (`DIDResolver.resolve`). */
export function didUrls(did: string): string[] {
  return [
    '#',
    '#key-1',
    '#__proto__',
    '?',
    '?versionId=1',
    '/',
    '/path',
    '/path?query#fragment',
  ].map((rest) => did + rest)
}

const STRANGE_IDS = [
  '__proto__ constructor toString a . .. - _ 0 1:2:3 :::a z z6Mk eyJ9 + =',
  '%00 %0A %2F%2e%2e%2f %23key-1 %3Fa %C0%80 %ED%A0%80 %E2%80%A8',
].flatMap((ids) => ids.split(' '))

/** DIDs by their syntax alone, with ids that are seldom meant well. */
export function strangeDIDs(methods: ReadonlySet<string>): string[] {
  const ids = [
    ...STRANGE_IDS,
    'a'.repeat(16_000),
    'z'.repeat(16_000),
    '%41'.repeat(5_000),
    `${'a:'.repeat(5_000)}a`,
  ]
  return [...methods].flatMap((method) => ids.map((id) => `did:${method}:${id}`)).filter(isDID)
}

/** `did` with a change: cut short, made longer, with letters in the other case or in the place of others. */
export function variantsOf(did: string): string[] {
  const start = did.indexOf(':', 'did:'.length) + 1
  const places = [start, start + 1, Math.floor((start + did.length) / 2), did.length - 1]
  const variants = [
    ...[1, 2, 8, Math.ceil((did.length - start) / 2)].map((count) => did.slice(0, -count)),
    ...['1', 'a', 'A', '=', '.a', ':a', did.slice(start)].map((rest) => did + rest),
    did.toLowerCase(),
    did.slice(0, start) + did.slice(start).toUpperCase(),
    ...places.flatMap((place) => {
      const character = did.charAt(place)
      const others = [character.toLowerCase(), character.toUpperCase(), '1', '2', 'z']
      return others.map((other) => did.slice(0, place) + other + did.slice(place + 1))
    }),
  ]
  return [...new Set(variants)].filter((variant) => variant !== did)
}
