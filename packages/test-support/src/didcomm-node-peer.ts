import type {
  ContentEncryption,
  DIDDocument,
  PrivateJwk,
  Service,
  VerificationMethod,
} from '@didcomm/core/contracts'
import type {
  DIDDoc,
  DIDResolver as PeerResolver,
  IMessage,
  IParsedForward,
  Message as WasmMessage,
  PackEncryptedMetadata,
  SecretsResolver,
  Service as PeerService,
  UnpackMetadata,
  UnpackOptions,
  VerificationMethod as PeerVerificationMethod,
} from 'didcomm-node'
import { multikeyToJwk } from './multikey-to-jwk.ts'

/** Options of {@link didcommNodePeer}. */
export interface DidcommNodePeerOptions {
  readonly documents: Iterable<DIDDocument>
  /** Private keys by kid. */
  readonly secrets: Readonly<Record<string, PrivateJwk>>
}

/** A plaintext message as any library writes one. */
export interface PeerMessage {
  readonly id: string
  readonly type: string
  readonly [header: string]: unknown
}

/** What {@link DidcommNodePeer.pack} takes. */
export interface PeerPackOptions {
  readonly message: PeerMessage
  /** A DID or a kid. */
  readonly to: string
  /** A DID or a kid; without it the message is encrypted anonymously. */
  readonly from?: string
  /** A DID or a kid. */
  readonly signBy?: string
  readonly protectSender?: boolean
  /** XC20P unless given. */
  readonly encAnon?: ContentEncryption
  /** Whether to wrap for the mediators of the recipient's service; false unless given. */
  readonly forward?: boolean
  /** The service to use, by its id; the recipient's first unless given. */
  readonly messagingService?: string
}

/** What {@link DidcommNodePeer.wrapInForward} takes. */
export interface PeerForwardOptions {
  readonly packed: string
  /** What the innermost forward has as its `next`: a DID or a kid. */
  readonly to: string
  /** Kids or DIDs of mediators, in the order of a service's `routingKeys`. */
  readonly routingKeys: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  /** XC20P unless given. */
  readonly encAnon?: ContentEncryption
}

/** Claims and signer of a `from_prior`. */
export interface PeerFromPriorOptions {
  readonly iss: string
  readonly sub: string
  readonly iat?: number
  readonly issuerKid?: string
}

/** What {@link DidcommNodePeer.unpack} returns. */
export interface PeerUnpacked {
  readonly message: IMessage
  readonly metadata: UnpackMetadata
}

/** What {@link DidcommNodePeer.unpackForward} returns. */
export interface PeerForward {
  readonly next: string
  /** The forwarded envelope, ready to be sent on. */
  readonly packed: string
}

/**
 * A live peer: npm `didcomm-node` 0.4.1, the Rust implementation in WebAssembly. It knows X25519 and P-256 for key
 * agreement and not P-384 or P-521. Its errors have a `name`, such as `DIDCommMalformed`.
 */
export interface DidcommNodePeer {
  pack(options: PeerPackOptions): Promise<{ packed: string; metadata: PackEncryptedMetadata }>
  packSigned(message: PeerMessage, signBy: string): Promise<string>
  packPlaintext(message: PeerMessage): Promise<string>
  packFromPrior(options: PeerFromPriorOptions): Promise<string>
  unpack(packed: string, options?: UnpackOptions): Promise<PeerUnpacked>
  /** Opens a forward as a mediator does. */
  unpackForward(packed: string): Promise<PeerForward>
  wrapInForward(options: PeerForwardOptions): Promise<string>
}

/** Its names of the anonymous encryptions. */
const ANON_NAMES = {
  'A256CBC-HS512': 'A256cbcHs512EcdhEsA256kw',
  A256GCM: 'A256gcmEcdhEsA256kw',
  XC20P: 'Xc20pEcdhEsA256kw',
} as const

/** Makes a peer that knows these documents and holds these keys. The WASM module is loaded when it is first used. */
export function didcommNodePeer(options: DidcommNodePeerOptions): DidcommNodePeer {
  const documents = new Map(Array.from(options.documents, (document) => [document.id, document]))
  const resolver: PeerResolver = {
    async resolve(did) {
      const document = documents.get(did)
      return document ? peerDocument(document) : null
    },
  }
  const secrets = peerSecrets(options.secrets)

  return {
    async pack({ message, to, from, signBy, protectSender, encAnon, forward, messagingService }) {
      return withMessage(message, async (wasm) => {
        const [packed, metadata] = await wasm.pack_encrypted(
          to,
          from ?? null,
          signBy ?? null,
          resolver,
          secrets,
          {
            protect_sender: protectSender ?? false,
            forward: forward ?? false,
            enc_alg_anon: ANON_NAMES[encAnon ?? 'XC20P'],
            ...(messagingService && { messaging_service: messagingService }),
          },
        )
        return { packed, metadata }
      })
    },
    packSigned: (message, signBy) =>
      withMessage(message, async (wasm) => {
        const [packed] = await wasm.pack_signed(signBy, resolver, secrets)
        return packed
      }),
    packPlaintext: (message) => withMessage(message, (wasm) => wasm.pack_plaintext(resolver)),
    async packFromPrior({ issuerKid, ...claims }) {
      const { FromPrior } = await import('didcomm-node')
      const fromPrior = new FromPrior(claims)
      try {
        const [jwt] = await fromPrior.pack(issuerKid ?? null, resolver, secrets)
        return jwt
      } finally {
        fromPrior.free()
      }
    },
    async unpack(packed, unpackOptions = {}) {
      const { Message } = await import('didcomm-node')
      const [message, metadata] = await Message.unpack(packed, resolver, secrets, unpackOptions)
      try {
        return { message: message.as_value(), metadata }
      } finally {
        message.free()
      }
    },
    async unpackForward(packed) {
      const { Message } = await import('didcomm-node')
      const [message] = await Message.unpack(packed, resolver, secrets, {})
      try {
        return readForward(message.try_parse_forward())
      } finally {
        message.free()
      }
    },
    async wrapInForward({ packed, to, routingKeys, headers, encAnon }) {
      const { Message } = await import('didcomm-node')
      return Message.wrap_in_forward(
        packed,
        { ...headers },
        to,
        [...routingKeys],
        ANON_NAMES[encAnon ?? 'XC20P'],
        resolver,
      )
    },
  }
}

/** Gives `use` a message in WASM memory, and frees it afterwards: there is no finalizer. */
async function withMessage<Result>(
  message: PeerMessage,
  use: (wasm: WasmMessage) => Promise<Result>,
): Promise<Result> {
  const { Message } = await import('didcomm-node')
  const wasm = new Message({ typ: 'application/didcomm-plain+json', body: {}, ...message })
  try {
    return await use(wasm)
  } finally {
    wasm.free()
  }
}

/** Its declarations promise an object with `as_value()`; what comes is a plain object, or `null`. */
function readForward(parsed: unknown): PeerForward {
  const forward = parsed as IParsedForward | null
  if (!forward) throw new Error('the peer does not read this as a forward')
  return { next: forward.next, packed: JSON.stringify(forward.forwarded_msg) }
}

function peerSecrets(secrets: Readonly<Record<string, PrivateJwk>>): SecretsResolver {
  return {
    async get_secret(id) {
      const privateKeyJwk = secrets[id]
      return privateKeyJwk ? { id, type: 'JsonWebKey2020', privateKeyJwk } : null
    },
    async find_secrets(ids) {
      return ids.filter((id) => Object.hasOwn(secrets, id))
    },
  }
}

/** Writes a DID document the way `didcomm-node` wants it: absolute ids, references only. */
function peerDocument(document: DIDDocument): DIDDoc {
  const absolute = (id: string): string => (id.startsWith('#') ? document.id + id : id)
  const methods = [...(document.verificationMethod ?? [])]
  const references = (
    relationship: readonly (string | VerificationMethod)[] | undefined,
  ): string[] =>
    (relationship ?? []).map((entry) => {
      if (typeof entry === 'string') return absolute(entry)
      methods.push(entry)
      return absolute(entry.id)
    })
  return {
    id: document.id,
    authentication: references(document.authentication),
    keyAgreement: references(document.keyAgreement),
    verificationMethod: methods.map((method) => ({
      ...peerMethod(method),
      id: absolute(method.id),
    })),
    service: (document.service ?? []).flatMap((service) => peerServices(service, absolute)),
  }
}

/** It has no Multikey, so one is written as a JWK; everything else is left as it is. */
function peerMethod(method: VerificationMethod): PeerVerificationMethod {
  const { publicKeyMultibase, ...rest } = method
  return method.type === 'Multikey' && typeof publicKeyMultibase === 'string'
    ? { ...rest, type: 'JsonWebKey2020', publicKeyJwk: multikeyToJwk(publicKeyMultibase) }
    : method
}

/**
 * One service for each endpoint, as it takes no arrays. Its declarations speak of `routing_keys`; what it reads is
 * `routingKeys`.
 */
function peerServices(service: Service, absolute: (id: string) => string): PeerService[] {
  const endpoints: unknown[] = [service.serviceEndpoint].flat()
  return endpoints.map((serviceEndpoint) => ({
    id: absolute(service.id),
    type: String(service.type),
    serviceEndpoint,
  }))
}
