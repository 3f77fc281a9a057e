// Numbers of every kind as words: what they are on our side, how much room they take, how they are written.
//
//   bigint           an exact integer: a fixnum, or a bignum where it does not fit
//   Fraction         an exact fraction: lowest terms, denominator above 1
//   number           a flonum, even where it is integral
//   ComplexNumber    header | real part | imaginary part
//
// The parts of a complex number are both exact, or both flonums; an exact imaginary part is not 0. So equal
// numbers of the same exactness have equal forms, up to the bits of flonums.

import { TAG } from '../expr/index.ts'
import { fractionBytes, integerBytes, setFraction, setInteger } from './bignum.ts'
import type { Heap, Slot } from './heap.ts'
import { kinds } from './kinds.table.ts'

export interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

export type RealNumber = bigint | number | Fraction

export interface ComplexNumber {
  readonly real: RealNumber
  readonly imaginary: RealNumber
}

export type AnyNumber = RealNumber | ComplexNumber

/** A flonum may need a box. */
const FLONUM_BYTES = 16
const COMPLEX_BYTES = 24

export const isComplex = (value: AnyNumber): value is ComplexNumber =>
  typeof value === 'object' && 'imaginary' in value

/** Bytes to reserve before `setNumber` of `value`. */
export function numberBytes(value: AnyNumber): number {
  if (typeof value === 'number') return FLONUM_BYTES
  if (typeof value === 'bigint') return integerBytes(value)
  if (!isComplex(value)) return fractionBytes(value.numerator, value.denominator)
  return COMPLEX_BYTES + numberBytes(value.real) + numberBytes(value.imaginary)
}

/** Writes `value`; `numberBytes` of it must be reserved. */
export function setNumber(heap: Heap, slot: Slot, value: AnyNumber): void {
  if (typeof value === 'number') heap.setFlonum(slot, value)
  else if (typeof value === 'bigint') setInteger(heap, slot, value)
  else if (!isComplex(value)) setFraction(heap, slot, value.numerator, value.denominator)
  else {
    const at = heap.allocateObject(kinds.complex.number, 2)
    setNumber(heap, (at + 8) >>> 2, value.real)
    setNumber(heap, (at + 16) >>> 2, value.imaginary)
    heap.setPointer(slot, at | TAG.object)
  }
}
