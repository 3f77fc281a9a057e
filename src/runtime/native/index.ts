export { emitProcessCode } from './process-code.ts'
export { FIRST_OP_REQUEST, requests } from './requests.table.ts'
export {
  emitThreadedEntry,
  emitTrampoline,
  type Trampoline,
} from './trampoline.ts'
