import type { ContentEncryption } from '@didcomm/core/contracts'

// What standards print, and the compliance suites of core do not have.

/** draft-madden-jose-ecdh-1pu-04, Appendix B: ECDH-1PU+A128KW on X25519 for Bob and Charlie, A256CBC-HS512. */
export const ECDH_1PU_APPENDIX_B = {
  protectedHeader:
    '{"alg":"ECDH-1PU+A128KW","enc":"A256CBC-HS512","apu":"QWxpY2U","apv":"Qm9iIGFuZCBDaGFybGll","epk":{"kty":"OKP","crv":"X25519","x":"k9of_cpAajy0poW5gaixXGs9nHkwg1AFqUAFa39dyBc"}}',
  plaintext: 'Three is a magic number.',
  contentKey:
    'fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0dfdedddcdbdad9d8d7d6d5d4d3d2d1d0cfcecdcccbcac9c8c7c6c5c4c3c2c1c0',
  iv: '000102030405060708090a0b0c0d0e0f',
  ciphertext: 'Az2IWsISEMDJvyc5XRL-3-d-RgNBOGolCsxFFoUXFYw',
  tag: 'HLb4fTlm8spGmij3RyOs2gJ4DpHM4hhVRwdF_hGb3WQ',
  ephemeral: { kty: 'OKP', crv: 'X25519', x: 'k9of_cpAajy0poW5gaixXGs9nHkwg1AFqUAFa39dyBc' },
  alice: { kty: 'OKP', crv: 'X25519', x: 'Knbm_BcdQr7WIoz-uqit9M0wbcfEr6y-9UfIZ8QnBD4' },
  recipients: [
    {
      name: 'Bob',
      jwk: {
        kty: 'OKP',
        crv: 'X25519',
        x: 'BT7aR0ItXfeDAldeeOlXL_wXqp-j5FltT0vRSG16kRw',
        d: '1gDirl_r_Y3-qUa3WXHgEXrrEHngWThU3c9zj9A2uBg',
      },
      ze: '32810896e0fe4d570ed1acfcedf67117dc194ed5daac21d8ff7af3244694897f',
      zs: '2157612c9048edfae77cb2e4237140605967c05c7f77a48eeaf2cf29a5737c4a',
      kek: 'df4c37a0668306a11e3d6b0074b5d8df',
      encryptedKey:
        'pOMVA9_PtoRe7xXW1139NzzN1UhiFoio8lGto9cf0t8PyU-sjNXH8-LIRLycq8CHJQbDwvQeU1cSl55cQ0hGezJu2N9IY0QN',
    },
    {
      name: 'Charlie',
      jwk: {
        kty: 'OKP',
        crv: 'X25519',
        x: 'q-LsvU772uV_2sPJhfAIq-3vnKNVefNoIlvyvg1hrnE',
        d: 'Jcv8gklhMjC0b-lsk5onBbppWAx5ncNtbM63Jr9xBQE',
      },
      ze: '89dcfe4c37c1dc0271f346b5b3b19c3b705ca2a72f9a237785c34406fcb75f10',
      zs: '78fe63fc661cf8d18f92a8422a6418e4ed5e20a9168185fdeedca1c3d8e6a61c',
      kek: '57d8126f1b7ec4ccb0584dac03cb27cc',
      encryptedKey:
        '56GVudgRLIMEElQ7DpXsijJVRSWUSDNdbWkdV3g0GUNq6hcT_GkxwnxlPIWrTXCqRpVKQC8fe4z3PQ2YH2afvjQ28aiCTWFE',
    },
  ],
} as const

/** draft-madden-jose-ecdh-1pu-04, Appendix A: the same on P-256, Ze and Zs of Bob. */
export const ECDH_1PU_APPENDIX_A = {
  ephemeral: {
    kty: 'EC',
    crv: 'P-256',
    x: 'gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0',
    y: 'SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps',
  },
  alice: {
    kty: 'EC',
    crv: 'P-256',
    x: 'WKn-ZIGevcwGIyyrzFoZNBdaq9_TsqzGl96oc0CWuis',
    y: 'y77t-RvAHRKTsSGdIYUfweuOvwrvDD-Q3Hv5J0fSKbE',
  },
  bob: {
    kty: 'EC',
    crv: 'P-256',
    x: 'weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ',
    y: 'e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck',
    d: 'VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw',
  },
  ze: '9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4',
  zs: 'e3ca3474384c9f62b30bfd4c688b3e7d4110a1b4badc3cc54ef7b81241efd50d',
} as const

/** RFC 7748 §6.1: two key pairs on X25519, and what they agree on. */
export const RFC_7748 = {
  alice: {
    kty: 'OKP',
    crv: 'X25519',
    x: hexToBase64Url('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a'),
    d: hexToBase64Url('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a'),
  },
  bob: {
    kty: 'OKP',
    crv: 'X25519',
    x: hexToBase64Url('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'),
    d: hexToBase64Url('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'),
  },
  secret: '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
} as const

/** A published encryption. */
export interface ContentVector {
  readonly source: string
  readonly enc: ContentEncryption
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly aad: Uint8Array
  readonly plaintext: Uint8Array
  readonly ciphertext: Uint8Array
  readonly tag: Uint8Array
}

/** One or more of each `enc` of DIDComm. */
export const CONTENT_VECTORS: readonly ContentVector[] = [
  {
    source: 'RFC 7518 Appendix B.3',
    enc: 'A256CBC-HS512',
    key: Uint8Array.from({ length: 64 }, (_, i) => i),
    iv: hex('1af38c2dc2b96ffdd86694092341bc04'),
    aad: utf8('The second principle of Auguste Kerckhoffs'),
    plaintext: utf8(
      'A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience',
    ),
    ciphertext: hex(
      '4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6',
    ),
    tag: hex('4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5'),
  },
  {
    source: 'draft-madden-jose-ecdh-1pu-04 Appendix B',
    enc: 'A256CBC-HS512',
    key: hex(ECDH_1PU_APPENDIX_B.contentKey),
    iv: hex(ECDH_1PU_APPENDIX_B.iv),
    aad: utf8(Buffer.from(ECDH_1PU_APPENDIX_B.protectedHeader).toString('base64url')),
    plaintext: utf8(ECDH_1PU_APPENDIX_B.plaintext),
    ciphertext: fromBase64Url(ECDH_1PU_APPENDIX_B.ciphertext),
    tag: fromBase64Url(ECDH_1PU_APPENDIX_B.tag),
  },
  {
    source: 'The Galois/Counter Mode of Operation (McGrew, Viega), test case 16',
    enc: 'A256GCM',
    key: hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'),
    iv: hex('cafebabefacedbaddecaf888'),
    aad: hex('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
    plaintext: hex(
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
    ),
    ciphertext: hex(
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662',
    ),
    tag: hex('76fc6ece0f4e1768cddf8853bb2d551b'),
  },
  {
    source: 'draft-irtf-cfrg-xchacha-03 Appendix A.3.1',
    enc: 'XC20P',
    key: Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i),
    iv: Uint8Array.from({ length: 24 }, (_, i) => 0x40 + i),
    aad: hex('50515253c0c1c2c3c4c5c6c7'),
    plaintext: utf8(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    ),
    ciphertext: hex(
      'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e',
    ),
    tag: hex('c0875924c1c7987947deafd8780acf49'),
  },
]

function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'))
}

function hexToBase64Url(text: string): string {
  return Buffer.from(text, 'hex').toString('base64url')
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function fromBase64Url(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'))
}
