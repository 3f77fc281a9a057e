export { LazyCompiler, type LazyStatistics } from './compiler.ts'
export type { KnownWord, LazyMachine } from './machine.ts'
export type { LightSite, Place } from './versions.ts'
