// Compiles one path: from a place under a context, straight on, until it ends or meets known code.
//
// This is where basic-block versioning happens (Chevalier-Boisvert and Feeley, ECOOP 2015 and 2016).
// Op bodies are walked node by node; a test that the context answers vanishes, an unanswered one
// ends the path with two stubs, or, when one side is cold, goes on along the other. At joins an
// equal version is used, else a new one begins here, else (limit) contexts are widened. Calls do
// not end a path: the continuation follows the call in line, as its own segment.
//
// Invariant: what is emitted after a safepoint belongs to a new segment, so that it can be
// invalidated without finding frames.

import { type Assembler, CC, I, RSP } from '../../asm/index.ts'
import {
  ALLOCATABLE,
  type BodyFacts,
  bodyFacts,
  CC_EQUAL_ORDERED,
  CONSTANT,
  CONTEXT,
  type Context,
  captureContext,
  conform,
  Emitter,
  EXACT,
  INCOMPATIBLE,
  matchContext,
  NONE,
  RESULT,
  restoreContext,
  SCRATCH,
  type State,
  sameLocations,
  type Tier,
} from '../../backend/index.ts'
import { unreachable } from '../../base/index.ts'
import { ANY, type Block, type Edge, type Terminator } from '../../expr/index.ts'
import type { OpSpec } from '../../ops/index.ts'
import { type Code, FRAME_HEADER_BYTES, frameBytes } from '../../runtime/index.ts'
import { emitCall, emitReturn, emitTailcall } from './calls.ts'
import { type CodeShape, operandAt, specAt, specShape } from './code-shape.ts'
import type { LazyCompiler } from './compiler.ts'
import { saveLive, spillOne } from './frame-slots.ts'
import { findLive, findLiveAtResume } from './live-names.ts'
import {
  operandConstant,
  operandFixnum,
  operandGlobal,
  operandRegister,
  runningProcedure,
  storeGlobal,
} from './operands.ts'
import { settleLoop, widenState } from './settle.ts'
import { type Segment, type Version, versionKey } from './versions.ts'

/** Straight code longer than this is cut: nobody may ever reach its end. */
const MAX_PATH_BYTES = 4096

export class PathCompiler implements Tier {
  readonly allocatable = ALLOCATABLE
  readonly emitter: Emitter
  readonly owner: LazyCompiler
  code!: Code
  shape!: CodeShape
  instruction = 0
  block = 0
  spec!: OpSpec
  facts!: BodyFacts
  segment: Segment | null = null
  /** Working room of live-names.ts. */
  readonly scratch: number[] = []
  private isCold = false
  private isDone = false
  private startAddress = 0
  /** Globals stored to in this segment: their old values are no longer taken for constant. */
  readonly stored = new Set<number>()

  constructor(owner: LazyCompiler) {
    this.owner = owner
    const { machine } = owner
    const [hot] = machine.hot
    const [cold] = machine.cold
    this.emitter = new Emitter(hot as never, cold as never, machine.context, machine.layout, this)
  }

  get state(): State {
    return this.emitter.state
  }

  /** Emits at `asm`, a hot cursor or the first cold one. */
  useRegion(asm: Assembler): void {
    const [cold, rarer] = this.owner.machine.cold as [Assembler, Assembler]
    this.isCold = asm === cold
    this.emitter.asm = asm
    this.emitter.cold = this.isCold ? rarer : cold
  }

  /** The pseudo register of the running procedure. */
  get selfRegister(): number {
    return this.code.registerCount
  }

  get frameBytes(): number {
    return frameBytes(this.code.registerCount)
  }

  /** Stands at (instruction, block) of `code` under `context`, ready to emit. */
  start(code: Code, instruction: number, block: number, context: Context): void {
    this.code = code
    this.shape = this.owner.shapeOf(code)
    this.goto(instruction, block)
    this.isDone = false
    this.segment = null
    const { types } = this.spec.body
    restoreContext(this.state, context, code.registerCount + 1, types.length)
  }

  private goto(instruction: number, block: number): void {
    this.instruction = instruction
    this.block = block
    this.spec = specAt(this.code, this.owner.machine.ops.specs, instruction)
    this.facts = bodyFacts(this.spec.body)
    this.emitter.hint = this.shape.hints[instruction] as number
  }

  /** Emits until the path ends. */
  run(): void {
    this.startAddress = this.emitter.asm.here
    while (!this.isDone) this.emitBlock()
    this.emitter.unpin()
    this.owner.endSegment(this.emitter.asm)
  }

  end(): void {
    this.isDone = true
  }

  /** The path is long enough: the rest is compiled when it is reached. */
  private endWithStub(): void {
    const { code, instruction, block } = this
    const place = { code, instruction, block, context: this.captureHere() }
    const stub = this.owner.newEdgeStub(place, this.isCold)
    this.emitter.asm.jmpTo(this.owner.edgeAddress(stub))
    this.owner.addUse(stub, this.emitter.asm.here - 4)
    this.end()
  }

  /** A new segment begins at the cursor, under `context`, which is the present state. */
  beginSegment(version: Version | null, context: Context): void {
    this.stored.clear()
    this.segment = this.owner.beginSegment(this.emitter.asm, {
      place: { code: this.code, instruction: this.instruction, block: this.block, context },
      version,
    })
  }

  // Live names.

  /** Registers that a context at the present point must keep. */
  liveHere(): readonly number[] {
    return this.liveAt(this.instruction, this.block)
  }

  private liveAt(instruction: number, block: number): readonly number[] {
    // All blocks inside an op keep the same registers.
    const key = 2 * instruction + (block === 0 ? 0 : 1)
    let live = this.shape.live.get(key)
    if (live === undefined) {
      live = findLive(this, instruction, block)
      this.shape.live.set(key, live)
    }
    return live
  }

  /** Register of the present op's out operand, or NONE. */
  outRegister(): number {
    const [out] = specShape(this.spec).outs
    return out === undefined ? NONE : operandAt(this.code, this.instruction, out)
  }

  private captureHere(): Context {
    return captureContext(
      this.state,
      this.liveHere(),
      this.facts.names[this.block] as readonly number[],
    )
  }

  /** Forgets registers that are dead at the start of the present instruction. */
  private pruneRegisters(): void {
    this.keepRegisters(this.liveAt(this.instruction, 0))
  }

  /** Forgets all registers but those in `live`, which is in ascending order. */
  private keepRegisters(live: readonly number[]): void {
    let next = 0
    for (let r = 0; r <= this.code.registerCount; r++) {
      if (live[next] === r) next++
      else this.state.clearRegister(r)
    }
  }

  // Blocks.

  private emitBlock(): void {
    const block = this.spec.body.blocks[this.block] as Block
    const { asm } = this.emitter
    if (asm.listing !== null && this.block === 0) {
      asm.comment(`@${this.instruction} ${this.spec.name}`)
    }
    const dies = this.facts.dies[this.block] as BodyFacts['dies'][number]
    const count = block.end.kind === 'branch' ? block.nodes.length - 1 : block.nodes.length
    for (let i = 0; i < count; i++) {
      this.emitter.node(block.nodes[i] as Block['nodes'][number])
      for (const value of dies[i] as readonly number[]) this.state.clearBody(value)
    }
    this.terminator(block)
    this.emitter.unpin()
  }

  private terminator(block: Block): void {
    const { end } = block
    switch (end.kind) {
      case 'jump':
        return this.follow(end.to)
      case 'branch':
        return this.branch(block, end)
      case 'checked':
        return this.checked(end)
      case 'next':
        return this.deliver(end.value)
      case 'goto':
        return this.gotoInstruction(operandAt(this.code, this.instruction, end.operand))
      case 'call':
        return emitCall(this, end)
      case 'tailcall':
        return emitTailcall(this, end)
      case 'return':
        return emitReturn(this, end.value)
      case 'request':
        return this.request(end)
      case 'poll':
        return this.poll(end.resume)
      default:
        return unreachable(end)
    }
  }

  /** Goes on along an edge inside the body. */
  follow(edge: Edge): void {
    const { state } = this
    const target = this.spec.body.blocks[edge.block] as Block
    const args = edge.args.map((id) => state.bodyValue[id] as number)
    for (const value of args) state.retain(value)
    args.forEach((value, i) => state.setBody(target.params[i] as number, value))
    for (const value of args) state.release(value)
    this.block = edge.block
    const isNamed = this.facts.isNamed[edge.block] as Uint8Array
    for (let id = 0; id < isNamed.length; id++) if (isNamed[id] === 0) state.clearBody(id)
    if ((this.facts.predecessorCount[edge.block] as number) > 1 && !this.isTrivial(target)) {
      this.join(null)
    }
  }

  /** Blocks that only deliver or jump are cheaper repeated than shared. */
  private isTrivial(block: Block): boolean {
    return block.nodes.length === 0 && block.end.kind !== 'branch'
  }

  gotoInstruction(instruction: number): void {
    this.goto(instruction, 0)
    this.state.startBodyAnew(this.spec.body.types.length)
    this.pruneRegisters()
    if (this.emitter.asm.here - this.startAddress > MAX_PATH_BYTES) return this.endWithStub()
    if (this.shape.isJoin[instruction]) this.join(this.shape.loopRegisters[instruction] ?? null)
  }

  deliver(value: number): void {
    if (value !== NONE) {
      this.state.setRegister(this.outRegister(), this.state.bodyValue[value] as number)
    }
    this.gotoInstruction(this.instruction + 1)
  }

  /** Several ways lead here: use the version that fits, or begin one. */
  private join(loopRegisters: Uint8Array | null): void {
    const versions = this.owner.versionsAt(this.code, this.instruction, this.block)
    if (loopRegisters !== null) settleLoop(this, loopRegisters)
    const best = this.bestVersion(versions)
    if (
      best !== null &&
      (best.cost === EXACT || versions.length >= this.owner.machine.maxVersions)
    ) {
      this.conformTo(best.version.context)
      this.emitter.asm.jmpTo(best.version.address)
      return this.end()
    }
    if (versions.length > 0) this.generaliseConstants()
    if (versions.length >= this.owner.machine.maxVersions) widenState(this)
    const version: Version = { context: this.captureHere(), address: 0 }
    const { types } = this.spec.body
    restoreContext(this.state, version.context, this.code.registerCount + 1, types.length)
    this.beginSegment(version, version.context)
    version.address = this.emitter.asm.here
    versions.push(version)
  }

  /** Edge code to `context`. */
  conformTo(context: Context): void {
    if (context.framed) this.ensureFrame()
    conform(this.emitter, context, (slot) => this.slotOffset(slot))
  }

  /** The version that the state fits exactly without any edge code, or null. */
  settledVersion(): Version | null {
    if (!this.shape.isJoin[this.instruction] || this.block !== 0) return null
    const versions = this.owner.versionsAt(this.code, this.instruction, this.block)
    const best = this.bestVersion(versions)
    const fits = best !== null && best.cost === EXACT && this.standsAt(best.version.context)
    return fits ? best.version : null
  }

  private bestVersion(versions: readonly Version[]): { version: Version; cost: number } | null {
    let best: { version: Version; cost: number } | null = null
    for (const version of versions) {
      const cost = matchContext(this.state, version.context)
      if (cost !== INCOMPATIBLE && (best === null || cost < best.cost)) best = { version, cost }
    }
    return best
  }

  /** A second version of a block is not for another constant but for any. */
  private generaliseConstants(): void {
    for (const r of this.liveHere()) {
      const value = this.state.registerValue[r] as number
      if (value !== NONE && this.state.knownCode[value] === NONE) this.dropConstant(value)
    }
  }

  /** Puts a constant into a register and forgets which constant it is. */
  dropConstant(value: number): void {
    const { state, emitter } = this
    if (state.constant[value] === CONSTANT.none) return
    if (state.isDouble[value]) emitter.doubleInRegister(value)
    else emitter.wordInRegister(value)
    emitter.unpin()
    state.constant[value] = CONSTANT.none
    state.isDouble[value] = 0
    state.knownCode[value] = NONE
  }

  // Branches.

  private branch(block: Block, end: Terminator & { kind: 'branch' }): void {
    const test = block.nodes[block.nodes.length - 1] as Block['nodes'][number]
    const outcome = this.emitter.test(test)
    if (outcome === 'yes') return this.follow(end.then)
    if (outcome === 'no') return this.follow(end.else)
    const thenCold = this.facts.cold[end.then.block] as boolean
    const elseCold = this.facts.cold[end.else.block] as boolean
    const { asm } = this.emitter
    if (elseCold !== thenCold && outcome !== CC_EQUAL_ORDERED) {
      const cold = elseCold ? end.else : end.then
      const stub = this.edgeStub(cold, test, !elseCold, true)
      asm.jccTo(elseCold ? outcome ^ 1 : outcome, this.owner.edgeAddress(stub))
      this.owner.addUse(stub, asm.here - 4)
      this.emitter.learn(test, elseCold)
      return this.follow(elseCold ? end.then : end.else)
    }
    this.twoStubs(test, outcome, end)
  }

  private twoStubs(
    test: Block['nodes'][number],
    cc: number,
    end: Terminator & { kind: 'branch' },
  ): void {
    const { asm } = this.emitter
    const cold = this.isCold
    const thenStub = this.edgeStub(end.then, test, true, cold)
    const elseStub = this.edgeStub(end.else, test, false, cold)
    if (cc === CC_EQUAL_ORDERED) {
      for (const condition of [CC.P, CC.NE]) {
        asm.jccTo(condition, this.owner.edgeAddress(elseStub))
        this.owner.addUse(elseStub, asm.here - 4)
      }
      asm.jmpTo(this.owner.edgeAddress(thenStub))
      this.owner.addUse(thenStub, asm.here - 4)
      return this.end()
    }
    const conditionalAt = asm.here
    asm.jccTo(cc, this.owner.edgeAddress(thenStub))
    this.owner.addUse(thenStub, asm.here - 4)
    const jumpAt = asm.here
    asm.jmpTo(this.owner.edgeAddress(elseStub))
    this.owner.addUse(elseStub, asm.here - 4)
    const shape = { asm, cc, conditionalAt, jumpAt, end: asm.here, settled: false }
    this.owner.endsOpen(shape)
    thenStub.branch = shape
    thenStub.side = 'conditional'
    elseStub.branch = shape
    elseStub.side = 'plain'
    this.end()
  }

  /** A stub for `edge` with what the test's outcome teaches. */
  private edgeStub(
    edge: Edge,
    test: Block['nodes'][number] | null,
    outcome: boolean,
    cold: boolean,
  ) {
    const { state } = this
    const value = test === null ? NONE : (state.bodyValue[test.args[0] as number] as number)
    const type = value === NONE ? 0 : (state.type[value] as number)
    if (test !== null) this.emitter.learn(test, outcome)
    const here = this.block
    this.block = edge.block
    const context = this.captureHere()
    this.block = here
    if (value !== NONE) state.type[value] = type
    const place = {
      code: this.code,
      instruction: this.instruction,
      block: edge.block,
      context,
    }
    return this.owner.newEdgeStub(place, cold)
  }

  private checked(end: Terminator & { kind: 'checked' }): void {
    const { emitter, state } = this
    const [param] = (this.spec.body.blocks[end.ok] as Block).params
    state.setBody(param as number, emitter.checked(end.op, end.args))
    const stub = this.edgeStub(end.overflow, null, false, true)
    emitter.asm.jccTo(CC.O, this.owner.edgeAddress(stub))
    this.owner.addUse(stub, emitter.asm.here - 4)
    this.follow({ block: end.ok, args: [] })
  }

  // Safepoints.

  private request(end: Terminator & { kind: 'request' }): void {
    const { emitter, state } = this
    const { machine } = this.owner
    const k = end.resume < 0 ? 0 : (this.spec.body.blocks[end.resume] as Block).resume
    saveLive(this, this.liveForResume(end.resume))
    // Stored arguments are no roots before the request is made: boxes come first.
    for (const id of end.args) this.ensureWord(state.bodyValue[id] as number)
    end.args.forEach((id, i) => {
      const offset = machine.context.requestArguments + 8 * i
      emitter.storeWordAt(CONTEXT, offset, state.bodyValue[id] as number)
    })
    const { asm } = emitter
    asm.comment(`request ${end.name}`)
    asm.mi(I.mov32, CONTEXT, machine.context.requestArgumentCount, end.args.length)
    asm.mi(I.mov32, CONTEXT, machine.context.request, machine.requestNumber(end.name))
    asm.leaAddress(SCRATCH, asm.here)
    const field = asm.here - 4
    asm.mr(I.mov, CONTEXT, machine.context.resume, SCRATCH)
    const routine = machine.requestRoutine(end.name)
    if (routine === null) asm.jmpTo(machine.exitHeavy)
    else asm.m(I.jmp, CONTEXT, routine)
    this.owner.patch(field, asm.here)
    this.resumeHere(end.resume, k)
  }

  /** Registers that must be in the frame while the op waits before block `resume`. */
  liveForResume(resume: number): readonly number[] {
    if (resume < 0) return this.shape.usesSelf ? [this.selfRegister] : []
    const key = versionKey(this.instruction, resume)
    let live = this.shape.liveAtResume.get(key)
    if (live === undefined) {
      live = findLiveAtResume(this, (this.spec.body.blocks[resume] as Block).resume)
      this.shape.liveAtResume.set(key, live)
    }
    return live
  }

  /** A return point: call-site number, then the continuation as a segment of its own. */
  resumeHere(resume: number, k: number): void {
    const { state, emitter } = this
    this.keepRegisters(this.liveForResume(resume))
    state.clobberRegisters()
    emitter.asm.longNop(this.owner.addCallSite(this, k))
    if (resume < 0) return this.end()
    state.startBodyAnew(this.spec.body.types.length)
    this.block = resume
    const [param] = (this.spec.body.blocks[resume] as Block).params
    if (param !== undefined) {
      const value = state.newValue(ANY)
      state.setGpr(value, RESULT)
      state.setBody(param, value)
    }
    this.beginSegment(null, this.captureHere())
  }

  private poll(resume: number): void {
    this.charge()
    this.pollStack()
    this.follow({ block: resume, args: [] })
  }

  // Tier: operands.

  operandReg(operand: number, offset: number): number {
    return operandRegister(this, operand, offset)
  }

  operandFixnum(operand: number): number {
    return operandFixnum(this, operand)
  }

  operandInt(operand: number): number {
    return this.emitter.rawImmediate(operandAt(this.code, this.instruction, operand))
  }

  operandConstant(operand: number): number {
    return operandConstant(this, operand)
  }

  operandGlobal(operand: number): number {
    return operandGlobal(this, operand)
  }

  self(): number {
    return runningProcedure(this)
  }

  storeGlobal(value: number, operand: number): void {
    storeGlobal(this, value, operand)
  }

  // Tier: frame.

  slotOffset(slot: number): number {
    return slot === this.selfRegister ? 0 : FRAME_HEADER_BYTES + 8 * slot
  }

  /**
   * Lowers RSP if the frame does not exist yet: before the first store to a slot. This is where the
   * stack is checked: what has no frame cannot recur, and loops poll by themselves.
   */
  ensureFrame(): void {
    if (this.state.framed) return
    this.pollStack()
    this.emitter.asm.ri(I.sub, RSP, this.frameBytes)
    this.state.framed = true
  }

  /** The poll: registers stay as they are, whatever the driver does. */
  pollStack(): void {
    const { asm } = this.emitter
    asm.rm(I.cmp, RSP, CONTEXT, this.owner.machine.context.stackLimit)
    asm.jccTo(CC.B, this.emitter.cold.here)
    this.owner.emitLightSite(this, 'poll', 0, 0, asm.here)
  }

  /** Charges a loop round or an entry if fuel is limited; leaves as a poll does when none is left. */
  charge(): void {
    const { machine } = this.owner
    if (!machine.metered) return
    const { asm } = this.emitter
    asm.mi(I.sub32, CONTEXT, machine.context.fuel, 1)
    asm.jccTo(CC.S, this.emitter.cold.here)
    this.owner.emitLightSite(this, 'poll', 0, 0, asm.here)
  }

  /** Boxes `value` if it is only a double. */
  ensureWord(value: number): void {
    if (!this.state.hasWord(value)) this.emitter.box(value)
    this.emitter.unpin()
  }

  spill(vector: boolean, pinnedGprs: number, pinnedXmms: number): void {
    spillOne(this, vector, pinnedGprs, pinnedXmms)
  }

  collect(bytes: number, retry: number): void {
    this.owner.emitLightSite(this, 'collect', bytes, 0, retry)
  }

  literal(value: number): number {
    return this.owner.machine.literal(value)
  }

  /** Whether the state is just what `context` says, so that a jump needs no edge code. */
  standsAt(context: Context): boolean {
    return sameLocations(this.state, context)
  }
}
