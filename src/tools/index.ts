export { printAssembly } from './assembly.ts'
export { CodeMap } from './code-map.ts'
export { CompilationLog, type CompiledPath } from './compilation-log.ts'
export { printContext, printType } from './context-text.ts'
export { GdbInterface } from './gdb-interface.ts'
export { PerfMap } from './perf-map.ts'
export { type Profile, Profiler, printProfile, printProfileJson } from './profile.ts'
export { type StageName, stages } from './stages.table.ts'
export {
  collectStatistics,
  printStatistics,
  printStatisticsJson,
  type Statistic,
} from './statistics.ts'
export { Stopwatch } from './stopwatch.ts'
export { printVersions } from './versions.ts'
export { printWords } from './words.ts'
