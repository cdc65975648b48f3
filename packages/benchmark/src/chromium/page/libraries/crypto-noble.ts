import { NobleCryptoService } from '@didcomm/crypto-noble'
import type { CreateSubject } from '../../../library.ts'
import { createDIDCommSubject } from '../../../subjects/didcomm-subject.ts'

export const createSubject: CreateSubject = (cast) =>
  createDIDCommSubject(new NobleCryptoService(), cast)
