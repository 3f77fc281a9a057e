// Strongly connected components of a small graph (Tarjan 1972), with a stack of its own because a
// body may define 100,000 names that each mention the one before.

interface Visit {
  readonly node: number
  /** How many successors have been looked at. */
  next: number
}

/**
 * The components of the graph in which node i points to `successors[i]`: each after those it points
 * to, its nodes in ascending order.
 */
export function computeComponents(successors: readonly (readonly number[])[]): number[][] {
  const count = successors.length
  const order = new Int32Array(count).fill(-1)
  const lowest = new Int32Array(count)
  const open: number[] = []
  const isOpen = new Uint8Array(count)
  const components: number[][] = []
  let clock = 0
  const enter = (node: number): Visit => {
    order[node] = lowest[node] = clock++
    open.push(node)
    isOpen[node] = 1
    return { node, next: 0 }
  }
  const closeComponent = (root: number) => {
    const members: number[] = []
    for (;;) {
      const member = open.pop() as number
      isOpen[member] = 0
      members.push(member)
      if (member === root) break
    }
    components.push(members.sort((a, b) => a - b))
  }
  const lower = (node: number, to: number) => {
    lowest[node] = Math.min(lowest[node] as number, to)
  }
  for (let start = 0; start < count; start++) {
    if (order[start] !== -1) continue
    const path = [enter(start)]
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const { node } = visit
      const successor = successors[node]?.[visit.next++]
      if (successor === undefined) {
        path.pop()
        if (lowest[node] === order[node]) closeComponent(node)
        const parent = path.at(-1)
        if (parent !== undefined) lower(parent.node, lowest[node] as number)
      } else if (order[successor] === -1) {
        path.push(enter(successor))
      } else if (isOpen[successor] === 1) {
        lower(node, order[successor] as number)
      }
    }
  }
  return components
}
