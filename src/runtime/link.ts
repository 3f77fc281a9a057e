// Linking: a code template becomes code of one VM.
//
// Constants and globals get the VM's indices, every op its narrow or wide form, labels their
// distances; units and the code cell are written to static memory. The units' low halves name the
// op as the VM wants it (opcode * 16, or the threaded handler's cage offset). Nested templates are
// linked first, with an explicit stack, so nesting is bounded by memory only.
//
// Forms: all ops start narrow if their operands fit, labels included as far as known; an op whose
// label turns out too far becomes wide and distances are computed again. Widening only grows code,
// so this ends.

import { assert } from '../base/index.ts'
import type { Heap } from '../heap/index.ts'
import {
  type CodeTemplate,
  type Constant,
  fits,
  type OperandPlace,
  type OpForm,
  type OpSet,
  writeOperand,
} from '../ops/index.ts'
import type { Code } from './code.ts'
import { CELL_BYTES, cellOffsets, frameBytes } from './code-cell.ts'
import { GuestError } from './language.ts'

/** Of static memory: for what compiled code loads by address. The lazy tier looks whether it is there. */
export const LITERAL_BYTES = 64 * 1024

/** What linking needs of a VM. */
export interface LinkTarget {
  readonly heap: Heap
  readonly ops: OpSet
  /** Throws if the template must not be linked (ops/verify-code.ts). */
  verify(template: CodeTemplate): void
  /**
   * Low half of the first unit of an op in this form, in code with so many registers; `count` is the
   * value of its operand of that kind, or -1.
   */
  unitLow(form: OpForm, registers: number, count: number): number
  /** Pool index of a plain constant. */
  internConstant(constant: Constant): number
  /** Pool index of the code cell of `code`, and of a fresh procedure with that code. */
  internCell(code: Code): number
  internProcedure(code: Code): number
  globalIndex(name: string): number
  /** The id that the next code gets; `register` is called with it. */
  nextCodeId(): number
  register(code: Code): void
}

/** Links `template` and all templates it contains. */
export function linkCode(template: CodeTemplate, target: LinkTarget): Code {
  const linked = new Map<CodeTemplate, Code>()
  const interned = new Map<Constant, number>()
  const stack = [template]
  while (stack.length > 0) {
    const top = stack[stack.length - 1] as CodeTemplate
    const missing = nestedTemplates(top).filter((nested) => !linked.has(nested))
    if (missing.length > 0) stack.push(...missing)
    else {
      stack.pop()
      if (!linked.has(top)) linked.set(top, linkOne(top, target, linked, interned))
    }
  }
  return linked.get(template) as Code
}

const nestedTemplates = (template: CodeTemplate): CodeTemplate[] =>
  template.constants.flatMap((constant) =>
    constant.kind === 'code' || constant.kind === 'procedure' ? [constant.template] : [],
  )

function linkOne(
  template: CodeTemplate,
  target: LinkTarget,
  linked: ReadonlyMap<CodeTemplate, Code>,
  interned: Map<Constant, number>,
): Code {
  target.verify(template)
  const constantIndices = Int32Array.from(template.constants, (constant) => {
    const index = interned.get(constant) ?? internOne(constant, target, linked)
    interned.set(constant, index)
    return index
  })
  const globalIndices = Int32Array.from(template.globals, (name) => target.globalIndex(name))
  const operands = resolveOperands(template, target.ops, constantIndices, globalIndices)
  const { forms, pcs, unitCount } = chooseForms(template, target.ops, operands)
  if (target.heap.staticRoom() < 8 * unitCount + CELL_BYTES + LITERAL_BYTES) {
    throw new GuestError('out-of-memory', 'there is no room for more code', true)
  }
  const unitsStart = target.heap.allocateStatic(8 * unitCount)
  writeUnits(template, target, operands, forms, pcs, unitsStart)
  const registerCount = template.registerCount
  const cell = target.heap.allocateStatic(CELL_BYTES)
  const code: Code = {
    id: target.nextCodeId(),
    name: template.name,
    template,
    cell,
    unitsStart,
    unitCount,
    registerCount,
    parameterCount: template.parameterCount,
    hasRest: template.hasRest,
    pcs,
    constantIndices,
    globalIndices,
  }
  writeCell(code, target.heap)
  target.register(code)
  return code
}

/** Pool index of a constant that no template linked before has: one record is one object. */
function internOne(
  constant: Constant,
  target: LinkTarget,
  linked: ReadonlyMap<CodeTemplate, Code>,
): number {
  if (constant.kind === 'code') return target.internCell(linked.get(constant.template) as Code)
  if (constant.kind === 'procedure') {
    return target.internProcedure(linked.get(constant.template) as Code)
  }
  return target.internConstant(constant)
}

function writeCell(code: Code, heap: Heap): void {
  const at = (offset: number) => (code.cell + offset) >>> 2
  heap.setWord(at(cellOffsets.entry), 0, 0)
  heap.setPointer(at(cellOffsets.units), code.unitsStart)
  heap.setWord(at(cellOffsets.frameBytes), frameBytes(code.registerCount), code.registerCount)
  heap.setWord(at(cellOffsets.parameterCount), code.parameterCount, code.hasRest ? 1 : 0)
  heap.setWord(at(cellOffsets.counter), 0, 0)
  heap.setWord(at(cellOffsets.codeId), code.id, 0)
  heap.setWord(at(cellOffsets.behindArity), 0, 0)
  heap.setWord(at(cellOffsets.helper), 0, 0)
}

/** The template's words with VM-wide constant and global indices; labels stay instructions. */
function resolveOperands(
  template: CodeTemplate,
  ops: OpSet,
  constants: Int32Array,
  globals: Int32Array,
): Int32Array {
  const words = Int32Array.from(template.words)
  for (const start of template.starts) {
    const spec = ops.specs[words[start] as number] as OpSet['specs'][number]
    spec.operands.forEach(({ kind }, i) => {
      const at = start + 1 + i
      if (kind === 'constant') words[at] = constants[words[at] as number] as number
      if (kind === 'global') words[at] = globals[words[at] as number] as number
    })
  }
  return words
}

interface Layout {
  readonly forms: OpForm[]
  readonly pcs: Int32Array
  readonly unitCount: number
}

function chooseForms(template: CodeTemplate, ops: OpSet, words: Int32Array): Layout {
  const count = template.starts.length
  const forms: OpForm[] = []
  for (let i = 0; i < count; i++) {
    const index = words[template.starts[i] as number] as number
    forms.push((ops.forms[2 * index] ?? ops.forms[2 * index + 1]) as OpForm)
  }
  const pcs = new Int32Array(count)
  for (;;) {
    let pc = 0
    for (let i = 0; i < count; i++) {
      pcs[i] = pc
      pc += (forms[i] as OpForm).encoding.units
    }
    let widened = false
    for (let i = 0; i < count; i++) {
      const form = forms[i] as OpForm
      if (form.encoding.wide || operandsFit(template, words, pcs, i, form)) continue
      forms[i] = ops.forms[form.opcode + 1] as OpForm
      widened = true
    }
    if (!widened) return { forms, pcs, unitCount: pc }
  }
}

function operandsFit(
  template: CodeTemplate,
  words: Int32Array,
  pcs: Int32Array,
  i: number,
  form: OpForm,
): boolean {
  return form.spec.operands.every((operand, n) =>
    fits(
      operandValue(template, words, pcs, i, n, operand.kind === 'label'),
      form.encoding.places[n] as OperandPlace,
    ),
  )
}

function operandValue(
  template: CodeTemplate,
  words: Int32Array,
  pcs: Int32Array,
  i: number,
  operand: number,
  isLabel: boolean,
): number {
  const value = words[(template.starts[i] as number) + 1 + operand] as number
  return isLabel ? (pcs[value] as number) - (pcs[i] as number) : value
}

function writeUnits(
  template: CodeTemplate,
  target: LinkTarget,
  words: Int32Array,
  forms: readonly OpForm[],
  pcs: Int32Array,
  unitsStart: number,
): void {
  const { i32 } = target.heap
  forms.forEach((form, i) => {
    const at = (unitsStart >>> 2) + 2 * (pcs[i] as number)
    let count = -1
    form.spec.operands.forEach((operand, n) => {
      const place = form.encoding.places[n] as OperandPlace
      const value = operandValue(template, words, pcs, i, n, operand.kind === 'label')
      if (operand.kind === 'count') count = value
      assert(fits(value, place), `${template.name}: operand ${operand.name} does not fit`)
      writeOperand(i32, at, place, value)
    })
    i32[at] = target.unitLow(form, template.registerCount, count)
  })
}
