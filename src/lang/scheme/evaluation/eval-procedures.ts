// Runtime procedures of `eval`, `load` and environments: they compile and then call what they made.

import { IMMEDIATE } from '../../../expr/index.ts'
import type { CodeTemplate } from '../../../ops/index.ts'
import type { RuntimeCall, RuntimeProcedure } from '../../../vm/index.ts'
import { argument } from '../library/call-arguments.ts'
import { evaluatorOf } from '../library/state.ts'
import { stringText } from '../library/string-text.ts'
import { datumOf } from './datum-of.ts'

/** Leaves the running frame for the code of `template`. */
function runInstead(call: RuntimeCall, template: CodeTemplate): void {
  const procedure = call.link(template)
  call.heap.setImmediate(call.result, IMMEDIATE.null)
  call.control.apply(procedure, call.result)
}

/** `(%eval expression environment-number)` */
const evaluate: RuntimeProcedure = (call) => {
  const { heap } = call
  const environment = heap.smallFixnumAt(argument(call, 1))
  const datum = datumOf(heap, argument(call, 0))
  runInstead(call, evaluatorOf(call).compile(environment, datum))
}

/** `(%load name environment-number)` */
const load: RuntimeProcedure = (call) => {
  const { heap } = call
  const environment = heap.smallFixnumAt(argument(call, 1))
  const name = stringText(heap, argument(call, 0))
  runInstead(call, evaluatorOf(call).load(environment, name))
}

/** The number of a fresh environment; its first form imports what it has. */
const makeEnvironment: RuntimeProcedure = (call) => {
  call.heap.setFixnum(call.result, evaluatorOf(call).makeEnvironment())
}

export const evalProcedures = [
  { name: '%eval', argumentCount: 2, run: evaluate },
  { name: '%load', argumentCount: 2, run: load },
  { name: '%make-environment', argumentCount: 0, run: makeEnvironment },
]
