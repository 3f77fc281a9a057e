// `define-record-type`: a type, and procedures that are ordinary ones, so that all that is done with
// procedures is done with them.
//
//   (define-record-type point (make-point x y) point? (x point-x set-point-x!) (y point-y))
//
// The constructor may be #f (none) or just a name (all fields), the predicate #f; so says SRFI 131.

import type { Core, Variable } from '../core/core.ts'
import { unspecified } from '../core/core.ts'
import type { Datum } from '../read/datum.ts'
import { buildConstant, buildFixnum, buildReference, callSystem } from './build.ts'
import type { Definition } from './definition.ts'
import type { Environment } from './denotation.ts'
import {
  type Expander,
  expectDifferent,
  expectIdentifier,
  expectItems,
  expectList,
  MANY,
  syntaxError,
  type Use,
} from './expander.ts'
import { bindingKey, type Form, type Identifier, isIdentifier, rootName } from './form.ts'

const SHAPE =
  '(define-record-type name (constructor field …) predicate (field accessor modifier) …)'

interface Field {
  readonly name: Identifier
  readonly accessor: Identifier | null
  readonly modifier: Identifier | null
}

interface RecordType {
  readonly expander: Expander
  readonly use: Use
  readonly type: Identifier
  readonly fields: readonly Field[]
}

/** The definitions that a record type stands for; the type's own comes first. */
export function takeRecordType(expander: Expander, use: Use): Definition[] {
  expectItems(expander, use, 3, MANY, SHAPE)
  const [typeForm, maker, predicate, ...fieldForms] = use.items as [Form, Form, Form, ...Form[]]
  const type = expectIdentifier(expander, typeForm, 'the name of a record type')
  const fields = fieldForms.map((form) => takeField(expander, form))
  expectDifferent(
    expander,
    fields.map((field) => field.name),
  )
  const record: RecordType = { expander, use, type, fields }
  const definitions = [typeDefinition(record), ...constructorDefinition(record, maker)]
  if (!isFalse(predicate)) {
    definitions.push(predicateDefinition(record, expectIdentifier(expander, predicate, 'a name')))
  }
  fields.forEach((field, index) => {
    if (field.accessor !== null) definitions.push(accessor(record, field.accessor, index))
    if (field.modifier !== null) definitions.push(modifier(record, field.modifier, index))
  })
  return definitions
}

const isFalse = (form: Form) => form.kind === 'boolean' && !form.value

function takeField(expander: Expander, form: Form): Field {
  if (isIdentifier(form)) return { name: form, accessor: null, modifier: null }
  const items = expectList(expander, form, 'a field (name accessor modifier)')
  if (items.length < 1 || items.length > 3) {
    throw syntaxError(expander, form, 'expected a field (name accessor modifier)')
  }
  const [name, access, modify] = items.map((item) => expectIdentifier(expander, item, 'a name'))
  return { name: name as Identifier, accessor: access ?? null, modifier: modify ?? null }
}

function typeDefinition({ use, type, fields }: RecordType): Definition {
  const { offset } = use
  const symbol = (id: Identifier): Datum => ({ kind: 'symbol', name: rootName(id), offset })
  const names = fields.map((field) => symbol(field.name))
  const operands = [
    buildConstant(symbol(type), offset),
    buildConstant({ kind: 'vector', items: names, offset }, offset),
  ]
  return { name: type, at: use, value: () => callSystem('%make-record-type', operands, offset) }
}

/** A definition of the procedure `name` whose body is made of its parameters and the type. */
function procedure(
  { expander, use, type }: RecordType,
  name: Identifier,
  parameters: readonly string[],
  body: (params: readonly Core[], type: Core) => Core,
): Definition {
  const { offset } = use
  const value = (environment: Environment): Core => {
    const params = parameters.map((each): Variable => expander.variables.fresh(each))
    const references = params.map((param) => buildReference(param, offset))
    return {
      kind: 'lambda',
      name: rootName(name),
      params,
      rest: null,
      body: body(references, expander.expression(type, environment)),
      offset,
    }
  }
  return { name, at: use, value }
}

function constructorDefinition(record: RecordType, form: Form): Definition[] {
  if (isFalse(form)) return []
  const { expander, fields, use } = record
  const { offset } = use
  const all = fields.map((field) => field.name)
  const isPlain = isIdentifier(form)
  const items = isPlain
    ? [form, ...all]
    : expectList(expander, form, 'a constructor (name field …)').map((item) =>
        expectIdentifier(expander, item, 'a name'),
      )
  const [name, ...given] = items
  if (name === undefined) throw syntaxError(expander, form, 'expected a constructor (name field …)')
  expectDifferent(expander, given)
  const positions = new Map(given.map((field, i) => [bindingKey(field), i]))
  for (const field of given) {
    if (!all.some((each) => bindingKey(each) === bindingKey(field))) {
      throw syntaxError(expander, field, `${rootName(field)} is no field of this record type`)
    }
  }
  return [
    procedure(record, name, given.map(rootName), (params, type) => {
      const values = all.map((field): Core => {
        const position = positions.get(bindingKey(field))
        return position === undefined ? unspecified(offset) : (params[position] as Core)
      })
      return callSystem('%record', [type, ...values], offset)
    }),
  ]
}

function predicateDefinition(record: RecordType, name: Identifier): Definition {
  const { offset } = record.use
  return procedure(record, name, ['object'], ([object], type) =>
    callSystem('%record?', [object as Core, type], offset),
  )
}

function accessor(record: RecordType, name: Identifier, index: number): Definition {
  const { offset } = record.use
  return procedure(record, name, ['record'], ([object], type) =>
    callSystem('%record-ref', [object as Core, type, buildFixnum(index, offset)], offset),
  )
}

function modifier(record: RecordType, name: Identifier, index: number): Definition {
  const { offset } = record.use
  return procedure(record, name, ['record', 'value'], ([object, value], type) => {
    const operands = [object as Core, type, buildFixnum(index, offset), value as Core]
    return callSystem('%record-set!', operands, offset)
  })
}
