// A random trace through op IR, compiled as the lazy tier does it and proved right step by step.
//
// A real PathCompiler allocates and spills; what its owner would do is left out. The trace is a random
// sequence of what can happen on a path: nodes, tests, checked arithmetic, names that come and go,
// calls with values across, loop heads, and edges to contexts seen before. After each step the code it
// emitted is run on symbols (symbolic-machine.ts), a tile as one atom that must find its operands
// where it was told and destroys what its instructions write. Then every location that the state
// claims for a name must hold just that name's term. So a wrong slot, a lost move, a missed clobber or
// a value overwritten too early is found whether or not a run would notice.

import assert from 'node:assert/strict'
import { Assembler, R12, R13, R15, RAX, RSP } from '../../../src/asm/index.ts'
import {
  CONSTANT,
  type Context,
  captureContext,
  conform,
  INCOMPATIBLE,
  matchContext,
  NONE,
  restoreContext,
  type State,
  wantsWord,
} from '../../../src/backend/index.ts'
import {
  FIXNUM,
  type Node,
  type NodeName,
  nodeSpecs,
  type ValueType,
} from '../../../src/expr/index.ts'
import type { LazyCompiler } from '../../../src/tiers/lazy/compiler.ts'
import { saveLive } from '../../../src/tiers/lazy/frame-slots.ts'
import { PathCompiler } from '../../../src/tiers/lazy/path.ts'
import { settleLoop, widenState } from '../../../src/tiers/lazy/settle.ts'
import type { Random } from '../../fuzz/random.ts'
import { doubleTerm, SymbolicMachine } from './symbolic-machine.ts'
import { TraceProver } from './trace-prover.ts'

const HOT = 0x10000000
const COLD = 0x20000000
const REGISTERS = 18
const MAX_BODY = 40
const LITERALS = 0x1000
const CONSTANT_POOL = 0x100000
const BOXED_DOUBLE_OFFSET = 6
/** What only op IR names cannot be spilled: bodies keep few such values, and so do we. */
const MAX_LIVE: Readonly<Record<ValueType, number>> = { word: 3, int: 2, f64: 5, flag: 0 }
const STEPS = 30

/** Nodes that a trace draws from: all but operands and constants, which have steps of their own. */
const nodeNames = (Object.keys(nodeSpecs) as NodeName[]).filter(
  (name) => !/^operand|^self$|Const$|^alloc|^storeGlobal$/.test(name),
)
const checkedNames = ['addFixnum', 'subFixnum', 'mulFixnum'] as const
const immediates = [0, 8, -8, 80, 6, 14, 22, 0x46, 8 * 1000]
const doubles = [0, -0, 1, 0.5, -3.25, 1e300]

/** Compiles and checks traces, one after the other, in the same memory. */
export class TraceChecker {
  private readonly asm = new Assembler(new Uint8Array(1 << 16), HOT)
  private readonly machine = new SymbolicMachine()
  private readonly prover: TraceProver
  private readonly path: PathCompiler
  private random!: Random
  /** Addresses of literals, by term: as numbers, 0 and -0 would be one. */
  private readonly literals = new Map<string, number>()
  private readonly terms = new Map<string, string>()
  /** Most registers hold doubles in this trace: vector registers run out. */
  private favoursDoubles = false
  private contexts: Context[] = []
  /** Terms of bytecode registers and of op IR values; '' for a name that is not in use. */
  private registerTerms: string[] = []
  private bodyTerms: string[] = []
  private bodyTypes: ValueType[] = []
  /** What happened, for the report of a failure. */
  private readonly log: string[] = []

  constructor() {
    const cold = new Assembler(new Uint8Array(1 << 16), COLD)
    const literal = (value: number) => this.literal(value)
    const context = { allocationLimit: 8, stackLimit: 0, requestArguments: 0x100 }
    const layout = { plusZero: 64, minusZero: 80 }
    const machine = { hot: [this.asm], cold: [cold, cold], context, layout, literal }
    const emitLightSite = (_path: unknown, kind: string) => this.prover.lightSite(kind)
    const owner = { machine, emitLightSite } as unknown as LazyCompiler
    this.path = new PathCompiler(owner)
    this.path.code = { registerCount: REGISTERS } as PathCompiler['code']
    this.path.spec = { body: { types: this.bodyTypes } } as unknown as PathCompiler['spec']
    this.path.liveHere = () => this.liveRegisters()
    this.prover = new TraceProver(this.path, this.asm, this.machine)
  }

  private get state(): State {
    return this.path.state
  }

  /** Compiles and checks one random trace; throws with its story if anything is wrong. */
  check(random: Random): void {
    this.random = random
    this.log.length = 0
    try {
      this.start()
      for (let i = 0; i < STEPS; i++) this.step()
    } catch (error) {
      const story = this.log.map((line) => `  ${line}`).join('\n')
      throw new Error(`${error instanceof Error ? error.message : error}\n${story}`, {
        cause: error,
      })
    }
  }

  private note(text: string): void {
    this.log.push(text)
  }

  // Terms.

  /** One short name for each term. */
  private term(kind: string, text: string): string {
    let name = this.terms.get(text)
    if (name === undefined) this.terms.set(text, (name = `${kind}${this.terms.size}`))
    return name
  }

  private fresh(): string {
    return this.term('a', `fresh ${this.terms.size}`)
  }

  private literal(value: number): number {
    const term = doubleTerm(value)
    const known = this.literals.get(term) ?? LITERALS + 8 * this.literals.size
    this.literals.set(term, known)
    this.machine.setMemory(R12, known, `d:${term}`)
    return known
  }

  // The beginning: names in random places.

  private start(): void {
    const { state, random } = this
    this.asm.seek(HOT)
    this.path.emitter.asm = this.asm
    this.path.emitter.cold.seek(COLD)
    this.path.emitter.unpin()
    this.contexts = []
    this.terms.clear()
    this.literals.clear()
    this.prover.reset()
    this.registerTerms = new Array(REGISTERS).fill('')
    this.bodyTerms = new Array(MAX_BODY).fill('')
    this.bodyTypes.length = 0
    for (let id = 0; id < MAX_BODY; id++) this.bodyTypes.push('word')
    state.reset(REGISTERS + 1)
    state.startBody(MAX_BODY)
    state.framed = random.chance(0.7)
    this.favoursDoubles = random.chance(0.3)
    for (let r = 0; r < REGISTERS; r++) if (random.chance(0.8)) this.placeRegister(r)
    this.prover.check(this.registerTerms, this.bodyTerms)
  }

  /** Gives bytecode register `r` a new value somewhere. */
  private placeRegister(r: number): void {
    const { state, random, machine } = this
    const choice = this.favoursDoubles && random.chance(0.8) ? 3 : random.below(7)
    if (choice < 2) return this.nameConstant(r, choice === 0)
    const value = state.newValue()
    const term = this.fresh()
    const gpr = random.pick(this.path.allocatable)
    const xmm = random.below(15)
    const slotOffset = this.path.slotOffset(r)
    if (choice >= 4 && state.framed) {
      state.setSlot(value, r, choice === 6)
      machine.setMemory(RSP, slotOffset, `${choice === 6 ? 'd' : 'w'}:${term}`)
    }
    if (choice !== 4 && choice !== 3 && state.gprOwner[gpr] === NONE) {
      state.setGpr(value, gpr)
      machine.gprs[gpr] = `w:${term}`
    } else if (choice !== 4 && state.xmmOwner[xmm] === NONE) {
      state.setXmm(value, xmm)
      machine.xmms[xmm] = `d:${term}`
    }
    if (!state.hasWord(value) && !state.hasDouble(value)) return
    if (!state.hasWord(value)) state.type[value] = 0x202
    this.setRegister(r, value, term)
  }

  private nameConstant(r: number, isImmediate: boolean): void {
    const { state, random } = this
    if (isImmediate) {
      const word = random.pick(immediates)
      this.setRegister(
        r,
        state.newImmediate(word, word % 8 === 0 ? FIXNUM : 0x7fffffff),
        `#${word}`,
      )
      return
    }
    const value = state.newValue()
    const address = CONSTANT_POOL + 8 * r
    state.constant[value] = CONSTANT.memory
    state.constantImm[value] = address
    let term = this.fresh()
    if (random.chance(0.3)) {
      const double = random.pick(doubles)
      state.isDouble[value] = 1
      state.constantDouble[value] = double
      state.type[value] = 0x202
      term = doubleTerm(double)
    }
    this.machine.setMemory(R12, address, `w:${term}`)
    this.setRegister(r, value, term)
  }

  private setRegister(r: number, value: number, term: string): void {
    this.state.setRegister(r, value)
    this.registerTerms[r] = term
  }

  private liveRegisters(): number[] {
    return this.registerTerms.flatMap((term, r) => (term === '' ? [] : [r]))
  }

  private liveBody(type?: ValueType): number[] {
    return this.bodyTerms.flatMap((term, id) =>
      term === '' || (type !== undefined && this.bodyTypes[id] !== type) ? [] : [id],
    )
  }

  // Steps.

  private step(): void {
    const { random } = this
    const choice = random.below(100)
    this.prover.startStep()
    this.path.emitter.hint = random.chance(0.3) ? random.pick(this.path.allocatable) : NONE
    if (choice < 15) this.readRegister()
    else if (choice < 50) this.node()
    else if (choice < 58) this.constant()
    else if (choice < 63) this.checked()
    else if (choice < 75) this.deliver()
    else if (choice < 80) this.drop()
    else if (choice < 84) this.allocation()
    else if (choice < 87) this.call()
    else if (choice < 91) this.remember()
    else if (choice < 97) this.edge()
    else if (choice < 99) this.loopHead()
    else this.widen()
    this.path.emitter.unpin()
    this.prover.run()
    this.prover.check(this.registerTerms, this.bodyTerms)
  }

  /** An op IR value number for a new value of `type`; another of its type goes if there are many. */
  private newBody(type: ValueType): number {
    const live = this.liveBody(type)
    if (live.length >= (MAX_LIVE[type] as number)) this.clearBody(this.random.pick(live))
    const id = this.bodyTerms.indexOf('')
    this.bodyTypes[id] = type
    return id
  }

  private clearBody(id: number): void {
    this.state.clearBody(id)
    this.bodyTerms[id] = ''
  }

  private readRegister(): void {
    const live = this.liveRegisters()
    if (live.length === 0) return
    const r = this.random.pick(live)
    const id = this.newBody('word')
    this.note(`v${id} = r${r}`)
    this.state.setBody(id, this.state.registerValue[r] as number)
    this.bodyTerms[id] = this.registerTerms[r] as string
  }

  private constant(): void {
    const { random } = this
    const [op, type, a] = random.pick([
      ['wordConst', 'word', random.pick(immediates)],
      ['intConst', 'int', random.below(100) - 50],
      ['f64Const', 'f64', random.pick(doubles)],
    ] as const)
    const id = this.newBody(type)
    this.note(`v${id} = ${op} ${a}`)
    this.path.emitter.node({ op, args: [], a, b: 0, result: id })
    this.bodyTerms[id] = type === 'f64' ? doubleTerm(a) : `#${a}`
  }

  /** Live values of the wanted types, or null if there is none of some type. */
  private arguments(types: readonly ValueType[]): number[] | null {
    const args: number[] = []
    for (const type of types) {
      const live = this.liveBody(type)
      if (live.length === 0) return null
      args.push(this.random.pick(live))
    }
    return args
  }

  private node(): void {
    const op = this.random.pick(nodeNames)
    const spec = nodeSpecs[op]
    const args = this.arguments(spec.args as readonly ValueType[])
    if (args === null) return
    const argTerms = args.map((id) => this.bodyTerms[id] as string)
    if (!acceptsConstants(op, argTerms)) return
    if (spec.result === 'flag') return this.test(op, args, argTerms)
    const a =
      op === 'loadF64' ? BOXED_DOUBLE_OFFSET : 'a' in spec ? 8 * this.random.below(4) - 2 : 0
    const term = this.resultOf(op, argTerms, a)
    const id = spec.result === 'none' ? -1 : this.newResult(spec.result, args)
    this.note(`v${id} = ${op} ${args.map((arg) => `v${arg}`).join(' ')}`)
    this.prover.expect(argTerms, term)
    this.path.emitter.node({ op, args, a, b: 0, result: id })
    if (id >= 0) this.bodyTerms[id] = term
  }

  /** A number for a result; the arguments are not given up for it. */
  private newResult(type: ValueType, args: readonly number[]): number {
    const live = this.liveBody(type).filter((id) => !args.includes(id))
    if (live.length >= (MAX_LIVE[type] as number)) this.clearBody(this.random.pick(live))
    const id = this.bodyTerms.indexOf('')
    this.bodyTypes[id] = type
    return id
  }

  /** What the node computes: a representation change keeps the term, a folded constant has its own. */
  private resultOf(op: string, args: readonly string[], a: number): string {
    const [first] = args as [string]
    if (op === 'unboxSelfTagged' || op === 'loadF64') return first
    if (op === 'fixnumToF64' && first.startsWith('#')) return doubleTerm(Number(first.slice(1)) / 8)
    if (op === 'negateFixnum' && first.startsWith('#')) return `#${0 - Number(first.slice(1))}`
    const isInt = nodeSpecs[op as NodeName]?.result === 'int'
    // Memory may have changed between two loads.
    const when = op.startsWith('load') ? this.asm.here : ''
    return this.term(isInt ? 'i' : 't', `${op} ${a} ${args.join(' ')} ${when}`)
  }

  private test(op: NodeName, args: readonly number[], argTerms: readonly string[]): void {
    const { emitter } = this.path
    const a =
      op === 'hasKind'
        ? 1 + this.random.below(4)
        : op === 'isImmediate'
          ? 6
          : op === 'hasFlag'
            ? 33
            : 0
    const node: Node = { op, args, a, b: 0, result: NONE }
    this.note(`${op} ${args.map((arg) => `v${arg}`).join(' ')}`)
    this.prover.expect(argTerms, '')
    const outcome = emitter.test(node)
    emitter.learn(node, outcome === 'yes' || (outcome !== 'no' && this.random.chance(0.5)))
    // An impossible type would answer every test at once: such a path is dead in the real tier.
    const value = this.state.bodyValue[args[0] as number] as number
    if (this.state.type[value] === 0) this.state.type[value] = 0x7fffffff
  }

  private checked(): void {
    const args = this.arguments(['word', 'word'])
    if (args === null) return
    const op = this.random.pick(checkedNames)
    const argTerms = args.map((id) => this.bodyTerms[id] as string)
    const term = this.resultOf(op, argTerms, 0)
    const id = this.newResult('word', args)
    this.note(`v${id} = checked ${op} ${args.map((arg) => `v${arg}`).join(' ')}`)
    this.prover.expect(argTerms, term)
    this.state.setBody(id, this.path.emitter.checked(op, args))
    this.bodyTerms[id] = term
  }

  private deliver(): void {
    const live = [...this.liveBody('f64')]
    if (!this.favoursDoubles || live.length === 0) live.push(...this.liveBody('word'))
    if (live.length === 0) return
    const id = this.random.pick(live)
    const r = this.random.below(REGISTERS)
    this.note(`r${r} = v${id}`)
    this.setRegister(r, this.state.bodyValue[id] as number, this.bodyTerms[id] as string)
    if (this.random.chance(0.5)) this.clearBody(id)
  }

  private drop(): void {
    const live = this.liveRegisters()
    if (live.length === 0) return
    const r = this.random.pick(live)
    this.note(`drop r${r}`)
    this.state.clearRegister(r)
    this.registerTerms[r] = ''
  }

  private allocation(): void {
    const { random, machine } = this
    const op = random.pick(['allocPair', 'allocObject', 'allocProcedure'] as const)
    const count = op === 'allocPair' ? 2 : 1 + random.below(4)
    const args = this.arguments(Array.from({ length: count }, (): ValueType => 'word'))
    if (args === null) return
    const term = this.fresh()
    const id = this.newResult('word', args)
    const argTerms = args.map((arg) => this.bodyTerms[arg] as string)
    this.note(`v${id} = ${op} ${args.map((arg) => `v${arg}`).join(' ')}`)
    machine.allocated = `w:${term}`
    this.path.emitter.node({ op, args, a: op === 'allocObject' ? 5 : 0, b: 0, result: id })
    this.bodyTerms[id] = term
    this.prover.run()
    const start = op === 'allocPair' ? 0 : 8
    argTerms.forEach((arg, i) => {
      const at = start + 8 * i
      assert.equal(machine.memoryAt(R13, at), `w:${arg}`, `field ${i} of the new object`)
    })
  }

  /** A request with arguments: what lives is saved, all registers are lost, a word comes back. */
  private call(): void {
    const { path, state, machine } = this
    const live = this.liveRegisters().filter(() => this.random.chance(0.8))
    const args = this.arguments(['word', 'word', 'word']) ?? []
    this.note(`request ${args.map((arg) => `v${arg}`).join(' ')} with r${live.join(' r')} live`)
    this.prover.allowReloads()
    saveLive(path, live)
    for (const id of args) path.ensureWord(state.bodyValue[id] as number)
    this.prover.withoutCollection(() => {
      args.forEach((id, i) => {
        path.emitter.storeWordAt(R15, 0x100 + 8 * i, state.bodyValue[id] as number)
      })
    })
    this.prover.run()
    args.forEach((id, i) => {
      assert.equal(machine.memoryAt(R15, 0x100 + 8 * i), `w:${this.bodyTerms[id]}`, `argument ${i}`)
    })
    for (const r of this.liveRegisters()) {
      if (live.includes(r)) continue
      state.clearRegister(r)
      this.registerTerms[r] = ''
    }
    state.clobberRegisters()
    machine.clobberRegisters()
    for (const id of this.liveBody()) this.clearBody(id)
    state.startBodyAnew(MAX_BODY)
    const result = this.newBody('word')
    const value = state.newValue()
    state.setGpr(value, RAX)
    state.setBody(result, value)
    this.bodyTerms[result] = this.fresh()
    machine.gprs[RAX] = `w:${this.bodyTerms[result]}`
  }

  // Contexts.

  /** Remembers this situation, as a version does, to be met again. */
  private remember(): void {
    const live = this.liveRegisters().filter(() => this.random.chance(0.8))
    this.note(`context ${this.contexts.length}: r${live.join(' r')}`)
    const context = captureContext(this.state, live, [])
    this.contexts.push(context)
    if (this.random.chance(0.7)) this.contexts.push(this.shuffled(context))
  }

  /** The same situation with the values in each other's places: edges to it are cycles. */
  private shuffled(context: Context): Context {
    const values = context.values.map((known) => ({ ...known }))
    for (const field of ['gpr', 'xmm', 'slot', 'slotDouble'] as const) {
      const holders = values.filter((known) => known[field] !== NONE)
      for (let i = holders.length - 1; i > 0; i--) {
        const other = holders[this.random.below(i + 1)] as (typeof holders)[number]
        const holder = holders[i] as (typeof holders)[number]
        const place = holder[field]
        holder[field] = other[field]
        other[field] = place
      }
    }
    return { ...context, values }
  }

  /** Conforms to a context that fits, and goes on from there. */
  private edge(): void {
    const { state, path } = this
    const fitting = this.contexts.filter((context) => matchContext(state, context) !== INCOMPATIBLE)
    if (fitting.length === 0) return
    const context = this.random.pick(fitting)
    this.note(`edge to context ${this.contexts.indexOf(context)}`)
    if (context.framed) path.ensureFrame()
    if (this.boxesOnTheWayTo(context)) this.prover.allowReloads()
    conform(path.emitter, context, (slot) => path.slotOffset(slot))
    path.emitter.unpin()
    this.prover.run()
    restoreContext(state, context, REGISTERS + 1, MAX_BODY)
    this.bodyTerms.fill('')
    this.registerTerms = this.registerTerms.map((term, r) =>
      state.registerValue[r] === NONE ? '' : term,
    )
  }

  private boxesOnTheWayTo(context: Context): boolean {
    for (let i = 0; i < context.registers.length; i += 2) {
      const value = this.state.registerValue[context.registers[i] as number] as number
      const wanted = context.values[context.registers[i + 1] as number]
      if (wanted !== undefined && wantsWord(wanted) && !this.state.hasWord(value)) return true
    }
    return false
  }

  private loopHead(): void {
    const assigned = Uint8Array.from({ length: REGISTERS + 1 }, () => this.random.below(2))
    this.note(`loop assigns ${[...assigned].flatMap((bit, r) => (bit ? [`r${r}`] : [])).join(' ')}`)
    this.prover.allowReloads()
    settleLoop(this.path, assigned)
  }

  private widen(): void {
    this.note('widen')
    for (const id of this.liveBody()) this.clearBody(id)
    this.prover.allowReloads()
    widenState(this.path)
  }
}

/** Some nodes ask for a constant of the right kind. */
function acceptsConstants(op: NodeName, terms: readonly string[]): boolean {
  const [first, second] = terms
  const constant = (term: string | undefined) =>
    term?.startsWith('#') ? Number(term.slice(1)) / 8 : null
  if (op === 'shlFixnum' || op === 'sarFixnum') {
    const count = constant(second)
    return count === null || (Number.isInteger(count) && count >= 0 && count < 64)
  }
  return op !== 'fixnumToF64' || Number.isInteger(constant(first) ?? 0)
}
