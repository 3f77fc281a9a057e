export { bignumValue, isFixnumValue } from './bignum.ts'
export {
  addIntegers,
  compareIntegers,
  divideInteger,
  multiplyIntegers,
  remainderOfInteger,
} from './bignum-arithmetic.ts'
export { HASH_FACTOR, HASH_FOLD, hashBytes, hashStep, hashWord } from './hash.ts'
export { Heap, type Slot } from './heap.ts'
export { FIRST_FREE_KIND, type KindSpec, kinds, LAST_KIND, type SizeRule } from './kinds.table.ts'
export * from './layout.ts'
export {
  type AnyNumber,
  type ComplexNumber,
  type Fraction,
  isComplex,
  numberBytes,
  type RealNumber,
  setNumber,
} from './numbers.ts'
