// Golden files are as `npm run bless` would write them (scripts/golden-file.ts has the format).

import assert from 'node:assert/strict'
import { relative } from 'node:path'
import { test } from 'node:test'
import { bless, listGoldenFiles } from '../scripts/golden-file.ts'

const files = listGoldenFiles()

test('there are golden files', () => {
  assert.ok(files.length > 0)
})

for (const path of files) {
  test(relative(process.cwd(), path), () => {
    const { before, after } = bless(path)
    assert.equal(before, after, 'run `npm run bless`, look at the difference, and commit it')
  })
}
