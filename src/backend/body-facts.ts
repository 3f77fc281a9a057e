// What code generation wants to know of a body: order, predecessors, cold blocks, lifetimes.
//
// Computed once per body and kept. Bodies are acyclic, so one backward walk over a reverse postorder
// gives exact liveness of op IR values. A block is cold if it is marked so or can only lead to a
// cold one without doing anything itself, or if only cold ones lead to it.

import { type BlockId, type Body, successors, terminatorUses, type ValueId } from '../expr/index.ts'

export interface BodyFacts {
  /** Reachable blocks, every predecessor before its successors; block 0 first. */
  readonly order: readonly BlockId[]
  readonly predecessorCount: readonly number[]
  readonly cold: readonly boolean[]
  /** Values (no parameters of the block itself) that must exist at its start. */
  readonly liveIn: readonly (readonly ValueId[])[]
  /** The same with the block's own parameters: every value that has a name at its start. */
  readonly names: readonly (readonly ValueId[])[]
  /** `names` as a set: 1 for each value in it. */
  readonly isNamed: readonly Uint8Array[]
  /** Values whose last use in block b is node i: `dies[b][i]`; the last entry is the terminator's. */
  readonly dies: readonly (readonly (readonly ValueId[])[])[]
}

const cache = new WeakMap<Body, BodyFacts>()

/** The facts of `body`. */
export function bodyFacts(body: Body): BodyFacts {
  let facts = cache.get(body)
  if (facts === undefined) {
    facts = computeBodyFacts(body)
    cache.set(body, facts)
  }
  return facts
}

function computeBodyFacts(body: Body): BodyFacts {
  const order = computeOrder(body)
  const predecessorCount = body.blocks.map(() => 0)
  for (const b of order) {
    for (const edge of successors(blockOf(body, b).end)) {
      predecessorCount[edge.block] = (predecessorCount[edge.block] as number) + 1
    }
  }
  const cold: boolean[] = body.blocks.map((block) => block.cold)
  spreadColdness(body, order, cold)
  const liveIn: ValueId[][] = body.blocks.map(() => [])
  const dies: ValueId[][][] = body.blocks.map(() => [])
  for (const b of [...order].reverse()) {
    const block = blockOf(body, b)
    if (block.end.kind === 'jump' && block.nodes.length === 0 && cold[block.end.to.block]) {
      cold[b] = true
    }
    const live = liveOut(body, b, liveIn)
    dies[b] = []
    const use = (values: readonly ValueId[]) => {
      const dying = [...new Set(values)].filter((value) => !live.has(value))
      for (const value of dying) live.add(value)
      return dying
    }
    ;(dies[b] as ValueId[][])[block.nodes.length] = use(terminatorUses(block.end))
    for (let i = block.nodes.length - 1; i >= 0; i--) {
      const node = block.nodes[i] as (typeof block.nodes)[number]
      const unused = node.result >= 0 && !live.delete(node.result) ? [node.result] : []
      ;(dies[b] as ValueId[][])[i] = [...use(node.args), ...unused]
    }
    for (const param of block.params) live.delete(param)
    liveIn[b] = [...live].sort((x, y) => x - y)
  }
  const names = body.blocks.map((block, b) => [...(liveIn[b] as ValueId[]), ...block.params])
  const isNamed = names.map((list) => {
    const set = new Uint8Array(body.types.length)
    for (const value of list) set[value] = 1
    return set
  })
  return { order, predecessorCount, cold, liveIn, names, isNamed, dies }
}

/** A block that only cold ones lead to is cold. */
function spreadColdness(body: Body, order: readonly BlockId[], cold: boolean[]): void {
  const hasHotPredecessor = body.blocks.map(() => false)
  hasHotPredecessor[0] = true
  for (const b of order) {
    if (!hasHotPredecessor[b]) cold[b] = true
    if (cold[b]) continue
    for (const edge of successors(blockOf(body, b).end)) hasHotPredecessor[edge.block] = true
  }
}

const blockOf = (body: Body, b: BlockId) => body.blocks[b] as Body['blocks'][number]

function liveOut(body: Body, b: BlockId, liveIn: readonly ValueId[][]): Set<ValueId> {
  const live = new Set<ValueId>()
  for (const edge of successors(blockOf(body, b).end)) {
    for (const value of liveIn[edge.block] as ValueId[]) live.add(value)
  }
  return live
}

/** Reverse postorder from block 0, with an explicit stack. */
function computeOrder(body: Body): BlockId[] {
  const state = new Uint8Array(body.blocks.length)
  const postorder: BlockId[] = []
  const stack: BlockId[] = [0]
  while (stack.length > 0) {
    const b = stack[stack.length - 1] as BlockId
    if (state[b] === 0) {
      state[b] = 1
      const edges = successors(blockOf(body, b).end)
      for (let i = 0; i < edges.length; i++) {
        const next = (edges[i] as { block: BlockId }).block
        if (state[next] === 0) stack.push(next)
      }
    } else {
      stack.pop()
      if (state[b] === 1) {
        state[b] = 2
        postorder.push(b)
      }
    }
  }
  return postorder.reverse()
}
