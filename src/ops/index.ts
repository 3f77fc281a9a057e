export { CodeFileError } from './bytes.ts'
export { type CodeFormat, type CodePolicy, isCodeFile, makeCodeFormat } from './code-file.ts'
export {
  CodeBuilder,
  type CodeOrigin,
  type CodeTemplate,
  type Constant,
  sourceOffset,
} from './code-template.ts'
export { coreOps } from './core.ts'
export { documentOps } from './document.ts'
export {
  type Encoding,
  fits,
  narrowEncoding,
  type OperandPlace,
  readOperand,
  wideEncoding,
  writeOperand,
} from './encoding.ts'
export {
  framesAt,
  type InlineSite,
  offsetOf,
  type PlacedFrame,
  placeIn,
  siteOf,
} from './inline-site.ts'
export { printConstant, printTemplate } from './listing.ts'
export { computeLiveness, hasRegister, type Liveness, liveRegisters } from './liveness.ts'
export { MAX_INLINE_CAPTURES, MAX_INLINE_ELEMENTS } from './objects.ts'
export {
  defineOp,
  type OpDescription,
  type OperandKind,
  type OperandSpec,
  type OpSpec,
  withConstant,
} from './op.ts'
export { computeOpFlows, type OpFlow, type OpFlows } from './op-flow.ts'
export { makeOpSet, type OpForm, type OpSet } from './op-set.ts'
export { readCode } from './read-code.ts'
export { MAX_INLINE_FIELDS } from './records.ts'
export { type CodeProblem, MAX_ARGUMENTS, verifyCode } from './verify-code.ts'
export { verifyOps } from './verify-ops.ts'
export { type WriteOptions, writeCode } from './write-code.ts'
