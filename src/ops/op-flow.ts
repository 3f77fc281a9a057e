// What an op does to registers and control, read off its body: the base of every bytecode analysis.
//
// One record per resume point k (k = 0 is the start of the op): which registers may be read from
// there on, and how the op can end. Nothing is said per op by hand. A `reg` operand counts as read
// by k = 0 even if the body ignores it; from a resume point k >= 1 only what the code reachable
// from it still needs counts, traced back through values that were computed before the safepoint.
//
//   less a b -> out      k = 0: uses a, b; next; delivers
//                        k = 1: uses nothing (the answer of the slow path is all it needs)

import { type BlockId, type Body, successors, terminatorUses } from '../expr/index.ts'
import type { OpSpec } from './op.ts'
import type { OpSet } from './op-set.ts'

/** One register read: the register that operand `operand` names, plus `offset`. */
export interface RegisterUse {
  readonly operand: number
  readonly offset: number
}

/** A run of registers read by a call: positions of its base and count operands. */
export interface RunUse {
  readonly base: number
  readonly count: number
}

/** What can happen from one resume point to the end of the op. */
export interface OpFlow {
  readonly uses: readonly RegisterUse[]
  readonly runs: readonly RunUse[]
  /** The next instruction may follow. */
  readonly next: boolean
  /** The out operand is written whenever the next instruction follows. */
  readonly delivers: boolean
  /** Positions of the label operands where the op may go on. */
  readonly labels: readonly number[]
}

/** The flows of one op. */
export interface OpFlows {
  /** By k. */
  readonly at: readonly OpFlow[]
  /** Position of the out operand, or -1. */
  readonly out: number
  /** The body starts with a poll: the op may be the target of a backward jump. */
  readonly pollsFirst: boolean
}

/** The flows of every op of `ops`, by op index; each is worked out when somebody asks for it. */
export function computeOpFlows(ops: OpSet): readonly OpFlows[] {
  return ops.specs.map((spec) => new FlowsOf(spec))
}

class FlowsOf implements OpFlows {
  readonly out: number
  readonly #spec: OpSpec
  #at: readonly OpFlow[] | null = null

  constructor(spec: OpSpec) {
    this.#spec = spec
    this.out = spec.operands.findIndex((operand) => operand.kind === 'out')
  }

  get at(): readonly OpFlow[] {
    this.#at ??= this.#spec.body.resumes.map((_, k) => computeFlow(this.#spec, k))
    return this.#at
  }

  get pollsFirst(): boolean {
    return startsWithPoll(this.#spec.body)
  }
}

function startsWithPoll(body: Body): boolean {
  const first = body.blocks[0]
  return first !== undefined && first.nodes.length === 0 && first.end.kind === 'poll'
}

function computeFlow(spec: OpSpec, k: number): OpFlow {
  const { body } = spec
  const reachable = reachableBlocks(body, body.resumes[k] as BlockId)
  const ends = reachable.map((block) => body.blocks[block]?.end)
  const uses = registersRead(body, reachable)
  if (k === 0) {
    spec.operands.forEach((operand, position) => {
      if (operand.kind === 'reg') addUse(uses, position, 0)
    })
  }
  const nexts = ends.filter((end) => end?.kind === 'next')
  return {
    uses,
    runs: ends.flatMap((end) =>
      end?.kind === 'call' || end?.kind === 'tailcall'
        ? [{ base: end.base, count: end.count }]
        : [],
    ),
    next: nexts.length > 0,
    delivers: nexts.every((end) => end?.kind === 'next' && end.value >= 0),
    labels: [...new Set(ends.flatMap((end) => (end?.kind === 'goto' ? [end.operand] : [])))],
  }
}

function reachableBlocks(body: Body, start: BlockId): BlockId[] {
  const found = new Set([start])
  // A Set's iterator also visits what is added on the way.
  for (const block of found) {
    const end = body.blocks[block]?.end
    if (end !== undefined) for (const edge of successors(end)) found.add(edge.block)
  }
  return [...found]
}

/** The register reads that the values used in `blocks` come from, wherever those were computed. */
function registersRead(body: Body, blocks: readonly BlockId[]): RegisterUse[] {
  const definitions = new Map(
    body.blocks.flatMap((block) => block.nodes.map((node) => [node.result, node] as const)),
  )
  const needed = new Set<number>()
  for (const id of blocks) {
    const block = body.blocks[id]
    if (block === undefined) continue
    for (const node of block.nodes) {
      needed.add(node.result)
      for (const arg of node.args) needed.add(arg)
    }
    for (const value of terminatorUses(block.end)) needed.add(value)
  }
  needed.delete(-1)
  const uses: RegisterUse[] = []
  for (const value of needed) {
    const node = definitions.get(value)
    if (node?.op === 'operandReg') addUse(uses, node.a, node.b)
    for (const arg of node?.args ?? []) needed.add(arg)
  }
  return uses
}

function addUse(uses: RegisterUse[], operand: number, offset: number): void {
  const known = uses.some((use) => use.operand === operand && use.offset === offset)
  if (!known) uses.push({ operand, offset })
}
