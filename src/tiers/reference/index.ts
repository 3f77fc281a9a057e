export { makeReferenceEngine } from './engine.ts'
export type { OpCounts, ReferenceEngine, ReferenceMachine, Transfer } from './machine.ts'
