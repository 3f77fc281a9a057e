// The part of the body verifier that follows control: order, dominance, restarts.
//
// A safepoint may be left by one tier and its resume point entered by another, with nothing but the
// frame in between. So resume points are roots of the flow graph like the entry: the edge into one
// comes from outside. That a value lives across no safepoint is then plain dominance.
//
// Restarts: an allocation without room (a `next` that delivers a double may box it, which is one)
// runs the op again from its last position. On no path may that repeat a write.

import {
  type Block,
  type BlockId,
  type Body,
  successors,
  type Terminator,
  terminatorUses,
  type ValueId,
} from './body.ts'
import { DominatorTree } from './dominators.ts'
import { nodeSpecs } from './nodes.table.ts'

/** Adds to `problems` what is wrong with the control flow of `body`. Needs: numbers in range. */
export function verifyFlow(body: Body, problems: string[]): void {
  const order = computeOrder(body)
  if (order.length < body.blocks.length) {
    problems.push(`b${findCycle(body, order)}: is part of a cycle`)
    return
  }
  verifyDominance(body, order, problems)
  verifyRestarts(body, order, problems)
}

/** Whether the frame is at a numbered position while `end` happens. */
export const isSafepoint = (end: Terminator) =>
  end.kind === 'call' || end.kind === 'request' || end.kind === 'poll'

/** Blocks with every predecessor before its successors; those on or behind a cycle are missing. */
function computeOrder(body: Body): BlockId[] {
  const waiting = new Int32Array(body.blocks.length)
  for (const block of body.blocks) {
    for (const { block: to } of successors(block.end)) waiting[to] = (waiting[to] as number) + 1
  }
  const order: BlockId[] = []
  waiting.forEach((count, id) => {
    if (count === 0) order.push(id)
  })
  for (let i = 0; i < order.length; i++) {
    for (const { block: to } of successors((body.blocks[order[i] as BlockId] as Block).end)) {
      waiting[to] = (waiting[to] as number) - 1
      if (waiting[to] === 0) order.push(to)
    }
  }
  return order
}

/** A block on a cycle. Going back from a block that is not in `order`, one never gets out. */
function findCycle(body: Body, order: readonly BlockId[]): BlockId {
  const ordered = new Set(order)
  const predecessor = new Int32Array(body.blocks.length)
  body.blocks.forEach((block, id) => {
    if (ordered.has(id)) return
    for (const { block: to } of successors(block.end)) predecessor[to] = id
  })
  const seen = new Set<BlockId>()
  let at = body.blocks.findIndex((_, id) => !ordered.has(id))
  while (!seen.has(at)) {
    seen.add(at)
    at = predecessor[at] as BlockId
  }
  return at
}

/** The dominator tree of what b0 reaches; with `cut`, edges out of safepoints come from outside. */
function computeDominators(body: Body, order: readonly BlockId[], cut: boolean): DominatorTree {
  const outside = body.blocks.length
  const tree = new DominatorTree(body.blocks.length + 1, outside)
  const predecessors: BlockId[][] = body.blocks.map(() => [])
  predecessors[0]?.push(outside)
  for (const id of order) {
    const from = predecessors[id] as BlockId[]
    if (from.length === 0) continue
    tree.add(id, from)
    const { end } = body.blocks[id] as Block
    for (const edge of successors(end)) {
      predecessors[edge.block]?.push(cut && isSafepoint(end) ? outside : id)
    }
  }
  return tree
}

function verifyDominance(body: Body, order: readonly BlockId[], problems: string[]): void {
  const tree = computeDominators(body, order, true)
  let uncut: DominatorTree | null = null
  const home = new Int32Array(body.types.length)
  body.blocks.forEach((block, id) => {
    for (const param of block.params) home[param] = id
    for (const node of block.nodes) if (node.result >= 0) home[node.result] = id
  })
  // Values of the block at hand that have been defined so far.
  const defined = new Uint8Array(body.types.length)
  const use = (id: BlockId, value: ValueId) => {
    const from = home[value] as BlockId
    if (from === id ? defined[value] : !tree.has(id) || isAbove(tree, from, id)) return
    uncut ??= computeDominators(body, order, false)
    const crosses = from !== id && isAbove(uncut, from, id)
    problems.push(
      crosses
        ? `b${id}: uses v${value}, which was defined before a safepoint`
        : `b${id}: uses v${value}, whose definition does not dominate the use`,
    )
  }
  body.blocks.forEach((block, id) => {
    for (const param of block.params) defined[param] = 1
    for (const node of block.nodes) {
      for (const arg of node.args) use(id, arg)
      if (node.result >= 0) defined[node.result] = 1
    }
    for (const value of terminatorUses(block.end)) use(id, value)
  })
}

const isAbove = (tree: DominatorTree, from: BlockId, id: BlockId) =>
  tree.has(from) && tree.dominates(from, id)

function verifyRestarts(body: Body, order: readonly BlockId[], problems: string[]): void {
  const written = new Uint8Array(body.blocks.length)
  for (const id of order) {
    const { nodes, end } = body.blocks[id] as Block
    let dirty = written[id] === 1
    for (const node of nodes) {
      const { effect } = nodeSpecs[node.op]
      if (dirty && effect === 'alloc') {
        problems.push(`b${id}: ${node.op} may restart the op after a write`)
      }
      if (effect === 'write') dirty = true
    }
    if (dirty && end.kind === 'next' && body.types[end.value] === 'f64') {
      problems.push(`b${id}: next boxes v${end.value}, which may restart the op after a write`)
    }
    // What a call or request has done cannot be done again either.
    if (end.kind === 'call' || end.kind === 'request') dirty = true
    if (dirty && end.kind !== 'poll') for (const edge of successors(end)) written[edge.block] = 1
  }
}
