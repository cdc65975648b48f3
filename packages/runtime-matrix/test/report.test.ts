import { expect, it } from 'vitest'
import { findReport, REPORT_MARK } from '../src/report.ts'

const report = { suites: [{ title: 'End to end', passed: 6, failed: [] }] }

it('is found among whatever else a runtime prints', () => {
  const line = `info: ${REPORT_MARK}${JSON.stringify(report)}`
  expect(findReport(`starting\n${line}\nwarning: slow\n`)).toEqual(report)
})

it('may be that nothing could run', () => {
  expect(findReport(`${REPORT_MARK}{"error":"no such file"}`)).toEqual({ error: 'no such file' })
})

it('is not there if nobody reported', () => {
  expect(findReport('starting\n')).toBeUndefined()
})

it.each([
  ['cut short', '{"suites":['],
  ['of another form', '{"passed":6}'],
  ['without numbers', '{"suites":[{"title":"End to end","passed":"6","failed":[]}]}'],
  ['without reasons', '{"suites":[{"title":"End to end","passed":6,"failed":["it"]}]}'],
])('is refused when it is %s', (_, json) => {
  expect(() => findReport(REPORT_MARK + json)).toThrow()
})
