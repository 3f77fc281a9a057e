export { Heap, type Slot } from './heap.ts'
export { FIRST_FREE_KIND, type KindSpec, kinds, LAST_KIND, type SizeRule } from './kinds.table.ts'
export * from './layout.ts'
