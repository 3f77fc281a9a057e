// Builds bodies with combinators: what an op description is written in.
//
// The builder stands in one open block at a time. Straight-line combinators append nodes to it;
// `when(...).then(...)` branches and leaves the builder where the tests failed; a terminator closes
// the block. Tests are descriptions until they are branched on, so a flag never outlives its block.
//
//   const slow = f.cold(() => f.next(f.request('add', a, b)))
//   f.when(f.isFixnum(a), f.isFixnum(b)).then(() => f.next(f.checked('addFixnum', a, b, slow)))
//   f.goto(slow)

import { assert } from '../base/index.ts'
import {
  type Block,
  type BlockId,
  type Body,
  type Edge,
  type Node,
  type Terminator,
  terminatorUses,
  type ValueId,
} from './body.ts'
import {
  type CheckedName,
  checkedSpecs,
  type NodeName,
  nodeSpecs,
  type ValueType,
} from './nodes.table.ts'
import { BOXED_FLONUM_KIND, IMMEDIATE, TAG } from './types.ts'

/** A test that has not been branched on yet. */
export interface Test {
  readonly op: NodeName
  readonly args: readonly ValueId[]
  readonly a: number
}

interface OpenBlock {
  params: ValueId[]
  nodes: Node[]
  end: Terminator | null
  cold: boolean
  resume: number
}

const noEdge = (block: BlockId): Edge => ({ block, args: [] })

/** Removes nodes whose result nobody uses and that have no effect, last first. */
function dropUnused(blocks: readonly Block[]): Block[] {
  const uses = new Map<ValueId, number>()
  const count = (value: ValueId, by: number) => uses.set(value, (uses.get(value) ?? 0) + by)
  for (const block of blocks) {
    for (const node of block.nodes) for (const arg of node.args) count(arg, 1)
    for (const value of terminatorUses(block.end)) count(value, 1)
  }
  const droppable = (node: Node) => {
    const effect = nodeSpecs[node.op].effect
    return (effect === 'pure' || effect === 'read') && (uses.get(node.result) ?? 0) === 0
  }
  return [...blocks]
    .reverse()
    .map((block) => {
      const nodes: Node[] = []
      for (const node of [...block.nodes].reverse()) {
        if (droppable(node)) for (const arg of node.args) count(arg, -1)
        else nodes.push(node)
      }
      return { ...block, nodes: nodes.reverse() }
    })
    .reverse()
}

/** Numbers the values densely again, in order of their definition. */
function renumber(body: Body): Body {
  const numbers: number[] = []
  const types: ValueType[] = []
  const define = (value: ValueId) => {
    if (value >= 0) numbers[value] = types.push(body.types[value] as ValueType) - 1
  }
  for (const block of body.blocks) {
    block.params.forEach(define)
    for (const node of block.nodes) define(node.result)
  }
  const use = (value: ValueId) => (value < 0 ? value : (numbers[value] as number))
  const blocks = body.blocks.map((block): Block => {
    const nodes = block.nodes.map((node) => ({
      ...node,
      args: node.args.map(use),
      result: use(node.result),
    }))
    return { ...block, params: block.params.map(use), nodes, end: mapUses(block.end, use) }
  })
  return { blocks, types, resumes: body.resumes }
}

/** `end` with other values in the places where it reads some. */
function mapUses(end: Terminator, use: (value: ValueId) => ValueId): Terminator {
  const edge = (to: Edge): Edge => ({ block: to.block, args: to.args.map(use) })
  switch (end.kind) {
    case 'jump':
      return { ...end, to: edge(end.to) }
    case 'branch':
      return { ...end, flag: use(end.flag), then: edge(end.then), else: edge(end.else) }
    case 'checked':
      return { ...end, args: end.args.map(use), overflow: edge(end.overflow) }
    case 'next':
    case 'return':
      return { ...end, value: use(end.value) }
    case 'call':
    case 'tailcall':
      return { ...end, callee: use(end.callee) }
    case 'request':
      return { ...end, args: end.args.map(use) }
    case 'goto':
    case 'poll':
      return end
  }
}

export class BodyBuilder {
  private readonly blocks: OpenBlock[] = []
  private readonly types: ValueType[] = []
  private readonly resumes: BlockId[] = [0]
  private readonly pendingCold: { block: BlockId; fill: () => void }[] = []
  private current: BlockId

  constructor() {
    this.current = this.newBlock()
  }

  /** Appends a node to the open block and returns the value it defines (-1 if none). */
  node(op: NodeName, args: readonly ValueId[] = [], a = 0, b = 0): ValueId {
    const spec = nodeSpecs[op]
    const result = spec.result === 'none' ? -1 : this.newValue(spec.result)
    this.open().nodes.push({ op, args: [...args], a, b, result })
    return result
  }

  /** A new block with parameters of these types; it is filled later through `at`. */
  newBlock(paramTypes: readonly ValueType[] = [], cold = false): BlockId {
    const params = paramTypes.map((type) => this.newValue(type))
    this.blocks.push({ params, nodes: [], end: null, cold, resume: 0 })
    return this.blocks.length - 1
  }

  /** Parameter `index` of `block`. */
  param(block: BlockId, index = 0): ValueId {
    const value = this.blocks[block]?.params[index]
    assert(value !== undefined, `block b${block} has no parameter ${index}`)
    return value
  }

  /** Goes on building in `block`. */
  at(block: BlockId): void {
    this.current = block
  }

  /** A cold block, filled by `fill` when the body is finished; the target of slow-path edges. */
  cold(fill: () => void): BlockId {
    const block = this.newBlock([], true)
    this.pendingCold.push({ block, fill })
    return block
  }

  /** Branches on each test in turn; leaves the builder on the path where one of them failed. */
  when(...tests: readonly Test[]): { then(fill: () => void): void } {
    return {
      then: (fill) => {
        const otherwise = this.newBlock()
        for (const test of tests) {
          const next = this.newBlock()
          this.branch(test, next, otherwise)
          this.at(next)
        }
        fill()
        this.at(otherwise)
      },
    }
  }

  /** Ends the block: to `then` if `test` succeeds, else to `otherwise`. */
  branch(test: Test, then: BlockId, otherwise: BlockId): void {
    const flag = this.node(test.op, test.args, test.a)
    this.end({ kind: 'branch', flag, then: noEdge(then), else: noEdge(otherwise) })
  }

  /** Ends the block with a two-way choice whose sides are built by the two functions. */
  choose(test: Test, yes: () => void, no: () => void): void {
    const then = this.newBlock()
    const otherwise = this.newBlock()
    this.branch(test, then, otherwise)
    this.at(then)
    yes()
    this.at(otherwise)
    no()
  }

  /** Checked fixnum arithmetic; overflow goes to `overflow`. */
  checked(op: CheckedName, x: ValueId, y: ValueId, overflow: BlockId): ValueId {
    const ok = this.newBlock([checkedSpecs[op].result])
    this.end({ kind: 'checked', op, args: [x, y], ok, overflow: noEdge(overflow) })
    this.at(ok)
    return this.param(ok)
  }

  goto(block: BlockId, ...args: ValueId[]): void {
    this.end({ kind: 'jump', to: { block, args } })
  }

  /** Delivers `value` (word or f64) to the out register, or nothing, and goes to the next op. */
  next(value: ValueId = -1): void {
    this.end({ kind: 'next', value })
  }

  /** Goes to the label operand number `operand`. */
  gotoLabel(operand: number): void {
    this.end({ kind: 'goto', operand })
  }

  return(value: ValueId): void {
    this.end({ kind: 'return', value })
  }

  /** A runtime procedure that delivers a word: a heavy request, numbered resume point after it. */
  request(name: string, ...args: ValueId[]): ValueId {
    const resume = this.newResume(['word'])
    this.end({ kind: 'request', name, args, resume })
    this.at(resume)
    return this.param(resume)
  }

  /** A runtime procedure that never returns. */
  raise(name: string, ...args: ValueId[]): void {
    this.end({ kind: 'request', name, args, resume: -1 })
  }

  /** Calls `callee` with the registers at operand `base`, operand `count` of them. */
  call(callee: ValueId, base: number, count: number): ValueId {
    const resume = this.newResume(['word'])
    this.end({ kind: 'call', callee, base, count, resume })
    this.at(resume)
    return this.param(resume)
  }

  tailcall(callee: ValueId, base: number, count: number): void {
    this.end({ kind: 'tailcall', callee, base, count })
  }

  /** The loop poll. */
  poll(): void {
    const resume = this.newResume([])
    this.end({ kind: 'poll', resume })
    this.at(resume)
  }

  // Tests.
  isFixnum = (w: ValueId): Test => ({ op: 'isFixnum', args: [w], a: 0 })
  isSelfTagged = (w: ValueId): Test => ({ op: 'isSelfTagged', args: [w], a: 0 })
  isPair = (w: ValueId): Test => ({ op: 'isPair', args: [w], a: 0 })
  isProcedure = (w: ValueId): Test => ({ op: 'isProcedure', args: [w], a: 0 })
  isObject = (w: ValueId): Test => ({ op: 'isObject', args: [w], a: 0 })
  isCharacter = (w: ValueId): Test => ({ op: 'isCharacter', args: [w], a: 0 })
  hasKind = (w: ValueId, kind: number): Test => ({ op: 'hasKind', args: [w], a: kind })
  hasFlag = (w: ValueId, bit: number): Test => ({ op: 'hasFlag', args: [w], a: bit })
  hasField = (w: ValueId, index: ValueId, before: number): Test => ({
    op: 'hasField',
    args: [w, index],
    a: before,
  })
  isImmediate = (w: ValueId, word: number): Test => ({ op: 'isImmediate', args: [w], a: word })
  test = (op: NodeName, ...args: ValueId[]): Test => ({ op, args, a: 0 })

  fixnum = (value: number): ValueId => this.node('wordConst', [], value * 8)
  immediate = (name: keyof typeof IMMEDIATE): ValueId => this.node('wordConst', [], IMMEDIATE[name])

  /** The double that word `w` stands for; anything but a fixnum or flonum goes to `slow`. */
  toF64(w: ValueId, slow: BlockId): ValueId {
    const join = this.newBlock(['f64'])
    this.when(this.isFixnum(w)).then(() => this.goto(join, this.node('fixnumToF64', [w])))
    this.when(this.isSelfTagged(w)).then(() => this.goto(join, this.node('unboxSelfTagged', [w])))
    this.when(this.isObject(w), this.hasKind(w, BOXED_FLONUM_KIND)).then(() =>
      this.goto(join, this.node('loadF64', [w], 8 - TAG.object)),
    )
    this.goto(slow)
    this.at(join)
    return this.param(join)
  }

  /** Closes the body: fills the cold blocks and drops reads and computations nobody uses. */
  finish(): Body {
    for (let i = 0; i < this.pendingCold.length; i++) {
      const { block, fill } = this.pendingCold[i] as { block: BlockId; fill: () => void }
      this.at(block)
      fill()
    }
    const blocks = this.blocks.map((block, id): Block => {
      assert(block.end !== null, `block b${id} has no end`)
      return { ...block, end: block.end }
    })
    return renumber({ blocks: dropUnused(blocks), types: this.types, resumes: this.resumes })
  }

  private newResume(types: readonly ValueType[]): BlockId {
    const cold = this.open().cold
    const block = this.newBlock(types, cold)
    this.resumes.push(block)
    ;(this.blocks[block] as OpenBlock).resume = this.resumes.length - 1
    return block
  }

  private newValue(type: ValueType): ValueId {
    this.types.push(type)
    return this.types.length - 1
  }

  private open(): OpenBlock {
    const block = this.blocks[this.current] as OpenBlock
    assert(block.end === null, `block b${this.current} is already closed`)
    return block
  }

  private end(terminator: Terminator): void {
    this.open().end = terminator
  }
}
