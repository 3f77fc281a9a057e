// The body verifier: what every tier takes for granted of a body, proved once when an op is defined.
//
//   numbers       values are numbered densely and defined once; blocks named by edges exist
//   types         arguments, edge arguments and deliveries fit; immediates are there and in range
//   tests         a flag is made by the last node of a block and used by the branch that ends it
//   resumes       numbered 1.., entered by one safepoint each, with the delivered word or nothing
//   flow          acyclic; definitions dominate uses and nothing lives across a safepoint; nothing
//                 that may restart the op comes after a write (verify-flow.ts)
//
// Answers a list of problems, empty for a good body. Later checks rely on earlier ones, so bad
// numbers stop it early. Everything is a loop: bodies of 100,000 blocks are fine.

import {
  type Block,
  type BlockId,
  type Body,
  type Edge,
  type Node,
  successors,
  type Terminator,
  terminatorUses,
  type ValueId,
} from './body.ts'
import {
  checkedSpecs,
  MOST_ELEMENTS,
  type NodeSpec,
  nodeSpecs,
  type ValueType,
} from './nodes.table.ts'
import { operandNodes, printNode, printTerminator } from './print.ts'
import { isSafepoint, verifyFlow } from './verify-flow.ts'

const MAX_KIND = 31

/** The problems of `body`, each with its block; none means that every tier may take it. */
export function verifyBody(body: Body): string[] {
  const problems: string[] = []
  verifyNumbers(body, problems)
  if (problems.length > 0) return problems
  body.blocks.forEach((block, id) => {
    for (const node of block.nodes) verifyNode(body, id, node, problems)
    verifyTerminator(body, id, block.end, problems)
    verifyTests(body, id, block, problems)
  })
  verifyResumes(body, problems)
  verifyFlow(body, problems)
  return problems
}

const isIndex = (value: number, count: number) =>
  Number.isInteger(value) && value >= 0 && value < count

/** Blocks and values that are named exist; every value is defined once. */
function verifyNumbers(body: Body, problems: string[]): void {
  const { blocks, types } = body
  if (blocks.length === 0) problems.push('there is no block')
  const definitions = new Uint8Array(types.length)
  const define = (id: BlockId, value: ValueId) => {
    if (!isIndex(value, types.length)) problems.push(`b${id}: v${value} has no type`)
    else if (definitions[value]) problems.push(`b${id}: v${value} is defined a second time`)
    else definitions[value] = 1
  }
  const use = (id: BlockId, value: ValueId) => {
    if (!isIndex(value, types.length)) problems.push(`b${id}: uses v${value}, which does not exist`)
  }
  blocks.forEach((block, id) => {
    for (const param of block.params) define(id, param)
    for (const node of block.nodes) {
      for (const arg of node.args) use(id, arg)
      if (!Object.hasOwn(nodeSpecs, node.op)) problems.push(`b${id}: no node is named ${node.op}`)
      else if (nodeSpecs[node.op].result !== 'none') define(id, node.result)
      else if (node.result !== -1) problems.push(`b${id}: ${node.op} defines no value`)
    }
    for (const value of terminatorUses(block.end)) use(id, value)
    for (const edge of successors(block.end)) {
      if (!isIndex(edge.block, blocks.length)) {
        problems.push(`b${id}: goes to b${edge.block}, which does not exist`)
      }
    }
  })
  definitions.forEach((defined, value) => {
    if (!defined) problems.push(`v${value} is never defined`)
  })
}

function verifyNode(body: Body, id: BlockId, node: Node, problems: string[]): void {
  const spec: NodeSpec = nodeSpecs[node.op]
  const complain = (message: string) => problems.push(`b${id}: ${printNode(node)}: ${message}`)
  const expected = spec.args === 'words' ? node.args.map((): ValueType => 'word') : spec.args
  verifyArguments(body, node.args, expected, complain)
  if (spec.result !== 'none' && body.types[node.result] !== spec.result) {
    complain(`v${node.result} is ${body.types[node.result]}, not ${spec.result}`)
  }
  if (!immediateFits(node.op, spec.a, node.a)) complain(`bad immediate ${node.a}`)
  if (!immediateFits(node.op, spec.b, node.b)) complain(`bad immediate ${node.b}`)
}

function immediateFits(op: string, meaning: string | undefined, value: number): boolean {
  if (meaning === undefined) return value === 0
  if (op === 'f64Const') return typeof value === 'number'
  if (op === 'roundF64') return isIndex(value, 4)
  if (meaning === 'object kind') return isIndex(value, MAX_KIND + 1) && value > 0
  if (meaning === 'most elements') return isIndex(value, MOST_ELEMENTS + 1)
  if (op === 'hasFlag') return isIndex(value, 40) && value > 32
  if (operandNodes.has(op)) return Number.isSafeInteger(value) && value >= 0
  return Number.isSafeInteger(value)
}

type Complain = (message: string) => void

function verifyArguments(
  body: Body,
  args: readonly ValueId[],
  expected: readonly ValueType[],
  complain: Complain,
): void {
  if (args.length !== expected.length) {
    complain(`has ${args.length} arguments, not ${expected.length}`)
    return
  }
  args.forEach((arg, i) => {
    const type = body.types[arg]
    if (type !== expected[i]) complain(`v${arg} is ${type}, not ${expected[i]}`)
  })
}

function verifyTerminator(body: Body, id: BlockId, end: Terminator, problems: string[]): void {
  const complain = (message: string) => problems.push(`b${id}: ${printTerminator(end)}: ${message}`)
  const operands = (...positions: number[]) => {
    for (const position of positions) {
      if (!isIndex(position, Infinity)) complain(`${position} is not an operand`)
    }
  }
  const words = (values: readonly ValueId[]) =>
    verifyArguments(
      body,
      values,
      values.map((): ValueType => 'word'),
      complain,
    )
  switch (end.kind) {
    case 'jump':
      verifyEdge(body, end.to, complain)
      break
    case 'branch':
      if (body.types[end.flag] !== 'flag') complain(`v${end.flag} is not a flag`)
      verifyEdge(body, end.then, complain)
      verifyEdge(body, end.else, complain)
      break
    case 'checked':
      verifyChecked(body, end, complain)
      break
    case 'next': {
      const type = end.value < 0 ? 'word' : body.types[end.value]
      if (type !== 'word' && type !== 'f64') complain(`delivers ${type}; only word and f64 can be`)
      break
    }
    case 'goto':
      operands(end.operand)
      break
    case 'call':
    case 'tailcall':
      words([end.callee])
      operands(end.base, end.count)
      break
    case 'return':
      words([end.value])
      break
    case 'request':
      words(end.args)
      if (end.name === '') complain('the runtime procedure has no name')
      break
    case 'poll':
      break
  }
}

function verifyEdge(body: Body, edge: Edge, complain: Complain): void {
  const params = (body.blocks[edge.block] as Block).params
  if (edge.args.length !== params.length) {
    complain(`b${edge.block} takes ${params.length} arguments, not ${edge.args.length}`)
    return
  }
  edge.args.forEach((arg, i) => {
    const [type, wanted] = [body.types[arg], body.types[params[i] as ValueId]]
    if (type !== wanted) complain(`b${edge.block} takes ${wanted}, and v${arg} is ${type}`)
  })
}

function verifyChecked(
  body: Body,
  end: Terminator & { kind: 'checked' },
  complain: Complain,
): void {
  if (!Object.hasOwn(checkedSpecs, end.op)) {
    complain('no such checked arithmetic')
    return
  }
  const spec = checkedSpecs[end.op]
  verifyArguments(body, end.args, spec.args, complain)
  const params = (body.blocks[end.ok] as Block).params
  if (params.length !== 1 || body.types[params[0] as ValueId] !== spec.result) {
    complain(`b${end.ok} takes anything but one ${spec.result}`)
  }
  verifyEdge(body, end.overflow, complain)
}

/** Flags: made last in their block, used by its branch, never passed on. */
function verifyTests(body: Body, id: BlockId, block: Block, problems: string[]): void {
  for (const param of block.params) {
    if (body.types[param] === 'flag') problems.push(`b${id}: parameter v${param} is a flag`)
  }
  block.nodes.forEach((node, i) => {
    if (nodeSpecs[node.op].result !== 'flag') return
    const used = block.end.kind === 'branch' && block.end.flag === node.result
    if (!used) problems.push(`b${id}: flag v${node.result} is not used by the branch of its block`)
    else if (i !== block.nodes.length - 1) {
      problems.push(`b${id}: flag v${node.result} is not made by the last node`)
    }
  })
  if (block.end.kind === 'branch') {
    const { flag } = block.end
    const own = block.nodes.some((node) => node.result === flag)
    if (!own) problems.push(`b${id}: branches on v${flag}, a flag of another block`)
  }
}

/** Resume points: their numbers, who enters them, what they are given. */
function verifyResumes(body: Body, problems: string[]): void {
  const { blocks, resumes } = body
  if (resumes[0] !== 0) problems.push('resume point k0 is not b0')
  if (blocks[0]?.params.length) problems.push('b0: the entry takes parameters')
  for (let k = 1; k < resumes.length; k++) {
    const block = blocks[resumes[k] as BlockId]
    if (block?.resume !== k) problems.push(`resume point k${k} has no block`)
  }
  const safepoints = new Int32Array(blocks.length)
  blocks.forEach((block, id) => {
    if (block.resume !== 0 && resumes[block.resume] !== id) {
      problems.push(`b${id}: resume number k${block.resume} is not its own`)
    }
    for (const edge of successors(block.end)) {
      const target = blocks[edge.block] as Block
      if (isSafepoint(block.end)) {
        safepoints[edge.block] = (safepoints[edge.block] as number) + 1
        verifyDelivery(body, id, block.end, target, problems)
      } else if (target.resume !== 0) {
        problems.push(`b${id}: goes to resume point b${edge.block} without a safepoint`)
      }
    }
  })
  blocks.forEach((block, id) => {
    if (block.resume !== 0 && safepoints[id] !== 1) {
      problems.push(`b${id}: resume point k${block.resume} follows ${safepoints[id]} safepoints`)
    }
  })
}

function verifyDelivery(
  body: Body,
  id: BlockId,
  end: Terminator,
  target: Block,
  problems: string[],
): void {
  const complain = (message: string) => problems.push(`b${id}: ${printTerminator(end)}: ${message}`)
  if (target.resume === 0) complain('is a safepoint, and goes on where there is no resume point')
  const given = end.kind === 'poll' ? [] : ['word']
  const taken = target.params.map((param) => body.types[param])
  if (taken.join() !== given.join()) {
    complain(`the resume point takes (${taken.join(', ')}), not (${given.join(', ')})`)
  }
}
