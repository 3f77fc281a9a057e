// The control flow of a body from one entry on, as structured code needs it.
//
// Branches on what the operand kinds already answer are folded away first; what is left is numbered
// in reverse postorder, and every block with several predecessors (a *merge*) is put under its
// immediate dominator: that is where the labelled block stands that edges to it break out of.
// Method: N. Ramsey, "Beyond Relooper" (2022), for acyclic graphs, so without loops.
//
// Needs: an acyclic body. A call ends the flow; requests and polls go on at their resume block.

import {
  ANY,
  type Block,
  type BlockId,
  type Body,
  type Edge,
  FIXNUM,
  immediateType,
  type Node,
  successors,
  TAG,
  type TagTest,
  tagTests,
  typeIfFalse,
  typeIfTrue,
  type ValueId,
  type WordType,
} from '../../expr/index.ts'

export interface Flow {
  readonly entry: BlockId
  /** Blocks that can be reached, in reverse postorder. */
  readonly order: readonly BlockId[]
  /** Outcome of the branch that ends a block, where it is known. */
  readonly outcomes: ReadonlyMap<BlockId, boolean>
  /** Blocks to which more than one edge leads. */
  readonly merges: ReadonlySet<BlockId>
  /** By block: the merges it immediately dominates, in reverse postorder. */
  readonly mergesUnder: ReadonlyMap<BlockId, readonly BlockId[]>
}

export const blockOf = (body: Body, id: BlockId) => body.blocks[id] as Block

/** The flow of `body` from `entry`; edges to blocks that `isCut` leave it. */
export function computeFlow(body: Body, entry: BlockId, isCut: (block: BlockId) => boolean): Flow {
  const types = knownTypes(body)
  const outcomes = new Map<BlockId, boolean>()
  body.blocks.forEach((block, id) => {
    const outcome = branchOutcome(block, types)
    if (outcome !== null) outcomes.set(id, outcome)
  })
  const next = (id: BlockId) => flowEdges(body, id, outcomes).filter((to) => !isCut(to))
  const order = reversePostorder(entry, next)
  const predecessors = new Map<BlockId, BlockId[]>(order.map((id) => [id, []]))
  for (const id of order) for (const to of next(id)) (predecessors.get(to) as BlockId[]).push(id)
  const merges = new Set(order.filter((id) => (predecessors.get(id) as BlockId[]).length > 1))
  const mergesUnder = new Map<BlockId, BlockId[]>()
  const dominators = immediateDominators(order, predecessors)
  for (const id of order) {
    if (!merges.has(id)) continue
    const dominator = dominators.get(id) as BlockId
    mergesUnder.set(dominator, [...(mergesUnder.get(dominator) ?? []), id])
  }
  return { entry, order, outcomes, merges, mergesUnder }
}

/** The blocks that can follow `id` inside the flow. */
export function flowEdges(
  body: Body,
  id: BlockId,
  outcomes: ReadonlyMap<BlockId, boolean>,
): BlockId[] {
  const { end } = blockOf(body, id)
  if (end.kind === 'call') return []
  const outcome = outcomes.get(id)
  let edges: readonly Edge[] = successors(end)
  if (end.kind === 'branch' && outcome !== undefined) edges = [outcome ? end.then : end.else]
  return edges.map((edge) => edge.block)
}

/** Types of the values whose type the operand's kind or the node says. */
function knownTypes(body: Body): ReadonlyMap<ValueId, WordType> {
  const types = new Map<ValueId, WordType>()
  for (const node of body.blocks.flatMap((block) => block.nodes)) {
    if (node.op === 'operandFixnum') types.set(node.result, FIXNUM)
    if (node.op === 'wordConst') {
      types.set(node.result, (node.a & 7) === TAG.fixnum ? FIXNUM : immediateType(node.a))
    }
  }
  return types
}

function branchOutcome(block: Block, types: ReadonlyMap<ValueId, WordType>): boolean | null {
  if (block.end.kind !== 'branch') return null
  const { flag } = block.end
  const test = block.nodes.find((node) => node.result === flag) as Node
  if (!(test.op in tagTests)) return null
  const type = types.get(test.args[0] as ValueId) ?? ANY
  if ((type & typeIfTrue(test.op as TagTest, test.a)) === 0) return false
  return (type & typeIfFalse(test.op as TagTest, test.a)) === 0 ? true : null
}

function reversePostorder(entry: BlockId, next: (id: BlockId) => BlockId[]): BlockId[] {
  const entered = new Set<BlockId>()
  const postorder: BlockId[] = []
  const stack: { id: BlockId; left: BlockId[] }[] = []
  const enter = (id: BlockId) => {
    entered.add(id)
    stack.push({ id, left: next(id) })
  }
  enter(entry)
  while (stack.length > 0) {
    const top = stack[stack.length - 1] as { id: BlockId; left: BlockId[] }
    const to = top.left.pop()
    if (to === undefined) {
      postorder.push(top.id)
      stack.pop()
    } else if (!entered.has(to)) enter(to)
  }
  return postorder.reverse()
}

/** In an acyclic flow one pass in reverse postorder settles all dominators. */
function immediateDominators(
  order: readonly BlockId[],
  predecessors: ReadonlyMap<BlockId, readonly BlockId[]>,
): ReadonlyMap<BlockId, BlockId> {
  const position = new Map(order.map((id, i) => [id, i]))
  const dominators = new Map<BlockId, BlockId>()
  const common = (x: BlockId, y: BlockId) => {
    while (x !== y) {
      if ((position.get(x) as number) > (position.get(y) as number))
        x = dominators.get(x) as BlockId
      else y = dominators.get(y) as BlockId
    }
    return x
  }
  for (const id of order.slice(1)) {
    dominators.set(id, (predecessors.get(id) as readonly BlockId[]).reduce(common))
  }
  return dominators
}
