// Walks over core with a stack of their own, for trees that may be deeper than the host's stack.
//
// What the expander makes is as deep as the program's text. `passes/outline.ts` makes it shallow;
// passes after that may recur, those before it are written with these.

import type { Core, Variable } from './core.ts'
import { forEachChild, mapChildren } from './core-children.ts'

/** Calls `see` with `root` and every node in it, each before those in it, in no order one should rely on. */
export function forEachNode(root: Core, see: (node: Core) => void): void {
  const pending = [root]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    see(node)
    forEachChild(node, (child) => pending.push(child))
  }
}

/** The variables that `node` itself binds. */
export function boundBy(node: Core): readonly Variable[] {
  switch (node.kind) {
    case 'lambda':
      return node.rest === null ? node.params : [...node.params, node.rest]
    case 'loop':
      return node.params
    case 'blocks':
      return node.blocks.flatMap((block) => block.params)
    case 'let':
    case 'fix':
      return node.bindings.map((b) => b.variable)
    default:
      return []
  }
}

/** A node whose children are being rewritten. */
interface Open {
  readonly node: Core
  readonly children: readonly Core[]
  readonly done: Core[]
}

/** What a rewriting does before and after a node's children. */
interface Rewriting {
  /** What is rewritten in the place of `node`. */
  enter?(node: Core): Core
  /** What stands for one that was `node`, given its children as they have become. */
  leave(node: Core, children: readonly Core[]): Core
}

/** `root` rewritten from the leaves up. */
export function rewrite(root: Core, { enter = (node) => node, leave }: Rewriting): Core {
  const open = (node: Core): Open => {
    const entered = enter(node)
    const children: Core[] = []
    forEachChild(entered, (child) => children.push(child))
    return { node: entered, children, done: [] }
  }
  const path = [open(root)]
  for (;;) {
    const top = path.at(-1) as Open
    const next = top.children[top.done.length]
    if (next !== undefined) {
      path.push(open(next))
      continue
    }
    const result = leave(top.node, top.done)
    path.pop()
    const parent = path.at(-1)
    if (parent === undefined) return result
    parent.done.push(result)
  }
}

/** `node` with `children` in the place of its own. */
export function withChildren(node: Core, children: readonly Core[]): Core {
  let next = 0
  return mapChildren(node, () => children[next++] as Core)
}

/** How deep the tree is, counted up to `most`; a leaf has depth 1. */
export function depthOf(root: Core, most: number): number {
  let level: Core[] = [root]
  let depth = 0
  for (; level.length > 0 && depth < most; depth++) {
    const below: Core[] = []
    for (const node of level) forEachChild(node, (child) => below.push(child))
    level = below
  }
  return depth
}
