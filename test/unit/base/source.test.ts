// Places in source texts: lines, columns, excerpts.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  appendText,
  createSource,
  dropParts,
  formatExcerpt,
  formatPlace,
  locate,
} from '../../../src/base/index.ts'

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

test('included texts have names and lines of their own', () => {
  const source = createSource('a.scm', 'ab\ncd')
  const first = appendText(source, 'b.scm', 'ef\ngh\n')
  const second = appendText(source, 'c.scm', 'ij')
  const places = [4, first, first + 4, second + 1].map((offset) => formatPlace(source, offset))
  assert.deepEqual(places, ['a.scm:2:2', 'b.scm:1:1', 'b.scm:2:2', 'c.scm:1:2'])
  assert.equal(formatExcerpt(source, first + 4), 'gh\n ^')
  assert.equal(formatExcerpt(source, 3), 'cd\n^')
  assert.deepEqual(dropParts(source), createSource('a.scm', 'ab\ncd'))
})
