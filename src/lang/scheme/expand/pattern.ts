// Patterns of syntax-rules: compiled when the macro is defined, matched when it is used.
//
// A pattern variable is a slot. After a match the slot holds the form that the variable matched, or,
// for a variable under an ellipsis, the list of what it matched each time (lists of lists under two).

import { printDatum } from '../read/print-datum.ts'
import { type Environment, resolve, sameDenotation } from './denotation.ts'
import { type Expander, syntaxError } from './expander.ts'
import {
  type AtomForm,
  bindingKey,
  type Form,
  type Identifier,
  isIdentifier,
  type PairForm,
  rootName,
} from './form.ts'

export type Pattern =
  | { readonly kind: 'any' }
  | { readonly kind: 'variable'; readonly slot: number }
  | { readonly kind: 'literal'; readonly name: Identifier }
  | { readonly kind: 'atom'; readonly text: string; readonly type: AtomForm['kind'] }
  | ListPattern
  | { readonly kind: 'vector'; readonly items: ListPattern }

export interface ListPattern {
  readonly kind: 'list'
  readonly before: readonly Pattern[]
  /** Under an ellipsis, and the slots in it. */
  readonly repeated: { readonly pattern: Pattern; readonly slots: readonly number[] } | null
  readonly after: readonly Pattern[]
  /** After a dot. */
  readonly tail: Pattern | null
}

/** What a slot holds after a match. */
export type Match = Form | readonly Match[]

/** What both sides of a rule need to know of it while they are compiled. */
export interface RuleContext {
  readonly expander: Expander
  readonly isEllipsis: (form: Form | undefined) => boolean
  readonly isLiteral: (id: Identifier) => boolean
  readonly isUnderscore: (id: Identifier) => boolean
  /** By binding key. */
  readonly variables: Map<unknown, PatternVariable>
}

export interface PatternVariable {
  readonly slot: number
  /** How many ellipses follow it. */
  readonly depth: number
}

/** Nesting of patterns and templates, which are walked by recursion. */
const MAX_NESTING = 200

export function verifyNesting(context: RuleContext, form: Form, nesting: number): void {
  if (nesting <= MAX_NESTING) return
  throw syntaxError(context.expander, form, 'this rule is nested too deeply')
}

/** The pattern that `form` is, under `depth` ellipses; its variables are added to the context. */
export function compilePattern(
  context: RuleContext,
  form: Form,
  depth: number,
  nesting = 0,
): Pattern {
  verifyNesting(context, form, nesting)
  if (isIdentifier(form)) return compileName(context, form, depth)
  if (form.kind === 'pair' || form.kind === 'null') {
    const { items, tail } = splitList(form)
    return compileList(context, items, tail, depth, nesting + 1)
  }
  if (form.kind === 'vector') {
    return { kind: 'vector', items: compileList(context, form.items, null, depth, nesting + 1) }
  }
  return { kind: 'atom', type: form.kind, text: printDatum(form) }
}

function compileName(context: RuleContext, name: Identifier, depth: number): Pattern {
  const { expander, variables } = context
  if (context.isLiteral(name)) return { kind: 'literal', name }
  if (context.isEllipsis(name)) {
    throw syntaxError(expander, name, `${rootName(name)} follows no pattern`)
  }
  if (context.isUnderscore(name)) return { kind: 'any' }
  const key = bindingKey(name)
  if (variables.has(key)) {
    throw syntaxError(expander, name, `${rootName(name)} stands twice in this pattern`)
  }
  const slot = variables.size
  variables.set(key, { slot, depth })
  return { kind: 'variable', slot }
}

/** The elements of a list and what follows its dot. */
export function splitList(form: Form): { readonly items: Form[]; readonly tail: Form | null } {
  const items: Form[] = []
  let rest = form
  for (; rest.kind === 'pair'; rest = rest.cdr) items.push(rest.car)
  return { items, tail: rest.kind === 'null' ? null : rest }
}

function compileList(
  context: RuleContext,
  items: readonly Form[],
  tail: Form | null,
  depth: number,
  nesting: number,
): ListPattern {
  const compile = (form: Form, inner = depth) => compilePattern(context, form, inner, nesting)
  // An ellipsis in front is none: compiling it as a name complains.
  const at = items.findIndex((item, i) => i > 0 && context.isEllipsis(item))
  if (at < 0) {
    const before = items.map((item) => compile(item))
    return { kind: 'list', before, repeated: null, after: [], tail: tail && compile(tail) }
  }
  const before = items.slice(0, at - 1).map((item) => compile(item))
  const first = context.variables.size
  const pattern = compile(items[at - 1] as Form, depth + 1)
  const count = context.variables.size - first
  const slots = Array.from({ length: count }, (_, i) => first + i)
  const after = items.slice(at + 1).map((item) => {
    if (!context.isEllipsis(item)) return compile(item)
    throw syntaxError(context.expander, item, 'a list in a pattern has only one ellipsis')
  })
  return { kind: 'list', before, repeated: { pattern, slots }, after, tail: tail && compile(tail) }
}

/** What matching needs besides pattern and form. */
export interface Matching {
  /** Of the macro's definition, where its literals are looked up. */
  readonly definition: Environment
  /** Of the use. */
  readonly use: Environment
  readonly slots: Match[]
  spend(steps: number): void
}

export function match(matching: Matching, pattern: Pattern, form: Form): boolean {
  switch (pattern.kind) {
    case 'any':
      return true
    case 'variable':
      matching.slots[pattern.slot] = form
      return true
    case 'literal':
      return isIdentifier(form) && matchesLiteral(matching, pattern.name, form)
    case 'atom':
      return form.kind === pattern.type && printDatum(form as AtomForm) === pattern.text
    case 'list':
      return matchList(matching, pattern, form)
    case 'vector':
      return form.kind === 'vector' && matchVector(matching, pattern.items, form.items)
  }
}

function matchesLiteral(matching: Matching, literal: Identifier, id: Identifier): boolean {
  return sameDenotation(resolve(literal, matching.definition), resolve(id, matching.use))
}

function matchList(matching: Matching, pattern: ListPattern, form: Form): boolean {
  let rest = form
  const step = (each: Pattern): boolean => {
    if (rest.kind !== 'pair' || !match(matching, each, rest.car)) return false
    rest = rest.cdr
    return true
  }
  if (!pattern.before.every(step)) return false
  const { repeated, after, tail } = pattern
  if (repeated !== null) {
    const count = countPairs(rest) - after.length
    if (count < 0) return false
    matching.spend(count)
    const forms: Form[] = []
    for (let i = 0; i < count; i++) {
      forms.push((rest as PairForm).car)
      rest = (rest as PairForm).cdr
    }
    if (!matchRepeated(matching, repeated.pattern, repeated.slots, forms)) return false
    if (!after.every(step)) return false
  }
  return tail === null ? rest.kind === 'null' : match(matching, tail, rest)
}

/** The length of a list that may be dotted; less than any other for one without an end. */
function countPairs(form: Form): number {
  let count = 0
  let rest = form
  let mark = form
  for (let steps = 1; rest.kind === 'pair'; rest = rest.cdr) {
    if (++count === steps) {
      mark = rest
      steps *= 2
    } else if (rest === mark) return Number.NEGATIVE_INFINITY
  }
  return count
}

function matchRepeated(
  matching: Matching,
  pattern: Pattern,
  slots: readonly number[],
  forms: readonly Form[],
): boolean {
  if (pattern.kind === 'variable') {
    matching.slots[pattern.slot] = forms
    return true
  }
  const collected = slots.map((): Match[] => [])
  for (const form of forms) {
    if (!match(matching, pattern, form)) return false
    slots.forEach((slot, i) => collected[i]?.push(matching.slots[slot] as Match))
  }
  slots.forEach((slot, i) => {
    matching.slots[slot] = collected[i] as Match[]
  })
  return true
}

function matchVector(matching: Matching, pattern: ListPattern, items: readonly Form[]): boolean {
  const { before, repeated, after } = pattern
  const least = before.length + after.length
  if (items.length < least || (repeated === null && items.length > least)) return false
  const end = items.length - after.length
  const matches = (each: Pattern, i: number) => match(matching, each, items[i] as Form)
  if (!before.every(matches)) return false
  if (!after.every((each, i) => matches(each, end + i))) return false
  if (repeated === null) return true
  const middle = items.slice(before.length, end)
  matching.spend(middle.length)
  return matchRepeated(matching, repeated.pattern, repeated.slots, middle)
}
