// Compiles an op body, from one of its entries, to structured JavaScript.
//
// Blocks follow the dominator tree: a block's nodes, then around its terminator a labelled block for
// each merge below it, whose code follows the label. An edge to a merge assigns the parameters and
// breaks out; every other block is written where its one edge leads to it.
//
//   i0 = M[...]                          nodes of b0
//   L4: {                                b4 is a merge under b0
//     if (...) { d1 = ...; break L4 }    edge to b4
//     ...
//   }
//   ...                                  code of b4
//
// An entry is the start of the op, a resume point, or a cold block. Values that an entry needs from
// outside are operands and are read again, as they are behind every safepoint: a collection moves
// what they point to.
//
// Needs: verified bodies (acyclic, resume points use only operands).

import { assert, unreachable } from '../../base/index.ts'
import type { Block, BlockId, Body, Edge, Node, Terminator, ValueId } from '../../expr/index.ts'
import { type BodyFacts, bodyFacts } from '../body-facts.ts'
import { writeChecked } from './arithmetic.ts'
import { blockOf, computeFlow, type Flow, flowEdges } from './flow.ts'
import { computeHighHalves } from './halves.ts'
import { allocatedBytes, readsOperand, testText, writeBox, writeNode } from './nodes.ts'
import type { JsTarget } from './target.ts'
import { Writer } from './writer.ts'

const BOX_BYTES = 16

export interface CompiledBody {
  readonly lines: readonly string[]
  /** Variables used: i0 .. and d0 .. . */
  readonly intCount: number
  readonly doubleCount: number
}

/** Compiles `body` from block `entry`; with `cutCold`, cold blocks are left to `target.cold`. */
export function compileBody(
  body: Body,
  entry: BlockId,
  target: JsTarget,
  cutCold: boolean,
): CompiledBody {
  return new BodyCompiler(body, entry, target, cutCold).compile()
}

class BodyCompiler {
  private readonly body: Body
  private readonly target: JsTarget
  private readonly facts: BodyFacts
  private readonly flow: Flow
  private readonly writer: Writer
  private readonly isCut: (block: BlockId) => boolean
  private readonly definitions: ReadonlyMap<ValueId, Node>
  /** Blocks that can be reached behind a safepoint: the op cannot begin again there. */
  private readonly late: ReadonlySet<BlockId>

  constructor(body: Body, entry: BlockId, target: JsTarget, cutCold: boolean) {
    this.body = body
    this.target = target
    this.facts = bodyFacts(body)
    const nodes = body.blocks.flatMap((block) => block.nodes)
    this.definitions = new Map(nodes.map((node) => [node.result, node]))
    this.isCut = (block) =>
      cutCold && block !== entry && (this.facts.cold[block] as boolean) && this.canEnter(block)
    this.flow = computeFlow(body, entry, this.isCut)
    this.writer = new Writer(computeHighHalves(body, this.flow))
    this.late = this.computeLate()
  }

  compile(): CompiledBody {
    const { writer, flow, body } = this
    this.startRegion(flow.entry, blockOf(body, flow.entry).resume)
    this.tree(flow.entry)
    return { lines: writer.lines, intCount: writer.intCount, doubleCount: writer.doubleCount }
  }

  /** Whether `block` can be an entry: all it needs are operands. */
  private canEnter(block: BlockId): boolean {
    if (blockOf(this.body, block).params.length > 0) return false
    return (this.facts.liveIn[block] as readonly ValueId[]).every((value) => {
      const node = this.definitions.get(value)
      return node !== undefined && readsOperand(node)
    })
  }

  // Regions: what runs from an entry or safepoint to the next safepoint.

  private computeLate(): ReadonlySet<BlockId> {
    const late = new Set<BlockId>()
    for (const id of this.flow.order) {
      const block = blockOf(this.body, id)
      if (block.resume > 0 || late.has(id)) {
        late.add(id)
        for (const to of flowEdges(this.body, id, this.flow.outcomes)) late.add(to)
      }
    }
    return late
  }

  /** Most bytes that the region from `start` allocates, as far as it must be known beforehand. */
  private regionBytes(start: BlockId): number {
    const region = new Set([start])
    let bytes = 0
    // A Set's iterator also visits what is added on the way.
    for (const id of region) {
      const { nodes, end } = blockOf(this.body, id)
      for (const node of nodes) bytes += allocatedBytes(node)
      if (this.late.has(id) && end.kind === 'next' && this.isDouble(end.value)) bytes += BOX_BYTES
      if (end.kind === 'request' || end.kind === 'poll') continue
      for (const to of flowEdges(this.body, id, this.flow.outcomes)) {
        if (!this.isCut(to)) region.add(to)
      }
    }
    return bytes
  }

  /** Begins at `block`, where nothing has been read yet: room, delivered result, operands. */
  private startRegion(block: BlockId, k: number): void {
    const { writer, target } = this
    const bytes = this.regionBytes(block)
    if (bytes > 0) writer.line(...target.ensureRoom(bytes, k))
    const [param] = blockOf(this.body, block).params
    if (param !== undefined) {
      writer.wordVariables(param)
      writer.loadWord(param, `${target.resultSlot}`)
    }
    for (const value of this.facts.liveIn[block] as readonly ValueId[]) {
      const node = this.definitions.get(value)
      assert(node !== undefined && readsOperand(node), `v${value} is lost at b${block}`)
      writeNode(writer, target, node)
    }
  }

  // Blocks.

  private tree(id: BlockId): void {
    const { writer, flow } = this
    const block = blockOf(this.body, id)
    for (const node of block.nodes) {
      if (node.result < 0 || this.body.types[node.result] !== 'flag') {
        writeNode(writer, this.target, node)
      }
    }
    const merges = flow.mergesUnder.get(id) ?? []
    for (const merge of [...merges].reverse()) {
      for (const param of blockOf(this.body, merge).params) this.declare(param)
      writer.open(`L${merge}: {`)
    }
    this.terminator(block, id)
    for (const merge of merges) {
      writer.close()
      this.tree(merge)
    }
  }

  private isDouble(value: ValueId): boolean {
    return value >= 0 && this.body.types[value] === 'f64'
  }

  private declare(param: ValueId): void {
    if (this.isDouble(param)) this.writer.doubleVariable(param)
    else this.writer.wordVariables(param)
  }

  private edge({ block, args }: Edge): void {
    const { writer } = this
    if (this.isCut(block)) return writer.line(...this.target.cold(block))
    const { params } = blockOf(this.body, block)
    const isMerge = this.flow.merges.has(block)
    params.forEach((param, i) => this.pass(param, args[i] as ValueId, isMerge))
    if (isMerge) writer.line(`break L${block}`)
    else this.tree(block)
  }

  /** A parameter of a merge is assigned; of any other block it is another name of the argument. */
  private pass(param: ValueId, arg: ValueId, isMerge: boolean): void {
    const { writer } = this
    if (this.isDouble(param)) {
      if (isMerge) writer.line(`${writer.double(param)} = ${writer.double(arg)}`)
      else writer.setDouble(param, writer.double(arg))
    } else if (isMerge) {
      const from = writer.word(arg)
      const to = writer.word(param)
      writer.line(`${to.low} = ${from.low}`)
      if (writer.wantsHigh(param)) writer.line(`${to.high} = ${from.high}`)
    } else writer.setWord(param, writer.word(arg))
  }

  private terminator(block: Block, id: BlockId): void {
    const { writer, target } = this
    const { end } = block
    switch (end.kind) {
      case 'jump':
        return this.edge(end.to)
      case 'branch':
        return this.branch(block, end, id)
      case 'checked':
        return this.checked(end)
      case 'next':
        return this.next(end.value, this.late.has(id))
      case 'goto':
        return writer.line(...target.goto(end.operand))
      case 'call':
        return writer.line(
          ...target.call(writer.word(end.callee).low, end, this.resumeOf(end.resume)),
        )
      case 'tailcall':
        return writer.line(...target.tailcall(writer.word(end.callee).low, end))
      case 'return':
        return writer.line(...target.return(writer.word(end.value)))
      case 'request':
        return this.request(end)
      case 'poll':
        writer.line(...target.poll(this.resumeOf(end.resume)))
        return this.goOnBehind(end.resume)
      default:
        return unreachable(end)
    }
  }

  private resumeOf(block: BlockId): number {
    return blockOf(this.body, block).resume
  }

  private branch(block: Block, end: Terminator & { kind: 'branch' }, id: BlockId): void {
    const outcome = this.flow.outcomes.get(id)
    if (outcome !== undefined) return this.edge(outcome ? end.then : end.else)
    const test = block.nodes.find((node) => node.result === end.flag) as Node
    this.writer.open(`if (${testText(this.writer, test)}) {`)
    this.edge(end.then)
    this.writer.close()
    this.edge(end.else)
  }

  private checked(end: Terminator & { kind: 'checked' }): void {
    const { writer } = this
    assert(!this.flow.merges.has(end.ok), 'checked arithmetic goes on in a block of its own')
    const [param] = blockOf(this.body, end.ok).params as [ValueId]
    const [x, y] = end.args as [ValueId, ValueId]
    const result = writer.wordVariables(param)
    const overflows = writeChecked(writer, end.op, result, writer.word(x), writer.word(y))
    writer.open(`if (${overflows}) {`)
    this.edge(end.overflow)
    writer.close()
    this.tree(end.ok)
  }

  private next(value: ValueId, isLate: boolean): void {
    const { writer, target } = this
    if (this.isDouble(value)) {
      // Behind a safepoint room was made sure of; before it nothing has happened yet.
      const restart = isLate ? [] : target.restart(BOX_BYTES)
      writeBox(writer, target.outSlot(), writer.double(value), restart)
    } else if (value >= 0) writer.storeWord(target.outSlot(), writer.word(value))
    writer.line(...target.next())
  }

  private request(end: Terminator & { kind: 'request' }): void {
    const { writer, target } = this
    end.args.forEach((arg, i) => writer.storeWord(target.requestSlot(i), writer.word(arg)))
    const k = end.resume < 0 ? -1 : this.resumeOf(end.resume)
    writer.line(...target.request(end.name, end.args.length, k))
    if (end.resume >= 0) this.goOnBehind(end.resume)
  }

  private goOnBehind(resume: BlockId): void {
    this.startRegion(resume, this.resumeOf(resume))
    this.tree(resume)
  }
}
