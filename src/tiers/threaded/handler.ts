// One threaded handler: the body of an op compiled whole, with operands read from the code word.
//
// Registers: R14 points to the op's first unit; everything else as in backend/x64/roles.ts. Blocks
// are laid out in the body's order; cold blocks and edge code go to the cold region. At each
// safepoint the frame is complete: bytecode registers are always in their slots, the position word
// gets R14, and the call site behind the return address says k.
//
// Needs: verified bodies (acyclic, resume blocks use only operands). Keeps: R12, R13, R15.

import { type Assembler, CC, I, patchRel32, RAX, RSP } from '../../asm/index.ts'
import {
  ARGUMENT_REGISTERS,
  type BodyFacts,
  bodyFacts,
  CAGE,
  CALLEE,
  CC_EQUAL_ORDERED,
  CONSTANT,
  CONTEXT,
  COUNT,
  type Context,
  captureContext,
  conform,
  Emitter,
  NONE,
  RESULT,
  restoreContext,
  SCRATCH,
  sameLocations,
  THREADED_ALLOCATABLE,
  THREADED_POINTER,
  type Tier,
  widenContext,
} from '../../backend/index.ts'
import { bug, unreachable } from '../../base/index.ts'
import {
  ANY,
  type Block,
  type BlockId,
  type Edge,
  FIXNUM,
  type Terminator,
} from '../../expr/index.ts'
import { PROCEDURE_CELL } from '../../heap/index.ts'
import type { OperandPlace, OpForm } from '../../ops/index.ts'
import {
  cellOffsets as CELL,
  FRAME_HEADER_BYTES,
  FRAME_POSITION,
  REGISTER_ARGUMENTS,
} from '../../runtime/index.ts'
import { emitArgumentsToArea, emitLeaveFrame } from './entry.ts'
import type { ThreadedMachine } from './machine.ts'

/** What a handler knows of the code it stands in. */
export interface HandlerShape {
  /** Registers of the frame that the op leaves; null: it reads the frame's size. */
  readonly registers: number | null
  /** Arguments of the op's call, at most those that registers take; null: it reads the operand. */
  readonly count: number | null
}

/** Compiles handlers, one at a time, at the cursors of `hot`, `cold` and `frozen`. */
export class HandlerCompiler implements Tier {
  readonly allocatable = THREADED_ALLOCATABLE
  private readonly emitter: Emitter
  private readonly regions: readonly Assembler[]
  private readonly machine: ThreadedMachine
  private form!: OpForm
  private shape!: HandlerShape
  private facts!: BodyFacts
  private contexts: (Context | null)[] = []
  private starts: number[] = []
  private fixups: { at: number; block: BlockId }[] = []

  /** `regions`: hot code, cold code, and what is rarer still; all in the same code memory. */
  constructor(regions: readonly Assembler[], machine: ThreadedMachine) {
    this.regions = regions
    this.machine = machine
    const [hot, cold] = regions as [Assembler, Assembler]
    this.emitter = new Emitter(hot, cold, machine.context, machine.layout, this)
  }

  private useRegion(index: number): void {
    this.emitter.asm = this.regions[index] ?? bug('edge code too deep')
    this.emitter.cold = this.regions[index + 1] ?? this.emitter.asm
  }

  private regionIndex(): number {
    return this.regions.indexOf(this.emitter.asm)
  }

  /** Emits a handler of `form`; its address is the hot cursor at the call. */
  compile(form: OpForm, shape: HandlerShape): void {
    const { body } = form.spec
    this.form = form
    this.shape = shape
    this.facts = bodyFacts(body)
    this.contexts = body.blocks.map(() => null)
    this.starts = body.blocks.map(() => -1)
    this.fixups = []
    this.emitter.state.reset(0)
    this.emitter.state.startBody(body.types.length)
    this.contexts[0] = captureContext(this.emitter.state, [], [])
    const { order, cold } = this.facts
    const layout = [...order.filter((b) => !cold[b]), ...order.filter((b) => cold[b])]
    layout.forEach((b, i) => this.block(b, layout[i + 1] ?? NONE))
    for (const { at, block } of this.fixups) {
      const { bytes, base } = this.machine.memory
      patchRel32(bytes, base, at, this.starts[block] as number)
    }
  }

  // Blocks.

  private block(b: BlockId, next: BlockId): void {
    const block = this.form.spec.body.blocks[b] as Block
    const context = this.contexts[b]
    // No edge leads here: the tests before it were answered by what kind the operands are.
    if (!context) return
    const isCold = this.facts.cold[b] as boolean
    this.useRegion(isCold ? 1 : 0)
    const nextHere = next !== NONE && this.facts.cold[next] === isCold ? next : NONE
    this.starts[b] = this.emitter.asm.here
    this.restore(context)
    const dies = this.facts.dies[b] as BodyFacts['dies'][number]
    const flagAt = block.end.kind === 'branch' ? block.nodes.length - 1 : -1
    block.nodes.forEach((node, i) => {
      if (i === flagAt) return
      this.emitter.node(node)
      for (const value of dies[i] as readonly number[]) this.emitter.state.clearBody(value)
    })
    this.terminator(block, nextHere)
    this.emitter.unpin()
  }

  private restore(context: Context): void {
    restoreContext(this.emitter.state, context, 0, this.form.spec.body.types.length)
  }

  private terminator(block: Block, next: BlockId): void {
    const { end } = block
    switch (end.kind) {
      case 'jump':
        return this.jump(end.to, next)
      case 'branch':
        return this.branch(block, end, next)
      case 'checked':
        return this.checked(end, next)
      case 'next':
        return this.deliver(end.value)
      case 'goto':
        return this.gotoLabel(end.operand)
      case 'call':
        return this.call(end, next)
      case 'tailcall':
        return this.tailcall(end)
      case 'return':
        return this.return(end.value)
      case 'request':
        return this.request(end, next)
      case 'poll':
        return this.poll(end.resume, next)
      default:
        return unreachable(end)
    }
  }

  // Edges.

  /** Brings the state to `edge`'s block; the first edge there decides how values lie. */
  private arrive(edge: Edge): void {
    const { state } = this.emitter
    const target = this.form.spec.body.blocks[edge.block] as Block
    const args = edge.args.map((id) => state.bodyValue[id] as number)
    for (const value of args) state.retain(value)
    args.forEach((value, i) => state.setBody(target.params[i] as number, value))
    for (const value of args) state.release(value)
    const live = [...(this.facts.liveIn[edge.block] as readonly number[]), ...target.params]
    const context = this.contexts[edge.block]
    if (context) conform(this.emitter, context, slotOffset)
    else {
      const shared = (this.facts.predecessorCount[edge.block] as number) > 1
      if (shared) this.settleConstants(live)
      const fresh = captureContext(state, [], live)
      this.contexts[edge.block] = shared ? widenContext(fresh) : fresh
    }
  }

  /** Values that may differ by the way one comes lie in registers, not as constants. */
  private settleConstants(live: readonly number[]): void {
    const { state } = this.emitter
    const { types } = this.form.spec.body
    for (const id of live) {
      const value = state.bodyValue[id] as number
      if (types[id] === 'f64') this.emitter.doubleInRegister(value)
      else if (state.constant[value] !== CONSTANT.none) this.emitter.wordInRegister(value)
      this.emitter.unpin()
    }
  }

  private jump(edge: Edge, next: BlockId): void {
    this.arrive(edge)
    if (edge.block !== next) this.jumpTo(edge.block)
  }

  private jumpTo(block: BlockId): void {
    const { asm } = this.emitter
    asm.jmpTo(asm.here)
    this.fixups.push({ at: asm.here - 4, block })
  }

  private branchTo(cc: number, block: BlockId): void {
    const { asm } = this.emitter
    asm.jccTo(cc, asm.here)
    this.fixups.push({ at: asm.here - 4, block })
  }

  /** Jumps to `edge` under `cc`; moves that only this way needs are made in the cold region. */
  private conditionalEdge(cc: number, edge: Edge): void {
    const { state } = this.emitter
    const target = this.contexts[edge.block]
    if (!target || sameLocations(state, target)) {
      if (!target) this.withSavedState(() => this.arrive(edge))
      this.branchTo(cc, edge.block)
      return
    }
    const region = this.regionIndex()
    this.emitter.asm.jccTo(cc, this.emitter.cold.here)
    this.withSavedState(() => {
      this.useRegion(region + 1)
      this.arrive(edge)
      this.jumpTo(edge.block)
      this.useRegion(region)
    })
  }

  private withSavedState(emit: () => void): void {
    const { state } = this.emitter
    const live: number[] = []
    for (let id = 0; id < this.form.spec.body.types.length; id++) {
      if (state.bodyValue[id] !== NONE) live.push(id)
    }
    const saved = captureContext(state, [], live)
    emit()
    this.restore(saved)
  }

  private branch(block: Block, end: Terminator & { kind: 'branch' }, next: BlockId): void {
    const test = block.nodes[block.nodes.length - 1] as Block['nodes'][number]
    const outcome = this.emitter.test(test)
    this.releaseDying(block)
    if (outcome === 'yes') return this.jump(end.then, next)
    if (outcome === 'no') return this.jump(end.else, next)
    this.twoWay(test, outcome, end, next)
  }

  private twoWay(
    test: Block['nodes'][number],
    cc: number,
    end: Terminator & { kind: 'branch' },
    next: BlockId,
  ): void {
    if (cc === CC_EQUAL_ORDERED) {
      this.conditionalEdge(CC.P, end.else)
      this.conditionalEdge(CC.NE, end.else)
      return this.jump(end.then, next)
    }
    if (end.else.block === next) {
      this.withFact(test, true, () => this.conditionalEdge(cc, end.then))
      this.withFactFinal(test, false)
      return this.jump(end.else, next)
    }
    this.withFact(test, false, () => this.conditionalEdge(cc ^ 1, end.else))
    this.withFactFinal(test, true)
    this.jump(end.then, next)
  }

  private withFact(test: Block['nodes'][number], outcome: boolean, emit: () => void): void {
    this.withSavedState(() => {
      this.withFactFinal(test, outcome)
      emit()
    })
  }

  private withFactFinal(test: Block['nodes'][number], outcome: boolean): void {
    if (this.emitter.state.bodyValue[test.args[0] as number] !== NONE) {
      this.emitter.learn(test, outcome)
    }
  }

  private releaseDying(block: Block): void {
    const { nodes } = block
    const dies = this.facts.dies[this.form.spec.body.blocks.indexOf(block)]
    for (const value of dies?.[nodes.length - 1] ?? []) {
      if (value !== nodes[nodes.length - 1]?.result) this.emitter.state.clearBody(value)
    }
  }

  private checked(end: Terminator & { kind: 'checked' }, next: BlockId): void {
    const { emitter } = this
    const [param] = (this.form.spec.body.blocks[end.ok] as Block).params
    emitter.state.setBody(param as number, emitter.checked(end.op, end.args))
    this.conditionalEdge(CC.O, end.overflow)
    this.jump({ block: end.ok, args: [] }, next)
  }

  // Terminators that leave the op.

  private deliver(value: number): void {
    if (value !== NONE) {
      const out = this.form.spec.operands.findIndex((operand) => operand.kind === 'out')
      const { state } = this.emitter
      const word = state.bodyValue[value] as number
      if (!state.hasWord(word)) this.emitter.box(word)
      const immediate = state.gpr[word] === NONE && state.constant[word] === CONSTANT.immediate
      if (!immediate) this.emitter.wordInRegister(word)
      const index = this.decode(out)
      const { asm } = this.emitter
      if (immediate) {
        asm.mxi(I.mov, RSP, index, 8, FRAME_HEADER_BYTES, state.constantImm[word] as number)
      } else asm.mxr(I.mov, RSP, index, 8, FRAME_HEADER_BYTES, state.gpr[word] as number)
    }
    const bytes = 8 * this.form.encoding.units
    const { asm } = this.emitter
    if (this.machine.collectsAlways) this.useUpRoom()
    asm.rm(I.mov32, RAX, THREADED_POINTER, bytes)
    asm.ri(I.add, THREADED_POINTER, bytes)
    this.dispatch()
  }

  /**
   * A collection makes room for whatever an op may allocate, since the op starts again; what this one left
   * of it is not for the next.
   */
  private useUpRoom(): void {
    const { asm } = this.emitter
    asm.mi(I.mov32, CONTEXT, this.machine.context.allocationLimit, 0)
  }

  private dispatch(): void {
    const { asm } = this.emitter
    asm.rr(I.add, RAX, CAGE)
    asm.r(I.jmp, RAX)
  }

  private gotoLabel(operand: number): void {
    const { asm } = this.emitter
    this.decodeInto(RAX, operand)
    asm.rmx(I.lea, THREADED_POINTER, THREADED_POINTER, RAX, 8, 0)
    asm.rm(I.mov32, RAX, THREADED_POINTER, 0)
    this.dispatch()
  }

  /** Loads callee, count and arguments into their registers, the rest into the argument area. */
  private loadCall(end: { callee: number; base: number; count: number }): void {
    const { emitter } = this
    const { asm, cold, state } = emitter
    const callee = emitter.wordInRegister(state.bodyValue[end.callee] as number)
    if (callee !== CALLEE) asm.rr(I.mov, CALLEE, callee)
    const known = this.shape.count
    if (known !== 0) this.decodeInto(RAX, end.base)
    if (known === null) this.decodeInto(COUNT, end.count)
    else asm.movImm(COUNT, known)
    ARGUMENT_REGISTERS.slice(0, known ?? REGISTER_ARGUMENTS).forEach((register, i) => {
      asm.rmx(I.mov, register, RSP, RAX, 8, FRAME_HEADER_BYTES + 8 * i)
    })
    if (known !== null) return
    asm.ri(I.cmp32, COUNT, REGISTER_ARGUMENTS)
    asm.jccTo(CC.A, cold.here)
    emitArgumentsToArea(cold, asm.here, this.machine)
  }

  private call(end: Terminator & { kind: 'call' }, next: BlockId): void {
    this.loadCall(end)
    const { asm } = this.emitter
    asm.mr(I.mov32, RSP, FRAME_POSITION, THREADED_POINTER)
    asm.rm(I.mov, RAX, CALLEE, PROCEDURE_CELL)
    asm.m(I.call, RAX, CELL.entry)
    this.resumePoint(end.resume, next)
  }

  /** The code at a resume point: call-site number, then R14 again, then the resume block. */
  private resumePoint(resume: BlockId, next: BlockId): void {
    const { asm, state } = this.emitter
    const block = this.form.spec.body.blocks[resume] as Block
    asm.longNop(this.machine.callSite(block.resume))
    asm.rm(I.mov32, THREADED_POINTER, RSP, FRAME_POSITION)
    asm.rr(I.add, THREADED_POINTER, CAGE)
    this.restore(captureContext(state, [], []))
    const [param] = block.params
    if (param !== undefined) {
      const value = state.newValue(ANY)
      state.setGpr(value, RESULT)
      state.setBody(param, value)
    }
    this.contexts[resume] = captureContext(state, [], block.params)
    if (resume !== next) this.jumpTo(resume)
  }

  private tailcall(end: Terminator & { kind: 'tailcall' }): void {
    this.loadCall(end)
    const { asm } = this.emitter
    emitLeaveFrame(asm, this.shape.registers)
    asm.rm(I.mov, RAX, CALLEE, PROCEDURE_CELL)
    asm.m(I.jmp, RAX, CELL.entry)
  }

  private return(id: number): void {
    const { emitter } = this
    const register = emitter.wordInRegister(emitter.state.bodyValue[id] as number)
    if (register !== RESULT) emitter.asm.rr(I.mov, RESULT, register)
    emitLeaveFrame(emitter.asm, this.shape.registers)
    emitter.asm.none(I.ret)
  }

  private request(end: Terminator & { kind: 'request' }, next: BlockId): void {
    const { emitter, machine } = this
    end.args.forEach((id, i) => {
      emitter.storeWordAt(
        CONTEXT,
        machine.context.requestArguments + 8 * i,
        emitter.state.bodyValue[id] as number,
      )
    })
    emitter.asm.mi(I.mov32, CONTEXT, machine.context.requestArgumentCount, end.args.length)
    const routine = machine.requestRoutine(end.name)
    this.leave(machine.requestNumber(end.name), end.resume, next, routine)
  }

  /** A heavy request at the op's position; without resume point it never comes back. */
  private leave(
    request: number,
    resume: BlockId,
    next: BlockId,
    routine: number | null = null,
  ): void {
    const { asm } = this.emitter
    const { machine } = this
    asm.mr(I.mov32, RSP, FRAME_POSITION, THREADED_POINTER)
    asm.mi(I.mov32, CONTEXT, machine.context.request, request)
    if (resume < 0) {
      asm.leaAddress(SCRATCH, machine.exits.restartSite)
      asm.mr(I.mov, CONTEXT, machine.context.resume, SCRATCH)
      asm.jmpTo(machine.exits.exitHeavy)
      return
    }
    asm.leaAddress(SCRATCH, asm.here)
    const field = asm.here - 4
    asm.mr(I.mov, CONTEXT, machine.context.resume, SCRATCH)
    if (routine === null) asm.jmpTo(machine.exits.exitHeavy)
    else asm.m(I.jmp, CONTEXT, routine)
    patchRel32(asm.bytes, asm.base, field, asm.here)
    this.resumePoint(resume, next)
  }

  private poll(resume: BlockId, next: BlockId): void {
    const { emitter, machine } = this
    const region = this.regionIndex()
    const hot = emitter.asm
    const back = (request: number, cc: number) => {
      hot.jccTo(cc, emitter.cold.here)
      this.useRegion(region + 1)
      this.leave(request, resume, NONE)
      this.useRegion(region)
    }
    if (machine.metered) {
      hot.mi(I.sub32, CONTEXT, machine.context.fuel, 1)
      back(machine.pollRequest, CC.S)
    }
    hot.rm(I.cmp, RSP, CONTEXT, machine.context.stackLimit)
    back(machine.pollRequest, CC.B)
    if (machine.counts) {
      hot.rm(I.mov, RAX, RSP, 0)
      hot.rm(I.mov, RAX, RAX, PROCEDURE_CELL)
      hot.mi(I.sub32, RAX, CELL.counter, 1)
      back(machine.hotLoopRequest, CC.E)
    }
    this.contexts[resume] = captureContext(emitter.state, [], [])
    if (resume !== next) this.jumpTo(resume)
  }

  // Tier.

  private decodeInto(register: number, operand: number): void {
    const { asm } = this.emitter
    const place = this.form.encoding.places[operand] as OperandPlace
    const instruction =
      place.bytes === 1
        ? place.signed
          ? I.movsx8
          : I.movzx8
        : place.bytes === 2
          ? place.signed
            ? I.movsx16
            : I.movzx16
          : I.movsxd
    asm.rm(instruction, register, THREADED_POINTER, place.offset)
  }

  private decode(operand: number): number {
    const register = this.emitter.allocateGpr()
    this.decodeInto(register, operand)
    return register
  }

  private loaded(register: number, type: number): number {
    const value = this.emitter.state.newValue(type)
    this.emitter.state.setGpr(value, register)
    return value
  }

  operandReg(operand: number, offset: number): number {
    const register = this.decode(operand)
    this.emitter.asm.rmx(I.mov, register, RSP, register, 8, FRAME_HEADER_BYTES + 8 * offset)
    return this.loaded(register, ANY)
  }

  operandFixnum(operand: number): number {
    const register = this.decode(operand)
    this.emitter.asm.ri(I.shl, register, 3)
    return this.loaded(register, FIXNUM)
  }

  operandInt(operand: number): number {
    const value = this.loaded(this.decode(operand), ANY)
    this.emitter.state.raw[value] = 1
    return value
  }

  operandConstant(operand: number): number {
    const register = this.decode(operand)
    this.emitter.asm.rmx(I.mov, register, CAGE, register, 8, this.machine.layout.constants)
    return this.loaded(register, ANY)
  }

  operandGlobal(operand: number): number {
    const register = this.decode(operand)
    this.emitter.asm.rmx(I.mov, register, CAGE, register, 8, this.machine.layout.globals)
    return this.loaded(register, ANY)
  }

  self(): number {
    const register = this.emitter.allocateGpr()
    this.emitter.asm.rm(I.mov, register, RSP, 0)
    return this.loaded(register, ANY)
  }

  /** Stores the global; if compiled code relies on its old value the driver is told (light). */
  storeGlobal(value: number, operand: number): void {
    const { emitter, machine } = this
    const { asm, cold } = emitter
    const word = emitter.wordInRegister(value)
    const index = this.decode(operand)
    asm.mxr(I.mov, CAGE, index, 8, machine.layout.globals, word)
    asm.mxi(I.cmp8, CAGE, index, 1, machine.layout.watched, 0)
    asm.jccTo(CC.NE, cold.here)
    cold.mr(I.mov32, CONTEXT, machine.context.lightArgument, index)
    cold.mi(I.mov32, CONTEXT, machine.context.lightSite, machine.globalAssignedSite)
    cold.leaAddress(SCRATCH, asm.here)
    cold.mr(I.mov, CONTEXT, machine.context.resume, SCRATCH)
    cold.jmpTo(machine.exits.exitLight)
  }

  slotOffset(slot: number): number {
    return slotOffset(slot)
  }

  spill(): void {
    bug(`the body of ${this.form.spec.name} needs more registers than there are`)
  }

  /** Nothing has happened yet in this op (the body verifier proved it): it starts again. */
  collect(): void {
    const { cold } = this.emitter
    cold.mr(I.mov32, RSP, FRAME_POSITION, THREADED_POINTER)
    cold.jmpTo(this.machine.exits.collectRoutine)
  }

  literal(value: number): number {
    return this.machine.literal(value)
  }
}

function slotOffset(_slot: number): number {
  return bug('threaded code spills nothing')
}
