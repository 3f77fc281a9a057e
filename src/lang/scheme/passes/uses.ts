// How variables are used: how often each is mentioned, and which procedures call themselves.

import type { Core, Let, Variable } from '../core/core.ts'
import { forEachChild } from '../core/core-children.ts'

export interface Use {
  /** Mentions of any kind. */
  mentions: number
  /** Mentions as what a call calls. */
  calls: number
  /** Mentions as the operand of `car`, `cdr`, `null?` or `pair?`. */
  looks: number
  /** Mentions as the operand of `cdr`. */
  cdrs: number
}

export interface Uses {
  readonly of: Map<Variable, Use>
  /** Procedures bound by fix that mention themselves, or are bound together with others. */
  readonly recursive: Set<Variable>
}

export const noUses = (): Uses => ({ of: new Map(), recursive: new Set() })

const unused: Use = { mentions: 0, calls: 0, looks: 0, cdrs: 0 }

export const useOf = (uses: Uses, variable: Variable): Use => uses.of.get(variable) ?? unused

const looks: ReadonlySet<string> = new Set(['car', 'cdr', 'null?', 'pair?', 'procedure?'])

/** Adds the uses in `root`. */
export function countUses(uses: Uses, root: Core): void {
  /** Procedures whose definition is being looked at. */
  const open = new Set<Variable>()
  const add = (variable: Variable, kind: 'calls' | 'looks' | null, isCdr = false) => {
    let use = uses.of.get(variable)
    if (use === undefined) {
      use = { ...unused }
      uses.of.set(variable, use)
    }
    use.mentions++
    if (kind !== null) use[kind]++
    if (isCdr) use.cdrs++
    if (open.has(variable)) uses.recursive.add(variable)
  }
  const look = (node: Core) => {
    if ('variable' in node) add(node.variable, null)
    if (node.kind === 'call' && node.operator.kind === 'local-ref') {
      add(node.operator.variable, 'calls')
      for (const operand of node.operands) look(operand)
      return
    }
    if (node.kind === 'primitive' && looks.has(node.name)) {
      const [operand] = node.operands
      if (operand?.kind === 'local-ref') {
        add(operand.variable, 'looks', node.name === 'cdr')
        return
      }
    }
    if (node.kind === 'fix') {
      const isGroup = node.bindings.length > 1
      for (const { variable, value } of node.bindings) {
        if (isGroup) uses.recursive.add(variable)
        open.add(variable)
        look(value)
        open.delete(variable)
      }
      look(node.body)
      return
    }
    forEachChild(node, look)
  }
  look(root)
}

/**
 * For each variable of `node`, the index of the last of its bindings that mentions it; infinite if the
 * body does. Variables that nobody mentions are not in it.
 */
export function computeLastMentions({ bindings, body }: Let): Map<Variable, number> {
  const last = new Map<Variable, number>()
  const own = new Set(bindings.map((binding) => binding.variable))
  const look = (node: Core, index: number) => {
    if ('variable' in node && own.has(node.variable)) last.set(node.variable, index)
    forEachChild(node, (child) => look(child, index))
  }
  bindings.forEach(({ value }, i) => {
    look(value, i)
  })
  look(body, Number.POSITIVE_INFINITY)
  return last
}

/** Number of nodes in `node`, counted up to `most`. */
export function sizeOf(node: Core, most: number): number {
  let size = 0
  const look = (inner: Core) => {
    size++
    if (size <= most) forEachChild(inner, look)
  }
  look(node)
  return size
}
