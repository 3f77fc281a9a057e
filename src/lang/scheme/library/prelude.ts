// The prelude: what of the library is Scheme, and the primitives as first-class procedures.
//
// Each entry is compiled as a unit of its own whose body is one procedure. Inside, names of primitives
// always mean the primitives; an entry may call any other, which is linked with it.
// The VM links an entry only when a program mentions its name.

import { createSource } from '../../../base/index.ts'
import type { CodeTemplate, OpSet } from '../../../ops/index.ts'
import type { InitialGlobal, Intrinsic } from '../../../vm/index.ts'
import type { Core, Lambda } from '../core/core.ts'
import { type PrimitiveName, primitives } from '../core/primitives.table.ts'
import { variants } from '../core/variants.table.ts'
import { expandSystemText } from '../expand/program.ts'
import { generate } from '../generate/generate.ts'
import { lower } from '../passes/lower.ts'
import { portVariables } from '../ports/variables.ts'
import { read } from '../read/read.ts'
import { systemVariables } from './system-types.ts'
import { controlText } from './texts/control.ts'
import { customaryText } from './texts/customary.ts'
import { evaluationText } from './texts/evaluation.ts'
import { formattingText } from './texts/formatting.ts'
import { hashTablesText } from './texts/hash-tables.ts'
import { listsText } from './texts/lists.ts'
import { numbersText } from './texts/numbers.ts'
import { portsText } from './texts/ports.ts'
import { srfi1Text } from './texts/srfi-1.ts'
import { srfi13Text } from './texts/srfi-13.ts'
import { stringsText } from './texts/strings.ts'

/** Variables of the system that hold no procedure. */
const variables: readonly InitialGlobal[] = [...systemVariables, ...portVariables]

const PARAMETERS = ['a', 'b', 'c', 'd']

/** The text of a primitive's definition as a procedure, which calls it in line. */
function primitiveDefinition(name: PrimitiveName): string {
  const { least, most } = primitives[name]
  const comparison = most === Number.POSITIVE_INFINITY
  if (!comparison && least < most) return optionalDefinition(name, least, most)
  const parameters = PARAMETERS.slice(0, comparison ? least : most).join(' ')
  if (!comparison) return `(define (${name} ${parameters}) (${name} ${parameters}))`
  return `(define (${name} a b . more)
    (let loop ((a a) (b b) (rest more))
      (cond ((null? rest) (${name} a b))
            ((${name} a b) (loop b (car rest) (cdr rest)))
            (else #f))))`
}

/** The same for a primitive with optional arguments: a case for each number of them. */
function optionalDefinition(name: string, least: number, most: number): string {
  const required = PARAMETERS.slice(0, least).join(' ')
  const cases = Array.from({ length: most - least + 1 }, (_, count) => {
    const rest = `${'(cdr '.repeat(count)}more${')'.repeat(count)}`
    const given = Array.from({ length: count }, (_, i) => `(list-ref more ${i})`).join(' ')
    return `((null? ${rest}) (${name} ${required} ${given}))`
  })
  const count = `(+ ${least} (length more))`
  return `(define (${name} ${required} . more)
    (cond ${cases.join('\n')}
      (else (%too-many-arguments '${name} ${least} ${most} ${count}))))`
}

/** The same for what consists of variants, to which the calls in it go. */
function variantDefinition(name: string): string {
  const counts = Object.keys(variants[name] ?? {}).map(Number)
  return optionalDefinition(name, Math.min(...counts), Math.max(...counts))
}

/** Definitions by name: those that are written down and, once asked for, those that are generated. */
const texts = new Map(
  [
    controlText,
    listsText,
    stringsText,
    hashTablesText,
    evaluationText,
    numbersText,
    portsText,
    srfi1Text,
    srfi13Text,
    formattingText,
    customaryText,
  ]
    .flatMap((text) => text.trim().split(/\n(?=\(define )/))
    .map((text) => [definedName(text), text]),
)

/** The names of all procedures of the system. */
export const procedureNames: ReadonlySet<string> = new Set([
  ...texts.keys(),
  ...(Object.keys(primitives) as PrimitiveName[]).filter(isProcedure),
  ...Object.keys(variants),
])

/** The definition of procedure `name`, or undefined if the system has none. */
export function systemText(name: string): string | undefined {
  const known = texts.get(name)
  if (known !== undefined || !procedureNames.has(name)) return known
  const isPrimitive = Object.hasOwn(primitives, name) && isProcedure(name as PrimitiveName)
  const text = isPrimitive ? primitiveDefinition(name as PrimitiveName) : variantDefinition(name)
  texts.set(name, text)
  return text
}

/** The names of everything that exists before the program. */
export const systemNames: ReadonlySet<string> = new Set([
  ...variables.map(({ name }) => name),
  ...procedureNames,
])

/** Procedures that native code has routines for. */
const intrinsics: Readonly<Record<string, Intrinsic>> = {
  '%capture-and-call': { routine: 'capture', helper: '%call-with-frames' },
  '%throw': { routine: 'throw' },
  '%apply-list': { routine: 'apply' },
}

class SystemProcedure {
  readonly name: string
  readonly intrinsic?: Intrinsic
  readonly #ops: OpSet

  constructor(name: string, ops: OpSet) {
    this.name = name
    this.#ops = ops
    const intrinsic = intrinsics[name]
    if (intrinsic !== undefined) this.intrinsic = intrinsic
  }

  get template(): CodeTemplate {
    return compileDefinition(this.name, systemText(this.name) as string, this.#ops)
  }
}

/** Every global of the language; a procedure is compiled when its template is asked for. */
export function schemeGlobals(ops: OpSet): InitialGlobal[] {
  const procedures = Array.from(procedureNames, (name) => new SystemProcedure(name, ops))
  return [...variables, ...procedures]
}

/** Whether the primitive is one without its constant operands, which only the compiler writes. */
function isProcedure(name: PrimitiveName): boolean {
  const { kind } = primitives[name].lowering
  return !['record', 'record-ref', 'record-set', 'values-ref'].includes(kind)
}

/** The name in `(define (name ...` or `(define name ...`. */
function definedName(text: string): string {
  return /^\(define \(?([^\s()]+)/.exec(text)?.[1] ?? ''
}

function compileDefinition(name: string, text: string, ops: OpSet): CodeTemplate {
  const source = createSource(`prelude ${name}`, text)
  const { forms } = lower(expandSystemText(source, read(source)))
  const [form] = forms
  const definition = form as Core & { readonly kind: 'global-define' }
  return generate(source, ops, definition.value as Lambda)
}
