export { printAssembly } from './assembly.ts'
export { CompilationLog, type CompiledPath } from './compilation-log.ts'
export { printContext, printType } from './context-text.ts'
export { type StageName, stages } from './stages.table.ts'
export {
  collectStatistics,
  printStatistics,
  printStatisticsJson,
  type Statistic,
} from './statistics.ts'
export { printVersions } from './versions.ts'
export { printWords } from './words.ts'
