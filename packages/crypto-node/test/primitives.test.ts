import { testPrimitives } from '@didcomm/test-support'
import { nodePrimitives } from '../src/index.ts'

testPrimitives(nodePrimitives)
