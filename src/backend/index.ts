export { type BodyFacts, bodyFacts } from './body-facts.ts'
export { type CompiledBody, compileBody } from './js/compile-body.ts'
export { type JsSupport, makeJsSupport } from './js/support.ts'
export type { JsTarget, JsWord } from './js/target.ts'
export {
  type Context,
  type ContextValue,
  captureContext,
  EXACT,
  INCOMPATIBLE,
  matchContext,
  restoreContext,
  sameLocations,
  unknownWord,
  wantsDouble,
  wantsWord,
  widenContext,
} from './x64/context.ts'
export { conform } from './x64/edges.ts'
export { Emitter, type Outcome, type Tier } from './x64/emitter.ts'
export { checkMoves, resolveMoves } from './x64/moves.ts'
export * from './x64/roles.ts'
export { CONSTANT, NONE, State } from './x64/state.ts'
export { CC_EQUAL_ORDERED, type Tile, tiles } from './x64/tiles.table.ts'
