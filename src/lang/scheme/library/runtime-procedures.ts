// Runtime procedures: primitives whose meaning is TypeScript, reached by `runtime-call` and an index.
//
// A row per name and argument count; the index of a row is what code contains. None of them allocates
// but where it reserves first.

import { assert } from '../../../base/index.ts'
import { GuestError, type RuntimeProcedure } from '../../../vm/index.ts'
import { evalProcedures } from '../evaluation/eval-procedures.ts'
import { numberProcedures } from '../numbers/procedures.ts'
import { portProcedures } from '../ports/port-procedures.ts'
import { bytevectorProcedures } from '../strings/bytevector-procedures.ts'
import { characterProcedures } from '../strings/character-procedures.ts'
import { stringProcedures } from '../strings/string-procedures.ts'
import { tableProcedures } from '../tables/table-procedures.ts'
import { argument } from './call-arguments.ts'
import { controlProcedures } from './control-procedures.ts'
import { printBriefly } from './print-value.ts'
import { processProcedures } from './process-procedures.ts'

export interface RuntimeRow {
  readonly name: string
  readonly argumentCount: number
  readonly run: RuntimeProcedure
}

/** A jiffy is a microsecond. */
const JIFFIES_PER_SECOND = 1_000_000
const JIFFIES_PER_MILLISECOND = 1000

/** `(%too-many-arguments name least most count)`: for procedures with optional arguments. */
const tooManyArguments: RuntimeProcedure = (call) => {
  const { heap } = call
  const name = printBriefly(heap, argument(call, 0))
  const [least, most, count] = [1, 2, 3].map((i) => heap.smallFixnumAt(argument(call, i)))
  const counts = `${least === most ? least : `${least} to ${most}`} arguments`
  throw new GuestError('arity', `${name} takes ${counts}, but was given ${count}`)
}

const currentJiffy: RuntimeProcedure = (call) => {
  call.heap.setFixnum(call.result, Math.floor(performance.now() * JIFFIES_PER_MILLISECOND))
}

const jiffiesPerSecond: RuntimeProcedure = (call) => {
  call.heap.setFixnum(call.result, JIFFIES_PER_SECOND)
}

export const runtimeProcedures: readonly RuntimeRow[] = [
  { name: 'current-jiffy', argumentCount: 0, run: currentJiffy },
  { name: 'jiffies-per-second', argumentCount: 0, run: jiffiesPerSecond },
  ...controlProcedures,
  ...characterProcedures,
  ...stringProcedures,
  ...bytevectorProcedures,
  ...tableProcedures,
  ...evalProcedures,
  ...numberProcedures,
  ...portProcedures,
  ...processProcedures,
  { name: '%too-many-arguments', argumentCount: 4, run: tooManyArguments },
]

/** What `runtime-call` operand means this procedure. */
export function runtimeIndex(name: string, count: number): number {
  const index = runtimeProcedures.findIndex(
    (row) => row.name === name && row.argumentCount === count,
  )
  assert(index >= 0, `no runtime procedure ${name} of ${count} arguments`)
  return index
}
