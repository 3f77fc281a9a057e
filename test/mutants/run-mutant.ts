// Child process of mutants.test.ts: `run-mutant.ts ENGINE FIRST` runs mutants from number FIRST on and
// writes `N caught` or `N missed` for each. A mutant may crash the process; the parent goes on behind it.

import { writeSync } from 'node:fs'
import type { EngineName } from '../../src/vm/index.ts'
import { Bench } from '../meanings/bench.ts'
import { checkOp } from '../meanings/op-runner.ts'
import { checkScenarios } from '../meanings/scenario-runner.ts'
import { scenarios } from '../meanings/scenarios.ts'
import { meaningOf } from '../meanings/table.ts'
import { type Mutant, mutants, mutated } from './mutants.ts'

const STANDARD_OUTPUT = 1

function isCaught(mutant: Mutant, engine: EngineName): boolean {
  const bench = new Bench(engine, {}, mutated(mutant))
  try {
    if (meaningOf(mutant.op.name) !== null) return checkOp(bench, mutant.op, 1).length > 0
    const own = scenarios.filter(({ ops }) => ops.includes(mutant.op.name))
    return own.some((scenario) => checkScenarios(bench, [scenario]).length > 0)
  } finally {
    bench.dispose()
  }
}

const [engine, first] = process.argv.slice(2)
for (let i = Number(first); i < mutants.length; i++) {
  const caught = isCaught(mutants[i] as Mutant, engine as EngineName)
  writeSync(STANDARD_OUTPUT, `${i} ${caught ? 'caught' : 'missed'}\n`)
}
