import type { AgreementCurve } from './cast.ts'
import type { EnvelopeKind } from './library.ts'
import type { Effort, Mode } from './measure.ts'

/** One row of the scoreboard: what is packed, for whom. It is timed both ways. */
export interface Case {
  readonly name: string
  readonly kind: EnvelopeKind
  /** The curve of everybody's keys for key agreement. */
  readonly curve: AgreementCurve
  /** The length of the message's content. */
  readonly bytes: number
  readonly recipientKeys: number
  readonly mediators: number
  readonly modes: readonly Mode[]
}

/** What is run, and how thoroughly. */
export interface Plan {
  readonly cases: readonly Case[]
  /** What is timed in Chromium. */
  readonly webCases: readonly Case[]
  readonly effort: Effort
  /** Of what is timed in both modes: its calls are short, and compiled well only after many of them. */
  readonly headlineEffort: Effort
  /** How many processes a figure of memory is the median of. */
  readonly processes: number
}

const kB = 1000
const MB = 1000 * kB
const BOTH = ['blocks', 'turns'] as const

/** What is timed in both modes. */
const HEADLINES = [
  makeCase({ modes: BOTH }),
  makeCase({ curve: 'P-256', modes: BOTH }),
  makeCase({ bytes: 100 * kB, modes: BOTH }),
  makeCase({ kind: 'anoncrypt', modes: BOTH }),
  makeCase({ kind: 'signed', modes: BOTH }),
]

/** What growth is seen from. */
const LARGE = [
  makeCase({ bytes: MB }),
  makeCase({ recipientKeys: 10 }),
  makeCase({ recipientKeys: 100 }),
]

const FORWARDS = [1, 2].map((mediators) => makeCase({ kind: 'forward', mediators }))

/** The default. Sizes grow with one recipient key, keys with the smallest size: not each with each. */
export const FULL: Plan = {
  cases: [
    ...HEADLINES,
    makeCase({ bytes: 10 * kB }),
    makeCase({ recipientKeys: 2 }),
    ...LARGE,
    makeCase({ curve: 'P-256', bytes: 100 * kB }),
    ...[2, 10, 100].map((recipientKeys) => makeCase({ curve: 'P-256', recipientKeys })),
    makeCase({ kind: 'anoncrypt', curve: 'P-256' }),
    ...[10 * kB, 100 * kB, MB].map((bytes) => makeCase({ kind: 'anoncrypt', bytes })),
    ...[2, 10, 100].map((recipientKeys) => makeCase({ kind: 'anoncrypt', recipientKeys })),
    ...[10 * kB, 100 * kB, MB].map((bytes) => makeCase({ kind: 'signed', bytes })),
    ...FORWARDS,
    ...[1, 2].map((mediators) => makeCase({ kind: 'forward', bytes: 100 * kB, mediators })),
    ...[1, 2].map((mediators) => makeCase({ kind: 'forward', curve: 'P-256', mediators })),
  ],
  webCases: HEADLINES.filter(({ kind }) => kind === 'authcrypt'),
  effort: { warmUp: 60, measured: 200, rounds: 5 },
  headlineEffort: { warmUp: 600, measured: 300, rounds: 5 },
  processes: 3,
}

/** What `--quick` runs. */
export const QUICK: Plan = {
  cases: [...HEADLINES, ...LARGE, ...FORWARDS],
  webCases: HEADLINES.slice(0, 1),
  effort: { warmUp: 20, measured: 60, rounds: 3 },
  headlineEffort: { warmUp: 100, measured: 80, rounds: 3 },
  processes: 1,
}

/** A number of bytes for people: `100 B`, `10 kB`, `1 MB`. */
export function sizeLabel(bytes: number): string {
  if (bytes >= MB) return `${bytes / MB} MB`
  return bytes >= kB ? `${bytes / kB} kB` : `${bytes} B`
}

/** Makes a case: authcrypt X25519 of 100 B for one key, in blocks, unless told otherwise. */
export function makeCase(given: Partial<Omit<Case, 'name'>> = {}): Case {
  const wanted = {
    kind: 'authcrypt',
    curve: 'X25519',
    bytes: 100,
    recipientKeys: 1,
    mediators: 0,
    modes: ['blocks'],
    ...given,
  } as const
  const { kind, curve, bytes, recipientKeys, mediators } = wanted
  const name = [
    kind,
    // Everybody signs with Ed25519.
    kind === 'signed' ? 'Ed25519' : curve,
    sizeLabel(bytes),
    recipientKeys > 1 && `${recipientKeys} keys`,
    mediators > 0 && `${mediators} mediator${mediators > 1 ? 's' : ''}`,
  ]
  return { name: name.filter(Boolean).join(' '), ...wanted }
}
