export { Cage, type CageOptions, openCage, openGuard } from './cage.ts'
export { type DebugLibrary, openDebugLibrary } from './debug-library.ts'
export type { EmitBlockCode, Guard } from './guard.ts'
export { inspectNative, type NativeFinding } from './inspect-native.ts'
export type { CageLayout, Region, RegionName } from './layout.ts'
export {
  type BlockCode,
  blockWords,
  CAGE_ROW_BYTES,
  cageRow,
  FIRST_CAGE,
  MAX_CAGES,
} from './process-block.ts'
export { signals } from './signal-calls.ts'
