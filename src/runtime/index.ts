export {
  type CallSite,
  CallSites,
  callSiteNumber,
  type LazyCallSite,
  NUMBER_OFFSET,
  SITE_BYTES,
  SITE_LIVE_WORDS,
  SLOT_DEAD,
  SLOT_F64,
  SLOT_WORD,
  type ThreadedCallSite,
} from './call-sites.ts'
export { type Code, instructionAt, pcOfOffset, placeAt } from './code.ts'
export {
  CELL_BYTES,
  cellOffsets,
  FRAME_HEADER_BYTES,
  FRAME_POSITION,
  frameBytes,
} from './code-cell.ts'
export {
  CONTEXT_BYTES,
  type ContextField,
  contextOffsets,
  MAX_REQUEST_ARGUMENTS,
  REGISTER_ARGUMENTS,
} from './context-block.ts'
export { type FrameMap, type FrameMapSources, FrameMaps } from './frame-maps.ts'
export type { Host, HostFile, HostFiles } from './host.ts'
export {
  type BacktraceFrame,
  type ControlTransfers,
  type ErrorHandling,
  GuestError,
  GuestExit,
  type Language,
  type LanguageState,
  type RuntimeCall,
  type RuntimeProcedure,
  transferred,
} from './language.ts'
export { type LinkTarget, linkCode } from './link.ts'
export { captureOlderFrames, captureStack, restoreFrame, startStack } from './stack-capture.ts'
export { portableStubs, type Stubs } from './stubs.ts'
export {
  type FrameRuntime,
  type FrameView,
  type FrameVisitor,
  heapFrameSlots,
  visitFrameWords,
  walkFrames,
  walkStackFrames,
} from './walker.ts'
