// Forms: data on their way to core. What the reader makes, and what macros make of it.
//
// A symbol in a macro's template must mean what it means where the macro was written, whatever it means
// where the macro is used. So each use turns the symbols it introduces into aliases: identifiers of their
// own, equal to nothing but themselves. An alias that some form binds is a variable no one else can
// name; an alias that nothing binds means what its name means in the environment of the macro
// (after the syntactic closures of Bawden and Rees, 1988). `quote` turns aliases back into symbols.
//
//   (let ((tmp 1)) (swap! tmp other))    swap!'s own `tmp` is the alias tmp', bound by its own let
//
// Pairs and vectors that a macro made carry `origin`, so that errors in them can name the macro, and
// the offset of its use. Those without one come from the reader and contain no alias.

import { type Datum, listItems, type SymbolDatum } from '../read/datum.ts'
import type { Environment, Macro } from './denotation.ts'

/** One use of a macro, itself perhaps in what another use made. */
export interface MacroUse {
  readonly macro: Macro
  readonly offset: number
  readonly outer: MacroUse | undefined
}

export interface Alias {
  readonly kind: 'alias'
  readonly name: Identifier
  /** Where `name` is looked up if nothing binds the alias. */
  readonly environment: Environment
  readonly offset: number
  readonly origin: MacroUse
}

export interface PairForm {
  readonly kind: 'pair'
  readonly car: Form
  readonly cdr: Form
  readonly offset: number
  readonly origin?: MacroUse | undefined
}

export interface VectorForm {
  readonly kind: 'vector'
  readonly items: readonly Form[]
  readonly offset: number
  readonly origin?: MacroUse | undefined
}

export type Identifier = SymbolDatum | Alias
export type AtomForm = Exclude<Datum, { kind: 'pair' | 'vector' | 'symbol' }>
export type Form = AtomForm | Identifier | PairForm | VectorForm

export function isIdentifier(form: Form | undefined): form is Identifier {
  return form !== undefined && (form.kind === 'symbol' || form.kind === 'alias')
}

/** What tables of bindings know an identifier by: symbols are equal by name, aliases by identity. */
export const bindingKey = (id: Identifier): string | Alias => (id.kind === 'symbol' ? id.name : id)

/** The name in the text that an identifier goes back to. */
export function rootName(id: Identifier): string {
  let at = id
  while (at.kind === 'alias') at = at.name
  return at.name
}

/** As `listItems`, which looks at nothing but the pairs. */
export const formItems = (form: Form): Form[] | null => listItems(form as Datum) as Form[] | null

/** `build` takes its parts from the end of the results and puts itself there. */
type Task = { readonly form: Form } | { readonly build: 'pair' | number; readonly offset: number }

/** `form` as the datum that `quote` means by it: aliases are symbols again. No host recursion. */
export function strip(form: Form): Datum {
  const results: Datum[] = []
  const pending: Task[] = [{ form }]
  for (let task = pending.pop(); task !== undefined; task = pending.pop()) {
    if ('build' in task) {
      results.push(buildDatum(task.build, results, task.offset))
      continue
    }
    const { form: at } = task
    if (at.kind === 'alias') {
      results.push({ kind: 'symbol', name: rootName(at), offset: at.offset })
    } else if (at.kind === 'pair' && at.origin !== undefined) {
      pending.push({ build: 'pair', offset: at.offset }, { form: at.cdr }, { form: at.car })
    } else if (at.kind === 'vector' && at.origin !== undefined) {
      pending.push({ build: at.items.length, offset: at.offset })
      for (let i = at.items.length - 1; i >= 0; i--) pending.push({ form: at.items[i] as Form })
    } else {
      // Made by the reader from end to end.
      results.push(at as Datum)
    }
  }
  return results[0] as Datum
}

function buildDatum(build: 'pair' | number, results: Datum[], offset: number): Datum {
  if (build !== 'pair') {
    return { kind: 'vector', items: results.splice(results.length - build), offset }
  }
  const cdr = results.pop() as Datum
  const car = results.pop() as Datum
  return { kind: 'pair', car, cdr, offset }
}
