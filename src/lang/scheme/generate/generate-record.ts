// Code for records, and for several values, which are a record of the system's type for them:
//
//   values record    %values-type | count | value 0 | value 1 ...

import { bug } from '../../../base/index.ts'
import { MAX_INLINE_FIELDS } from '../../../ops/index.ts'
import { type Core, fixnumConstant, type Primitive } from '../core/core.ts'
import { consecutive } from './generate-procedure.ts'
import {
  type Destination,
  deliver,
  emitResult,
  type Generator,
  operand,
  smallConstant,
  temporary,
  toRegister,
} from './generator.ts'

const valuesType = (offset: number): Core => ({ kind: 'global-ref', name: '%values-type', offset })

/** One value is itself; none or several are a record. */
export function compileValues(g: Generator, node: Primitive, destination: Destination): boolean {
  const { operands, offset } = node
  if (operands.length === 1) return g.compile(operands[0] as Core, destination)
  const fields = [fixnumConstant(operands.length, offset), ...operands]
  return compileRecord(g, [valuesType(offset), ...fields], destination, offset)
}

/** Value number `index` of the record that stands for several. */
export function compileValuesRef(g: Generator, node: Primitive, destination: Destination): boolean {
  const { operands, offset } = node
  const index = constantIndex(operands[1]) + 1
  const inputs = [operand(g, operands[0] as Core), operand(g, valuesType(offset)), index]
  return emitResult(g, 'record-ref', inputs, destination, offset)
}

/** A fresh record of the type `parts[0]` with the other parts as fields. */
export function compileRecord(
  g: Generator,
  parts: readonly Core[],
  destination: Destination,
  offset: number,
): boolean {
  const count = parts.length - 1
  if (count <= MAX_INLINE_FIELDS) {
    return emitResult(g, `record-${count}`, [consecutive(g, parts)], destination, offset)
  }
  const base = consecutive(g, parts)
  const record = temporary(g)
  g.builder.emit('make-record', [base, count, record], offset)
  for (let i = 0; i < count; i++) {
    g.builder.emit('record-set', [record, base, i, base + 1 + i], offset)
  }
  if (destination.kind !== 'register') return deliver(g, record, destination, offset)
  g.builder.emit('move', [record, destination.register], offset)
  return true
}

export function compileRecordRef(g: Generator, node: Primitive, destination: Destination): boolean {
  const [record, type, index] = node.operands as [Core, Core, Core]
  const inputs = [operand(g, record), operand(g, type), constantIndex(index)]
  return emitResult(g, 'record-ref', inputs, destination, node.offset)
}

/** Stores; the caller delivers the unspecified value. */
export function compileRecordSet(g: Generator, node: Primitive): void {
  const [record, type, index, value] = node.operands as [Core, Core, Core, Core]
  const target = operand(g, record)
  const typeRegister = operand(g, type)
  const stored = temporary(g)
  g.compile(value, toRegister(stored))
  g.builder.emit('record-set', [target, typeRegister, constantIndex(index), stored], node.offset)
}

function constantIndex(node: Core | undefined): number {
  const index = node === undefined ? null : smallConstant(node)
  return index ?? bug('a field index that is no constant')
}
