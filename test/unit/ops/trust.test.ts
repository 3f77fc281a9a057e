// Every op that touches memory without looking what it touches is known to verify-trust.ts.
//
// Read off the bodies: an address must have passed a test of its tag or kind on every way to the access, or
// be a part of what has. A new op that trusts an operand fails here until the verifier demands something.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BlockId, type Body, type Node, successors } from '../../../src/expr/index.ts'
import { objectField } from '../../../src/heap/index.ts'
import { coreOps } from '../../../src/ops/index.ts'

/** Where the header of an object is: all have one. */
const isOfHeader = ({ op, a }: Node) => op === 'loadHalfAt' && a === objectField(-1)
/** Accesses by the node's name: `load`, `storeAt`, `loadF64`, `hashBytes`, ... */
const isAccess = (node: Node) =>
  /^(load|store|.*Bytes$)/.test(node.op) && node.op !== 'storeGlobal' && !isOfHeader(node)
/** Which of its arguments are addresses. */
const addressesOf = ({ op, args }: Node): number[] => {
  const positions = op === 'copyBytes' ? [0, 2] : op === 'eqBytes' ? [0, 1] : [0]
  return positions.map((position) => args[position] as number)
}
const isGuard = ({ op }: Node) => op === 'isPair' || op === 'isProcedure' || op === 'hasKind'
/** `hasKind` and `hasField` read the header of what must be an object. */
const readsHeader = (node: Node) =>
  node.op === 'hasKind' || node.op === 'hasField' || isOfHeader(node)

/** Whether block `target` can be reached without a test of `value` (of these nodes) that succeeded. */
function isReachedUntested(
  body: Body,
  target: BlockId,
  value: number,
  isTest: (node: Node) => boolean,
): boolean {
  const found = new Set<BlockId>([0])
  for (const id of found) {
    const block = body.blocks[id] as Body['blocks'][number]
    const { end } = block
    const flag = end.kind === 'branch' ? block.nodes.find((n) => n.result === end.flag) : undefined
    const tests = flag !== undefined && flag.args[0] === value && isTest(flag)
    for (const edge of successors(end)) {
      if (!(tests && end.kind === 'branch' && edge === end.then)) found.add(edge.block)
    }
  }
  return found.has(target)
}

function trustsIn(body: Body): boolean {
  const definitions = new Map(
    body.blocks.flatMap((b) => b.nodes.map((n) => [n.result, n] as const)),
  )
  const trusts = (block: BlockId, value: number, isTest: (node: Node) => boolean): boolean => {
    if (!isReachedUntested(body, block, value, isTest)) return false
    const made = definitions.get(value)
    if (made?.op.startsWith('alloc') === true) return false
    // What lies in a string is its payload.
    return made?.op !== 'load' || trusts(block, made.args[0] as number, isTest)
  }
  return body.blocks.some((block, id) =>
    block.nodes.some((node) =>
      addressesOf(node).some((address) => {
        if (isAccess(node)) return trusts(id, address, isGuard)
        return readsHeader(node) && trusts(id, address, ({ op }) => op === 'isObject')
      }),
    ),
  )
}

test('ops that trust an operand', () => {
  const trusting = coreOps.filter(({ body }) => trustsIn(body)).map(({ name }) => name)
  assert.deepEqual(trusting.sort(), ['box-ref', 'box-set', 'captured-ref', 'captured-set'])
})
