export {
  type IntegerRequest,
  integerRequests,
  integerRoutineOffset,
} from './integers/requests.table.ts'
export { emitIntegerRoutines } from './integers/routines.ts'
export { emitProcessCode } from './process-code.ts'
export { FIRST_OP_REQUEST, requests } from './requests.table.ts'
export { emitTrampoline, type Trampoline } from './trampoline.ts'
