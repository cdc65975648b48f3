import * as bindings from 'didcomm/index_bg.js'
import address from 'didcomm/index_bg.wasm'
import type { CreateSubject } from '../../../library.ts'
import { createDidcommWasmSubject } from '../../../subjects/didcomm-wasm-subject.ts'

// What its `index.js` leaves to a bundler that can import WebAssembly.
const { instance } = await WebAssembly.instantiateStreaming(fetch(address), {
  './index_bg.js': { ...bindings },
})
// oxlint-disable-next-line eslint/no-underscore-dangle -- its name
bindings.__wbg_set_wasm(instance.exports)

export const createSubject: CreateSubject = async (cast) => createDidcommWasmSubject(bindings, cast)
