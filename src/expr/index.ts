export type { Block, BlockId, Body, Edge, Node, Terminator, ValueId } from './body.ts'
export { successors, terminatorUses } from './body.ts'
export { BodyBuilder, type Test } from './builder.ts'
export {
  doubleOfSelfTagged,
  type EvaluatorHost,
  type EvaluatorWord,
  evaluateBody,
  type Outcome,
  selfTag,
} from './evaluate.ts'
export {
  type CheckedName,
  checkedSpecs,
  type Effect,
  MOST_ELEMENTS,
  type NodeName,
  type NodeSpec,
  nodeSpecs,
  ROUND,
  type ValueType,
} from './nodes.table.ts'
export { BodySyntaxError, parseBody } from './parse.ts'
export { printBody } from './print.ts'
export * from './types.ts'
export { verifyBody } from './verify.ts'
