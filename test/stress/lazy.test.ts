// Every stress program under every configuration gives what JavaScript computed by hand.
//
// One VM per configuration, so that programs also meet code memory, constants and counters that others
// left behind. A crash takes the whole file down: the last line of the report names the configuration.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commitSeed, hash, runsWholeMatrix } from '../sampling.ts'
import { configurations } from './configurations.ts'
import { stressPrograms } from './programs.ts'
import { runPrograms, sizeFor } from './run-program.ts'

const seed = commitSeed()

/** These always run; of the others a commit's hash picks one in eight. */
const ALWAYS = 2
const SHARE = 8

const chosen = configurations.filter(
  ({ name }, i) => runsWholeMatrix || i < ALWAYS || hash(`${seed} ${name}`) % SHARE === 0,
)

for (const configuration of chosen) {
  test(configuration.name, () => {
    const wrong: string[] = []
    runPrograms(stressPrograms, configuration, (program, outcome) => {
      const expected = program.expected(sizeFor(program, configuration))
      if (outcome !== expected) {
        wrong.push(
          `${program.name}: ${outcome.slice(0, 800)}\n  instead of ${expected.slice(0, 300)}`,
        )
      }
    })
    assert.deepEqual(wrong, [])
  })
}
