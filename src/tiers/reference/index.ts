export { makeReferenceEngine } from './engine.ts'
export type { ReferenceEngine, ReferenceMachine, Transfer } from './machine.ts'
