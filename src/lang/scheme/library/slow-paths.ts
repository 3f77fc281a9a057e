// Slow paths: what the bodies of core ops request when their fast paths do not apply, for Scheme.
//
// Here are the errors of the numeric and object operations, and the arithmetic that is too rare
// for a body: exact roots, integer division of flonums, overflow. All texts say what was expected and
// show the culprit.

import { CHARACTER_LOW_BYTE, TAG } from '../../../expr/index.ts'
import { FIXNUM_MAX, FIXNUM_MIN, type Slot } from '../../../heap/index.ts'
import { GuestError, type RuntimeCall, type RuntimeProcedure } from '../../../vm/index.ts'
import { printBriefly } from './print-value.ts'
import { argument } from './runtime-procedures.ts'

type Numeric = bigint | number

/** Bytes to reserve for a result that may be a flonum in a box. */
const FLONUM_BYTES = 16
const MAX_VECTOR_LENGTH = 2 ** 27
const MAX_CODE_POINT = 0x10ffff

/** How the program writes the operation that an op carries out. */
const operatorNames: ReadonlyMap<string, string> = new Map([
  ['add', '+'],
  ['subtract', '-'],
  ['multiply', '*'],
  ['divide', '/'],
  ['set-car', 'set-car!'],
  ['set-cdr', 'set-cdr!'],
  ['vector-set', 'vector-set!'],
  ['char-to-integer', 'char->integer'],
  ['integer-to-char', 'integer->char'],
  ['call', 'call'],
  ['tail-call', 'call'],
])

/** Comparisons have several spellings for one op: they are all called so. */
const COMPARISON = /^(unless-)?(less|less-or-equal|number-equal)$/

/** The operator the user wrote, from the name of the op that made the request. */
function operatorOf(call: RuntimeCall): string {
  const op = call.opName.replace(/-constant$/, '')
  if (COMPARISON.test(op)) return 'comparison'
  return operatorNames.get(op) ?? op
}

function fail(call: RuntimeCall, kind: string, message: string): never {
  throw new GuestError(kind, `${operatorOf(call)}: ${message}`)
}

function failType(call: RuntimeCall, what: string, slot: Slot): never {
  fail(call, 'wrong-type', `expected ${what}, got ${printBriefly(call.heap, slot)}`)
}

/** Argument `index` as a number: a bigint if exact. */
function numericArgument(call: RuntimeCall, index: number): Numeric {
  const { heap } = call
  const slot = argument(call, index)
  if (heap.isFixnum(slot)) return heap.fixnumAt(slot)
  if (heap.isFlonum(slot)) return heap.flonumAt(slot)
  return failType(call, 'a number', slot)
}

function deliver(call: RuntimeCall, value: Numeric): void {
  if (typeof value === 'number') {
    call.heap.setFlonum(call.result, value)
  } else if (value < FIXNUM_MIN || value > FIXNUM_MAX) {
    const reason = 'integer result exceeds 61 bits; bignums are not supported yet'
    fail(call, 'overflow', reason)
  } else {
    call.heap.setFixnum(call.result, value)
  }
}

function arithmetic(
  exact: (a: bigint, b: bigint, call: RuntimeCall) => bigint,
  inexact: (a: number, b: number, call: RuntimeCall) => number,
): RuntimeProcedure {
  return (call) => {
    call.heap.reserve(FLONUM_BYTES)
    const a = numericArgument(call, 0)
    const b = numericArgument(call, 1)
    const bothExact = typeof a === 'bigint' && typeof b === 'bigint'
    deliver(call, bothExact ? exact(a, b, call) : inexact(Number(a), Number(b), call))
  }
}

/** JavaScript compares a bigint with a number exactly, which keeps `=` transitive (R7RS 6.2.6). */
function comparison(decide: (a: Numeric, b: Numeric) => boolean): RuntimeProcedure {
  return (call) => {
    const a = numericArgument(call, 0)
    const b = numericArgument(call, 1)
    call.heap.setBoolean(call.result, decide(a, b))
  }
}

const failZero = (call: RuntimeCall) => fail(call, 'division-by-zero', 'division by zero')

function divideExact(a: bigint, b: bigint, call: RuntimeCall): bigint {
  if (b === 0n) failZero(call)
  if (a % b === 0n) return a / b
  return fail(call, 'ratio', `${a}/${b} is no integer; exact ratios are not supported yet`)
}

/** Integer division: on flonums too, if they are integers. */
function integerDivision(
  exact: (a: bigint, b: bigint) => bigint,
  inexact: (a: number, b: number) => number,
): RuntimeProcedure {
  return arithmetic(
    (a, b, call) => (b === 0n ? failZero(call) : exact(a, b)),
    (a, b, call) => {
      if (!Number.isInteger(a)) failType(call, 'an integer', argument(call, 0))
      if (!Number.isInteger(b)) failType(call, 'an integer', argument(call, 1))
      return b === 0 ? failZero(call) : inexact(a, b)
    },
  )
}

/** The remainder `rest` of a division by `b`, moved to the sign of b. */
function moduloExact(a: bigint, b: bigint): bigint {
  const rest = a % b
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest
}

function moduloInexact(a: number, b: number): number {
  const rest = a % b
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest
}

/** The largest integer whose square is not above `value`. */
function integerRoot(value: bigint): bigint {
  let root = BigInt(Math.floor(Math.sqrt(Number(value))))
  while (root * root > value) root--
  while ((root + 1n) * (root + 1n) <= value) root++
  return root
}

const sqrt: RuntimeProcedure = (call) => {
  call.heap.reserve(FLONUM_BYTES)
  const value = numericArgument(call, 0)
  if (value < 0)
    fail(call, 'complex', `the root of ${value} is complex; these are not supported yet`)
  if (typeof value === 'number') return deliver(call, Math.sqrt(value))
  const root = integerRoot(value)
  deliver(call, root * root === value ? root : Math.sqrt(Number(value)))
}

const inexact: RuntimeProcedure = (call) => {
  call.heap.reserve(FLONUM_BYTES)
  deliver(call, Number(numericArgument(call, 0)))
}

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
  const name = call.globalName(call.heap.smallFixnumAt(argument(call, 0)))
  throw new GuestError('unbound-variable', `variable ${name} is not defined`)
}

/** By the name that bodies of core ops request. */
export const slowPaths: Readonly<Record<string, RuntimeProcedure>> = {
  add: arithmetic(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  subtract: arithmetic(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  multiply: arithmetic(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  divide: arithmetic(divideExact, (a, b) => a / b),
  quotient: integerDivision(
    (a, b) => a / b,
    (a, b) => (a - (a % b)) / b,
  ),
  remainder: integerDivision(
    (a, b) => a % b,
    (a, b) => a % b,
  ),
  modulo: integerDivision(moduloExact, moduloInexact),
  less: comparison((a, b) => a < b),
  'less-or-equal': comparison((a, b) => a <= b),
  'number-equal': comparison((a, b) => a <= b && a >= b),
  sqrt,
  inexact,
  'integer-to-char': integerToChar,
  'make-vector': makeVector,
  'expected-pair': expected('a pair'),
  'expected-vector': expected('a vector'),
  'expected-character': expected('a character'),
  'expected-procedure': expected('a procedure'),
  'bad-index': badIndex,
  'used-before-initialization': usedBeforeInitialization,
  'unbound-variable': unboundVariable,
}
