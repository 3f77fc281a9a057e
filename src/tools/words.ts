// Linked code as text, unit by unit: what the threaded tier executes.
//
//   words fib: 1 parameter, 5 registers, 10 units, cell +0x1850070
//     0  +0x1850010  handler +0x7c30  unless-less-constant  a=r0 b=2 label=@2
//
// Labels and the first column are unit indices (pcs). A wide op has operand units after its first.
// Without native code the low half of a unit is its opcode * 16, and the listing says `opcode`.

import { type OperandPlace, type OperandSpec, readOperand } from '../ops/index.ts'
import type { Code } from '../runtime/index.ts'
import type { Machine } from '../vm/index.ts'

const OPCODE_SHIFT = 4
const UNIT_BYTES = 8

/** All units of `code`. */
export function printWords(machine: Machine, code: Code): string {
  const { heap, ops } = machine
  const rows = [...code.pcs].map((pc) => {
    const at = (code.unitsStart + UNIT_BYTES * pc) >>> 2
    const unit = heap.i32[at] as number
    const form = ops.forms[opcodeOf(machine, unit)]
    if (form == null) return { pc, head: 'not an op', name: '', operands: '' }
    const operands = form.spec.operands.map((operand, i) => {
      const place = form.encoding.places[i] as OperandPlace
      return printOperand(machine, operand, readOperand(heap.i32, at, place), pc)
    })
    const wide = form.encoding.wide ? ' (wide)' : ''
    const name = form.spec.name + wide
    return { pc, head: printUnit(machine, unit), name, operands: operands.join(' ') }
  })
  const widthOf = (texts: string[]) => Math.max(0, ...texts.map((text) => text.length))
  const headWidth = widthOf(rows.map((row) => row.head))
  const nameWidth = widthOf(rows.map((row) => row.name))
  const pcWidth = String(code.unitCount).length
  const lines = rows.map(({ pc, head, name, operands }) => {
    const address = hex(code.unitsStart + UNIT_BYTES * pc)
    const columns = [String(pc).padStart(pcWidth), address, head.padEnd(headWidth)]
    return `  ${[...columns, name.padEnd(nameWidth), operands].join('  ')}`.trimEnd()
  })
  return `${[printHead(code), ...lines].join('\n')}\n`
}

function printHead(code: Code): string {
  const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
  const rest = code.hasRest ? ' and rest' : ''
  const parts = [
    counted(code.parameterCount, 'parameter') + rest,
    counted(code.registerCount, 'register'),
    counted(code.unitCount, 'unit'),
    `cell ${hex(code.cell)}`,
  ]
  return `words ${code.name || 'lambda'}: ${parts.join(', ')}`
}

function opcodeOf({ native }: Machine, unit: number): number {
  if (native === null) return unit >>> OPCODE_SHIFT
  return native.threaded.opcodes[(unit - native.threaded.handlerBase) >>> OPCODE_SHIFT] as number
}

function printUnit({ native }: Machine, unit: number): string {
  if (native === null) return `opcode ${unit >>> OPCODE_SHIFT}`
  return `handler ${hex(unit - native.memory.base)}`
}

function printOperand(machine: Machine, operand: OperandSpec, value: number, pc: number): string {
  const { name, kind } = operand
  switch (kind) {
    case 'reg':
    case 'base':
      return `${name}=r${value}`
    case 'out':
      return `-> r${value}`
    case 'label':
      return `${name}=@${pc + value}`
    case 'constant':
      return `${name}=#${value}`
    case 'global':
      return `${name}=$${machine.globals.names[value] ?? value}`
    case 'fixnum':
    case 'int':
    case 'count':
      return `${name}=${value}`
  }
}

const hex = (offset: number) => `+0x${offset.toString(16)}`
