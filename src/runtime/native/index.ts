export { FIRST_OP_REQUEST, requests } from './requests.table.ts'
export {
  emitThreadedEntry,
  emitTrampoline,
  THREADED_ENTRY_PARAMETERS,
  type Trampoline,
} from './trampoline.ts'
