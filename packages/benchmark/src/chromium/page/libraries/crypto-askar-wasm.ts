import { AskarCryptoService } from '@didcomm/crypto-askar-wasm'
// esbuild makes an address of it.
import module from '@didcomm/crypto-askar-wasm/askar.wasm'
import type { CreateSubject } from '../../../library.ts'
import { createDIDCommSubject } from '../../../subjects/didcomm-subject.ts'

export const createSubject: CreateSubject = async (cast) =>
  createDIDCommSubject(await AskarCryptoService.load(module), cast)
