// One virtual machine: everything that exists once per VM, and how the parts are wired.
//
// The pipeline in one place: a program's template is linked to code (units, cell, constants), its
// cell gets the entry that the engine option asks for, and the driver (driver.ts) runs it. The tiers
// never see each other: `entryForCall`, `compileEntry` and `compileLoop` are the whole policy of who
// runs what.

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
  GuestError,
  instructionAt,
  type Language,
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
import { makeReferenceEngine, type ReferenceEngine } from '../tiers/reference/index.ts'
import { ConstantPool } from './constants.ts'
import { Globals } from './globals.ts'
import { makeNativeMachine, type NativeMachine } from './native.ts'
import type { VmOptions } from './options.ts'

/** What a language adds to the core: its runtime procedures, ops, kinds, and first globals. */
export interface LanguageParts {
  readonly language: Language
  readonly ops?: readonly OpSpec[]
  /** Instead of the core ops, for tests of what the tests catch. */
  readonly coreOps?: readonly OpSpec[]
  readonly kinds?: readonly KindSpec[]
  /** Procedures that exist before the program, linked when it mentions them. */
  globals?(ops: OpSet): readonly { readonly name: string; readonly template: CodeTemplate }[]
}

const STACK_TOP_ROOM = 64

export class Machine {
  readonly options: VmOptions
  readonly cage: Cage
  readonly heap: Heap
  readonly ops: OpSet
  readonly language: Language
  readonly codes: Code[] = []
  readonly callSites = new CallSites()
  readonly maps: FrameMaps
  private readonly flows: readonly OpFlows[]
  readonly globals: Globals
  readonly pool: ConstantPool
  readonly collector: Collector
  readonly roots: Roots
  readonly native: NativeMachine | null
  readonly lazy: LazyCompiler | null
  readonly stubs: Stubs
  /** Cage offset of the context block. */
  readonly context: number
  readonly contextStart: number
  readonly stackTop: number
  readonly counters = new Map<string, number>()
  /** Saved general registers that hold words, while a light request is served. */
  wordMask = 0
  private readonly initialGlobals: ReadonlyMap<string, { readonly template: CodeTemplate }>
  private coinState: number
  private referenceEngine: ReferenceEngine | null = null
  /** Requests by name have their arguments from the first slot on, `runtime-call` behind its index. */
  private readonly slowPathCall: RuntimeCall
  private readonly procedureCall: RuntimeCall

  constructor(options: VmOptions, parts: LanguageParts) {
    this.options = options
    this.language = parts.language
    this.coinState = options.coin ?? 0
    verifyOps(parts.ops ?? [])
    this.ops = makeOpSet([...(parts.coreOps ?? coreOps), ...(parts.ops ?? [])])
    this.flows = computeOpFlows(this.ops)
    this.cage = openCage({
      native: options.engine === 'reference' && options.coin === null ? 'off' : options.native,
      stackBytes: options.stackBytes,
      heapBytes: options.heapBytes,
      codeBytes: options.codeBytes,
    })
    const { layout } = this.cage
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
    })
    const kindList = [...Object.values<KindSpec>(kinds), ...(parts.kinds ?? [])]
    this.collector = makeCollector(this.heap, this.roots, {
      kinds: kindList,
      ...(options.gcStress ? { windowBytes: 0 } : {}),
    })
    this.heap.stress = options.gcStress
    this.startContext()
    this.collector.collect(0)
    this.lazy = this.native === null ? null : this.makeLazy(this.native)
    this.slowPathCall = this.runtimeCall(this.slotOf('requestArguments'))
    this.procedureCall = this.runtimeCall(this.slotOf('requestArguments') + 2)
    const initial = parts.globals?.(this.ops) ?? []
    this.initialGlobals = new Map(initial.map((entry) => [entry.name, entry]))
  }

  private slotOf(field: keyof typeof contextOffsets): Slot {
    return (this.cage.layout.context.start + contextOffsets[field]) >>> 2
  }

  private startContext(): void {
    const { heap, cage } = this
    const limit = cage.layout.stack.start + cage.layout.stackHeadroom
    heap.setPointer(this.slotOf('limit'), limit)
    heap.setPointer(this.slotOf('resume'), this.stubs.halt)
    heap.setPointer(this.slotOf('stackPointer'), this.stackTop - 8)
  }

  private makeNative(): NativeMachine {
    return makeNativeMachine({
      heap: this.heap,
      ops: this.ops,
      callSites: this.callSites,
      watched: this.globals.watched,
      counts: this.options.engine === 'auto' && this.options.coin === null,
      listing: false,
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
      maxVersions: this.options.maxVersions,
      directCalls: this.options.coin === null,
      codeAt: (id) => this.codes[id] as Code,
      addCallSite: (site) => this.callSites.add(site),
      requestNumber: (name) => FIRST_OP_REQUEST + this.ops.requests.indexOf(name),
      literal: native.literal,
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
  get handlerMap(): NativeMachine | null {
    return this.native
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

  /** Links a program or procedure with everything it contains. */
  link(template: CodeTemplate): Code {
    return linkCode(template, this.linkTarget())
  }

  private verify(template: CodeTemplate): void {
    const problems = verifyCode(template, this.ops, this.flows)
    if (problems.length === 0) return
    const lines = problems.map(({ instruction, message }) => `  ${instruction}: ${message}`)
    throw new RangeError(`code ${template.name} cannot be linked:\n${lines.join('\n')}`)
  }

  private linkTarget(): LinkTarget {
    return {
      heap: this.heap,
      ops: this.ops,
      verify: (template) => this.verify(template),
      unitLow: (opcode) => this.native?.handlerOf(opcode) ?? opcode << 4,
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
    const { heap } = this
    heap.setWord((code.cell + cellOffsets.counter) >>> 2, this.options.hotCount, 0)
    this.setEntry(code, this.firstEntry(code))
  }

  private setEntry(code: Code, entry: number): void {
    if (this.native !== null) this.heap.setPointer((code.cell + cellOffsets.entry) >>> 2, entry)
  }

  /** Index of global `name`; the language's own procedures are linked at first mention. */
  globalIndex(name: string): number {
    const { index, isNew } = this.globals.intern(name)
    const template = isNew ? this.initialGlobals.get(name)?.template : undefined
    if (template !== undefined) {
      const code = this.link(template)
      this.heap.copy(this.globals.slot(index), this.pool.slot(this.pool.procedure(code)))
    }
    return index
  }

  // Policy: who runs what.

  private firstEntry(code: Code): number {
    const { native } = this
    if (native === null) return 0
    const { engine, coin } = this.options
    if (coin !== null || engine === 'lazy') return native.trampoline.compileEntry
    if (engine === 'reference') return native.trampoline.referenceEntry
    return this.threadedEntry(native, code)
  }

  private threadedEntry(native: NativeMachine, code: Code): number {
    if (code.hasRest) return native.trampoline.arityEntry
    return native.threadedEntries[Math.min(code.parameterCount, 5)] as number
  }

  /** Address at which a call of `code` goes on, or null for the reference engine. */
  entryForCall(code: Code): number | null {
    const { native, options } = this
    if (native === null || this.runsReferenceOnly) return null
    const tier = options.coin === null ? options.engine : this.flipCoin()
    if (tier === 'reference') return null
    if (tier === 'lazy') return this.compileEntry(code)
    return this.threadedEntry(native, code)
  }

  /** A tier by a linear congruential generator: the same seed, the same choices. */
  private flipCoin(): 'reference' | 'threaded' | 'lazy' {
    this.coinState = (Math.imul(this.coinState, 1664525) + 1013904223) | 0
    const n = ((this.coinState >>> 16) & 0xffff) % 3
    return n === 0 ? 'reference' : n === 1 ? 'threaded' : 'lazy'
  }

  /** Whether the reference engine runs a callee with this code cell itself. */
  isReferenceCell(_cell: number): boolean {
    return this.runsReferenceOnly
  }

  /** Compiles the generic entry of `code`; from now on its callers come there. */
  compileEntry(code: Code): number {
    const entry = (this.lazy ?? bug('no lazy tier')).genericEntry(code)
    if (this.options.coin === null) this.setEntry(code, entry)
    return entry
  }

  /** Code for the loop at `instruction`, for a threaded frame; its op waits in the poll. */
  compileLoop(code: Code, instruction: number): number {
    const lazy = this.lazy ?? bug('no lazy tier')
    this.heap.setWord((code.cell + cellOffsets.counter) >>> 2, this.options.hotCount, 0)
    return lazy.loopEntry(code, instruction)
  }

  /** Procedures with a rest list are counted here: their threaded entry always leaves to the driver. */
  countRestCall(code: Code): void {
    if (!code.hasRest || this.options.engine !== 'auto' || this.options.coin !== null) return
    const slot = (code.cell + cellOffsets.counter) >>> 2
    const left = this.heap.low(slot) - 1
    this.heap.setWord(slot, left, 0)
    if (left === 0) this.compileEntry(code)
  }

  uncheckedEntry(code: Code): number {
    const { native, options } = this
    if (native === null) return bug('no native entries')
    const entry = this.heap.low((code.cell + cellOffsets.entry) >>> 2)
    const isThreaded = entry === native.trampoline.arityEntry
    if (options.engine === 'lazy' || !isThreaded)
      return (this.lazy as LazyCompiler).uncheckedEntry(code)
    const parameters = code.parameterCount + (code.hasRest ? 1 : 0)
    return native.uncheckedEntries[Math.min(parameters, 5)] as number
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
    const name = this.ops.requests[index] as string
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
    }
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
    return new GuestError(
      'arity',
      `${code.name || 'a procedure without a name'} takes ${least}${code.parameterCount} argument${plural}, but was given ${count}`,
    )
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
    this.cage.dispose()
  }
}
