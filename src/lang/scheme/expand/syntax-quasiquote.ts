// Syntax of quotation: quote and quasiquote.
//
// A template becomes the shortest code that makes it: parts without unquote are constants, shared
// from one evaluation to the next, which R7RS allows.

import type { Core } from '../core/core.ts'
import { buildConstant, callSystem } from './build.ts'
import type { Environment } from './denotation.ts'
import { type Expander, expectItems, meansKeyword, type Syntax, syntaxError } from './expander.ts'
import { type Form, type PairForm, strip } from './form.ts'

/** `(quote datum)`. */
export const expandQuote: Syntax = (expander, use) => {
  expectItems(expander, use, 1, 1, '(quote datum)')
  return buildConstant(strip(use.items[0] as Form), use.offset)
}

/** `(quasiquote template)`. */
export const expandQuasiquote: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 1, 1, '(quasiquote template)')
  const quasi: Quasi = { expander, environment }
  const template = use.items[0] as Form
  return build(quasi, template, 1, 0) ?? buildConstant(strip(template), use.offset)
}

interface Quasi {
  readonly expander: Expander
  readonly environment: Environment
}

const MAX_NESTING = 400

/** The one operand of `form` if that is `(keyword operand)`. */
function operandOf(quasi: Quasi, form: Form, keyword: string): Form | null {
  if (form.kind !== 'pair' || form.cdr.kind !== 'pair' || form.cdr.cdr.kind !== 'null') return null
  return meansKeyword(form.car, keyword, quasi.environment) ? form.cdr.car : null
}

/** The core that makes `template`, nested in `level` quasiquotes; null if it is a constant. */
function build(quasi: Quasi, template: Form, level: number, nesting: number): Core | null {
  if (nesting > MAX_NESTING) {
    throw syntaxError(quasi.expander, template, 'expressions are nested too deeply')
  }
  if (template.kind === 'vector')
    return buildVector(quasi, template.items, template, level, nesting)
  if (template.kind !== 'pair') return null
  const unquoted = operandOf(quasi, template, 'unquote')
  if (unquoted !== null) {
    if (level === 1) return quasi.expander.expression(unquoted, quasi.environment)
    return rebuild(quasi, template, unquoted, level - 1, nesting)
  }
  const inner = operandOf(quasi, template, 'quasiquote')
  if (inner !== null) return rebuild(quasi, template, inner, level + 1, nesting)
  return buildList(quasi, template, level, nesting)
}

/** `(keyword inner)` again, with `inner` built at another level, at which it may be spliced in. */
function rebuild(
  quasi: Quasi,
  template: PairForm,
  inner: Form,
  level: number,
  nesting: number,
): Core | null {
  const part = buildPart(quasi, inner, level, nesting)
  if (part.value === null) return null
  const keyword: Part = { form: template.car, value: null, isSpliced: false }
  return joinParts([keyword, part], emptyList(template.offset), template.offset)
}

const constant = (form: Form) => buildConstant(strip(form), form.offset)
const emptyList = (offset: number) => buildConstant({ kind: 'null', offset }, offset)

interface Part {
  readonly form: Form
  /** Null for a constant. */
  readonly value: Core | null
  readonly isSpliced: boolean
}

function buildPart(quasi: Quasi, form: Form, level: number, nesting: number): Part {
  const spliced = operandOf(quasi, form, 'unquote-splicing')
  if (spliced === null) {
    return { form, value: build(quasi, form, level, nesting + 1), isSpliced: false }
  }
  if (level > 1) {
    const value = rebuild(quasi, form as PairForm, spliced, level - 1, nesting)
    return { form, value, isSpliced: false }
  }
  const value = quasi.expander.expression(spliced, quasi.environment)
  return { form, value, isSpliced: true }
}

function buildList(quasi: Quasi, template: PairForm, level: number, nesting: number): Core | null {
  const parts: Part[] = []
  const rests: Form[] = []
  let rest: Form = template
  // A list may end in `. ,x`, which reads as a pair whose car is unquote.
  const isTail = (form: Form) =>
    operandOf(quasi, form, 'unquote') !== null || operandOf(quasi, form, 'quasiquote') !== null
  while (rest.kind === 'pair' && (rest === template || !isTail(rest))) {
    rests.push(rest)
    parts.push(buildPart(quasi, rest.car, level, nesting))
    rest = rest.cdr
  }
  const tail = build(quasi, rest, level, nesting + 1)
  let constantFrom = parts.length
  if (tail === null) {
    while (constantFrom > 0 && parts[constantFrom - 1]?.value === null) constantFrom--
    if (constantFrom === 0) return null
  }
  const end = tail ?? constant(rests[constantFrom] ?? rest)
  return joinParts(parts.slice(0, constantFrom), end, template.offset)
}

const isEmptyList = (node: Core) => node.kind === 'constant' && node.value.kind === 'null'

const partValue = ({ form, value }: Part): Core => value ?? constant(form)

/** The list of `parts` before `end`. */
function joinParts(parts: readonly Part[], end: Core, offset: number): Core {
  let result = end
  let i = parts.length
  while (i > 0) {
    const last = parts[i - 1] as Part
    if (last.isSpliced) {
      i--
      const isWhole = i === parts.length - 1 && isEmptyList(result)
      result = isWhole ? partValue(last) : callSystem('append', [partValue(last), result], offset)
      continue
    }
    let start = i
    while (start > 0 && !(parts[start - 1] as Part).isSpliced) start--
    const run = parts.slice(start, i).map(partValue)
    result = joinRun(run, result, offset)
    i = start
  }
  return result
}

const MAX_CONSES = 4

function joinRun(run: readonly Core[], end: Core, offset: number): Core {
  if (isEmptyList(end)) return callSystem('list', run, offset)
  if (run.length > MAX_CONSES) {
    return callSystem('append', [callSystem('list', run, offset), end], offset)
  }
  return run.reduceRight((rest, value) => callSystem('cons', [value, rest], offset), end)
}

function buildVector(
  quasi: Quasi,
  items: readonly Form[],
  at: Form,
  level: number,
  nesting: number,
): Core | null {
  const parts = items.map((item) => buildPart(quasi, item, level, nesting))
  if (parts.every((part) => part.value === null)) return null
  const { offset } = at
  if (!parts.some((part) => part.isSpliced)) {
    return callSystem('vector', parts.map(partValue), offset)
  }
  return callSystem('list->vector', [joinParts(parts, emptyList(offset), offset)], offset)
}
