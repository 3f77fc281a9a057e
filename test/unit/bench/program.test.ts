// What the head of a benchmark program says, and which programs a filter chooses.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { benchFolder } from '../../../bench/engines.table.ts'
import {
  atScale,
  findPrograms,
  type Program,
  parseClass,
  parseSizes,
  selectPrograms,
} from '../../../bench/program.ts'

const text = ';;; class: lists\n;; walks\n\n(define size 13) ; board; small 10\n(main 13)\n'

test('class and sizes', () => {
  assert.equal(parseClass(text), 'lists')
  assert.equal(parseClass(';; fib: calls'), 'other')
  assert.deepEqual(parseSizes(text), { full: 13, small: 10 })
  assert.deepEqual(parseSizes('const size = 40 // n; small 30'), { full: 40, small: 30 })
  assert.deepEqual(parseSizes('local size = 40 -- n; small 30'), { full: 40, small: 30 })
  assert.equal(parseSizes('(define size 13)'), null)
})

test('the small size replaces the full one and nothing else', () => {
  assert.equal(atScale(text, 'full'), text)
  assert.equal(atScale(text, 'small'), text.replace('size 13', 'size 10'))
  assert.throws(() => atScale('(define size 13)', 'small'), /small size/)
})

test('filters by name, pattern and class', () => {
  const make = (name: string, className: string): Program => ({
    name,
    class: className,
    files: {},
  })
  const programs = [make('fib', 'calls'), make('sort', 'lists'), make('sort-vector', 'vectors')]
  const names = (...args: [string[], string[]]) =>
    selectPrograms(programs, ...args).map((each) => each.name)
  assert.deepEqual(names([], []), ['fib', 'sort', 'sort-vector'])
  assert.deepEqual(names(['sort*'], []), ['sort', 'sort-vector'])
  assert.deepEqual(names(['sort*'], ['lists']), ['sort'])
  assert.throws(() => names(['quick'], []), /no program quick/)
  assert.throws(() => names([], ['quick']), /no class quick/)
})

test('every program says how small it can be', async () => {
  const { readFileSync } = await import('node:fs')
  for (const { files } of findPrograms(benchFolder)) {
    for (const file of Object.values(files)) {
      assert.notEqual(parseSizes(readFileSync(file, 'utf8')), null, file)
    }
  }
})
