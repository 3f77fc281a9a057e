// Wrong programs say what is wrong: the blessed messages of test/errors, in every engine.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import { errorText, listErrorFiles, messagePath } from '../scripts/error-file.ts'
import { nativeProblem } from './native-problem.ts'

const engines =
  nativeProblem === false ? (['auto', 'reference', 'lazy'] as const) : (['auto'] as const)

for (const engine of engines) {
  test(`messages of wrong programs, engine ${engine}`, () => {
    for (const path of listErrorFiles()) {
      const blessed = readFileSync(messagePath(path), 'utf8')
      assert.equal(errorText(path, engine), blessed, basename(path))
    }
  })
}
