export { HandlerCompiler } from './handler.ts'
export type { ThreadedMachine } from './machine.ts'
