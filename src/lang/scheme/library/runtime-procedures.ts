// Runtime procedures: primitives whose meaning is TypeScript, reached by `runtime-call` and an index.
//
// A row per name and argument count; the index of a row is what code contains. None of them allocates
// but where it reserves first.

import { assert } from '../../../base/index.ts'
import { IMMEDIATE } from '../../../expr/index.ts'
import { kinds, type Slot } from '../../../heap/index.ts'
import { GuestError, type RuntimeCall, type RuntimeProcedure } from '../../../vm/index.ts'
import { areEqual, areEqv } from './equality.ts'
import { printBriefly, printValue } from './print-value.ts'

export interface RuntimeRow {
  readonly name: string
  readonly argumentCount: number
  readonly run: RuntimeProcedure
}

/** A jiffy is a microsecond. */
const JIFFIES_PER_SECOND = 1_000_000
const JIFFIES_PER_MILLISECOND = 1000

/** Slot of argument `index`. */
export const argument = (call: RuntimeCall, index: number): Slot => call.args + 2 * index

const nothing = (call: RuntimeCall) => call.heap.setImmediate(call.result, IMMEDIATE.unspecified)

function show(mode: 'display' | 'write'): RuntimeProcedure {
  return (call) => {
    call.write(printValue(call.heap, argument(call, 0), mode))
    nothing(call)
  }
}

const newline: RuntimeProcedure = (call) => {
  call.write('\n')
  nothing(call)
}

const currentJiffy: RuntimeProcedure = (call) => {
  call.heap.setFixnum(call.result, Math.floor(performance.now() * JIFFIES_PER_MILLISECOND))
}

const jiffiesPerSecond: RuntimeProcedure = (call) => {
  call.heap.setFixnum(call.result, JIFFIES_PER_SECOND)
}

const isEqv: RuntimeProcedure = (call) => {
  call.heap.setBoolean(call.result, areEqv(call.heap, argument(call, 0), argument(call, 1)))
}

const isEqual: RuntimeProcedure = (call) => {
  call.heap.setBoolean(call.result, areEqual(call.heap, argument(call, 0), argument(call, 1)))
}

/** `(error message irritant …)` with `count` arguments. */
function raiseError(count: number): RuntimeProcedure {
  return (call) => {
    const { heap } = call
    const parts: string[] = []
    for (let i = 0; i < count; i++) {
      const slot = argument(call, i)
      const isMessage = i === 0 && heap.isKind(slot, kinds.string.number)
      parts.push(isMessage ? heap.stringAt(slot) : printBriefly(heap, slot))
    }
    throw new GuestError('error', parts.join(' '))
  }
}

export const runtimeProcedures: readonly RuntimeRow[] = [
  { name: 'display', argumentCount: 1, run: show('display') },
  { name: 'write', argumentCount: 1, run: show('write') },
  { name: 'newline', argumentCount: 0, run: newline },
  { name: 'current-jiffy', argumentCount: 0, run: currentJiffy },
  { name: 'jiffies-per-second', argumentCount: 0, run: jiffiesPerSecond },
  { name: 'eqv?', argumentCount: 2, run: isEqv },
  { name: 'equal?', argumentCount: 2, run: isEqual },
  { name: 'error', argumentCount: 1, run: raiseError(1) },
  { name: 'error', argumentCount: 2, run: raiseError(2) },
  { name: 'error', argumentCount: 3, run: raiseError(3) },
  { name: 'error', argumentCount: 4, run: raiseError(4) },
]

/** What `runtime-call` operand means this procedure. */
export function runtimeIndex(name: string, count: number): number {
  const index = runtimeProcedures.findIndex(
    (row) => row.name === name && row.argumentCount === count,
  )
  assert(index >= 0, `no runtime procedure ${name} of ${count} arguments`)
  return index
}
