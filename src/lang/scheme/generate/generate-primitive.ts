// Code for primitives, by the lowering in their row of `primitives.table.ts`.
//
// Intermediate results live in temporaries, and the destination is written by the last op, so that
// `(set! x (+ x y x))` needs no copy of x. A small constant as second operand goes into the op.

import { bug, unreachable } from '../../../base/index.ts'
import { MAX_INLINE_ELEMENTS } from '../../../ops/index.ts'
import {
  type Constant,
  type Core,
  fixnumConstant,
  type Primitive,
  unspecified,
} from '../core/core.ts'
import { type Lowering, primitives } from '../core/primitives.table.ts'
import { runtimeIndex } from '../library/runtime-procedures.ts'
import { compileCallWith, consecutive } from './generate-procedure.ts'
import {
  compileRecord,
  compileRecordRef,
  compileRecordSet,
  compileValues,
  compileValuesRef,
} from './generate-record.ts'
import {
  type Destination,
  deliver,
  emitResult,
  type Generator,
  hasConstantForm,
  operand,
  resultRegister,
  smallConstant,
  temporary,
  toRegister,
  withTemporaries,
} from './generator.ts'

/** Ops whose operands may change places. */
const commutative: ReadonlySet<string> = new Set([
  'add',
  'multiply',
  'number-equal',
  'eq',
  'eqv',
  'equal',
  'bitwise-and',
  'bitwise-ior',
  'bitwise-xor',
])

/** Ops that answer as `eq` does where an operand is a small integer. */
const equivalences: ReadonlySet<string> = new Set(['eqv', 'equal'])

/** An op that tests, and its inputs. */
export interface TestOp {
  readonly op: string
  readonly inputs: readonly number[]
}

/** Is the primitive a test with a branch form? */
export function isTest(node: Primitive): boolean {
  const { kind } = primitives[node.name].lowering
  return kind === 'test' || kind === 'compare' || kind === 'zero'
}

/** Compiles a primitive; false if control ends (it was returned). */
export function compilePrimitive(g: Generator, node: Primitive, destination: Destination): boolean {
  const { lowering, most } = primitives[node.name]
  const { operands, offset } = node
  return withTemporaries(g, () => {
    switch (lowering.kind) {
      case 'op': {
        const missing = Array<Core>(most - operands.length).fill(unspecified(offset))
        return compileOp(g, lowering.op, [...operands, ...missing], destination, offset)
      }
      case 'effect':
        g.builder.emit(lowering.op, evaluate(g, operands), offset)
        return destination.kind === 'effect' || g.compile(unspecified(offset), destination)
      case 'chain':
        return compileChain(g, node, lowering.ops, destination)
      case 'test':
      case 'compare':
      case 'zero':
        return compileTestValue(g, node, lowering, destination)
      case 'not':
        return compileBoolean(g, node, destination)
      case 'fold':
        return compileFold(g, node, lowering, destination)
      case 'list':
        return compileList(g, operands, destination, offset)
      case 'vector':
        return compileVector(g, operands, destination, offset)
      case 'runtime': {
        const { length } = operands
        const inputs = [runtimeIndex(node.name, length), consecutive(g, operands)]
        return emitResult(g, `runtime-call-${length}`, inputs, destination, offset)
      }
      case 'values':
        return compileValues(g, node, destination)
      case 'values-ref':
        return compileValuesRef(g, node, destination)
      case 'record':
        return compileRecord(g, operands, destination, offset)
      case 'record-ref':
        return compileRecordRef(g, node, destination)
      case 'record-set':
        compileRecordSet(g, node)
        return destination.kind === 'effect' || g.compile(unspecified(offset), destination)
      default:
        return unreachable(lowering)
    }
  })
}

const evaluate = (g: Generator, nodes: readonly Core[]) => nodes.map((node) => operand(g, node))

/** A binary or other op; the constant form if there is one and the last operand is small. */
function compileOp(
  g: Generator,
  op: string,
  operands: readonly Core[],
  destination: Destination,
  offset: number,
): boolean {
  const { name, inputs } = chooseForm(g, op, operands)
  return emitResult(g, name, inputs, destination, offset)
}

/** The form of `op` for these operands, and what to write as its inputs. */
function chooseForm(g: Generator, wanted: string, operands: readonly Core[]) {
  const [first, second] = operands
  const isSame = equivalences.has(wanted) && operands.some((node) => smallConstant(node) !== null)
  const op = isSame ? 'eq' : wanted
  if (
    first === undefined ||
    second === undefined ||
    operands.length > 2 ||
    !hasConstantForm(g, op)
  ) {
    return { name: op, inputs: evaluate(g, operands) }
  }
  const right = smallConstant(second)
  if (right !== null) return { name: `${op}-constant`, inputs: [operand(g, first), right] }
  const left = commutative.has(op) ? smallConstant(first) : null
  if (left !== null) return { name: `${op}-constant`, inputs: [operand(g, second), left] }
  return { name: op, inputs: evaluate(g, operands) }
}

function compileChain(
  g: Generator,
  node: Primitive,
  ops: readonly string[],
  destination: Destination,
): boolean {
  let value = operand(g, node.operands[0] as Core)
  for (const op of ops.slice(0, -1)) {
    const out = temporary(g)
    g.builder.emit(op, [value, out], node.offset)
    value = out
  }
  return emitResult(g, ops.at(-1) as string, [value], destination, node.offset)
}

type Fold = Extract<Lowering, { kind: 'fold' }>

function compileFold(g: Generator, node: Primitive, fold: Fold, destination: Destination): boolean {
  const { operands, offset } = node
  const [first, second] = operands
  if (first === undefined) return g.compile(fixnumConstant(fold.unit, offset), destination)
  if (second === undefined) return compileAlone(g, first, fold, destination, offset)
  if (operands.length === 2) return compileOp(g, fold.op, operands, destination, offset)
  const partial = temporary(g)
  compileOp(g, fold.op, [first, second], toRegister(partial), offset)
  for (const [i, next] of operands.slice(2).entries()) {
    const out = i === operands.length - 3 ? destination : toRegister(partial)
    const falls = withTemporaries(g, () => {
      const small = hasConstantForm(g, fold.op) ? smallConstant(next) : null
      if (small !== null) return emitResult(g, `${fold.op}-constant`, [partial, small], out, offset)
      return emitResult(g, fold.op, [partial, operand(g, next)], out, offset)
    })
    if (!falls) return false
  }
  return true
}

/** A fold of one operand. `(- x)` is x times -1 because 0 - 0.0 is not -0.0. */
function compileAlone(
  g: Generator,
  node: Core,
  fold: Fold,
  destination: Destination,
  offset: number,
): boolean {
  switch (fold.alone) {
    case 'itself':
      return compileOp(g, fold.op, [node, fixnumConstant(fold.unit, offset)], destination, offset)
    case 'negated':
      return compileOp(g, 'multiply', [node, fixnumConstant(-1, offset)], destination, offset)
    case 'inverted':
      return compileOp(g, fold.op, [fixnumConstant(fold.unit, offset), node], destination, offset)
    default:
      return unreachable(fold.alone)
  }
}

/** Evaluates the operands of a test; the ops that must all succeed for it to hold. */
export function compileTestOperands(g: Generator, node: Primitive, lowering: Lowering): TestOp[] {
  const { operands, offset } = node
  switch (lowering.kind) {
    case 'zero': {
      const { name, inputs } = chooseForm(g, lowering.op, [
        operands[0] as Core,
        fixnumConstant(0, offset),
      ])
      return [{ op: name, inputs }]
    }
    case 'test': {
      const { name, inputs } = chooseForm(g, lowering.op, operands)
      return [{ op: name, inputs }]
    }
    case 'compare':
      return compileComparison(g, node, lowering)
    default:
      return bug(`${node.name} is no test`)
  }
}

function compileComparison(
  g: Generator,
  { operands, offset }: Primitive,
  { op, swap, through }: Extract<Lowering, { kind: 'compare' }>,
): TestOp[] {
  if (operands.length === 2 && !swap && through === null) {
    const { name, inputs } = chooseForm(g, op, operands)
    return [{ op: name, inputs }]
  }
  const values = evaluate(g, operands).map((value) => {
    if (through === null) return value
    const converted = temporary(g)
    g.builder.emit(through, [value, converted], offset)
    return converted
  })
  return values.slice(1).map((right, i) => {
    const left = values[i] as number
    return { op, inputs: swap ? [right, left] : [left, right] }
  })
}

/** A test as a value: the op's value form if one op decides, else a choice of constants. */
function compileTestValue(
  g: Generator,
  node: Primitive,
  lowering: Lowering,
  destination: Destination,
): boolean {
  if (lowering.kind === 'compare' && node.operands.length > 2) {
    return compileBoolean(g, node, destination)
  }
  const { op, inputs } = compileTestOperands(g, node, lowering)[0] as TestOp
  return emitResult(g, op, inputs, destination, node.offset)
}

/** A condition as a value. */
function compileBoolean(g: Generator, node: Primitive, destination: Destination): boolean {
  const { offset } = node
  const boolean = (value: boolean): Constant => ({
    kind: 'constant',
    value: { kind: 'boolean', value, offset },
    offset,
  })
  const choice: Core = {
    kind: 'if',
    test: node,
    consequent: boolean(true),
    alternate: boolean(false),
    offset,
  }
  return g.compile(choice, destination)
}

/** Longer lists and vectors are made element by element, not from a register each. */
const MOST_AT_ONCE = 512

/** A call of the system's procedure `name` with the list of `operands`, the last of them first. */
function compileWithReversed(
  g: Generator,
  name: string,
  operands: readonly Core[],
  destination: Destination,
  offset: number,
): boolean {
  const list = temporary(g)
  g.compile({ kind: 'constant', value: { kind: 'null', offset }, offset }, toRegister(list))
  for (const node of operands) {
    withTemporaries(g, () => g.builder.emit('cons', [operand(g, node), list, list], offset))
  }
  const operator: Core = { kind: 'global-ref', name, offset }
  return compileCallWith(g, operator, list, destination, offset)
}

/** Conses from the last element on; all elements are evaluated first, in order. */
function compileList(
  g: Generator,
  operands: readonly Core[],
  destination: Destination,
  offset: number,
): boolean {
  const empty: Core = { kind: 'constant', value: { kind: 'null', offset }, offset }
  if (operands.length === 0) return g.compile(empty, destination)
  if (operands.length > MOST_AT_ONCE) {
    return compileWithReversed(g, 'reverse', operands, destination, offset)
  }
  const values = evaluate(g, operands)
  const list = temporary(g)
  g.compile(empty, toRegister(list))
  for (let i = values.length - 1; i > 0; i--) {
    g.builder.emit('cons', [values[i] as number, list, list], offset)
  }
  return emitResult(g, 'cons', [values[0] as number, list], destination, offset)
}

/** A fresh vector; a large one is filled element by element when all are evaluated. */
function compileVector(
  g: Generator,
  operands: readonly Core[],
  destination: Destination,
  offset: number,
): boolean {
  const { length } = operands
  if (length > 0 && length <= MAX_INLINE_ELEMENTS) {
    return emitResult(g, `vector-${length}`, [consecutive(g, operands)], destination, offset)
  }
  if (length > MOST_AT_ONCE) {
    return compileWithReversed(g, '%reversed-list->vector', operands, destination, offset)
  }
  const values = evaluate(g, operands)
  const index = temporary(g)
  const vector = temporary(g)
  g.compile(fixnumConstant(length, offset), toRegister(index))
  g.builder.emit('make-vector', [index, index, vector], offset)
  values.forEach((value, i) => {
    g.compile(fixnumConstant(i, offset), toRegister(index))
    g.builder.emit('vector-set', [vector, index, value], offset)
  })
  if (destination.kind !== 'register') return deliver(g, vector, destination, offset)
  g.builder.emit('move', [vector, resultRegister(g, destination)], offset)
  return true
}
