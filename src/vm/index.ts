export {
  type BacktraceFrame,
  type ErrorHandling,
  GuestError,
  GuestExit,
  type Host,
  type HostFile,
  type HostFiles,
  type Language,
  type LanguageState,
  type RuntimeCall,
  type RuntimeProcedure,
} from '../runtime/index.ts'
export { runCode } from './driver.ts'
export { VmFault } from './faults.ts'
export { type RunLimits, stops } from './limits.ts'
export {
  type InitialGlobal,
  type InitialWorld,
  type Intrinsic,
  type LanguageParts,
  Machine,
} from './machine.ts'
export { nodeFiles, readStandardInput } from './node-host.ts'
export { defaultOptions, type EngineName, engines, type VmOptions } from './options.ts'
export { type InterruptCell, interruptFrom } from './run-watch.ts'
