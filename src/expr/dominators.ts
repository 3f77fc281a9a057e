// Dominators of an acyclic graph: which blocks every path to a block must pass.
//
// In an acyclic graph, taken in topological order, a block's immediate dominator is the nearest
// common ancestor of its predecessors in the dominator tree built so far: one pass is exact. Each
// tree node keeps, beside its parent, one longer jump towards the root (skew-binary lengths, after
// Myers 1983), so that an ancestor query takes O(log n) steps however deep the tree is.

import { assert } from '../base/index.ts'

export class DominatorTree {
  private readonly parent: Int32Array
  private readonly jump: Int32Array
  private readonly depth: Int32Array

  /** A tree for nodes 0 .. count - 1; `root` is the only node in it. */
  constructor(count: number, root: number) {
    this.parent = new Int32Array(count).fill(-1)
    this.jump = new Int32Array(count).fill(-1)
    this.depth = new Int32Array(count)
    this.parent[root] = root
    this.jump[root] = root
  }

  has(node: number): boolean {
    return this.parent[node] !== -1
  }

  /** Adds `node` below the nearest common ancestor of `predecessors`, which are in the tree. */
  add(node: number, predecessors: readonly number[]): void {
    let parent = predecessors[0]
    assert(parent !== undefined, 'a node of the dominator tree has a predecessor')
    for (const other of predecessors) parent = this.commonAncestor(parent, other)
    const jump = this.at(this.jump, parent)
    const far = this.at(this.jump, jump)
    const equalLengths =
      this.at(this.depth, parent) - this.at(this.depth, jump) ===
      this.at(this.depth, jump) - this.at(this.depth, far)
    this.parent[node] = parent
    this.jump[node] = equalLengths ? far : parent
    this.depth[node] = this.at(this.depth, parent) + 1
  }

  /** Whether every path from the root to `node` passes `dominator`; both are in the tree. */
  dominates(dominator: number, node: number): boolean {
    const depth = this.at(this.depth, dominator)
    return this.at(this.depth, node) >= depth && this.ancestorAt(node, depth) === dominator
  }

  private commonAncestor(a: number, b: number): number {
    const depth = Math.min(this.at(this.depth, a), this.at(this.depth, b))
    let x = this.ancestorAt(a, depth)
    let y = this.ancestorAt(b, depth)
    // Equal depths have jumps of equal length, so both climb in step.
    while (x !== y) {
      const together = this.jump[x] === this.jump[y]
      x = this.at(together ? this.parent : this.jump, x)
      y = this.at(together ? this.parent : this.jump, y)
    }
    return x
  }

  /** The ancestor of `node` at `depth`, which is not below it. */
  private ancestorAt(node: number, depth: number): number {
    let at = node
    while (this.at(this.depth, at) > depth) {
      const jump = this.at(this.jump, at)
      at = this.at(this.depth, jump) >= depth ? jump : this.at(this.parent, at)
    }
    return at
  }

  private at(array: Int32Array, node: number): number {
    return array[node] as number
  }
}
