// The requests for arithmetic of exact integers that machine code serves itself (routines.ts).
//
// Each has a word in the context block, `integerRoutines`, through which native code leaves: at first the
// way to the driver, later the address of a routine that goes on at `resume` by itself or takes that way.

import { assert } from '../../../base/index.ts'
import { contextOffsets, INTEGER_ROUTINES } from '../../context-block.ts'

/** The names that bodies request, in the order of their words. */
export const integerRequests = [
  'add',
  'subtract',
  'multiply',
  'quotient',
  'remainder',
  'modulo',
  'less',
  'less-or-equal',
  'number-equal',
  'arithmetic-shift',
  'bitwise-and',
  'bitwise-ior',
  'bitwise-xor',
] as const

export type IntegerRequest = (typeof integerRequests)[number]

assert(integerRequests.length <= INTEGER_ROUTINES, 'too many routines for the context block')

/** Offset in the context block of the word for request `name`; null: no routine serves it. */
export function integerRoutineOffset(name: string): number | null {
  const index = (integerRequests as readonly string[]).indexOf(name)
  return index < 0 ? null : contextOffsets.integerRoutines + 8 * index
}
