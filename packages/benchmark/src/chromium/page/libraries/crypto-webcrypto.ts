import { WebCryptoService } from '@didcomm/crypto-webcrypto'
import type { CreateSubject } from '../../../library.ts'
import { createDIDCommSubject } from '../../../subjects/didcomm-subject.ts'

export const createSubject: CreateSubject = async (cast) =>
  createDIDCommSubject(await WebCryptoService.create(), cast)
