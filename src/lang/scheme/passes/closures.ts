// Closure analysis: what each procedure captures, and which variables are known, constant procedures.
//
// A procedure that captures nothing is a constant of the program; a variable bound to one by let or
// fix needs no register and is never captured. A procedure's own name inside its body is the running
// procedure, so it is not captured either, but procedures nested in it capture it: its constant does
// not exist before its code is complete. (Two constants that mention each other would be a cycle of
// code templates; such procedures capture each other instead.)
//
// Needs: convert-assignments (nothing captured is assigned).   An analysis: changes nothing.

import type { Core, Lambda, Variable } from '../core/core.ts'
import { forEachChild } from '../core/core-children.ts'

export interface Closures {
  /** What each procedure captures, in the order of its captured words. */
  readonly captures: ReadonlyMap<Lambda, readonly Variable[]>
  /** Variables that always hold this procedure, which captures nothing. */
  readonly constants: ReadonlyMap<Variable, Lambda>
  /** The variable that names a procedure inside its own body. */
  readonly selves: ReadonlyMap<Lambda, Variable>
}

export function computeClosures(root: Core): Closures {
  const captures = new Map<Lambda, readonly Variable[]>()
  const constants = new Map<Variable, Lambda>()
  const selves = new Map<Lambda, Variable>()

  /** Adds to `free` the variables mentioned in `node`, bound there or not. */
  const look = (node: Core, free: Set<Variable>, bound: Set<Variable>) => {
    switch (node.kind) {
      case 'local-ref':
      case 'local-set':
      case 'box-ref':
      case 'box-set':
        if (!constants.has(node.variable)) free.add(node.variable)
        break
      case 'lambda':
        for (const variable of captureOne(node)) free.add(variable)
        return
      case 'loop':
        for (const param of node.params) bound.add(param)
        break
      case 'blocks':
        for (const { params } of node.blocks) for (const param of params) bound.add(param)
        break
      case 'let':
      case 'fix':
        for (const { variable, value } of node.bindings) {
          bound.add(variable)
          if (node.kind === 'fix') selves.set(value as Lambda, variable)
          look(value, free, bound)
          const constant = value.kind === 'lambda' && captures.get(value)?.length === 0
          if (constant && !variable.assigned) constants.set(variable, value as Lambda)
        }
        look(node.body, free, bound)
        return
      default:
        break
    }
    forEachChild(node, (child) => look(child, free, bound))
  }

  const captureOne = (lambda: Lambda): readonly Variable[] => {
    const free = new Set<Variable>()
    const bound = new Set(lambda.params)
    if (lambda.rest !== null) bound.add(lambda.rest)
    look(lambda.body, free, bound)
    const self = selves.get(lambda)
    const captured = [...free].filter((v) => !bound.has(v) && v !== self)
    captures.set(lambda, captured)
    return captured
  }

  look(root, new Set(), new Set())
  return { captures, constants, selves }
}
