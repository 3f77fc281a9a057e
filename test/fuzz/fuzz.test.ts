// A few random programs of the commit: the search itself works, and nothing differs.
//
// `npm run fuzz` is the search; see main.ts. Here are also the parts that it relies on: trees are read and
// printed, shrinking keeps what fails, most programs end well and all get hot.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nativeProblem } from '../native-problem.ts'
import { commitSeed, hash } from '../sampling.ts'
import { checkProgram, type SearchSettings } from './findings.ts'
import { searchOps } from './op-search.ts'
import { makeProgram } from './scheme-program.ts'
import { shrink } from './shrink.ts'
import { parseTrees, printProgram, treeSize } from './tree.ts'
import { WorkerProcess } from './worker-process.ts'

const seed = hash(commitSeed()) % 1_000_000
const skip = nativeProblem
const PROGRAMS = 3
const OP_PROGRAMS = 10

for (const fails of [false, true]) {
  test(`random programs, seed ${seed}${fails ? ', that are to fail' : ''}`, {
    skip,
    timeout: 120_000,
  }, async () => {
    const settings: SearchSettings = { seed, isPortable: false, fails, peers: [] }
    const worker = new WorkerProcess()
    for (let index = 0; index < PROGRAMS; index++) {
      const { findings } = await checkProgram(worker, settings, index)
      const told = findings.map(
        ({ configuration, kind }) => `${kind} ${JSON.stringify(configuration)}`,
      )
      const again = `npm run fuzz -- --seed=${seed} --index=${index}${fails ? ' --fails' : ''}`
      assert.deepEqual(told, [], again)
    }
    worker.stop()
  })
}

test(`random bytecode, seed ${seed}`, { skip, timeout: 120_000 }, async () => {
  const { findings } = await searchOps(seed, 0, OP_PROGRAMS)
  assert.deepEqual(findings, [], `npm run fuzz -- --ops --seed=${seed} --count=${OP_PROGRAMS}`)
})

test('the same seed makes the same program', () => {
  const settings = { isPortable: false, fails: false }
  const text = printProgram(makeProgram(7, 3, settings).forms)
  assert.equal(printProgram(makeProgram(7, 3, settings).forms), text)
  assert.equal(printProgram(parseTrees(text)), text)
})

test('shrinking leaves what fails', async () => {
  const trees = parseTrees(
    '(define (f x) (if (< x 1) (car x) (list x "a b" #\\( \'()))) (display (f 1)) (f 0)',
  )
  const small = await shrink(trees, async (forms) => /\(car x\)/.test(printProgram(forms)), 10)
  assert.ok(small.reduce<number>((sum, tree) => sum + treeSize(tree), 0) <= 8, printProgram(small))
})
