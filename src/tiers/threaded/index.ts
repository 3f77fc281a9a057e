export type { ThreadedMachine } from './machine.ts'
export { ThreadedCode } from './threaded-code.ts'
