// Runs scenarios on a bench; each run has globals of its own.

import type { Bench } from './bench.ts'
import type { Scenario } from './scenario.ts'

/** The wrong answers. */
export function checkScenarios(bench: Bench, scenarios: readonly Scenario[]): string[] {
  return scenarios.flatMap((scenario, index) => {
    bench.refresh()
    const template = scenario.build(bench.ops, (name) => `${name}~${index}`)
    // Twice: compiled code of the first run is there for the second, which defines globals again.
    return [1, 2].flatMap((round) => {
      // A global that the first run has bound is no longer unbound.
      if (round === 2 && scenario.answer === 'error: unbound-variable') return []
      const answer = bench.run(template)
      if (answer === scenario.answer) return []
      if (answer.startsWith('failure')) bench.restart()
      return [`${scenario.name}, run ${round}: ${answer}, not ${scenario.answer}`]
    })
  })
}
