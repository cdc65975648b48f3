import { testPrimitives } from '@didcomm/test-support'
import { webPrimitives } from '../src/web-primitives.ts'

testPrimitives(await webPrimitives(globalThis.crypto.subtle))
