// What a scenario is, and a thin layer over the code builder for writing them.

import { CodeBuilder, type CodeTemplate, type OpSet } from '../../src/vm/toolkit.ts'
import { ValueLoader } from './guest-values.ts'
import type { Value } from './values.ts'

export interface Scenario {
  readonly name: string
  readonly ops: readonly string[]
  /** The text of the value, or `error: KIND`. */
  readonly answer: string
  /** Code without parameters. Globals must be named by `own`: several runs share a machine. */
  build(ops: OpSet, own: (name: string) => string): CodeTemplate
}

/** Code under construction: `code.emit('add', 0, 1, 2)`. */
export class Draft {
  readonly builder: CodeBuilder
  readonly ops: OpSet

  constructor(ops: OpSet, name = 'scenario', parameters = 0, hasRest = false) {
    this.ops = ops
    this.builder = new CodeBuilder(ops, name, parameters, hasRest)
  }

  emit(name: string, ...operands: number[]): this {
    this.builder.emit(name, operands, 0)
    // The builder makes room for operands, but not where an empty run of arguments begins.
    const spec = this.ops.specs[this.ops.indexOf.get(name) as number]
    spec?.operands.forEach(({ kind }, i) => {
      if (kind === 'base') this.builder.useRegister(operands[i] as number)
    })
    return this
  }

  load(value: Value, register: number): this {
    new ValueLoader(this.ops, this.builder).load(value, register)
    return this
  }

  /** Loads a procedure that captures nothing. */
  procedure(template: CodeTemplate, register: number): this {
    return this.emit(
      'load-constant',
      this.builder.constant({ kind: 'procedure', template }),
      register,
    )
  }

  code(template: CodeTemplate): number {
    return this.builder.constant({ kind: 'code', template })
  }

  global(name: string): number {
    return this.builder.global(name)
  }

  label(): number {
    return this.builder.newLabel()
  }

  bind(label: number): this {
    this.builder.bind(label)
    return this
  }

  return(register: number): CodeTemplate {
    return this.emit('return', register).builder.finish()
  }

  finish(): CodeTemplate {
    return this.builder.finish()
  }

  /** A counting loop over register `counter` from 0 to `limit`, around `body`; 2 scratch registers. */
  repeat(counter: number, limit: number, body: () => void): this {
    const head = this.label()
    const end = this.label()
    this.emit('load-fixnum', 0, counter)
      .emit('load-fixnum', limit, counter + 1)
      .bind(head)
      .emit('loop')
    this.emit('unless-less', counter, counter + 1, end)
    body()
    this.emit('add-constant', counter, 1, counter).emit('jump', head).bind(end)
    return this.emit('move', counter, counter)
  }
}
