// Slow paths: what the bodies of core ops request when their fast paths do not apply, for Scheme.
//
// Here are the errors of the operations on objects; numbers have their own (numbers/slow-paths.ts).
// All texts say what was expected and show the culprit.

import { CHARACTER_LOW_BYTE, IMMEDIATE, TAG } from '../../../expr/index.ts'
import type { Heap, Slot } from '../../../heap/index.ts'
import { GuestError, type RuntimeCall, type RuntimeProcedure } from '../../../vm/index.ts'
import { displayName } from '../core/global-key.ts'
import { numberSlowPaths } from '../numbers/slow-paths.ts'
import { bytevectorSlowPaths } from '../strings/bytevector-procedures.ts'
import { stringSlowPaths } from '../strings/string-procedures.ts'
import { hashSlowPaths } from '../tables/table-procedures.ts'
import { argument } from './call-arguments.ts'
import { areEqual, areEqv } from './equality.ts'
import { fail, failType } from './failures.ts'
import { printBriefly } from './print-value.ts'
import { allocateRecord, isRecordType, recordField, recordTypeFields } from './system-types.ts'

const MAX_VECTOR_LENGTH = 2 ** 27
const MAX_CODE_POINT = 0x10ffff

/** Argument `index` as an integer from 0 to `most`; null if it is anything else. */
function naturalArgument(call: RuntimeCall, index: number, most: number): number | null {
  const slot = argument(call, index)
  if (!call.heap.isFixnum(slot)) return null
  const value = call.heap.fixnumAt(slot)
  return value >= 0n && value <= BigInt(most) ? Number(value) : null
}

const integerToChar: RuntimeProcedure = (call) => {
  const value = naturalArgument(call, 0, MAX_CODE_POINT)
  if (value === null || (value >= 0xd800 && value <= 0xdfff)) {
    return failType(call, 'the number of a character', argument(call, 0))
  }
  call.heap.setImmediate(call.result, (value << 8) | CHARACTER_LOW_BYTE)
}

const makeVector: RuntimeProcedure = (call) => {
  const { heap, result } = call
  const length = naturalArgument(call, 0, MAX_VECTOR_LENGTH)
  if (length === null) return failType(call, 'a length', argument(call, 0))
  heap.reserve(16 + 8 * length)
  const at = heap.allocateVector(length)
  const fill = argument(call, 1)
  const first = (at + 16) >>> 2
  for (let i = 0; i < length; i++) heap.copy(first + 2 * i, fill)
  heap.setPointer(result, at | TAG.object)
}

const expected =
  (what: string): RuntimeProcedure =>
  (call) =>
    failType(call, what, argument(call, 0))

const answer =
  (decide: (heap: Heap, a: Slot, b: Slot) => boolean): RuntimeProcedure =>
  (call) =>
    call.heap.setBoolean(call.result, decide(call.heap, argument(call, 0), argument(call, 1)))

const makeRecord: RuntimeProcedure = (call) => {
  const { heap } = call
  const count = heap.smallFixnumAt(argument(call, 1))
  heap.reserve(16 + 8 * count)
  const low = allocateRecord(heap, argument(call, 0), count)
  for (let i = 0; i < count; i++) {
    heap.setImmediate(recordField(heap, low, i), IMMEDIATE.unspecified)
  }
  heap.setPointer(call.result, low)
}

const expectedRecord: RuntimeProcedure = (call) => {
  const { heap } = call
  const type = argument(call, 1)
  if (!isRecordType(heap, type)) return failType(call, 'a record type', type)
  const name = recordField(heap, heap.low(type), recordTypeFields.name)
  failType(call, `a record of type ${printBriefly(heap, name)}`, argument(call, 0))
}

const badIndex: RuntimeProcedure = (call) => {
  const { heap } = call
  const length = heap.vectorLength(heap.low(argument(call, 0)))
  const index = printBriefly(heap, argument(call, 1))
  fail(call, 'bad-index', `index ${index} is not valid for a vector of length ${length}`)
}

const usedBeforeInitialization: RuntimeProcedure = () => {
  throw new GuestError('uninitialized', 'a variable is used before its initialization')
}

const unboundVariable: RuntimeProcedure = (call) => {
  const name = displayName(call.globalName(call.heap.smallFixnumAt(argument(call, 0))))
  throw new GuestError('unbound-variable', `variable ${name} is not defined`)
}

/** By the name that bodies of core ops request. */
export const slowPaths: Readonly<Record<string, RuntimeProcedure>> = {
  ...numberSlowPaths,
  ...stringSlowPaths,
  ...bytevectorSlowPaths,
  ...hashSlowPaths,
  eqv: answer(areEqv),
  equal: answer(areEqual),
  'integer-to-char': integerToChar,
  'make-vector': makeVector,
  'make-record': makeRecord,
  'expected-record': expectedRecord,
  'expected-box': expected('a variable'),
  'expected-pair': expected('a pair'),
  'expected-vector': expected('a vector'),
  'expected-character': expected('a character'),
  'expected-procedure': expected('a procedure'),
  'bad-index': badIndex,
  'used-before-initialization': usedBeforeInitialization,
  'unbound-variable': unboundVariable,
}
