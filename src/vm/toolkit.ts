// The public face for authors of languages: describe ops, build bytecode, run it in every tier.

export { BodyBuilder, type Test } from '../expr/index.ts'
export {
  FIRST_FREE_KIND,
  Heap,
  type KindSpec,
  kinds,
  objectField,
  type RealNumber,
  type Slot,
} from '../heap/index.ts'
export {
  CodeBuilder,
  type CodeTemplate,
  type Constant,
  coreOps,
  defineOp,
  makeOpSet,
  type OpDescription,
  type OpSet,
  type OpSpec,
  printTemplate,
  withConstant,
} from '../ops/index.ts'
export * from './index.ts'
