// Places in source texts: lines, columns, excerpts.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSource, formatExcerpt, formatPlace, locate } from '../../../src/base/index.ts'

test('line and column count from 1', () => {
  const source = createSource('a.scm', 'ab\n\ncd')
  const places = [0, 1, 2, 3, 4, 5, 6].map((offset) => locate(source, offset))
  const text = places.map(({ line, column }) => `${line}:${column}`).join(' ')
  assert.equal(text, '1:1 1:2 1:3 2:1 3:1 3:2 3:3')
  assert.equal(formatPlace(source, 5), 'a.scm:3:2')
})

test('an excerpt shows the line and a caret', () => {
  const source = createSource('a.scm', '(define x\n\t(car y))\n')
  assert.equal(formatExcerpt(source, 11), '\t(car y))\n\t^')
  assert.equal(formatExcerpt(source, 0), '(define x\n^')
})
