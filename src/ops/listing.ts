// The listing of a code template: one line an instruction, made to be read and compared.
//
//   code fib(1 parameter, 4 registers)
//     0  unless-less-constant  a=r0 b=2 label=@3
//     1  load-constant         constant=#0 (1 2) -> r1
//
// r registers, @ instructions, # constants with their text behind, $ globals by name.

import { IMMEDIATE } from '../expr/index.ts'
import type { RealNumber } from '../heap/index.ts'
import type { CodeTemplate, Constant } from './code-template.ts'
import type { OperandSpec, OpSpec } from './op.ts'
import type { OpSet } from './op-set.ts'

/** The text of `template`; templates among its constants follow it, each printed once. */
export function printTemplate(template: CodeTemplate, ops: OpSet): string {
  const found = new Set([template])
  const texts: string[] = []
  for (const each of found) {
    texts.push(printOne(each, ops))
    for (const constant of each.constants) {
      if (constant.kind === 'code' || constant.kind === 'procedure') found.add(constant.template)
    }
  }
  return texts.join('\n')
}

function printOne(template: CodeTemplate, ops: OpSet): string {
  const { name, parameterCount, hasRest, registerCount } = template
  const rest = hasRest ? ' and rest' : ''
  const parameters = `${counted(parameterCount, 'parameter')}${rest}`
  const head = `code ${name}(${parameters}, ${counted(registerCount, 'register')})`
  const rows = [...template.starts].map((start) => {
    const spec = ops.specs[template.words[start] as number] as OpSpec
    return { name: spec.name, operands: printOperands(template, spec, start + 1) }
  })
  const width = Math.max(0, ...rows.map((row) => row.name.length))
  const digits = String(rows.length).length
  const lines = rows.map((row, i) =>
    `  ${String(i).padStart(digits)}  ${row.name.padEnd(width)}  ${row.operands}`.trimEnd(),
  )
  return `${[head, ...lines].join('\n')}\n`
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

function printOperands(template: CodeTemplate, spec: OpSpec, at: number): string {
  const texts = spec.operands.map((operand, i) =>
    printOperand(template, operand, template.words[at + i] as number),
  )
  return texts.join(' ')
}

function printOperand(template: CodeTemplate, { name, kind }: OperandSpec, value: number): string {
  switch (kind) {
    case 'reg':
    case 'base':
      return `${name}=r${value}`
    case 'out':
      return `-> r${value}`
    case 'label':
      return `${name}=@${value}`
    case 'constant': {
      const constant = template.constants[value]
      return `${name}=#${value} ${constant === undefined ? '?' : printConstant(constant)}`
    }
    case 'global':
      return `${name}=$${template.globals[value] ?? value}`
    case 'fixnum':
    case 'int':
    case 'count':
      return `${name}=${value}`
  }
}

/** Structures are shown down to this depth, and with so many elements: they may be cyclic. */
const MOST_DEPTH = 20
const MOST_ELEMENTS = 200

/** The text of a constant. */
export function printConstant(constant: Constant, depth = 0): string {
  if (depth > MOST_DEPTH) return '...'
  switch (constant.kind) {
    case 'fixnum':
    case 'bignum':
      return printReal(constant.value)
    case 'ratnum':
      return printReal(constant)
    case 'flonum':
      return printReal(constant.value)
    case 'complex':
      return `complex ${printReal(constant.real)} ${printReal(constant.imaginary)}`
    case 'immediate':
      return printImmediate(constant.word)
    case 'string':
      return JSON.stringify(constant.text)
    case 'symbol':
      return `'${constant.text}`
    case 'pair':
      return printPairs(constant, depth + 1)
    case 'vector':
      return printVector(constant.elements, depth + 1)
    case 'bytes':
      return `#u8(${constant.bytes.join(' ')})`
    case 'code':
      return `code ${constant.template.name}`
    case 'procedure':
      return `procedure ${constant.template.name}`
  }
}

function printReal(value: RealNumber): string {
  if (typeof value === 'number') return `flonum ${Object.is(value, -0) ? '-0' : value}`
  return typeof value === 'bigint' ? String(value) : `${value.numerator}/${value.denominator}`
}

function printVector(elements: readonly Constant[], depth: number): string {
  const texts = elements.slice(0, MOST_ELEMENTS).map((element) => printConstant(element, depth))
  return `#(${texts.join(' ')}${elements.length > MOST_ELEMENTS ? ' ...' : ''})`
}

/** A list may be long: its spine is followed by a loop. */
function printPairs(list: Constant, depth: number): string {
  const texts: string[] = []
  let rest = list
  for (; rest.kind === 'pair' && texts.length < MOST_ELEMENTS; rest = rest.cdr) {
    texts.push(printConstant(rest.car, depth))
  }
  if (rest.kind === 'pair') return `(${texts.join(' ')} ...)`
  const isProper = rest.kind === 'immediate' && rest.word === IMMEDIATE.null
  return `(${texts.join(' ')}${isProper ? '' : ` . ${printConstant(rest, depth)}`})`
}

function printImmediate(word: number): string {
  const named = Object.entries(IMMEDIATE).find(([, value]) => value === word)
  if (named !== undefined) return named[0]
  return `immediate 0x${(word >>> 0).toString(16)}`
}
