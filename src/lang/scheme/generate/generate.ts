// Code generation: core to bytecode, a code template for each procedure and one for the unit.
//
// Needs:  all passes before it, and the closure analysis.
// Keeps:  order of evaluation, operands from left to right (an operand that is merely a variable is
//         read last; parameters of a loop jump may be computed in any order where none can tell).
// How:    destination driven, see generator.ts; one case a node here, one file a subject beside.

import { bug, type SourceText, unreachable } from '../../../base/index.ts'
import type {
  CodeTemplate,
  InlineSite,
  OpSet,
  Constant as PoolConstant,
} from '../../../ops/index.ts'
import type { Constant, Core, If, Lambda, Or, Variable } from '../core/core.ts'
import { forEachChild } from '../core/core-children.ts'
import { computeClosures } from '../passes/closures.ts'
import { buildConstant } from './constants.ts'
import {
  assignInto,
  bindFix,
  bindLet,
  compileBlocks,
  compileBoxSet,
  compileLambda,
  compileLoop,
  compileLoopJump,
} from './generate-binding.ts'
import { compileCondition, constantTruth } from './generate-condition.ts'
import { compilePrimitive, isTest } from './generate-primitive.ts'
import { compileCall, compileDistantRef, createBuilder } from './generate-procedure.ts'
import {
  type Destination,
  deliver,
  EFFECT,
  emitResult,
  type Generator,
  operand,
  resultRegister,
  sharedConstant,
  smallConstant,
  TAIL,
  temporary,
  toRegister,
  type UnitContext,
  withTemporaries,
} from './generator.ts'

/** The code of a unit whose body is `root`: a procedure of no parameters called `name`. */
export function generate(
  source: SourceText,
  ops: OpSet,
  root: Lambda,
  inlineSites: readonly InlineSite[] = [],
): CodeTemplate {
  const closures = computeClosures(root)
  const unit: UnitContext = {
    source,
    ops,
    closures,
    boxes: boxesIn(root),
    inlineSites,
    templates: new Map(),
    procedures: new Map(),
    data: new Map(),
  }
  return generateTemplate(unit, root)
}

/** The template of `lambda`, made on first use. */
function generateTemplate(unit: UnitContext, lambda: Lambda): CodeTemplate {
  const known = unit.templates.get(lambda)
  if (known !== undefined) return known
  const g = createGenerator(unit, lambda)
  expectBoxes(g, lambda)
  g.compile(lambda.body, TAIL)
  const template = g.builder.finish()
  unit.templates.set(lambda, template)
  return template
}

function boxesIn(root: Core): Set<Variable> {
  const boxes = new Set<Variable>()
  const look = (node: Core) => {
    if (node.kind === 'box-ref' || node.kind === 'box-set') boxes.add(node.variable)
    forEachChild(node, look)
  }
  look(root)
  return boxes
}

/**
 * A procedure may be given boxes (passes/lift.ts, outline.ts). Ops on boxes trust the compiler, which
 * nobody has to believe who reads code from a file: so such a parameter is tested once, on entry.
 */
function expectBoxes(g: Generator, { params, offset }: Lambda): void {
  params.forEach((param, register) => {
    if (g.unit.boxes.has(param)) g.builder.emit('expect-box', [register, register], offset)
  })
}

function createGenerator(unit: UnitContext, lambda: Lambda): Generator {
  const params = lambda.rest === null ? lambda.params : [...lambda.params, lambda.rest]
  const captures = unit.closures.captures.get(lambda) ?? []
  const g: Generator = {
    unit,
    builder: createBuilder(unit, lambda),
    self: unit.closures.selves.get(lambda) ?? null,
    registers: new Map(params.map((param, i) => [param, i])),
    captured: new Map(captures.map((variable, i) => [variable, i])),
    loops: new Map(),
    constantIndex: new Map<PoolConstant, number>(),
    next: params.length,
    template: (inner) => generateTemplate(unit, inner),
    compile: (node, destination) => withTemporaries(g, () => compile(g, node, destination)),
    condition: (node, yes, no, following) => compileCondition(g, node, yes, no, following),
  }
  return g
}

function compile(g: Generator, node: Core, destination: Destination): boolean {
  const { offset } = node
  switch (node.kind) {
    case 'constant':
      return compileConstant(g, node, destination)
    case 'local-ref': {
      const register = g.registers.get(node.variable)
      if (register !== undefined) return deliver(g, register, destination, offset)
      return compileDistantRef(g, node.variable, destination, offset)
    }
    case 'local-set':
      assignInto(g, node.value, g.registers.get(node.variable) ?? bug('assigned variable unbound'))
      return compileNothing(g, node, destination)
    case 'global-ref':
      return emitResult(g, 'global-ref', [g.builder.global(node.name)], destination, offset)
    case 'global-set':
    case 'global-define':
      g.builder.emit(node.kind, [operand(g, node.value), g.builder.global(node.name)], offset)
      return compileNothing(g, node, destination)
    case 'if':
      return compileIf(g, node, destination)
    case 'or':
      return compileOr(g, node, destination)
    case 'lambda':
      return withResult(g, node, destination, (out) => compileLambda(g, node, out))
    case 'call':
      return compileCall(g, node, destination)
    case 'primitive':
      return compilePrimitive(g, node, destination)
    case 'sequence':
      node.forms.forEach((form, i) => {
        if (i < node.forms.length - 1) g.compile(form, EFFECT)
      })
      return g.compile(node.forms.at(-1) as Core, destination)
    case 'let':
      bindLet(g, node)
      return g.compile(node.body, destination)
    case 'fix':
      bindFix(g, node)
      return g.compile(node.body, destination)
    case 'loop':
      return compileLoop(g, node, destination)
    case 'blocks':
      return compileBlocks(g, node, destination)
    case 'loop-jump':
      return compileLoopJump(g, node)
    case 'make-box':
      return emitResult(g, 'make-box', [operand(g, node.value)], destination, offset)
    case 'box-ref': {
      const box = operand(g, { kind: 'local-ref', variable: node.variable, offset })
      return emitResult(g, 'box-ref', [box], destination, offset)
    }
    case 'box-set': {
      const box: Core = { kind: 'local-ref', variable: node.variable, offset }
      compileBoxSet(g, box, node.value, offset)
      return compileNothing(g, node, destination)
    }
    case 'letrec':
      return bug('letrec after fix-letrec')
    default:
      return unreachable(node)
  }
}

/** Delivers the value that nobody should look at. */
function compileNothing(g: Generator, node: Core, destination: Destination): boolean {
  const { offset } = node
  if (destination.kind === 'effect') return true
  return compileConstant(
    g,
    { kind: 'constant', value: { kind: 'unspecified' }, offset },
    destination,
  )
}

function compileConstant(g: Generator, node: Constant, destination: Destination): boolean {
  if (destination.kind === 'effect') return true
  const small = smallConstant(node)
  if (small !== null) return emitResult(g, 'load-fixnum', [small], destination, node.offset)
  const index = sharedConstant(g, datumConstant(g, node.value))
  return emitResult(g, 'load-constant', [index], destination, node.offset)
}

/** The constant for `value`: one object wherever copies of the same code name it. */
function datumConstant({ unit }: Generator, value: Constant['value']): PoolConstant {
  const known = unit.data.get(value)
  if (known !== undefined) return known
  const constant = buildConstant(value)
  unit.data.set(value, constant)
  return constant
}

/** `emit` writes a register, which is then delivered. */
function withResult(
  g: Generator,
  node: Core,
  destination: Destination,
  emit: (out: number) => void,
): boolean {
  if (destination.kind === 'effect') return true
  const out = resultRegister(g, destination)
  emit(out)
  return deliver(g, out, destination, node.offset)
}

/** A chain of alternates is compiled without recursion; all its branches go to one end. */
function compileIf(g: Generator, node: If, destination: Destination): boolean {
  const end = g.builder.newLabel()
  let falls = false
  let at: Core = node
  while (at.kind === 'if') {
    const { test, consequent, alternate }: If = withoutNot(at)
    const truth = constantTruth(test)
    if (truth !== null) {
      at = truth ? consequent : alternate
      continue
    }
    const yes = g.builder.newLabel()
    const no = g.builder.newLabel()
    g.condition(test, yes, no, 'yes')
    g.builder.bind(yes)
    const comesOut = g.compile(consequent, destination)
    const nothingElse = destination.kind === 'effect' && alternate.kind === 'constant'
    if (comesOut && !nothingElse) g.builder.emit('jump', [end], at.offset)
    g.builder.bind(no)
    falls ||= comesOut
    at = alternate
  }
  const last = g.compile(at, destination)
  g.builder.bind(end)
  return falls || last
}

/** `(if (not a) b c)` as `(if a c b)`. */
function withoutNot(node: If): If {
  const { test, consequent, alternate } = node
  if (test.kind !== 'primitive' || test.name !== 'not') return node
  const [opposite] = test.operands as [Core]
  return withoutNot({ ...node, test: opposite, consequent: alternate, alternate: consequent })
}

function compileOr(g: Generator, node: Or, destination: Destination): boolean {
  const end = g.builder.newLabel()
  let falls = false
  for (const test of node.operands.slice(0, -1)) {
    if (compileAlternative(g, test, destination, end)) falls = true
  }
  const last = g.compile(node.operands.at(-1) as Core, destination)
  g.builder.bind(end)
  return falls || last
}

/** Delivers the value of `test` and goes to `end` if it is true; comes out below if it is not. */
function compileAlternative(
  g: Generator,
  test: Core,
  destination: Destination,
  end: number,
): boolean {
  const { offset } = test
  const no = g.builder.newLabel()
  const falls = withTemporaries(g, () => {
    if (test.kind === 'primitive' && (isTest(test) || test.name === 'not')) {
      const yes = g.builder.newLabel()
      g.condition(test, yes, no, 'yes')
      g.builder.bind(yes)
      const value: Constant = {
        kind: 'constant',
        value: { kind: 'boolean', value: true, offset },
        offset,
      }
      return g.compile(value, destination)
    }
    const value = destination.kind === 'register' ? destination.register : temporary(g)
    g.compile(test, toRegister(value))
    g.builder.emit('unless-true', [value, no], offset)
    return deliver(g, value, destination, offset)
  })
  if (falls) g.builder.emit('jump', [end], offset)
  g.builder.bind(no)
  return falls
}
