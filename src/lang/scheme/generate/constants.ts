// Data as constants of a code template, without host recursion: quoted data may be nested deeply.

import { bug } from '../../../base/index.ts'
import { CHARACTER_LOW_BYTE, IMMEDIATE } from '../../../expr/index.ts'
import type { Constant } from '../../../ops/index.ts'
import type { SpecialValue } from '../core/core.ts'
import type { Datum } from '../read/datum.ts'

type Atom = Exclude<Datum, { kind: 'pair' | 'vector' }> | SpecialValue

function atomConstant(value: Atom): Constant {
  switch (value.kind) {
    case 'fixnum':
      return { kind: 'fixnum', value: value.value }
    case 'flonum':
      return { kind: 'flonum', value: value.value }
    case 'string':
      return { kind: 'string', text: value.value }
    case 'symbol':
      return { kind: 'symbol', text: value.name }
    case 'boolean':
      return { kind: 'immediate', word: value.value ? IMMEDIATE.true : IMMEDIATE.false }
    case 'character':
      return { kind: 'immediate', word: (value.value << 8) | CHARACTER_LOW_BYTE }
    case 'null':
    case 'unspecified':
    case 'uninitialized':
      return { kind: 'immediate', word: IMMEDIATE[value.kind] }
  }
}

/** `build` takes the parts of a pair or vector from the end of the results and puts itself there. */
type Task = { readonly value: Datum | SpecialValue } | { readonly build: 'pair' | number }

/** The constant that `value` is. */
export function buildConstant(value: Datum | SpecialValue): Constant {
  const results: Constant[] = []
  const pending: Task[] = [{ value }]
  for (let task = pending.pop(); task !== undefined; task = pending.pop()) {
    if ('build' in task) {
      results.push(buildCompound(task.build, results))
    } else if (task.value.kind === 'pair') {
      pending.push({ build: 'pair' }, { value: task.value.cdr }, { value: task.value.car })
    } else if (task.value.kind === 'vector') {
      const { items } = task.value
      pending.push({ build: items.length })
      for (let i = items.length - 1; i >= 0; i--) pending.push({ value: items[i] as Datum })
    } else {
      results.push(atomConstant(task.value))
    }
  }
  return results.pop() ?? bug('no constant was built')
}

function buildCompound(build: 'pair' | number, results: Constant[]): Constant {
  if (build !== 'pair') return { kind: 'vector', elements: results.splice(results.length - build) }
  const cdr = results.pop() as Constant
  const car = results.pop() as Constant
  return { kind: 'pair', car, cdr }
}
