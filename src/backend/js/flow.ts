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
  const outcomes = foldBranches(body, entry)
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

type Types = ReadonlyMap<ValueId, WordType>

/** Outcomes of the branches that operand kinds and the tests before them answer. */
function foldBranches(body: Body, entry: BlockId): ReadonlyMap<BlockId, boolean> {
  const outcomes = new Map<BlockId, boolean>()
  const typesAt = new Map<BlockId, Types>([[entry, knownTypes(body)]])
  const arrive = (block: BlockId, types: Types) => {
    const others = typesAt.get(block)
    typesAt.set(block, others === undefined ? types : joinTypes(others, types))
  }
  for (const id of reversePostorder(entry, (from) => flowEdges(body, from, new Map()))) {
    const types = typesAt.get(id)
    if (types === undefined) continue
    const { nodes, end } = blockOf(body, id)
    if (end.kind !== 'branch') {
      const isSafepoint = end.kind === 'request' || end.kind === 'poll'
      // Operands are read again behind a safepoint: a global may be another value then.
      const after = isSafepoint ? knownTypes(body) : types
      for (const to of flowEdges(body, id, outcomes)) arrive(to, after)
      continue
    }
    const test = nodes.find((node) => node.result === end.flag) as Node
    const ifTrue = cutTypes(types, test, true)
    const ifFalse = cutTypes(types, test, false)
    if (ifTrue === null || ifFalse === null) outcomes.set(id, ifFalse === null)
    if (ifTrue !== null) arrive(end.then.block, ifTrue)
    if (ifFalse !== null) arrive(end.else.block, ifFalse)
  }
  return outcomes
}

/** Types of the values whose type the operand's kind or the node says. */
function knownTypes(body: Body): Types {
  const types = new Map<ValueId, WordType>()
  for (const node of body.blocks.flatMap((block) => block.nodes)) {
    if (node.op === 'operandFixnum') types.set(node.result, FIXNUM)
    if (node.op === 'wordConst') {
      types.set(node.result, (node.a & 7) === TAG.fixnum ? FIXNUM : immediateType(node.a))
    }
  }
  return types
}

/** What is known after `test` had this outcome, or null if it cannot. */
function cutTypes(types: Types, test: Node, outcome: boolean): Types | null {
  if (!(test.op in tagTests)) return types
  const value = test.args[0] as ValueId
  const typeIf = outcome ? typeIfTrue : typeIfFalse
  const type = (types.get(value) ?? ANY) & typeIf(test.op as TagTest, test.a)
  return type === 0 ? null : new Map(types).set(value, type)
}

function joinTypes(x: Types, y: Types): Types {
  const joined = new Map<ValueId, WordType>()
  for (const [value, type] of x) {
    const other = y.get(value)
    if (other !== undefined) joined.set(value, type | other)
  }
  return joined
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
