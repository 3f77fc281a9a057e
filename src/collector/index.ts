export {
  Collector,
  type CollectorOptions,
  type CollectorStatistics,
  makeCollector,
  type Roots,
} from './collector.ts'
export { makeRuntimeRoots, type RootTables } from './roots.ts'
export type { VisitFrame } from './scavenge.ts'
export { verifyHeap } from './verify-heap.ts'
