import { expect, it } from 'vitest'
import { formatTable } from '../src/table.ts'

it('lays out rows in columns', () => {
  expect(
    formatTable([
      ['ID', 'tests', 'requirement'],
      ['MSG-1', '3', 'an id'],
    ]),
  ).toBe('ID     tests  requirement\nMSG-1  3      an id')
})
