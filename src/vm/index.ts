export {
  GuestError,
  type Language,
  type RuntimeCall,
  type RuntimeProcedure,
} from '../runtime/index.ts'
export { runCode } from './driver.ts'
export { type LanguageParts, Machine } from './machine.ts'
export { defaultOptions, type EngineName, engines, type VmOptions } from './options.ts'
