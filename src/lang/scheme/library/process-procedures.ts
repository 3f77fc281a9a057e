// The library (scheme process-context), as far as it is not `exit`: what the host says of the process.

import { IMMEDIATE, TAG } from '../../../expr/index.ts'
import type { Heap, Slot } from '../../../heap/index.ts'
import { kinds } from '../../../heap/index.ts'
import type { RuntimeCall, RuntimeProcedure } from '../../../vm/index.ts'
import { failType } from './failures.ts'
import { hostOf } from './state.ts'

const PAIR_BYTES = 16

/** A new pair in front of the list at `list`; room for it is reserved. The slot of its car. */
function addPair(heap: Heap, list: Slot): Slot {
  const at = heap.allocate(PAIR_BYTES)
  heap.setImmediate(at >>> 2, IMMEDIATE.null)
  heap.copy((at + 8) >>> 2, list)
  heap.setPointer(list, at | TAG.pair)
  return at >>> 2
}

const commandLine: RuntimeProcedure = (call) => {
  const { heap, result } = call
  const texts = hostOf(call).commandLine ?? []
  heap.reserve(texts.reduce((sum, text) => sum + PAIR_BYTES + heap.stringBytes(text), 0))
  heap.setImmediate(result, IMMEDIATE.null)
  for (const text of [...texts].reverse()) heap.makeString(addPair(heap, result), text)
}

const environmentOf = (call: RuntimeCall) => hostOf(call).environment ?? {}

const environmentVariable: RuntimeProcedure = (call) => {
  const { heap, result, args } = call
  if (!heap.isKind(args, kinds.string.number)) {
    return failType(call, 'a string', args, 'get-environment-variable')
  }
  const environment = environmentOf(call)
  const name = heap.stringAt(args)
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined
  if (value === undefined) {
    heap.setImmediate(result, IMMEDIATE.false)
    return
  }
  heap.reserve(heap.stringBytes(value))
  heap.makeString(result, value)
}

const environmentVariables: RuntimeProcedure = (call) => {
  const { heap, result } = call
  const entries = Object.entries(environmentOf(call)).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  const bytes = entries.map(
    ([name, value]) => 2 * PAIR_BYTES + heap.stringBytes(name) + heap.stringBytes(value),
  )
  heap.reserve(bytes.reduce((sum, each) => sum + each, 0))
  heap.setImmediate(result, IMMEDIATE.null)
  for (const [name, value] of entries.reverse()) {
    const car = addPair(heap, result)
    const pair = heap.allocate(PAIR_BYTES)
    heap.makeString(pair >>> 2, name)
    heap.makeString((pair + 8) >>> 2, value)
    heap.setPointer(car, pair | TAG.pair)
  }
}

export const processProcedures = [
  { name: 'command-line', argumentCount: 0, run: commandLine },
  { name: 'get-environment-variable', argumentCount: 1, run: environmentVariable },
  { name: 'get-environment-variables', argumentCount: 0, run: environmentVariables },
] as const
