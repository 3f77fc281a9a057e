// How outcomes are read and ratios are averaged.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Ending } from '../../../bench/child.ts'
import type { Measurement } from '../../../bench/measure.ts'
import { readOutcome } from '../../../bench/outcome.ts'
import { allClasses, computeRatios } from '../../../bench/ratios.ts'
import { makeAxis } from '../../../bench/report/chart.ts'
import { printHtml } from '../../../bench/report/html.ts'
import { formatTable } from '../../../bench/report/table.ts'
import { printRatios } from '../../../bench/report/text.ts'

function ending(stdout: string, how = 'exit 0', stderr = ''): Ending {
  return { stdout, stderr, how, milliseconds: 100, peakKib: 2048 }
}

test('good runs, with the time from either line', () => {
  const sample = { processMs: 100, peakKib: 2048 }
  assert.deepEqual(readOutcome(ending('ok 55\n\nbench-own-us: 1500\n')), { ownMs: 1.5, ...sample })
  assert.deepEqual(readOutcome(ending('fib: ok 55 7\nbench-own-us: 1500\n')), {
    ownMs: 7,
    ...sample,
  })
  assert.deepEqual(readOutcome(ending('ok 55\n')), { ownMs: null, ...sample })
})

test('failures are told apart', () => {
  const kind = (each: Ending) => {
    const outcome = readOutcome(each)
    return 'kind' in outcome ? outcome.kind : 'good'
  }
  assert.equal(kind(ending('wrong 3 expected 4', 'exit 1')), 'wrong')
  assert.equal(kind(ending('fib: WRONG 3 7')), 'wrong')
  assert.equal(kind(ending('', 'SIGSEGV')), 'crash')
  assert.equal(kind(ending('', 'timeout')), 'timeout')
  assert.equal(kind(ending('', 'exit 1', 'Exception: variable x is not bound')), 'unsupported')
  assert.equal(kind(ending('nothing')), 'unsupported')
  assert.equal(kind(ending('looks ok')), 'unsupported')
})

function made(program: string, className: string, engine: string, ownMs: number | null) {
  const samples = ownMs === null ? [] : [{ ownMs, processMs: ownMs + 10, peakKib: 1024 }]
  const failure = ownMs === null ? { kind: 'wrong' as const, reason: 'wrong <result>' } : null
  const ours = engine === 'ours'
  const row: Measurement = {
    program,
    class: className,
    engine,
    ours,
    buildMs: null,
    samples,
    failure,
  }
  return row
}

const measurements = [
  made('a', 'lists', 'base', 10),
  made('a', 'lists', 'ours', 5),
  made('b', 'lists', 'base', 10),
  made('b', 'lists', 'ours', 20),
  made('c', 'floats', 'base', 10),
  made('c', 'floats', 'ours', null),
]

test('ratios by program, means by class, failures not counted', () => {
  const table = computeRatios(measurements, 'base')
  assert.equal(table.byProgram.get('a')?.get('ours'), 0.5)
  assert.equal(table.byProgram.get('c')?.get('ours'), undefined)
  assert.deepEqual(table.byClass.get('lists')?.get('ours'), { mean: 1, count: 2 })
  assert.equal(table.byClass.get('floats')?.get('ours'), undefined)
  assert.deepEqual(table.byClass.get(allClasses)?.get('base'), { mean: 1, count: 3 })
  assert.match(printRatios(table), /mean of lists +1\.00 \(2\) +1\.00 \(2\)/)
})

test('tables align', () => {
  assert.equal(formatTable([['a', 'bb'], ['ccc', 'd'], []]), 'a    bb\nccc   d\n\n')
})

test('an axis holds one and all values', () => {
  const { place, ticks } = makeAxis([0.3, 5])
  assert.deepEqual(ticks, [0.25, 0.5, 1, 2, 4, 8])
  assert.ok(place(0.3) < place(1) && place(1) < place(5))
})

test('the page holds charts and escapes what it shows', () => {
  const machine = { processor: 'p', cores: 2, memoryMib: 1 }
  const origin = {
    date: '2026-11-20T00:00:00',
    command: 'c',
    node: '20',
    scale: 'full',
    repeats: 1,
  }
  const page = printHtml(
    { ...origin, machine, engines: [] },
    measurements,
    computeRatios(measurements, 'base'),
  )
  assert.equal(page.match(/<svg /g)?.length, 2)
  assert.ok(page.includes('wrong &lt;result&gt;'))
})
