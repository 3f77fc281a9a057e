// Code for conditions: tests become fused compare-and-branch ops, never booleans.
//
// The ops of a condition jump when it fails and fall through when it holds. A condition is compiled
// for two labels, one of which follows; only if that is the failing one is a jump needed.

import type { Core, If, Primitive } from '../core/core.ts'
import { primitives } from '../core/primitives.table.ts'
import { bindLet } from './generate-binding.ts'
import { compileTestOperands, isTest } from './generate-primitive.ts'
import { type Following, type Generator, operand, withTemporaries } from './generator.ts'

/** Compiles `node` as a choice between labels: see `Generator.condition`. */
export function compileCondition(
  g: Generator,
  node: Core,
  yes: number,
  no: number,
  following: Following,
): void {
  withTemporaries(g, () => {
    const truth = constantTruth(node)
    if (truth !== null) {
      const followed = truth === (following === 'yes')
      if (!followed) g.builder.emit('jump', [truth ? yes : no], node.offset)
    } else if (node.kind === 'if') compileIfCondition(g, node, yes, no, following)
    else if (node.kind === 'or') compileOrCondition(g, node.operands, yes, no, following)
    else if (node.kind === 'let') {
      bindLet(g, node)
      g.condition(node.body, yes, no, following)
    } else if (node.kind === 'sequence') {
      for (const form of node.forms.slice(0, -1)) g.compile(form, { kind: 'effect' })
      g.condition(node.forms.at(-1) as Core, yes, no, following)
    } else if (node.kind === 'primitive' && node.name === 'not') {
      const opposite = following === 'yes' ? 'no' : 'yes'
      g.condition(node.operands[0] as Core, no, yes, opposite)
    } else if (node.kind === 'primitive' && isTest(node)) {
      compileTest(g, node, yes, no, following)
    } else {
      g.builder.emit('unless-true', [operand(g, node), no], node.offset)
      if (following === 'no') g.builder.emit('jump', [yes], node.offset)
    }
  })
}

/** Whether `node` is a constant that counts as true; null: it is no constant. */
export function constantTruth(node: Core): boolean | null {
  if (node.kind === 'lambda') return true
  if (node.kind !== 'constant') return null
  return !(node.value.kind === 'boolean' && !node.value.value)
}

/** A branch of an `if` whose value is known goes straight to its label. */
function compileIfCondition(g: Generator, node: If, yes: number, no: number, following: Following) {
  const whenTrue = constantTruth(node.consequent)
  const whenFalse = constantTruth(node.alternate)
  const label = (truth: boolean) => (truth ? yes : no)
  if (whenFalse !== null && whenTrue === null) {
    const inner = g.builder.newLabel()
    g.condition(node.test, inner, label(whenFalse), 'yes')
    g.builder.bind(inner)
    g.condition(node.consequent, yes, no, following)
  } else if (whenTrue !== null) {
    const inner = g.builder.newLabel()
    g.condition(node.test, label(whenTrue), inner, 'no')
    g.builder.bind(inner)
    g.condition(node.alternate, yes, no, following)
  } else {
    const consequent = g.builder.newLabel()
    const alternate = g.builder.newLabel()
    g.condition(node.test, consequent, alternate, 'yes')
    g.builder.bind(consequent)
    g.condition(node.consequent, yes, no, 'yes')
    g.builder.emit('jump', [yes], node.offset)
    g.builder.bind(alternate)
    g.condition(node.alternate, yes, no, following)
  }
}

function compileOrCondition(
  g: Generator,
  operands: readonly Core[],
  yes: number,
  no: number,
  following: Following,
): void {
  operands.forEach((node, i) => {
    if (i === operands.length - 1) {
      g.condition(node, yes, no, following)
    } else {
      const inner = g.builder.newLabel()
      g.condition(node, yes, inner, 'no')
      g.builder.bind(inner)
    }
  })
}

function compileTest(g: Generator, node: Primitive, yes: number, no: number, following: Following) {
  for (const test of compileTestOperands(g, node, primitives[node.name].lowering)) {
    g.builder.emit(`unless-${test.op}`, [...test.inputs, no], node.offset)
  }
  if (following === 'no') g.builder.emit('jump', [yes], node.offset)
}
