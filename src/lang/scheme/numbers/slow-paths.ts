// What the bodies of arithmetic ops request: whatever is not two fixnums or flonums in range.
//
// Integers of moderate size are computed where they lie (heap/bignum-arithmetic.ts); all else goes
// through the tower.

import {
  addIntegers,
  compareIntegers,
  divideInteger,
  type Heap,
  multiplyIntegers,
  remainderOfInteger,
  type Slot,
} from '../../../heap/index.ts'
import type { RuntimeProcedure } from '../../../vm/index.ts'
import { argument } from '../library/call-arguments.ts'
import { arithmeticShift, bitwiseAnd, bitwiseNot, bitwiseOr, bitwiseXor } from './bits.ts'
import {
  binary,
  exactIntegerArgument,
  integerArgument,
  numberArgument,
  realArgument,
  relation,
  unary,
} from './calls.ts'
import { add, divide, equalNumbers, exactOf, inexactOf, multiply, subtract } from './complex.ts'
import { modulo, quotient, remainder } from './integer-division.ts'
import { squareRoot } from './powers.ts'
import { ceiling, floor, round, truncate } from './rounding.ts'
import { compare } from './tower.ts'

/** In place if `inPlace` can do it, else by `general`. */
function preferring(
  inPlace: (heap: Heap, a: Slot, b: Slot, result: Slot) => boolean,
  general: RuntimeProcedure,
): RuntimeProcedure {
  return (call) => {
    if (!inPlace(call.heap, argument(call, 0), argument(call, 1), call.result)) general(call)
  }
}

/** A comparison whose answer is that of `decide` for the order of the operands; else of `general`. */
function ordering(
  decide: (order: number) => boolean,
  general = relation(null, realArgument, (a, b) => decide(compare(a, b))),
): RuntimeProcedure {
  return (call) => {
    const order = compareIntegers(call.heap, argument(call, 0), argument(call, 1))
    if (order === null) general(call)
    else call.heap.setBoolean(call.result, decide(order))
  }
}

/** By the name that bodies of core ops request. */
export const numberSlowPaths: Readonly<Record<string, RuntimeProcedure>> = {
  add: preferring(
    (heap, a, b, result) => addIntegers(heap, a, b, 0, result),
    binary(null, numberArgument, add),
  ),
  subtract: preferring(
    (heap, a, b, result) => addIntegers(heap, a, b, 1, result),
    binary(null, numberArgument, subtract),
  ),
  multiply: preferring(multiplyIntegers, binary(null, numberArgument, multiply)),
  divide: binary(null, numberArgument, divide),
  quotient: preferring(divideInteger, binary(null, integerArgument, quotient)),
  remainder: preferring(
    (heap, a, b, result) => remainderOfInteger(heap, a, b, false, result),
    binary(null, integerArgument, remainder),
  ),
  modulo: preferring(
    (heap, a, b, result) => remainderOfInteger(heap, a, b, true, result),
    binary(null, integerArgument, modulo),
  ),
  'bitwise-and': binary(null, exactIntegerArgument, bitwiseAnd),
  'bitwise-ior': binary(null, exactIntegerArgument, bitwiseOr),
  'bitwise-xor': binary(null, exactIntegerArgument, bitwiseXor),
  'bitwise-not': unary(null, exactIntegerArgument, bitwiseNot),
  'arithmetic-shift': binary(null, exactIntegerArgument, arithmeticShift),
  less: ordering((order) => order < 0),
  'less-or-equal': ordering((order) => order <= 0),
  'number-equal': ordering((order) => order === 0, relation(null, numberArgument, equalNumbers)),
  sqrt: unary(null, numberArgument, squareRoot),
  floor: unary(null, realArgument, floor),
  ceiling: unary(null, realArgument, ceiling),
  truncate: unary(null, realArgument, truncate),
  round: unary(null, realArgument, round),
  exact: unary(null, numberArgument, exactOf),
  inexact: unary(null, numberArgument, inexactOf),
}
