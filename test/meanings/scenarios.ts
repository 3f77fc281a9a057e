// Ops whose meaning is no map of operand values: control, globals, calls, procedures.
//
// A scenario is a small program built by hand and the answer it must give, from the meaning of its
// ops as a person reads their names. `ops` says which ops it is there to prove.

import { callScenarios } from './call-scenarios.ts'
import { closureScenarios } from './closure-scenarios.ts'
import { flowScenarios } from './flow-scenarios.ts'
import { globalScenarios } from './global-scenarios.ts'
import { recordScenarios } from './record-scenarios.ts'
import type { Scenario } from './scenario.ts'
import { textScenarios } from './text-scenarios.ts'

export const scenarios: readonly Scenario[] = [
  ...flowScenarios,
  ...globalScenarios,
  ...callScenarios,
  ...closureScenarios,
  ...recordScenarios,
  ...textScenarios,
]
