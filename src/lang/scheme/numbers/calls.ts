// Runtime procedures of numbers: from an operation on JavaScript values to a procedure of the VM.
//
// Arguments are read and checked, the operation is applied, its result is written. `who` is the name of
// the procedure for errors; null: the op that made the request says it.

import { kinds, type Slot } from '../../../heap/index.ts'
import type { RuntimeCall, RuntimeProcedure } from '../../../vm/index.ts'
import { argument } from '../library/call-arguments.ts'
import { fail, failType } from '../library/failures.ts'
import { isFinitePart, type Numeric } from './complex.ts'
import type { Integer } from './integer-division.ts'
import { NumberFailure } from './limits.ts'
import { readNumber, readReal, writeNumber } from './number-words.ts'
import { isIntegral, type Real } from './tower.ts'

type Who = string | null

export function numberArgument(call: RuntimeCall, index: number, who: Who): Numeric {
  const slot = argument(call, index)
  return readNumber(call.heap, slot) ?? failType(call, 'a number', slot, who)
}

export function realArgument(call: RuntimeCall, index: number, who: Who): Real {
  const slot = argument(call, index)
  const value = readReal(call.heap, slot)
  if (value !== null) return value
  const isNumber = readNumber(call.heap, slot) !== null
  return failType(call, isNumber ? 'a real number' : 'a number', slot, who)
}

/** Argument `index`, an integer of either exactness. */
export function integerArgument(call: RuntimeCall, index: number, who: Who): Integer {
  const value = readReal(call.heap, argument(call, index))
  if (value !== null && isIntegral(value)) return value
  return failType(call, 'an integer', argument(call, index), who)
}

export function exactIntegerArgument(call: RuntimeCall, index: number, who: Who): bigint {
  const value = readReal(call.heap, argument(call, index))
  if (typeof value === 'bigint') return value
  return failType(call, 'an exact integer', argument(call, index), who)
}

/** Argument `index`, an exact integer that is not negative. */
export function naturalArgument(call: RuntimeCall, index: number, who: Who): bigint {
  const value = readReal(call.heap, argument(call, index))
  if (typeof value === 'bigint' && value >= 0n) return value
  return failType(call, 'an exact integer from 0 up', argument(call, index), who)
}

/** Argument `index`, a number that is not infinite. */
export function rationalArgument(call: RuntimeCall, index: number, who: Who): Real {
  const value = readReal(call.heap, argument(call, index))
  if (value !== null && isFinitePart(value)) return value
  return failType(call, 'a rational number', argument(call, index), who)
}

/** `action`, with failures of numbers turned into errors of the program. */
export function attempt<T>(call: RuntimeCall, who: Who, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (error instanceof NumberFailure) fail(call, error.kind, error.message, who)
    throw error
  }
}

/** A procedure of one argument, which `read` reads. */
export function unary<T>(
  who: Who,
  read: (call: RuntimeCall, index: number, who: Who) => T,
  run: (a: T) => Numeric,
): RuntimeProcedure {
  return (call) => {
    const a = read(call, 0, who)
    attempt(call, who, () => writeNumber(call.heap, call.result, run(a)))
  }
}

/** A procedure of one number that maps flonums by `double`, anything else by `general`. */
export function preferringFlonums(
  who: Who,
  double: (a: number) => number,
  general: (a: Numeric) => Numeric,
): RuntimeProcedure {
  const otherwise = unary(who, numberArgument, general)
  return (call) => {
    const slot = argument(call, 0)
    if (!call.heap.isFlonum(slot)) return otherwise(call)
    writeNumber(call.heap, call.result, double(call.heap.flonumAt(slot)))
  }
}

/** A procedure of two arguments of one type. */
export function binary<T>(
  who: Who,
  read: (call: RuntimeCall, index: number, who: Who) => T,
  run: (a: T, b: T) => Numeric,
): RuntimeProcedure {
  return (call) => {
    const a = read(call, 0, who)
    const b = read(call, 1, who)
    attempt(call, who, () => writeNumber(call.heap, call.result, run(a, b)))
  }
}

/** A test of two numbers, which `read` reads. */
export function relation<T>(
  who: Who,
  read: (call: RuntimeCall, index: number, who: Who) => T,
  decide: (a: T, b: T) => boolean,
): RuntimeProcedure {
  return (call) => {
    const a = read(call, 0, who)
    const b = read(call, 1, who)
    call.heap.setBoolean(
      call.result,
      attempt(call, who, () => decide(a, b)),
    )
  }
}

/** A test of one number; anything else is an error. */
export function property(who: Who, decide: (a: Numeric) => boolean): RuntimeProcedure {
  return (call) => {
    call.heap.setBoolean(call.result, decide(numberArgument(call, 0, who)))
  }
}

/** A test of any object that only numbers can pass. */
export function predicate(decide: (a: Numeric) => boolean): RuntimeProcedure {
  return (call) => {
    const a = readNumber(call.heap, argument(call, 0))
    call.heap.setBoolean(call.result, a !== null && decide(a))
  }
}

/** Whether the word at `slot` is a string. */
export const isString = (call: RuntimeCall, slot: Slot): boolean =>
  call.heap.isKind(slot, kinds.string.number)
