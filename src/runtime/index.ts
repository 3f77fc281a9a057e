export { GuestError, type Language, type RuntimeCall, type RuntimeProcedure } from './language.ts'
export { type Code, instructionAt, pcOfOffset, placeAt } from './code.ts'
export {
  CELL_BYTES,
  cellOffsets,
  FRAME_HEADER_BYTES,
  FRAME_POSITION,
  frameBytes,
} from './code-cell.ts'
export {
  AREA_ARGUMENTS,
  CONTEXT_BYTES,
  type ContextField,
  contextOffsets,
  MAX_CALL_ARGUMENTS,
  MAX_REQUEST_ARGUMENTS,
  REGISTER_ARGUMENTS,
} from './context-block.ts'
