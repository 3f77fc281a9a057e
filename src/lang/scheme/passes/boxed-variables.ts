// Which assigned variables must live in boxes: those where a copy would be noticed.
//
// Two things copy a variable: making a procedure that captures it, and a call, whose continuation may
// be entered again with the registers that the first return found. A register will do if, after each
// copy, the variable is never assigned again, or, after a call, is assigned before it is read:
//
//   (let ((n 0)) (set! n (f)) (lambda () n))            no box: no assignment follows
//   (%loop l ((i 0)) ... (set! sum (+ sum (f i))) ...)   no box: what f's return finds in sum is not read
//   (let ((n 0)) (f) (set! n (+ n 1)) n)                 a box: f may return twice, and n counts
//
// So per procedure, from its end backwards: which variables are live, and which are assigned later; loops
// until nothing changes. Operands count as read from left to right, as the generator does wherever
// an assigned variable is among them. A variable that an inner procedure assigns is always boxed.
//
// Needs: recover-loops (a recovered loop captures nothing), integrate-primitives (they capture no
// continuation).   An analysis: changes nothing.

import type { Block, Blocks, Core, Lambda, Loop, Variable } from '../core/core.ts'
import { chainOf, forEachChild } from '../core/core-children.ts'
import { boundBy } from '../core/core-walk.ts'

/** The variables in `root` that need boxes. */
export function computeBoxed(root: Core): Set<Variable> {
  const { frames, owners, boxed } = computeFrames(root)
  for (const [frame, variables] of frames) {
    const own = variables.filter((variable) => owners.has(variable) && !boxed.has(variable))
    if (own.length === 0) continue
    const masks = new Map(own.map((variable, i) => [variable, 1n << BigInt(i)]))
    const walk = new Backward(masks)
    walk.before(frame.kind === 'lambda' ? frame.body : frame, NOTHING)
    for (const [variable, mask] of masks) if ((walk.boxed & mask) !== 0n) boxed.add(variable)
  }
  return boxed
}

/** The assigned variables that each procedure binds itself; `boxed`: those that need boxes whatever happens. */
function computeFrames(root: Core) {
  const frames = new Map<Core, Variable[]>([[root, []]])
  const owners = new Map<Variable, Core>()
  const boxed = new Set<Variable>()
  const look = (node: Core, owner: Core) => {
    if (node.kind === 'local-set' && owners.get(node.variable) !== owner) boxed.add(node.variable)
    const inner = node.kind === 'lambda' ? node : owner
    if (!frames.has(inner)) frames.set(inner, [])
    for (const variable of boundBy(node)) {
      if (variable.checked) boxed.add(variable)
      if (!variable.assigned) continue
      owners.set(variable, inner)
      frames.get(inner)?.push(variable)
    }
    forEachChild(node, (child) => look(child, inner))
  }
  look(root, root)
  return { frames, owners, boxed }
}

/** What may happen from one point on, a bit for each variable. */
interface State {
  /** It is read before it is assigned. */
  readonly live: bigint
  /** It is assigned. */
  readonly later: bigint
}

const NOTHING: State = { live: 0n, later: 0n }

const join = (a: State, b: State): State => ({ live: a.live | b.live, later: a.later | b.later })

const forget = ({ live, later }: State, mask: bigint): State => ({
  live: live & ~mask,
  later: later & ~mask,
})

/** One procedure from its end backwards. */
class Backward {
  /** Variables whose copies would be noticed. */
  boxed = 0n
  readonly #masks: ReadonlyMap<Variable, bigint>
  /** What happens from the head of each loop or block on, as far as it is known. */
  readonly #heads = new Map<Variable, State>()
  readonly #captured = new Map<Lambda, bigint>()

  constructor(masks: ReadonlyMap<Variable, bigint>) {
    this.#masks = masks
  }

  /** What may happen from before `node` on, if `after` may after it. */
  before(node: Core, after: State): State {
    switch (node.kind) {
      case 'local-ref':
        return { ...after, live: after.live | this.#mask(node.variable) }
      case 'local-set': {
        const mask = this.#mask(node.variable)
        return this.before(node.value, { live: after.live & ~mask, later: after.later | mask })
      }
      case 'lambda': {
        const captured = this.#captures(node)
        this.boxed |= captured & after.later
        return { ...after, live: after.live | captured }
      }
      case 'call': {
        this.boxed |= after.live & after.later
        const isName = node.operator.kind === 'local-ref'
        const read = isName ? this.before(node.operator, after) : after
        const operands = this.#beforeAll(node.operands, read)
        return isName ? operands : this.before(node.operator, operands)
      }
      case 'if': {
        const chain = chainOf(node).reverse()
        const end = this.before((chain[0] ?? node).alternate, after)
        return chain.reduce(
          (below, { test, consequent }) =>
            this.before(test, join(this.before(consequent, after), below)),
          end,
        )
      }
      case 'or': {
        const [last, ...others] = [...node.operands].reverse() as [Core, ...Core[]]
        const end = this.before(last, after)
        return others.reduce((next, operand) => this.before(operand, join(after, next)), end)
      }
      case 'let':
      case 'fix':
        return [...node.bindings]
          .reverse()
          .reduce(
            (next, { variable, value }) => this.before(value, forget(next, this.#mask(variable))),
            this.before(node.body, after),
          )
      case 'loop':
        return this.#beforeLoop(node, after)
      case 'blocks':
        return this.#beforeBlocks(node, after)
      case 'loop-jump':
        return this.#beforeAll(node.operands, this.#heads.get(node.label) ?? NOTHING)
      default: {
        const children: Core[] = []
        forEachChild(node, (child) => children.push(child))
        return this.#beforeAll(children, after)
      }
    }
  }

  #beforeAll(nodes: readonly Core[], after: State): State {
    return [...nodes].reverse().reduce((next, node) => this.before(node, next), after)
  }

  #beforeLoop(node: Loop, after: State): State {
    while (this.#grows(node, after));
    return this.#beforeAll(node.inits, this.#heads.get(node.label) ?? NOTHING)
  }

  #beforeBlocks(node: Blocks, after: State): State {
    for (let changes = true; changes; ) {
      changes = false
      for (const block of node.blocks) if (this.#grows(block, after)) changes = true
    }
    return this.before(node.body, after)
  }

  /** Walks the body of a loop or block; did that tell more about its head? */
  #grows({ label, params, body }: Loop | Block, after: State): boolean {
    const known = this.#heads.get(label) ?? NOTHING
    const own = params.reduce((mask, param) => mask | this.#mask(param), 0n)
    const head = join(known, forget(this.before(body, after), own))
    this.#heads.set(label, head)
    return head.live !== known.live || head.later !== known.later
  }

  #mask(variable: Variable): bigint {
    return this.#masks.get(variable) ?? 0n
  }

  /** The variables that `lambda` copies. */
  #captures(lambda: Lambda): bigint {
    let mask = this.#captured.get(lambda)
    if (mask === undefined) {
      mask = 0n
      const look = (node: Core) => {
        if (node.kind === 'local-ref') mask = (mask ?? 0n) | this.#mask(node.variable)
        forEachChild(node, look)
      }
      look(lambda)
      this.#captured.set(lambda, mask)
    }
    return mask
  }
}
