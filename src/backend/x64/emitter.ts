// Turns nodes of the op IR into machine code, one after the other, choosing registers on the fly.
//
// Used by every native tier: the threaded tier starts each handler with an empty state, the lazy
// tier with the state of a context. The emitter owns allocation, tiles, boxing and allocation of
// objects; what differs between tiers (where operands are, how to spill, what a collection needs)
// comes from its `Tier`. Hot code goes through `asm`, what rarely runs through `cold`, which is
// another cursor in the same code memory: both write at final addresses.
//
// Invariant: between nodes every live value has a location in `state`; SCRATCH and SCRATCH_XMM are
// free. Registers of the node at hand are pinned until it is done.

import { type Assembler, I, RSP } from '../../asm/index.ts'
import { assert, bug } from '../../base/index.ts'
import {
  type CheckedName,
  checkedSpecs,
  FIXNUM,
  FLONUM,
  immediateType,
  kindType,
  type Node,
  nodeSpecs,
  PAIR,
  PROCEDURE,
  SELF_TAGGED,
  TAG,
  type TagTest,
  tagTests,
  typeIfFalse,
  typeIfTrue,
} from '../../expr/index.ts'
import { kinds } from '../../heap/index.ts'
import { emitCopy, emitString } from './bytes.ts'
import { emitAllocation, emitBox, emitVector } from './objects.ts'
import { CAGE, type MachineContext, type MachineLayout, SCRATCH, XMM_COUNT } from './roles.ts'
import { CONSTANT, NONE, State } from './state.ts'
import { type Form, literalBase, type Tile, tilesByNode } from './tiles.table.ts'

/** What a tier decides for the emitter. */
export interface Tier {
  readonly allocatable: readonly number[]
  operandReg(operand: number, offset: number): number
  operandFixnum(operand: number): number
  operandInt(operand: number): number
  operandConstant(operand: number): number
  operandGlobal(operand: number): number
  self(): number
  storeGlobal(value: number, operand: number): void
  /** Displacement from RSP of frame slot `slot`. */
  slotOffset(slot: number): number
  /** Frees some general (or vector) register by moving its value to the frame. */
  spill(vector: boolean, pinnedGprs: number, pinnedXmms: number): void
  /** Cold code: no room for `bytes`. Ends by going to `retry` (or by restarting the op). */
  collect(bytes: number, retry: number): void
  /** Cage offset of eight bytes that hold this double for ever. */
  literal(value: number): number
}

/** The outcome of a test: known, or in the flags under a condition code. */
export type Outcome = 'yes' | 'no' | number

export class Emitter {
  readonly state = new State()
  /** The two cursors; a tier moves them. */
  asm: Assembler
  cold: Assembler
  readonly context: MachineContext
  readonly layout: MachineLayout
  readonly tier: Tier
  /** General register in which the op's result is wanted, or NONE. */
  hint = NONE
  private pinnedGprs = 0
  private pinnedXmms = 0
  /** Scratch of `selectAndEmit`: operands as values and as numbers, what the tile gave. */
  private readonly tileValues = [NONE, NONE, NONE]
  private readonly tileOperands = [0, 0, 0]
  private tileResult = 0
  private tileCode = NONE

  constructor(
    asm: Assembler,
    cold: Assembler,
    context: MachineContext,
    layout: MachineLayout,
    tier: Tier,
  ) {
    this.asm = asm
    this.cold = cold
    this.context = context
    this.layout = layout
    this.tier = tier
  }

  // Nodes.

  /** Emits one node that is not a test. */
  node(node: Node): void {
    const value = this.nodeValue(node)
    if (node.result >= 0) this.state.setBody(node.result, value)
    this.unpin()
  }

  private nodeValue(node: Node): number {
    const { tier, state } = this
    switch (node.op) {
      case 'wordConst':
        return state.newImmediate(node.a, (node.a & 7) === 0 ? FIXNUM : immediateType(node.a))
      case 'intConst':
        return this.rawImmediate(node.a)
      case 'f64Const':
        return this.doubleConstant(node.a)
      case 'operandReg':
        return tier.operandReg(node.a, node.b)
      case 'operandFixnum':
        return tier.operandFixnum(node.a)
      case 'operandInt':
        return tier.operandInt(node.a)
      case 'operandConstant':
        return tier.operandConstant(node.a)
      case 'operandGlobal':
        return tier.operandGlobal(node.a)
      case 'self':
        return tier.self()
      case 'storeGlobal':
        tier.storeGlobal(this.argument(node, 0), node.a)
        return NONE
      case 'allocPair':
        return emitAllocation(this, node, TAG.pair, 0, PAIR)
      case 'allocProcedure':
        return emitAllocation(this, node, TAG.procedure, kinds.procedure.number, PROCEDURE)
      case 'allocObject':
        return emitAllocation(this, node, TAG.object, node.a, kindType(node.a))
      case 'allocVector':
        return emitVector(this, node)
      case 'allocString':
        return emitString(this, node)
      case 'copyBytes':
        emitCopy(this, node)
        return NONE
      default:
        return (
          this.folded(node) ?? this.tiled(node.op, node.args, node.a, nodeSpecs[node.op].result)
        )
    }
  }

  private argument(node: Node, index: number): number {
    const value = this.state.bodyValue[node.args[index] as number] as number
    assert(value !== NONE, 'operand of a node has no value')
    return value
  }

  /** Results that need no code: conversions of constants and of values already unboxed. */
  private folded(node: Node): number | null {
    const { state } = this
    if (node.op === 'unboxSelfTagged' || node.op === 'loadF64') {
      const value = this.argument(node, 0)
      return state.hasDouble(value) ? value : null
    }
    if (node.op === 'negateFixnum') {
      const value = this.argument(node, 0)
      if (state.constant[value] !== CONSTANT.immediate) return null
      const word = -(state.constantImm[value] as number)
      return (word | 0) === word ? state.newImmediate(word, FIXNUM) : null
    }
    if (node.op === 'fixnumToF64') {
      const value = this.argument(node, 0)
      if (state.constant[value] !== CONSTANT.immediate) return null
      return this.doubleConstant((state.constantImm[value] as number) / 8)
    }
    return null
  }

  rawImmediate(integer: number): number {
    const value = this.state.newImmediate(integer, 0)
    this.state.raw[value] = 1
    return value
  }

  doubleConstant(double: number): number {
    const { state } = this
    const value = state.newValue(FLONUM)
    state.constant[value] = CONSTANT.memory
    state.constantImm[value] = NONE
    state.isDouble[value] = 1
    state.constantDouble[value] = double
    return value
  }

  /** Checked arithmetic: the result is defined; the overflow flag says whether it holds. */
  checked(op: CheckedName, args: readonly number[]): number {
    const value = this.tiled(op, args, 0, checkedSpecs[op].result)
    this.unpin()
    this.state.type[value] = FIXNUM
    return value
  }

  /** Emits a test; known outcomes emit nothing. */
  test(node: Node): Outcome {
    const known = this.knownOutcome(node)
    if (known !== null) return known
    this.selectAndEmit(node.op, node.args, node.a)
    this.unpin()
    assert(this.tileCode !== NONE, 'a test tile returns a condition')
    return this.tileCode
  }

  private knownOutcome(node: Node): Outcome | null {
    const { state } = this
    if (node.op in tagTests) {
      const value = this.argument(node, 0)
      const type = state.type[value] as number
      // Self-tagged or boxed is a choice of representation: an unboxed double may answer yes.
      if (node.op === 'isSelfTagged' && state.hasDouble(value) && !state.hasWord(value))
        return 'yes'
      if ((type & typeIfTrue(node.op as TagTest, node.a)) === 0) return 'no'
      return (type & typeIfFalse(node.op as TagTest, node.a)) === 0 ? 'yes' : null
    }
    return node.args.length === 2 ? this.knownComparison(node) : null
  }

  private knownComparison(node: Node): Outcome | null {
    const { state } = this
    const x = this.argument(node, 0)
    const y = this.argument(node, 1)
    if (state.constant[x] !== CONSTANT.immediate || state.constant[y] !== CONSTANT.immediate) {
      return null
    }
    const a = state.constantImm[x] as number
    const b = state.constantImm[y] as number
    switch (node.op) {
      case 'eqWord':
        return a === b ? 'yes' : 'no'
      case 'ltFixnum':
        return a < b ? 'yes' : 'no'
      case 'leFixnum':
        return a <= b ? 'yes' : 'no'
      case 'ltUnsigned':
        return (a < 0 === b < 0 ? a < b : b < 0) ? 'yes' : 'no'
      default:
        return null
    }
  }

  /** Cuts the type of the tested value down by the outcome. */
  learn(node: Node, outcome: boolean): void {
    if (!(node.op in tagTests)) return
    const value = this.argument(node, 0)
    const cut = outcome
      ? typeIfTrue(node.op as TagTest, node.a)
      : typeIfFalse(node.op as TagTest, node.a)
    const type = this.state.type[value] as number
    if (node.op === 'isSelfTagged' && this.state.hasDouble(value)) return
    this.state.type[value] = type & cut
  }

  // Tiles.

  private tiled(op: string, args: readonly number[], a: number, result: string): number {
    const { state } = this
    this.selectAndEmit(op, args, a)
    const d = this.tileResult
    if (result === 'none') return NONE
    const value = state.newValue(result === 'f64' ? FLONUM : resultType(op))
    if (result === 'f64') state.setXmm(value, d)
    else state.setGpr(value, d)
    if (result === 'int') state.raw[value] = 1
    return value
  }

  /** Emits the cheapest tile; its result register and condition are left in `tileResult`, `tileCode`. */
  private selectAndEmit(op: string, args: readonly number[], a: number): void {
    const { state, tileValues: values, tileOperands: operands } = this
    for (let i = 0; i < args.length; i++) {
      values[i] = state.bodyValue[args[i] as number] as number
      this.pinWhereItLies(values[i] as number)
    }
    const tile = this.select(op, args.length)
    for (const register of tile.clobbers) this.evict(register)
    let next = 0
    const skipFirst = tile.into
    for (let i = 0; i < tile.forms.length; i++) {
      if (i === 0 && skipFirst) next++
      else next = this.operandForm(tile.forms[i] as Form, values[i] as number, operands, next)
    }
    let d = 0
    if (tile.fixed >= 0) {
      d = tile.fixed
    } else if (tile.result === 'r') {
      d = skipFirst ? this.copyWord(values[0] as number) : this.allocateGpr(this.hint)
    } else if (tile.result === 'x') {
      d = skipFirst ? this.copyDouble(values[0] as number) : this.allocateXmm()
    }
    const [x, y, z] = operands as [number, number, number]
    const code = tile.code(this.asm, d, x, y, z, a)
    for (const register of tile.clobbers) assert(state.gprOwner[register] === NONE)
    this.tileResult = d
    this.tileCode = (code as number | undefined) ?? NONE
  }

  /** The cheapest tile for `count` operands as they lie; first in the table on a tie. */
  private select(op: string, count: number): Tile {
    const candidates = tilesByNode.get(op) ?? bug(`no tile for ${op}`)
    let best: Tile | null = null
    let bestCost = Infinity
    for (const candidate of candidates) {
      let cost = candidate.cost
      for (let i = 0; i < count; i++) {
        cost += this.formCost(candidate.forms[i] as Form, this.tileValues[i] as number)
      }
      if (cost < bestCost) {
        best = candidate
        bestCost = cost
      }
    }
    return best ?? bug(`no tile of ${op} takes its operands`)
  }

  private formCost(form: Form, value: number): number {
    const { state } = this
    switch (form) {
      case 'r':
        return state.gpr[value] !== NONE ? 0 : state.hasWord(value) ? 1 : 4
      case 'i':
        return state.constant[value] === CONSTANT.immediate ? 0 : Infinity
      case 'm':
        return state.gpr[value] === NONE && state.slot[value] !== NONE ? 0.5 : Infinity
      case 'x':
        return state.xmm[value] !== NONE ? 0 : 1
      case 'd':
        return state.xmm[value] === NONE && state.hasDouble(value) ? 0.5 : Infinity
    }
  }

  /** Puts operand `value` into `form` and its numbers into `operands` from `next` on. */
  private operandForm(form: Form, value: number, operands: number[], next: number): number {
    const { state } = this
    switch (form) {
      case 'r':
        operands[next] = this.wordInRegister(value)
        return next + 1
      case 'i':
        operands[next] = state.constantImm[value] as number
        return next + 1
      case 'm':
        operands[next] = this.tier.slotOffset(state.slot[value] as number)
        return next + 1
      case 'x':
        operands[next] = this.doubleInRegister(value)
        return next + 1
      case 'd': {
        const slot = state.slotDouble[value] as number
        const literal = slot === NONE
        operands[next] = literal
          ? this.tier.literal(state.constantDouble[value] as number)
          : this.tier.slotOffset(slot)
        operands[next + 1] = literal ? literalBase : RSP
        return next + 2
      }
    }
  }

  // Registers.

  unpin(): void {
    this.pinnedGprs = 0
    this.pinnedXmms = 0
  }

  /** Keeps `register` from being reused until `unpin`. */
  pinGpr(register: number): void {
    this.pinnedGprs |= 1 << register
  }

  pinXmm(register: number): void {
    this.pinnedXmms |= 1 << register
  }

  /** Keeps an operand in its registers: spilt for its neighbour it would be loaded again. */
  pinWhereItLies(value: number): void {
    const gpr = this.state.gpr[value] as number
    const xmm = this.state.xmm[value] as number
    if (gpr !== NONE) this.pinGpr(gpr)
    if (xmm !== NONE) this.pinXmm(xmm)
  }

  /** A free general register, pinned, `wanted` if it is free; spills if none is. */
  allocateGpr(wanted = NONE): number {
    const isFree = wanted >= 0 && this.state.gprOwner[wanted] === NONE
    if (isFree && !(this.pinnedGprs & (1 << wanted))) {
      this.pinGpr(wanted)
      return wanted
    }
    for (let attempt = 0; attempt < 2; attempt++) {
      for (const register of this.tier.allocatable) {
        if (this.state.gprOwner[register] === NONE && !(this.pinnedGprs & (1 << register))) {
          this.pinGpr(register)
          return register
        }
      }
      this.tier.spill(false, this.pinnedGprs, this.pinnedXmms)
    }
    return bug('no general register could be freed')
  }

  allocateXmm(): number {
    for (let attempt = 0; attempt < 2; attempt++) {
      for (let register = 0; register < XMM_COUNT; register++) {
        if (this.state.xmmOwner[register] === NONE && !(this.pinnedXmms & (1 << register))) {
          this.pinXmm(register)
          return register
        }
      }
      this.tier.spill(true, this.pinnedGprs, this.pinnedXmms)
    }
    return bug('no vector register could be freed')
  }

  /** Empties `register`: its value moves to another one. */
  evict(register: number): void {
    const { state } = this
    const value = state.gprOwner[register] as number
    this.pinGpr(register)
    if (value === NONE) return
    const other = this.allocateGpr()
    this.asm.rr(I.mov, other, register)
    state.clearGpr(value)
    state.setGpr(value, other)
  }

  /** The word of `value` in a general register, which is pinned; boxes a double if it must. */
  wordInRegister(value: number): number {
    const { state } = this
    let register = state.gpr[value] as number
    if (register === NONE) {
      if (!state.hasWord(value)) return this.box(value)
      register = this.allocateGpr()
      this.loadWord(this.asm, register, value)
      state.setGpr(value, register)
    }
    this.pinGpr(register)
    return register
  }

  /** Loads the word of `value`, which has one, into `register`; the state does not change. */
  loadWord(asm: Assembler, register: number, value: number): void {
    const { state } = this
    if (state.gpr[value] !== NONE) {
      if (state.gpr[value] !== register) asm.rr(I.mov, register, state.gpr[value] as number)
    } else if (state.constant[value] === CONSTANT.immediate) {
      asm.movImm(register, state.constantImm[value] as number)
    } else if (state.slot[value] !== NONE) {
      asm.rm(I.mov, register, RSP, this.tier.slotOffset(state.slot[value] as number))
    } else if (state.isConstantWord(value)) {
      asm.rm(I.mov, register, CAGE, state.constantImm[value] as number)
    } else bug('value has no word')
  }

  /** The double of `value` in a vector register, which is pinned. */
  doubleInRegister(value: number): number {
    const { state } = this
    let register = state.xmm[value] as number
    if (register === NONE) {
      register = this.allocateXmm()
      this.loadDouble(register, value)
      state.setXmm(value, register)
    }
    this.pinXmm(register)
    return register
  }

  /** Loads the double of `value` into a vector register; a self-tagged word is unboxed. */
  loadDouble(register: number, value: number): void {
    const { state, asm } = this
    if (state.xmm[value] !== NONE) {
      if (state.xmm[value] !== register) asm.rr(I.movsd, register, state.xmm[value] as number)
    } else if (state.slotDouble[value] !== NONE) {
      asm.rm(I.movsd, register, RSP, this.tier.slotOffset(state.slotDouble[value] as number))
    } else if (state.isDouble[value] === 1) {
      const double = state.constantDouble[value] as number
      if (Object.is(double, 0)) asm.rr(I.xorpd, register, register)
      else asm.rm(I.movsd, register, literalBase, this.tier.literal(double))
    } else {
      assert(state.type[value] === SELF_TAGGED, 'value has no double')
      this.loadWord(asm, SCRATCH, value)
      asm.ri(I.ror, SCRATCH, 4)
      asm.rr(I.movq_xr, register, SCRATCH)
    }
  }

  /** A pinned register with a copy of the word of `value`, for a tile to work in place. */
  private copyWord(value: number): number {
    if (!this.state.hasWord(value)) this.box(value)
    const register = this.allocateGpr(this.hint)
    this.loadWord(this.asm, register, value)
    return register
  }

  private copyDouble(value: number): number {
    const register = this.allocateXmm()
    this.loadDouble(register, value)
    return register
  }

  // Boxes and objects.

  /** Gives a value that is only a double its word, in a general register that is returned. */
  box(value: number): number {
    return emitBox(this, value)
  }

  /** Stores the word of `value` at [base + offset] without changing where it lives. */
  storeWordAt(base: number, offset: number, value: number): void {
    const { asm, state } = this
    if (!state.hasWord(value)) this.box(value)
    if (state.gpr[value] === NONE && state.constant[value] === CONSTANT.immediate) {
      asm.mi(I.mov, base, offset, state.constantImm[value] as number)
      return
    }
    let register = state.gpr[value] as number
    if (register === NONE) {
      this.loadWord(asm, SCRATCH, value)
      register = SCRATCH
    }
    asm.mr(I.mov, base, offset, register)
  }

  /** Copies a vector register while edges are resolved. */
  moveDouble(destination: number, source: number): void {
    this.asm.rr(I.movsd, destination, source)
  }
}

function resultType(op: string): number {
  switch (op) {
    case 'quotientFixnum':
    case 'remainderFixnum':
    case 'tag':
    case 'charToFixnum':
    case 'negateFixnum':
    case 'andFixnum':
    case 'orFixnum':
    case 'xorFixnum':
    case 'shlFixnum':
    case 'sarFixnum':
    case 'loadByteAt':
    case 'loadHalfAt':
    case 'hashWord':
    case 'hashBytes':
    case 'addFixnum':
    case 'subFixnum':
    case 'mulFixnum':
      return FIXNUM
    case 'fixnumToChar':
      return 1 << 7
    default:
      return 0x7fffffff
  }
}
