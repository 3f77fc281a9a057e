// The text form of a body: what dumps, golden tests and the op reference show; parse.ts reads it back.
//
//   operands a b out                        only if names are given: operands appear by name below
//
//   b0:
//     v0 = operandReg a 0                   node, value arguments, then its immediates in order
//     v1 = isFixnum v0
//     branch v1 b1 b3                       edge arguments in parentheses: b3(v0, v7)
//
//   b1(v2: f64):                            block parameters with their types
//     checked addFixnum v0 v0 -> b2 overflow b3
//
//   b3: cold
//     request add v0 v0 -> b4               safepoints: `-> b` is the resume block
//
//   b4(v3: word): cold [k1]                 resume point k = 1 starts here
//     next v3
//
// A value's type is the result type of its node; blocks come in the order of their numbers.

import { unreachable } from '../base/index.ts'
import type { Block, BlockId, Body, Edge, Node, Terminator, ValueId } from './body.ts'
import { type NodeSpec, nodeSpecs } from './nodes.table.ts'

/** Nodes whose immediate `a` is the position of an operand. */
export const operandNodes: ReadonlySet<string> = new Set(
  Object.entries<NodeSpec>(nodeSpecs)
    .filter(([, spec]) => spec.a === 'operand')
    .map(([name]) => name),
)

/** The text of `body`; with `operandNames`, operands are shown by name instead of position. */
export function printBody(body: Body, operandNames: readonly string[] = []): string {
  const header = operandNames.length > 0 ? [`operands ${operandNames.join(' ')}\n`] : []
  const blocks = body.blocks.map((block, id) => printBlock(body, block, id, operandNames))
  return [...header, ...blocks].join('\n')
}

function printBlock(body: Body, block: Block, id: BlockId, names: readonly string[]): string {
  const params = block.params.map((value) => `v${value}: ${body.types[value]}`).join(', ')
  const marks = `${block.cold ? ' cold' : ''}${block.resume > 0 ? ` [k${block.resume}]` : ''}`
  const lines = [
    `b${id}${params && `(${params})`}:${marks}`,
    ...block.nodes.map((node) => `  ${printNode(node, names)}`),
    `  ${printTerminator(block.end, names)}`,
  ]
  return `${lines.join('\n')}\n`
}

/** One node as text, without its line's indentation. */
export function printNode(node: Node, operandNames: readonly string[] = []): string {
  const spec: NodeSpec = nodeSpecs[node.op]
  const words: string[] = [node.op, ...node.args.map(printValue)]
  if (operandNodes.has(node.op)) words.push(printOperand(node.a, operandNames))
  else if (spec.a !== undefined) words.push(printNumber(node.a))
  if (spec.b !== undefined) words.push(printNumber(node.b))
  return `${node.result >= 0 ? `v${node.result} = ` : ''}${words.join(' ')}`
}

/** One terminator as text. */
export function printTerminator(end: Terminator, operandNames: readonly string[] = []): string {
  const operand = (position: number) => printOperand(position, operandNames)
  switch (end.kind) {
    case 'jump':
      return `jump ${printEdge(end.to)}`
    case 'branch':
      return `branch v${end.flag} ${printEdge(end.then)} ${printEdge(end.else)}`
    case 'checked':
      return `checked ${end.op} ${printValues(end.args)} -> b${end.ok} overflow ${printEdge(end.overflow)}`
    case 'next':
      return end.value < 0 ? 'next' : `next v${end.value}`
    case 'goto':
      return `goto ${operand(end.operand)}`
    case 'call':
      return `call v${end.callee} ${operand(end.base)} ${operand(end.count)} -> b${end.resume}`
    case 'tailcall':
      return `tailcall v${end.callee} ${operand(end.base)} ${operand(end.count)}`
    case 'return':
      return `return v${end.value}`
    case 'request': {
      const request = [printName(end.name), ...end.args.map(printValue)].join(' ')
      return end.resume < 0 ? `raise ${request}` : `request ${request} -> b${end.resume}`
    }
    case 'poll':
      return `poll -> b${end.resume}`
    default:
      return unreachable(end)
  }
}

const printValue = (value: ValueId) => `v${value}`
const printValues = (values: readonly ValueId[]) => values.map(printValue).join(' ')
const printNumber = (value: number) => (Object.is(value, -0) ? '-0' : String(value))
const printName = (name: string) =>
  /^[A-Za-z][\w!?*/<>+-]*$/.test(name) ? name : JSON.stringify(name)
const printOperand = (position: number, names: readonly string[]) =>
  names[position] ?? String(position)

function printEdge(edge: Edge): string {
  return edge.args.length === 0
    ? `b${edge.block}`
    : `b${edge.block}(${edge.args.map(printValue).join(', ')})`
}
