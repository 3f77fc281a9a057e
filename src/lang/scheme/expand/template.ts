// Templates of syntax-rules: compiled when the macro is defined, filled in when it is used.
//
// An element followed by ellipses is repeated as often as the variables that drive it have matches. A
// variable of depth k drives the innermost k of the ellipses around it, so that variables of less depth
// may stand among others and are the same each time.

import type { Environment } from './denotation.ts'
import { syntaxError } from './expander.ts'
import {
  type Alias,
  type AtomForm,
  bindingKey,
  type Form,
  type Identifier,
  isIdentifier,
  type MacroUse,
  rootName,
} from './form.ts'
import { type Match, type RuleContext, splitList, verifyNesting } from './pattern.ts'

export type Template =
  | { readonly kind: 'atom'; readonly form: AtomForm }
  | { readonly kind: 'name'; readonly name: Identifier }
  | { readonly kind: 'variable'; readonly slot: number }
  | { readonly kind: 'list'; readonly elements: readonly Element[]; readonly tail: Template | null }
  | { readonly kind: 'vector'; readonly elements: readonly Element[] }

interface Element {
  readonly template: Template
  /** For each ellipsis, outermost first, the slots that drive it. */
  readonly drivers: readonly (readonly number[])[]
}

/** For each ellipsis around a place, outermost first, the slots that drive it, as they are found. */
type Levels = readonly Set<number>[]

/** The template that `form` is; `escaped` is inside `(... template)`. */
export function compileTemplate(
  context: RuleContext,
  form: Form,
  levels: Levels = [],
  escaped = false,
  nesting = 0,
): Template {
  verifyNesting(context, form, nesting)
  if (isIdentifier(form)) return compileName(context, form, levels, escaped)
  if (form.kind === 'vector') {
    const elements = compileElements(context, form.items, levels, escaped, nesting + 1)
    return { kind: 'vector', elements }
  }
  if (form.kind !== 'pair') return { kind: 'atom', form }
  const { items, tail } = splitList(form)
  if (!escaped && context.isEllipsis(items[0])) {
    if (items.length !== 2 || tail !== null) {
      throw syntaxError(context.expander, form, `expected (${nameOf(items[0])} template)`)
    }
    return compileTemplate(context, items[1] as Form, levels, true, nesting + 1)
  }
  const elements = compileElements(context, items, levels, escaped, nesting + 1)
  const last = tail && compileTemplate(context, tail, levels, escaped, nesting + 1)
  return { kind: 'list', elements, tail: last }
}

const nameOf = (form: Form | undefined) => (isIdentifier(form) ? rootName(form) : '...')

function compileName(
  context: RuleContext,
  name: Identifier,
  levels: Levels,
  escaped: boolean,
): Template {
  const variable = context.variables.get(bindingKey(name))
  if (variable === undefined) {
    if (escaped || !context.isEllipsis(name)) return { kind: 'name', name }
    throw syntaxError(context.expander, name, `${rootName(name)} follows no template`)
  }
  const { slot, depth } = variable
  if (depth > levels.length) {
    throw syntaxError(context.expander, name, `too few ellipses after ${rootName(name)}`)
  }
  for (let i = levels.length - depth; i < levels.length; i++) levels[i]?.add(slot)
  return { kind: 'variable', slot }
}

function compileElements(
  context: RuleContext,
  items: readonly Form[],
  levels: Levels,
  escaped: boolean,
  nesting: number,
): Element[] {
  const elements: Element[] = []
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as Form
    const own: Set<number>[] = []
    while (!escaped && context.isEllipsis(items[i + 1])) {
      own.push(new Set())
      i++
    }
    const template = compileTemplate(context, item, [...levels, ...own], escaped, nesting)
    if (own.some((level) => level.size === 0)) {
      throw syntaxError(context.expander, item, 'nothing in this template can be repeated')
    }
    elements.push({ template, drivers: own.map((level) => [...level]) })
  }
  return elements
}

/** What filling in a template needs besides it. */
export interface Filling {
  readonly slots: Match[]
  readonly use: MacroUse
  /** Of the macro's definition. */
  readonly environment: Environment
  /** One alias for each name that this use introduces. */
  readonly aliases: Map<string | Alias, Alias>
  spend(steps: number): void
  /** For use after `throw`. */
  error(reason: string): Error
}

/** The form that `template` is for the matches in the slots. */
export function fill(filling: Filling, template: Template): Form {
  const { offset } = filling.use
  switch (template.kind) {
    case 'atom':
      return { ...template.form, offset }
    case 'name':
      return introduce(filling, template.name)
    case 'variable':
      return filledSlot(filling, template.slot)
    case 'list': {
      const items = fillElements(filling, template.elements)
      let list: Form = template.tail ? fill(filling, template.tail) : { kind: 'null', offset }
      for (let i = items.length - 1; i >= 0; i--) {
        const car = items[i] as Form
        list = { kind: 'pair', car, cdr: list, offset, origin: filling.use }
      }
      return list
    }
    case 'vector': {
      const items = fillElements(filling, template.elements)
      return { kind: 'vector', items, offset, origin: filling.use }
    }
  }
}

function introduce(filling: Filling, name: Identifier): Alias {
  const key = bindingKey(name)
  let alias = filling.aliases.get(key)
  if (alias === undefined) {
    const { environment, use } = filling
    alias = { kind: 'alias', name, environment, offset: use.offset, origin: use }
    filling.aliases.set(key, alias)
  }
  return alias
}

const isList = (value: Match | undefined): value is readonly Match[] => Array.isArray(value)

function filledSlot(filling: Filling, slot: number): Form {
  const value = filling.slots[slot]
  if (value === undefined || isList(value)) {
    throw filling.error('a variable of this macro is used at different depths')
  }
  return value
}

function fillElements(filling: Filling, elements: readonly Element[]): Form[] {
  const out: Form[] = []
  for (const element of elements) fillElement(filling, element, 0, out)
  filling.spend(out.length)
  return out
}

function fillElement(filling: Filling, element: Element, level: number, out: Form[]): void {
  const { template, drivers } = element
  const slots = drivers[level]
  if (slots === undefined) {
    out.push(fill(filling, template))
    return
  }
  const lists = slots.map((slot) => filling.slots[slot])
  const [first] = lists
  const count = isList(first) ? first.length : -1
  if (!lists.every((list) => isList(list) && list.length === count)) {
    throw filling.error('sequences of different length are repeated together')
  }
  filling.spend(count)
  for (let i = 0; i < count; i++) {
    slots.forEach((slot, k) => {
      filling.slots[slot] = (lists[k] as readonly Match[])[i] as Match
    })
    fillElement(filling, element, level + 1, out)
  }
  slots.forEach((slot, k) => {
    filling.slots[slot] = lists[k] as Match
  })
}
