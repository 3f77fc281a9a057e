export {
  bignumValue,
  fractionBytes,
  integerBytes,
  isFixnumValue,
  setFraction,
  setInteger,
} from './bignum.ts'
export {
  addIntegers,
  compareIntegers,
  divideInteger,
  multiplyIntegers,
  remainderOfInteger,
} from './bignum-arithmetic.ts'
export { Heap, type Slot } from './heap.ts'
export { FIRST_FREE_KIND, type KindSpec, kinds, LAST_KIND, type SizeRule } from './kinds.table.ts'
export * from './layout.ts'
