// The nodes of the op IR: argument types, result type, meaning of the immediates `a` and `b`.
//
// `word` is a tagged value, `int` a raw 64-bit integer, `f64` a double, `flag` the outcome of a
// test (lives only until the branch that ends its block). A node has no effect on control; checked
// arithmetic and everything that can leave a body are terminators (body.ts).
//
// Effects: 'pure' may be repeated or dropped; 'read' reads memory; 'write' is an effect after which
// the op must not be restarted; 'alloc' is a safepoint: when no room is left the op is restarted
// from its beginning after a collection, so no 'write' may come before it (verify.ts proves it).

export type ValueType = 'word' | 'int' | 'f64' | 'flag'
export type Effect = 'pure' | 'read' | 'write' | 'alloc'
export interface NodeSpec {
  readonly args: readonly ValueType[] | 'words'
  readonly result: ValueType | 'none'
  readonly effect: Effect
  readonly a?: string
  readonly b?: string
}

const W = 'word', N = 'int', D = 'f64', F = 'flag'

export const nodeSpecs = {
  // Constants. The immediate is a safe integer (a word's numeric value) or a double.
  wordConst:        { args: [], result: W, effect: 'pure', a: 'the word, as an integer' },
  intConst:         { args: [], result: N, effect: 'pure', a: 'the integer' },
  f64Const:         { args: [], result: D, effect: 'pure', a: 'the double' },
  // Operands of the op, by position in its record.
  operandReg:       { args: [], result: W, effect: 'read', a: 'operand', b: 'registers after it' },
  operandFixnum:    { args: [], result: W, effect: 'pure', a: 'operand' },
  operandInt:       { args: [], result: N, effect: 'pure', a: 'operand' },
  operandConstant:  { args: [], result: W, effect: 'read', a: 'operand' },
  operandGlobal:    { args: [], result: W, effect: 'read', a: 'operand' },
  self:             { args: [], result: W, effect: 'read' },
  // Tag tests (types.ts).
  isFixnum:         { args: [W], result: F, effect: 'pure' },
  isSelfTagged:     { args: [W], result: F, effect: 'pure' },
  isPair:           { args: [W], result: F, effect: 'pure' },
  isProcedure:      { args: [W], result: F, effect: 'pure' },
  isObject:         { args: [W], result: F, effect: 'pure' },
  isCharacter:      { args: [W], result: F, effect: 'pure' },
  hasKind:          { args: [W], result: F, effect: 'read', a: 'object kind' },
  hasField:         { args: [W, W], result: F, effect: 'read', a: 'fields before index 0' },
  hasFlag:          { args: [W], result: F, effect: 'read', a: 'bit of the header' },
  isImmediate:      { args: [W], result: F, effect: 'pure', a: 'the immediate word' },
  // Comparisons.
  eqWord:           { args: [W, W], result: F, effect: 'pure' },
  ltFixnum:         { args: [W, W], result: F, effect: 'pure' },
  leFixnum:         { args: [W, W], result: F, effect: 'pure' },
  ltUnsigned:       { args: [W, W], result: F, effect: 'pure' },
  ltF64:            { args: [D, D], result: F, effect: 'pure' },
  leF64:            { args: [D, D], result: F, effect: 'pure' },
  eqF64:            { args: [D, D], result: F, effect: 'pure' },
  // Fixnums (tagged) and raw integers. Division truncates; the divisor is neither 0 nor -1. Shifts
  // go by a fixnum from 0 to 63; what shlFixnum pushes out of the word is lost.
  quotientFixnum:   { args: [W, W], result: W, effect: 'pure' },
  remainderFixnum:  { args: [W, W], result: W, effect: 'pure' },
  negateFixnum:     { args: [W], result: W, effect: 'pure' },
  andFixnum:        { args: [W, W], result: W, effect: 'pure' },
  orFixnum:         { args: [W, W], result: W, effect: 'pure' },
  xorFixnum:        { args: [W, W], result: W, effect: 'pure' },
  shlFixnum:        { args: [W, W], result: W, effect: 'pure' },
  sarFixnum:        { args: [W, W], result: W, effect: 'pure' },
  untag:            { args: [W], result: N, effect: 'pure' },
  tag:              { args: [N], result: W, effect: 'pure' },
  addInt:           { args: [N, N], result: N, effect: 'pure' },
  andInt:           { args: [N, N], result: N, effect: 'pure' },
  // A number of 32 bits that depends on all bits of the word; it changes when the word is moved.
  hashWord:         { args: [W], result: W, effect: 'read' },
  charToFixnum:     { args: [W], result: W, effect: 'pure' },
  fixnumToChar:     { args: [W], result: W, effect: 'pure' },
  // Doubles.
  fixnumToF64:      { args: [W], result: D, effect: 'pure' },
  unboxSelfTagged:  { args: [W], result: D, effect: 'pure' },
  addF64:           { args: [D, D], result: D, effect: 'pure' },
  subF64:           { args: [D, D], result: D, effect: 'pure' },
  mulF64:           { args: [D, D], result: D, effect: 'pure' },
  divF64:           { args: [D, D], result: D, effect: 'pure' },
  sqrtF64:          { args: [D], result: D, effect: 'pure' },
  roundF64:         { args: [D], result: D, effect: 'pure', a: 'mode' },
  truncateF64:      { args: [D], result: N, effect: 'pure' },
  // Memory. Offsets are bytes from the tagged word itself; an index is a fixnum counting words,
  // bytes or halves of words (32 bits); of those a fixnum that is not negative is read or written.
  load:             { args: [W], result: W, effect: 'read', a: 'offset' },
  loadF64:          { args: [W], result: D, effect: 'read', a: 'offset' },
  loadAt:           { args: [W, W], result: W, effect: 'read', a: 'offset' },
  loadByteAt:       { args: [W, W], result: W, effect: 'read', a: 'offset' },
  loadHalfAt:       { args: [W, W], result: W, effect: 'read', a: 'offset' },
  store:            { args: [W, W], result: 'none', effect: 'write', a: 'offset' },
  storeAt:          { args: [W, W, W], result: 'none', effect: 'write', a: 'offset' },
  storeByteAt:      { args: [W, W, W], result: 'none', effect: 'write', a: 'offset' },
  storeHalfAt:      { args: [W, W, W], result: 'none', effect: 'write', a: 'offset' },
  // The same of the first bytes behind the offset, as many as the fixnum says; whether two rows of them agree.
  hashBytes:        { args: [W, W], result: W, effect: 'read', a: 'offset' },
  eqBytes:          { args: [W, W, W], result: F, effect: 'read', a: 'offset' },
  // Copies bytes: to where, index there, from where, index there, how many (0 or more), the lowest first.
  copyBytes:        { args: [W, W, W, W, W], result: 'none', effect: 'write', a: 'offset' },
  storeGlobal:      { args: [W], result: 'none', effect: 'write', a: 'operand' },
  // Fresh objects: all fields are arguments, the header is built from kind and field count.
  allocPair:        { args: [W, W], result: W, effect: 'alloc' },
  allocObject:      { args: 'words', result: W, effect: 'alloc', a: 'object kind' },
  allocProcedure:   { args: 'words', result: W, effect: 'alloc' },
  // A vector of as many elements as the first argument says, all the second.
  allocVector:      { args: [W, W], result: W, effect: 'alloc', a: 'object kind', b: 'most elements' },
  // A narrow string (heap/layout.ts) of as many characters as the first argument says, all the second,
  // a fixnum from 0 to 255; its payload lies before it.
  allocString:      { args: [W, W], result: W, effect: 'alloc', b: 'most elements' },
} as const satisfies Record<string, NodeSpec>

export type NodeName = keyof typeof nodeSpecs

/** No `allocVector` makes more elements, no `allocString` more words: what one op allocates is bounded. */
export const MOST_ELEMENTS = 128

/** The modes of `roundF64`; `nearest` takes the even one of two. */
export const ROUND = { nearest: 0, down: 1, up: 2, toZero: 3 } as const

/** Checked arithmetic: terminators of their own, with a result on success and an edge on overflow. */
export const checkedSpecs = {
  addFixnum: { args: [W, W], result: W },
  subFixnum: { args: [W, W], result: W },
  mulFixnum: { args: [W, W], result: W },
} as const

export type CheckedName = keyof typeof checkedSpecs
