// Walking a core tree: the children of a node, in the order they are evaluated, to look at or to
// replace. The only place besides printer and code generator that knows every kind of node.
//
// A chain of alternates, as a `cond` makes it, counts as one node with many children: it may be long,
// and walks that recur must not be as deep as it is long.

import { unreachable } from '../../../base/index.ts'
import type { Core, If, Lambda } from './core.ts'

/**
 * Calls `see(child, tail)` with each direct child of `node`; procedures bound by `fix` count as
 * children. `tail` says whether the child's value is the node's.
 */
export function forEachChild(node: Core, see: (child: Core, tail: boolean) => void): void {
  switch (node.kind) {
    case 'constant':
    case 'local-ref':
    case 'global-ref':
    case 'box-ref':
      return
    case 'local-set':
    case 'global-set':
    case 'global-define':
    case 'make-box':
    case 'box-set':
      see(node.value, false)
      return
    case 'if':
      for (const { test, consequent } of chainOf(node)) {
        see(test, false)
        see(consequent, true)
      }
      see(endOfChain(node), true)
      return
    case 'lambda':
      see(node.body, false)
      return
    case 'call':
      see(node.operator, false)
      for (const operand of node.operands) see(operand, false)
      return
    case 'primitive':
    case 'loop-jump':
      for (const operand of node.operands) see(operand, false)
      return
    case 'or':
      seeLastTail(node.operands, see)
      return
    case 'sequence':
      seeLastTail(node.forms, see)
      return
    case 'let':
    case 'letrec':
    case 'fix':
      for (const binding of node.bindings) see(binding.value, false)
      see(node.body, true)
      return
    case 'loop':
      for (const init of node.inits) see(init, false)
      see(node.body, true)
      return
    case 'blocks':
      see(node.body, true)
      for (const block of node.blocks) see(block.body, true)
      return
    default:
      unreachable(node)
  }
}

function seeLastTail(nodes: readonly Core[], see: (child: Core, tail: boolean) => void): void {
  nodes.forEach((node, i) => {
    see(node, i === nodes.length - 1)
  })
}

/**
 * `node` with each direct child replaced by `change(child, tail)`, where `tail` says whether the child's
 * value is the node's. A lambda bound by `fix` must be replaced by a lambda.
 */
export function mapChildren(node: Core, change: (child: Core, tail: boolean) => Core): Core {
  const inner = (child: Core) => change(child, false)
  switch (node.kind) {
    case 'constant':
    case 'local-ref':
    case 'global-ref':
    case 'box-ref':
      return node
    case 'local-set':
    case 'global-set':
    case 'global-define':
    case 'make-box':
    case 'box-set':
      return { ...node, value: inner(node.value) }
    case 'if':
      return mapChain(node, change)
    case 'lambda':
      return { ...node, body: inner(node.body) }
    case 'call':
      return { ...node, operator: inner(node.operator), operands: node.operands.map(inner) }
    case 'primitive':
    case 'loop-jump':
      return { ...node, operands: node.operands.map(inner) }
    case 'or':
      return { ...node, operands: mapLastTail(node.operands, change) }
    case 'sequence':
      return { ...node, forms: mapLastTail(node.forms, change) }
    case 'let':
    case 'letrec': {
      const bindings = node.bindings.map((b) => ({ ...b, value: inner(b.value) }))
      return { ...node, bindings, body: change(node.body, true) }
    }
    case 'fix': {
      const bindings = node.bindings.map((b) => ({ ...b, value: inner(b.value) as Lambda }))
      return { ...node, bindings, body: change(node.body, true) }
    }
    case 'loop':
      return { ...node, inits: node.inits.map(inner), body: change(node.body, true) }
    case 'blocks': {
      const body = change(node.body, true)
      return {
        ...node,
        body,
        blocks: node.blocks.map((b) => ({ ...b, body: change(b.body, true) })),
      }
    }
    default:
      return unreachable(node)
  }
}

/** `node` and the ifs that are its alternate's alternate and so on. */
export function chainOf(node: If): If[] {
  const chain = [node]
  for (let at = node.alternate; at.kind === 'if'; at = at.alternate) chain.push(at)
  return chain
}

const endOfChain = (node: If): Core => (chainOf(node).at(-1) as If).alternate

function mapChain(node: If, change: (child: Core, tail: boolean) => Core): If {
  const chain = chainOf(node).map((link) => ({
    link,
    test: change(link.test, false),
    consequent: change(link.consequent, true),
  }))
  const end = change((chain.at(-1)?.link ?? node).alternate, true)
  return chain.reduceRight<Core>(
    (alternate, { link, test, consequent }) => ({ ...link, test, consequent, alternate }),
    end,
  ) as If
}

function mapLastTail(nodes: readonly Core[], change: (child: Core, tail: boolean) => Core): Core[] {
  return nodes.map((node, i) => change(node, i === nodes.length - 1))
}
