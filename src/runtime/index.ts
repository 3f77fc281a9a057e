export {
  type CallSite,
  CallSites,
  callSiteNumber,
  type LazyCallSite,
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
export { GuestError, type Language, type RuntimeCall, type RuntimeProcedure } from './language.ts'
export { type LinkTarget, linkCode } from './link.ts'
export { captureStack, restoreFrame } from './stack-capture.ts'
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
