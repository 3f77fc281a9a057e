// One virtual machine: everything that exists once per VM, and how the parts are wired.
//
// The pipeline in one place: a program's template is linked to code (units, cell, constants), its
// cell gets the entry that the engine option asks for (policy.ts), and the driver (driver.ts) runs it.
// The tiers never see each other.

import { assert, bug } from '../base/index.ts'
import {
  type Collector,
  makeCollector,
  makeRuntimeRoots,
  type Roots,
  verifyHeap,
} from '../collector/index.ts'
import { FIXNUM, IMMEDIATE, TAG } from '../expr/index.ts'
import { Heap, type KindSpec, kinds, type Slot } from '../heap/index.ts'
import { type Cage, openCage } from '../memory/index.ts'
import {
  type CodeTemplate,
  computeOpFlows,
  coreOps,
  liveRegisters,
  makeOpSet,
  type OpFlows,
  type OpSet,
  type OpSpec,
  verifyCode,
  verifyOps,
} from '../ops/index.ts'
import {
  CallSites,
  type Code,
  cellOffsets,
  contextOffsets,
  FrameMaps,
  frameBytes,
  GuestError,
  instructionAt,
  type Language,
  type LanguageState,
  type LinkTarget,
  linkCode,
  portableStubs,
  REGISTER_ARGUMENTS,
  type RuntimeCall,
  type Stubs,
  walkFrames,
} from '../runtime/index.ts'
import { FIRST_OP_REQUEST } from '../runtime/native/index.ts'
import { type KnownWord, LazyCompiler } from '../tiers/lazy/index.ts'
import {
  makeReferenceEngine,
  type OpCounts,
  type ReferenceEngine,
} from '../tiers/reference/index.ts'
import { ConstantPool } from './constants.ts'
import { Control } from './control.ts'
import { Globals } from './globals.ts'
import { IntegerRoutines } from './integer-routines.ts'
import { makeNativeMachine, type NativeMachine, requestRoutine } from './native.ts'
import type { VmOptions } from './options.ts'
import { Policy } from './policy.ts'
import { RunWatch } from './run-watch.ts'

/** What a language adds to the core: its runtime procedures, ops, kinds, and first globals. */
export interface LanguageParts {
  readonly language: Language
  readonly ops?: readonly OpSpec[]
  /** Instead of the core ops, for tests of what the tests catch. */
  readonly coreOps?: readonly OpSpec[]
  readonly kinds?: readonly KindSpec[]
  /** Variables that exist before the program, made when it mentions them. */
  globals?(ops: OpSet): readonly InitialGlobal[]
}

/** A procedure that captures nothing, or any word that `fill` writes (it may collect). */
export type InitialGlobal =
  | {
      readonly name: string
      readonly template: CodeTemplate
      /** Native code enters it by a routine of the trampoline, if nothing unusual is asked. */
      readonly intrinsic?: Intrinsic
    }
  | {
      readonly name: string
      /** It is assigned while programs run: nobody may rely on its value. */
      readonly isVariable?: boolean
      fill(world: InitialWorld, slot: Slot): void
    }

export interface Intrinsic {
  readonly routine: 'capture' | 'throw' | 'apply'
  /** Global procedure that the routine hands over to. */
  readonly helper?: string
}

/** What initial values are made of. */
export interface InitialWorld {
  readonly heap: Heap
  /** Slot of the symbol of this name. */
  symbol(name: string): Slot
  /** Slot of global `name`. */
  global(name: string): Slot
}

const STACK_TOP_ROOM = 64
/** Of the stack's head-room, for signal handlers. */
const SIGNAL_BYTES = 16 * 1024

export class Machine {
  readonly options: VmOptions
  readonly cage: Cage
  readonly heap: Heap
  readonly ops: OpSet
  readonly language: Language
  /** What the language keeps of this VM outside of its heap. */
  readonly languageState: LanguageState
  readonly codes: Code[] = []
  readonly callSites: CallSites
  readonly maps: FrameMaps
  readonly flows: readonly OpFlows[]
  readonly globals: Globals
  readonly pool: ConstantPool
  readonly collector: Collector
  readonly roots: Roots
  readonly native: NativeMachine | null
  readonly lazy: LazyCompiler | null
  readonly policy: Policy
  readonly integers: IntegerRoutines
  readonly stubs: Stubs
  /** Cage offset of the context block. */
  readonly context: number
  readonly contextStart: number
  readonly stackTop: number
  readonly counters = new Map<string, number>()
  /** Saved general registers that hold words, while a light request is served. */
  wordMask = 0
  readonly control: Control
  readonly watch: RunWatch
  /** The rest list of the call in the context block was made before the callee is entered. */
  restListMade = false
  /** Where the reference engine counts ops; to be set before it first runs. */
  opCounts: OpCounts | null = null
  private readonly initialGlobals: ReadonlyMap<string, InitialGlobal>
  private referenceEngine: ReferenceEngine | null = null
  /** Requests by name have their arguments from the first slot on, `runtime-call` behind its index. */
  private readonly slowPathCall: RuntimeCall
  private readonly procedureCall: RuntimeCall

  constructor(options: VmOptions, parts: LanguageParts) {
    this.options = options
    this.language = parts.language
    this.languageState = parts.language.makeState?.(options) ?? {}
    verifyOps(parts.ops ?? [])
    this.ops = makeOpSet([...(parts.coreOps ?? coreOps), ...(parts.ops ?? [])])
    this.flows = computeOpFlows(this.ops)
    this.cage = openCage({
      native: options.engine === 'reference' && options.coin === null ? 'off' : options.native,
      stackBytes: options.stackBytes,
      heapBytes: Math.min(options.heapBytes, options.limits.heapBytes ?? options.heapBytes),
      codeBytes: options.codeBytes,
    })
    const { layout } = this.cage
    this.callSites = new CallSites(this.callSiteTable())
    this.context = layout.context.start
    this.contextStart = layout.context.start
    this.stackTop = layout.stack.end - STACK_TOP_ROOM
    this.heap = new Heap(this.cage, this.slotOf('allocation'), this.slotOf('allocationLimit'))
    this.globals = new Globals(this.heap)
    this.pool = new ConstantPool(this.heap)
    this.native = this.cage.native ? this.makeNative() : null
    this.stubs = this.native?.trampoline ?? portableStubs
    this.maps = new FrameMaps({
      heap: this.heap,
      codes: this.codes,
      callSites: this.callSites,
      stubs: this.stubs,
      flows: this.flows,
    })
    this.roots = makeRuntimeRoots(this, {
      globalCount: () => this.globals.names.length,
      constantCount: () => this.pool.count,
      extraRoots: (visit) => this.visitSavedRegisters(visit),
      sweep: (survivor) => this.languageState.sweep?.(survivor),
    })
    const kindList = [...Object.values<KindSpec>(kinds), ...(parts.kinds ?? [])]
    this.collector = makeCollector(this.heap, this.roots, {
      kinds: kindList,
      ...(options.gcStress ? { windowBytes: 0 } : {}),
      ...(this.native === null ? {} : { native: this.native }),
    })
    this.heap.stress = options.gcStress
    this.watch = new RunWatch(this)
    this.heap.checkStop = () => this.watch.checkStop()
    this.startContext()
    this.collector.collect(0)
    this.lazy = this.native === null ? null : this.makeLazy(this.native)
    this.policy = new Policy(this.heap, options, this.native, this.lazy)
    this.integers = new IntegerRoutines(this.heap, this.language, this.native, this.ops)
    this.control = new Control(this)
    this.slowPathCall = this.runtimeCall(this.slotOf('requestArguments'))
    this.procedureCall = this.runtimeCall(this.slotOf('requestArguments') + 2)
    const initial = parts.globals?.(this.ops) ?? []
    this.initialGlobals = new Map(initial.map((entry) => [entry.name, entry]))
  }

  private slotOf(field: keyof typeof contextOffsets): Slot {
    return (this.cage.layout.context.start + contextOffsets[field]) >>> 2
  }

  private startContext(): void {
    this.heap.setPointer(this.slotOf('resume'), this.stubs.halt)
    this.heap.setPointer(this.slotOf('stackPointer'), this.stackTop - 8)
  }

  private makeNative(): NativeMachine {
    return makeNativeMachine({
      heap: this.heap,
      ops: this.ops,
      callSites: this.callSites,
      watched: this.globals.watched,
      stackTop: this.stackTop,
      counts: this.options.engine === 'auto' && this.options.coin === null,
      metered: this.options.limits.fuel !== undefined,
      collectsAlways: this.options.gcStress,
      listing: false,
      hasExactIntegers: this.language.hasExactIntegers === true,
    })
  }

  private makeLazy(native: NativeMachine): LazyCompiler {
    const { trampoline } = native
    return new LazyCompiler({
      ops: this.ops,
      context: native.context,
      layout: native.layout,
      hot: native.hot,
      cold: native.cold,
      stubs: native.stubs,
      memory: native.memory,
      exitHeavy: trampoline.exitHeavy,
      exitLight: trampoline.exitLight,
      arityEntry: trampoline.arityEntry,
      restEntry: trampoline.restEntry,
      isIntrinsic: (code) => this.policy.isIntrinsic(code),
      maxVersions: this.options.maxVersions,
      directCalls: this.options.coin === null,
      metered: this.options.limits.fuel !== undefined,
      codeAt: (id) => this.codes[id] as Code,
      addCallSite: (site) => this.callSites.add(site),
      callSiteRoom: () => this.callSites.room,
      requestNumber: (name) => FIRST_OP_REQUEST + this.ops.requests.indexOf(name),
      requestRoutine: requestRoutine(this.language.hasExactIntegers === true),
      literal: native.literal,
      literalRoom: () => this.heap.staticRoom(),
      constantWord: (index) => this.knownWord(this.pool.slot(index)),
      globalWord: (index) =>
        this.globals.isConstant(index) ? this.knownWord(this.globals.slot(index)) : null,
      globalIsBound: (index) => this.globals.isBound(index),
      watchGlobal: (index) => this.globals.watch(index),
      makeGlobalVariable: (index) => {
        if (!this.globals.isConstant(index)) return
        this.globals.makeVariable(index)
        this.lazy?.invalidateGlobal(index)
      },
      liveRegisters: (code, instruction, k) =>
        liveRegisters(this.maps.livenessOf(code), instruction, k),
    })
  }

  /** The reference engine, made at first use; null if no frame of this VM ever runs in it. */
  get reference(): ReferenceEngine | null {
    if (!this.runsReferenceOnly && this.options.coin === null) return null
    this.referenceEngine ??= makeReferenceEngine(this.ops, this)
    return this.referenceEngine
  }

  /** Why there is no machine code here, for people to read; null if there is. */
  get nativeProblem(): string | null {
    return this.cage.reason
  }

  /** Whether the reference engine runs everything: by option, or for want of native code. */
  get runsReferenceOnly(): boolean {
    return (
      this.native === null || (this.options.engine === 'reference' && this.options.coin === null)
    )
  }

  /** Cage offset of the watch bytes of globals. */
  get watchedGlobals(): number {
    return this.globals.watched
  }

  /** How units name opcodes: by handler in native mode, else by the opcode itself. */
  get handlerMap(): NativeMachine['threaded'] | null {
    return this.native?.threaded ?? null
  }

  /** What compiled code may rely on about the word at `slot`. */
  private knownWord(slot: Slot): KnownWord {
    const { heap } = this
    const type = heap.typeAt(slot)
    const low = heap.low(slot)
    const high = heap.high(slot)
    const isImmediate = (low & 7) === TAG.immediate || (type === FIXNUM && high === low >> 31)
    return {
      type,
      immediate: isImmediate ? low : null,
      double: heap.isFlonum(slot) ? heap.flonumAt(slot) : null,
      code: (low & 7) === TAG.procedure ? this.codeOfProcedure(slot).id : -1,
    }
  }

  private visitSavedRegisters(visit: (slot: Slot) => void): void {
    if (this.wordMask === 0) return
    const start = this.slotOf('savedRegisters')
    for (let r = 0; r < 16; r++) if (this.wordMask & (1 << r)) visit(start + 2 * r)
  }

  // Code.

  codeOfProcedure(slot: Slot): Code {
    const { heap } = this
    const cell = heap.low(heap.fieldSlot(heap.low(slot), 0)) >>> 0
    const code = this.codes[heap.low((cell + cellOffsets.codeId) >>> 2)]
    assert(code !== undefined, 'a procedure without code')
    return code
  }

  /** The code of the procedure that global `name` holds; null if it holds something else. */
  codeOfGlobal(name: string): Code | null {
    const slot = this.globals.slot(this.globalIndex(name))
    return (this.heap.low(slot) & 7) === TAG.procedure ? this.codeOfProcedure(slot) : null
  }

  /** Links a program or procedure with everything it contains. */
  link(template: CodeTemplate): Code {
    return linkCode(template, this.linkTarget())
  }

  private verify(template: CodeTemplate): void {
    const problems = verifyCode(template, this.ops, this.flows)
    if (problems.length === 0) return this.verifyFrame(template)
    const lines = problems.map(({ instruction, message }) => `  ${instruction}: ${message}`)
    throw new RangeError(`code ${template.name} cannot be linked:\n${lines.join('\n')}`)
  }

  /** Compiled code looks at the stack pointer before it builds a frame, which must fit the head-room. */
  private verifyFrame({ name, registerCount }: CodeTemplate): void {
    const { stackHeadroom } = this.cage.layout
    if (this.native === null || frameBytes(registerCount) <= stackHeadroom - SIGNAL_BYTES) return
    const reason = `${name || 'a procedure'} needs ${registerCount} registers, too many for one frame`
    throw new GuestError('too-large', reason)
  }

  private linkTarget(): LinkTarget {
    return {
      heap: this.heap,
      ops: this.ops,
      verify: (template) => this.verify(template),
      unitLow: (form, registers, count) =>
        this.native?.threaded.handlerOf(form, registers, count) ?? form.opcode << 4,
      internConstant: (constant) => this.pool.intern(constant),
      internCell: (code) => this.pool.cell(code),
      internProcedure: (code) => this.pool.procedure(code),
      globalIndex: (name) => this.globalIndex(name),
      nextCodeId: () => this.codes.length,
      register: (code) => this.register(code),
    }
  }

  private register(code: Code): void {
    this.codes.push(code)
    this.policy.start(code)
  }

  /** Index of global `name`; the language's own procedures are linked at first mention. */
  globalIndex(name: string): number {
    const { index, isNew } = this.globals.intern(name)
    const initial = isNew ? this.initialGlobals.get(name) : undefined
    if (initial === undefined) return index
    const slot = this.globals.slot(index)
    if ('template' in initial) {
      const code = this.link(initial.template)
      this.heap.copy(slot, this.pool.slot(this.pool.procedure(code)))
      if (initial.intrinsic !== undefined) this.makeIntrinsic(code, initial.intrinsic)
    } else {
      initial.fill(this.initialWorld(), slot)
      if (initial.isVariable === true) this.globals.makeVariable(index)
    }
    return index
  }

  private makeIntrinsic(code: Code, { routine, helper }: Intrinsic): void {
    const helperSlot = helper === undefined ? 0 : this.globals.slot(this.globalIndex(helper))
    if (this.native !== null) {
      this.policy.makeIntrinsic(code, this.native.trampoline[routine], helperSlot)
    }
  }

  /** What native code can read of call sites; nothing in portable memory. */
  private callSiteTable(): Int32Array {
    const { callSites } = this.cage.layout
    if (!this.cage.native) return new Int32Array()
    return this.cage.i32.subarray(callSites.start >>> 2, callSites.end >>> 2)
  }

  private initialWorld(): InitialWorld {
    return {
      heap: this.heap,
      symbol: (name) => this.pool.slot(this.pool.symbol(name)),
      global: (name) => this.globals.slot(this.globalIndex(name)),
    }
  }

  /** Whether the reference engine runs a callee with this code cell itself. */
  isReferenceCell(_cell: number): boolean {
    return this.runsReferenceOnly
  }

  /** Global `index`, on whose value compiled code relied, was assigned. */
  globalAssigned(index: number): void {
    this.globals.makeVariable(index)
    this.lazy?.invalidateGlobal(index)
  }

  // Requests.

  /** Slot of the value that was delivered last: the result of a run. */
  get resultSlot(): Slot {
    return this.slotOf('result')
  }

  /** Slot of the address where the fiber goes on. */
  get resumeSlot(): Slot {
    return this.slotOf('resume')
  }

  /** Calls the runtime procedure behind request `index` of the op set; the result is delivered. */
  serve(index: number): void {
    const name = this.ops.requests.nameOf(index) ?? bug('no such request')
    const args = this.slotOf('requestArguments')
    if (name === 'make-procedure') return this.makeProcedure(args)
    if (name === 'runtime-call') {
      const row = this.language.runtimeProcedures[this.heap.smallFixnumAt(args)]
      return (row ?? bug('no such runtime procedure')).run(this.procedureCall)
    }
    const slowPath = this.language.slowPaths[name] ?? bug(`no slow path ${name}`)
    slowPath(this.slowPathCall)
  }

  /** A call's view of the VM; made once, as only what lies in the slots changes. */
  private runtimeCall(args: Slot): RuntimeCall {
    const machine = this
    return {
      heap: this.heap,
      args,
      result: this.slotOf('result'),
      get opName() {
        return machine.currentOpName()
      },
      globalName: (index) => this.globals.names[index] ?? '?',
      write: this.options.write,
      global: (name) => this.globals.slot(this.globalIndex(name)),
      symbol: (name) => this.pool.slot(this.pool.symbol(name)),
      procedureName: (slot) => this.codeOfProcedure(slot).name,
      link: (template) => this.pool.slot(this.pool.procedure(this.link(template))),
      control: this.control,
      state: this.languageState,
    }
  }

  /** Brings the language's dynamic state to its start. */
  startLanguage(): void {
    this.control.next = 'none'
    this.restListMade = false
    this.language.start?.(this.slowPathCall)
  }

  /** What the program wrote reaches the host. */
  flushLanguage(): void {
    this.languageState.flush?.()
  }

  get hasTransfer(): boolean {
    return this.control.next !== 'none'
  }

  takeRestList(): boolean {
    const made = this.restListMade
    this.restListMade = false
    return made
  }

  /** Calls the guest's handlers of `error`, which a request threw, or throws it again. */
  handleError(error: unknown): void {
    const { errors } = this.language
    const call = this.slowPathCall
    if (!(error instanceof GuestError) || error.isFatal || errors === undefined) throw error
    if (!errors.isHandled(call)) throw error
    const raise = call.global(errors.raise)
    errors.makeCondition(call, error)
    this.control.interpose(raise, call.result)
  }

  parametersBeforeRest(slot: Slot): number {
    const code = this.codeOfProcedure(slot)
    return code.hasRest ? code.parameterCount : -1
  }

  failArity(slot: Slot, count: number): never {
    throw this.arityError(this.codeOfProcedure(slot), count)
  }

  /** Name of the op that the newest frame waits in. */
  currentOpName(): string {
    let name = ''
    walkFrames(this, ({ map }) => {
      const { code, pc } = map
      const start = code.template.starts[instructionAt(code, pc)] as number
      name = this.ops.specs[code.template.words[start] as number]?.name ?? ''
      return 'stop'
    })
    return name
  }

  /** A procedure whose captured words are still to be filled by `captured-set`. */
  private makeProcedure(args: Slot): void {
    const { heap } = this
    const count = heap.smallFixnumAt(args + 2)
    heap.reserve(16 + 8 * count)
    const at = heap.allocateObject(kinds.procedure.number, 1 + count)
    heap.copy((at + 8) >>> 2, args)
    for (let i = 0; i < count; i++) {
      heap.setImmediate((at + 16 + 8 * i) >>> 2, IMMEDIATE.uninitialized)
    }
    heap.setPointer(this.slotOf('result'), at | TAG.procedure)
  }

  /** Slot of argument `i` of the call in the context block. */
  callArgument(i: number): Slot {
    if (i < REGISTER_ARGUMENTS) return this.slotOf('argumentRegisters') + 2 * i
    return this.slotOf('argumentArea') + 2 * (i - REGISTER_ARGUMENTS)
  }

  /**
   * The call in the context block has not as many arguments as `code` has parameters: gathers the
   * further ones in a list if there is a rest parameter, else it is an error.
   */
  makeRestList(code: Code): void {
    const { heap } = this
    const count = heap.low(this.slotOf('argumentCount'))
    if (!code.hasRest || count < code.parameterCount) throw this.arityError(code, count)
    heap.reserve(16 * (count - code.parameterCount))
    const list = this.slotOf('result')
    heap.setImmediate(list, IMMEDIATE.null)
    for (let i = count - 1; i >= code.parameterCount; i--) {
      const at = heap.allocate(16)
      heap.copy(at >>> 2, this.callArgument(i))
      heap.copy((at + 8) >>> 2, list)
      heap.setPointer(list, at | TAG.pair)
    }
    heap.copy(this.callArgument(code.parameterCount), list)
    heap.setWord(this.slotOf('argumentCount'), code.parameterCount + 1, 0)
  }

  private arityError(code: Code, count: number): GuestError {
    const least = code.hasRest ? 'at least ' : ''
    const plural = code.parameterCount === 1 ? '' : 's'
    const error = new GuestError(
      'arity',
      `${code.name || 'a procedure without a name'} takes ${least}${code.parameterCount} argument${plural}, but was given ${count}`,
    )
    error.callee = code.template.origin
    return error
  }

  /** Frees what is unreachable and makes room for `bytes`; in stress mode, checks the heap. */
  collect(bytes: number): void {
    this.heap.collect(bytes)
    if (this.options.gcStress) this.verifyHeap()
  }

  /** Checks the whole heap; a bug if anything is wrong. */
  verifyHeap(): void {
    const problems = verifyHeap(this.heap, this.collector, this.roots)
    assert(problems.length === 0, `the heap is broken:\n${problems.join('\n')}`)
  }

  dispose(): void {
    this.languageState.dispose?.()
    this.cage.dispose()
  }
}
