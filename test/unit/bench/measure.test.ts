// The runner as a whole, with engines of ours only: one good program, and one that is wrong.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { findEngines, fromSource } from '../../../bench/engines.table.ts'
import { parseStatistics } from '../../../bench/growth-compile.ts'
import { judgeGrowth } from '../../../bench/growth-run.ts'
import { measure, peakKib } from '../../../bench/measure.ts'
import { readOptions } from '../../../bench/options.ts'

const folder = mkdtempSync(join(tmpdir(), 'lazuli-measure-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function program(name: string, text: string) {
  const file = join(folder, `${name}.scm`)
  writeFileSync(file, text)
  return { name, class: 'test', files: { scheme: file } }
}

test('a good program has times, a wrong one a failure', async () => {
  const head = '(import (scheme base) (scheme write))\n(define size 20) ; rounds; small 10\n'
  const programs = [
    program('good', `${head}(display (if (= size 10) "ok " "wrong "))\n(display size)\n`),
    program('bad', `${head}(display "wrong 1 expected 2")\n`),
  ]
  const engines = findEngines(['lazuli-reference']).map(fromSource)
  const steps: string[] = []
  const [good, bad] = await measure({
    programs,
    engines,
    repeats: 1,
    scale: 'small',
    limitMs: 60_000,
    onProgress: ({ program, done, total }) => steps.push(`${program} ${done}/${total}`),
  })
  assert.equal(good?.failure, null)
  const [sample] = good?.samples ?? []
  assert.ok(sample !== undefined && (sample.ownMs ?? -1) >= 0 && sample.processMs > 0)
  assert.ok(good !== undefined && (peakKib(good) ?? 1) > 0)
  assert.equal(bad?.failure?.kind, 'wrong')
  assert.deepEqual(steps, ['good 1/2', 'bad 2/2'])
})

test('the command line', () => {
  const options = readOptions(['--engines=lazuli', '--small', '--repeat=2', 'fib'])
  assert.ok(options.engines.length >= 4 && options.engines.every((each) => each.ours))
  assert.equal(options.repeats, 2)
  assert.equal(options.scale, 'small')
  assert.deepEqual(
    options.programs.map(({ name }) => name),
    ['fib'],
  )
  assert.throws(() => readOptions(['--engines=none']), /no engine none; there are lazuli/)
  assert.throws(() => readOptions(['--repeat=0']), /positive integer/)
})

test('growth faster than expected is flagged', () => {
  const row = { name: 'x', doc: '', base: 1, time: 1, memory: 0, source: () => '' }
  const points = (exponent: number) =>
    [1, 2, 4, 8].map((size) => ({ size, ownMs: 10 * size ** exponent, peakKib: 50_000 }))
  assert.deepEqual(judgeGrowth({ program: row, points: points(1) }).flags, [])
  const { time, memory, flags } = judgeGrowth({ program: row, points: points(2) })
  assert.equal(time?.toFixed(2), '2.00')
  assert.equal(memory, null)
  assert.equal(flags.length, 1)
})

test('statistics are found among other output', () => {
  const text = 'note\n{"front end":{"value":1.5,"unit":"ms"}}\n'
  assert.deepEqual(parseStatistics(text), { 'front end': 1.5 })
  assert.equal(parseStatistics('nothing'), null)
})
