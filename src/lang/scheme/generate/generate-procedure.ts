// Code that makes and calls procedures, and the code of each procedure.

import { bug } from '../../../base/index.ts'
import { CodeBuilder, type Constant, MAX_INLINE_CAPTURES, offsetOf } from '../../../ops/index.ts'
import type { Call, Core, Lambda, Variable } from '../core/core.ts'
import { forEachChild } from '../core/core-children.ts'
import {
  type Destination,
  emitResult,
  type Generator,
  operand,
  sharedConstant,
  temporary,
  toRegister,
  type UnitContext,
  withTemporaries,
} from './generator.ts'

/** An empty builder for `lambda`, its parameters in the first registers. */
export function createBuilder(unit: UnitContext, lambda: Lambda): CodeBuilder {
  const { name, params, rest, source = unit.source } = lambda
  const origin = { source, offset: offsetOf(lambda.offset) }
  return new CodeBuilder(unit.ops, name, params.length, rest !== null, origin, unit.inlineSites)
}

/** The constant procedure that captures nothing. */
export function constantProcedure(g: Generator, lambda: Lambda): Constant {
  const { procedures } = g.unit
  let constant = procedures.get(lambda)
  if (constant === undefined) {
    constant = { kind: 'procedure', template: g.template(lambda) }
    procedures.set(lambda, constant)
  }
  return constant
}

/** Puts the procedure `lambda` into `register`; captured `missing` ones get a placeholder. */
export function procedureInto(
  g: Generator,
  lambda: Lambda,
  register: number,
  missing: ReadonlySet<Variable>,
): void {
  const captures = g.unit.closures.captures.get(lambda) ?? []
  const { offset } = lambda
  if (captures.length === 0) {
    const index = sharedConstant(g, constantProcedure(g, lambda))
    g.builder.emit('load-constant', [index, register], offset)
    return
  }
  const code = sharedConstant(g, { kind: 'code', template: g.template(lambda) })
  withTemporaries(g, () => {
    if (captures.length <= MAX_INLINE_CAPTURES) {
      const base = g.next
      for (const variable of captures) loadCapture(g, variable, temporary(g), missing, offset)
      g.builder.emit(`make-procedure-${captures.length}`, [code, base, register], offset)
      return
    }
    g.builder.emit('make-procedure', [code, captures.length, register], offset)
    captures.forEach((variable, index) => {
      withTemporaries(g, () => {
        const value = temporary(g)
        loadCapture(g, variable, value, missing, offset)
        g.builder.emit('captured-set', [register, index, value], offset)
      })
    })
  })
}

function loadCapture(
  g: Generator,
  variable: Variable,
  register: number,
  missing: ReadonlySet<Variable>,
  offset: number,
): void {
  if (missing.has(variable)) g.builder.emit('load-fixnum', [0, register], offset)
  else g.compile({ kind: 'local-ref', variable, offset }, toRegister(register))
}

/** A variable that is no register of this frame: captured, constant, or the procedure itself. */
export function compileDistantRef(
  g: Generator,
  variable: Variable,
  destination: Destination,
  offset: number,
): boolean {
  if (variable === g.self) return emitResult(g, 'self', [], destination, offset)
  // Before the constants: a procedure nested in a constant one captures it, whose code is not complete.
  const captured = g.captured.get(variable)
  if (captured !== undefined) return emitResult(g, 'captured-ref', [captured], destination, offset)
  const constant = g.unit.closures.constants.get(variable)
  if (constant === undefined) bug(`variable ${variable.name} has no place`)
  const index = sharedConstant(g, constantProcedure(g, constant))
  return emitResult(g, 'load-constant', [index], destination, offset)
}

/** Operands go straight to consecutive registers; an operator that is just a name is read last. */
export function compileCall(g: Generator, node: Call, destination: Destination): boolean {
  const { operator, operands, offset } = node
  return withTemporaries(g, () => {
    const early = isName(operator) ? null : operand(g, operator)
    const base = consecutive(g, operands)
    const callee = early ?? operand(g, operator)
    return emitCall(g, operator, callee, base, operands.length, destination, offset)
  })
}

/** Calls `callee`, which is the value of `operator`, with the `count` registers from `base` on. */
function emitCall(
  g: Generator,
  operator: Core,
  callee: number,
  base: number,
  count: number,
  destination: Destination,
  offset: number,
): boolean {
  if (destination.kind === 'tail' && !neverReturns(operator)) {
    g.builder.emit('tail-call', [callee, base, count], offset)
    return false
  }
  const out = destination.kind === 'register' ? destination.register : temporary(g)
  g.builder.emit('call', [callee, base, count, out], offset)
  if (destination.kind !== 'tail') return true
  g.builder.emit('return', [out], offset)
  return false
}

/** A call of `operator` with the one argument that is in `register`, the last one taken. */
export function compileCallWith(
  g: Generator,
  operator: Core,
  register: number,
  destination: Destination,
  offset: number,
): boolean {
  return emitCall(g, operator, operand(g, operator), register, 1, destination, offset)
}

/** A call that raises keeps its frame, so that the error has a place. */
const neverReturns = (operator: Core) =>
  operator.kind === 'global-ref' && (operator.name === 'error' || operator.name === 'raise')

const isName = (node: Core) => node.kind === 'global-ref' || node.kind === 'local-ref'

/**
 * Evaluates `nodes` into fresh consecutive registers; the first of them. In order, but what nobody can
 * notice comes after the last call, so that it need not be saved across it.
 */
export function consecutive(g: Generator, nodes: readonly Core[]): number {
  const base = g.next
  const settled = nodes.map((node) => isSettled(node))
  const lastCall = settled.includes(true)
    ? nodes.findLastIndex((node, i) => !settled[i] && containsCall(node))
    : -1
  if (settled.lastIndexOf(true, lastCall) < 0 || lastCall < 0) {
    for (const node of nodes) g.compile(node, toRegister(temporary(g)))
    return base
  }
  const registers = nodes.map(() => temporary(g))
  const compile = (chosen: (index: number) => boolean) => {
    nodes.forEach((node, i) => {
      if (chosen(i)) g.compile(node, toRegister(registers[i] as number))
    })
  }
  compile((i) => i <= lastCall && settled[i] === false)
  compile((i) => i <= lastCall && settled[i] === true)
  compile((i) => i > lastCall)
  return base
}

/** Is the value of `node` the same whenever it is evaluated? */
const isSettled = (node: Core): boolean =>
  node.kind === 'constant' || (node.kind === 'local-ref' && !node.variable.assigned)

/** Can `node` call somebody before it has its value? */
function containsCall(node: Core): boolean {
  if (node.kind === 'call') return true
  if (node.kind === 'lambda') return false
  let found = false
  forEachChild(node, (child) => {
    found = found || containsCall(child)
  })
  return found
}
