// Which values need their high half: most tests and all addresses look at the low half alone.
//
// One backward walk over a flow: a value needs its high half if a node or terminator that is emitted
// reads it, directly or as the argument of a block parameter that does.

import type { Body, Edge, Node, NodeName, Terminator, ValueId } from '../../expr/index.ts'
import { blockOf, type Flow } from './flow.ts'

/** Argument positions at which a node reads the low half alone. */
const lowOnly: Partial<Record<NodeName, readonly number[]>> = {
  isFixnum: [0],
  isSelfTagged: [0],
  isPair: [0],
  isProcedure: [0],
  isObject: [0],
  isCharacter: [0],
  hasKind: [0],
  hasField: [0, 1],
  hasFlag: [0],
  allocVector: [0],
  allocString: [0, 1],
  // All of an immediate is in its low half, and its tag is there.
  isImmediate: [0],
  charToFixnum: [0],
  fixnumToChar: [0],
  load: [0],
  loadF64: [0],
  loadAt: [0, 1],
  store: [0],
  storeAt: [0, 1],
  loadByteAt: [0, 1],
  loadHalfAt: [0, 1],
  hashBytes: [0, 1],
  eqBytes: [0, 1, 2],
  copyBytes: [0, 1, 2, 3, 4],
  storeByteAt: [0, 1, 2],
  storeHalfAt: [0, 1, 2],
  shlFixnum: [1],
  sarFixnum: [1],
}

/** Nodes that compute both halves together. */
const wholeResults: ReadonlySet<NodeName> = new Set<NodeName>([
  'quotientFixnum',
  'remainderFixnum',
  'addInt',
  'truncateF64',
  'shlFixnum',
  'sarFixnum',
])

/** The values of `body` whose high half is read in `flow`. */
export function computeHighHalves(body: Body, flow: Flow): ReadonlySet<ValueId> {
  const needed = new Set<ValueId>()
  for (const id of [...flow.order].reverse()) {
    const block = blockOf(body, id)
    addEdges(body, block.end, needed)
    addTerminator(block.end, needed)
    for (const node of block.nodes) addNode(node, needed)
  }
  return needed
}

function addNode(node: Node, needed: Set<ValueId>): void {
  const positions = lowOnly[node.op] ?? []
  if (wholeResults.has(node.op)) needed.add(node.result)
  node.args.forEach((arg, i) => {
    if (!positions.includes(i)) needed.add(arg)
  })
}

function addEdges(body: Body, end: Terminator, needed: Set<ValueId>): void {
  const add = (edge: Edge) => {
    blockOf(body, edge.block).params.forEach((param, i) => {
      if (needed.has(param)) needed.add(edge.args[i] as ValueId)
    })
  }
  if (end.kind === 'jump') add(end.to)
  if (end.kind === 'branch') {
    add(end.then)
    add(end.else)
  }
  if (end.kind === 'checked') {
    for (const param of blockOf(body, end.ok).params) needed.add(param)
    add(end.overflow)
  }
}

function addTerminator(end: Terminator, needed: Set<ValueId>): void {
  if (end.kind === 'checked') {
    for (const arg of end.args) needed.add(arg)
  }
  if (end.kind === 'request') for (const arg of end.args) needed.add(arg)
  if ((end.kind === 'next' && end.value >= 0) || end.kind === 'return') needed.add(end.value)
}
