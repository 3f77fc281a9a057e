// The least VM around the reference engine: linking, a collector, and requests that only add.
//
// Everything a real VM decides (other tiers, languages) is a field here that a test sets.

import assert from 'node:assert/strict'
import { type Collector, makeCollector, makeRuntimeRoots } from '../../../src/collector/index.ts'
import { IMMEDIATE, TAG } from '../../../src/expr/index.ts'
import { Heap, kinds } from '../../../src/heap/index.ts'
import { openCage } from '../../../src/memory/index.ts'
import {
  type CodeTemplate,
  type Constant,
  computeOpFlows,
  coreOps,
  makeOpSet,
  verifyCode,
} from '../../../src/ops/index.ts'
import {
  CallSites,
  type Code,
  type ContextField,
  cellOffsets,
  contextOffsets,
  FrameMaps,
  linkCode,
  portableStubs,
  REGISTER_ARGUMENTS,
  restoreFrame,
} from '../../../src/runtime/index.ts'
import {
  makeReferenceEngine,
  type ReferenceEngine,
  type ReferenceMachine,
  type Transfer,
} from '../../../src/tiers/reference/index.ts'

export const ops = makeOpSet(coreOps)
const flows = computeOpFlows(ops)

export interface WorldOptions {
  readonly stackBytes?: number
  /** Collect at every allocation. */
  readonly stress?: boolean
  /** Cells of code that another tier runs. */
  readonly foreignCells?: Set<number>
}

export class ReferenceWorld implements ReferenceMachine {
  readonly heap: Heap
  readonly context: number
  readonly stackTop: number
  readonly maps: FrameMaps
  readonly runsReferenceOnly: boolean
  readonly watchedGlobals = 0
  readonly hasTransfer = false
  readonly takeRestList = () => false
  readonly handlerMap = null
  readonly watch: { readonly stackLimit: number; poll(): void }
  readonly collector: Collector
  readonly engine: ReferenceEngine
  readonly codes: Code[] = []
  /** Names of the requests served, and where. */
  readonly served: string[] = []
  restoredFrames = 0
  private readonly foreignCells: ReadonlySet<number>
  private readonly globals: string[] = []
  private constantCount = 0

  constructor(options: WorldOptions = {}) {
    const cage = openCage({
      native: 'off',
      heapBytes: 16 * 2 ** 20,
      stackBytes: options.stackBytes ?? 65536,
    })
    const { layout } = cage
    this.context = layout.context.start
    this.stackTop = layout.stack.end - 64
    this.watch = { stackLimit: layout.stack.start + layout.stackHeadroom, poll() {} }
    this.heap = new Heap(cage, this.slot('allocation'), this.slot('allocationLimit'))
    this.foreignCells = options.foreignCells ?? new Set()
    this.runsReferenceOnly = options.foreignCells === undefined
    this.maps = new FrameMaps({
      heap: this.heap,
      codes: this.codes,
      callSites: new CallSites(),
      stubs: portableStubs,
      flows,
    })
    const roots = makeRuntimeRoots(this, {
      globalCount: () => this.globals.length,
      constantCount: () => this.constantCount,
    })
    this.heap.setPointer(this.slot('limit'), layout.stack.start + layout.stackHeadroom)
    this.heap.setPointer(this.slot('resume'), portableStubs.halt)
    this.collector = makeCollector(this.heap, roots, {
      kinds: Object.values(kinds),
      ...(options.stress ? { windowBytes: 0 } : {}),
    })
    this.engine = makeReferenceEngine(ops, this)
  }

  slot(field: ContextField): number {
    return (this.context + contextOffsets[field]) >>> 2
  }

  // Linking.

  link(template: CodeTemplate): Code {
    assert.deepEqual(verifyCode(template, ops, flows), [])
    return linkCode(template, {
      heap: this.heap,
      ops,
      verify: () => {},
      unitLow: (form) => form.opcode << 4,
      internConstant: (constant) => this.internConstant(constant),
      internCell: (code) => this.newConstant((slot) => this.heap.setPointer(slot, code.cell)),
      internProcedure: (code) => this.newConstant((slot) => this.makeProcedure(slot, code)),
      globalIndex: (name) => this.globalIndex(name),
      nextCodeId: () => this.codes.length,
      register: (code) => void this.codes.push(code),
    })
  }

  private newConstant(write: (slot: number) => void): number {
    const index = this.constantCount++
    write((this.heap.cage.layout.constants.start + 8 * index) >>> 2)
    return index
  }

  private internConstant(constant: Constant): number {
    assert.ok(constant.kind === 'fixnum')
    return this.newConstant((slot) => this.heap.setFixnum(slot, constant.value))
  }

  private makeProcedure(slot: number, code: Code): void {
    const { heap } = this
    heap.setImmediate(slot, IMMEDIATE.null)
    heap.reserve(16)
    const at = heap.allocateObject(kinds.procedure.number, 1)
    heap.setPointer((at + 8) >>> 2, code.cell)
    heap.setPointer(slot, at | TAG.procedure)
  }

  private globalIndex(name: string): number {
    if (!this.globals.includes(name)) {
      this.globals.push(name)
      this.heap.setImmediate(this.globalSlot(name), IMMEDIATE.unbound)
    }
    return this.globals.indexOf(name)
  }

  globalSlot(name: string): number {
    return (this.heap.cage.layout.globals.start >>> 2) + 2 * this.globals.indexOf(name)
  }

  /** Makes global `name` a procedure with this code. */
  define(name: string, template: CodeTemplate): Code {
    this.globalIndex(name)
    const code = this.link(template)
    this.makeProcedure(this.globalSlot(name), code)
    return code
  }

  // Running.

  /** Calls global `name` with small integers, from the bottom of an empty stack. */
  start(name: string, ...args: readonly number[]): Transfer {
    const { heap } = this
    const bottom = this.stackTop - 8
    heap.setPointer(bottom >>> 2, portableStubs.halt)
    heap.setPointer(this.slot('stackPointer'), bottom)
    heap.copy(this.slot('procedure'), this.globalSlot(name))
    heap.setWord(this.slot('argumentCount'), args.length, 0)
    heap.setWord(this.slot('heapFrames'), 0, 0)
    args.forEach((arg, i) => heap.setFixnum(this.callArgument(i), arg))
    return this.engine.enter()
  }

  /** The result of such a call, which is a fixnum. */
  call(name: string, ...args: readonly number[]): number {
    let transfer = this.start(name, ...args)
    while (transfer === 'underflow') {
      restoreFrame(this)
      this.restoredFrames++
      transfer = this.engine.run()
    }
    assert.equal(transfer, 'halt')
    assert.equal(this.heap.low(this.slot('stackPointer')), this.stackTop)
    assert.ok(this.heap.isFixnum(this.slot('result')))
    return this.heap.smallFixnumAt(this.slot('result'))
  }

  // What the engine asks for.

  codeOfProcedure(slot: number): Code {
    const { heap } = this
    const cell = heap.low(heap.fieldSlot(heap.low(slot), 0)) >>> 0
    return this.codes[heap.low((cell + cellOffsets.codeId) >>> 2)] as Code
  }

  callArgument(index: number): number {
    if (index < REGISTER_ARGUMENTS) return this.slot('argumentRegisters') + 2 * index
    return this.slot('argumentArea') + 2 * (index - REGISTER_ARGUMENTS)
  }

  makeRestList(code: Code): void {
    const { heap } = this
    const count = heap.low(this.slot('argumentCount'))
    if (!code.hasRest || count < code.parameterCount) throw new Error(`arity of ${code.name}`)
    heap.reserve(16 * (count - code.parameterCount))
    const list = this.slot('result')
    heap.setImmediate(list, IMMEDIATE.null)
    for (let i = count - 1; i >= code.parameterCount; i--) {
      const at = heap.allocate(16)
      heap.copy(at >>> 2, this.callArgument(i))
      heap.copy((at >>> 2) + 2, list)
      heap.setPointer(list, at | TAG.pair)
    }
    heap.copy(this.callArgument(code.parameterCount), list)
    heap.setWord(this.slot('argumentCount'), code.parameterCount + 1, 0)
  }

  isReferenceCell(cell: number): boolean {
    return !this.foreignCells.has(cell)
  }

  globalAssigned(): void {
    assert.fail('no global is watched')
  }

  collect(bytes: number): void {
    this.heap.collect(bytes)
  }

  /** Any request delivers 1000, after a collection; where it waits is put down. */
  serve(index: number): void {
    const { heap } = this
    const base = heap.low(this.slot('stackPointer')) >>> 2
    const { code, pc, k } = this.maps.mapOf(base, heap.low(this.slot('resume')))
    this.served.push(`${ops.requests.nameOf(index)} in ${code.name} at ${pc} k${k}`)
    heap.collect(0)
    heap.setFixnum(this.slot('result'), 1000)
  }
}
