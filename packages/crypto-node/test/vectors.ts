// Published figures that more than one test needs.

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

export function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'))
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function fromBase64Url(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'))
}
