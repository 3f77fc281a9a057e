// A second toy language, made from public faces only: counters.
//
// One object kind of its own (a counter: its count and how often it was read), ops of its own and one slow
// path of its own. Nothing under src/ knows of it, and every engine runs it.

import { GuestError, type Language, type RuntimeCall, runCode } from '../../src/vm/index.ts'
import {
  CodeBuilder,
  type CodeTemplate,
  defaultOptions,
  defineOp,
  FIRST_FREE_KIND,
  type KindSpec,
  Machine,
  objectField,
  type VmOptions,
} from '../../src/vm/toolkit.ts'

const counterKind: KindSpec = {
  name: 'counter',
  number: FIRST_FREE_KIND,
  words: 'all',
  size: 'header',
}
const COUNT = 0
const READS = 1

const makeCounter = defineOp('make-counter', {
  doc: 'out = a fresh counter that starts at a.',
  operands: { a: 'reg', out: 'out' },
  body(f, o) {
    f.next(f.node('allocObject', [o['a'] as number, f.fixnum(0)], counterKind.number))
  },
})

const advance = defineOp('advance', {
  doc: 'Counter a goes on by step and out = its count; what is no counter, or overflows, by `advance`.',
  operands: { a: 'reg', step: 'reg', out: 'out' },
  body(f, o) {
    const { a, step } = o as { a: number; step: number }
    const slow = f.cold(() => f.next(f.request('advance', a, step)))
    f.when(f.isObject(a), f.hasKind(a, counterKind.number), f.isFixnum(step)).then(() => {
      const before = f.node('load', [a], objectField(COUNT))
      f.when(f.isFixnum(before)).then(() => {
        const after = f.checked('addFixnum', before, step, slow)
        f.node('store', [a, after], objectField(COUNT))
        f.next(after)
      })
      f.goto(slow)
    })
    f.goto(slow)
  },
})

const readCounter = defineOp('read-counter', {
  doc: 'out = how often counter a was read before. The compiler made a a counter.',
  operands: { a: 'reg', out: 'out' },
  body(f, o) {
    const a = o['a'] as number
    const slow = f.cold(() => f.next(f.request('advance', a, a)))
    const reads = f.node('load', [a], objectField(READS))
    const more = f.checked('addFixnum', reads, f.fixnum(1), slow)
    f.node('store', [a, more], objectField(READS))
    f.next(reads)
  },
})

/** Counters wrap to 0 when they overflow; anything but a counter is an error. */
function advanceSlowly({ heap, args, result }: RuntimeCall): void {
  if (!heap.isKind(args, counterKind.number)) {
    throw new GuestError('no-counter', 'advance: expected a counter')
  }
  heap.setFixnum(heap.fieldSlot(heap.low(args), COUNT), 0)
  heap.setFixnum(result, 0)
}

const language: Language = {
  name: 'counters',
  slowPaths: { advance: advanceSlowly },
  runtimeProcedures: [],
}

export class ToyVm {
  readonly machine: Machine

  constructor(options: Partial<VmOptions> = {}) {
    this.machine = new Machine(
      { ...defaultOptions, heapBytes: 1 << 22, codeBytes: 1 << 23, ...options },
      { language, ops: [makeCounter, advance, readCounter], kinds: [counterKind] },
    )
  }

  run(template: CodeTemplate): bigint {
    runCode(this.machine, this.machine.link(template))
    return this.machine.heap.fixnumAt(this.machine.resultSlot)
  }
}

/** `line` is an op and its operands; labels and constants by name. */
type Line = readonly [op: string, ...operands: (number | string)[]]

/** The toy's compiler: programs are lists of lines, `['label', name]` marks one. */
export function compileToy({ machine }: ToyVm, lines: readonly Line[]): CodeTemplate {
  const builder = new CodeBuilder(machine.ops, 'toy', 0, false)
  const labels = new Map<string, number>()
  const labelOf = (name: string): number => {
    const label = labels.get(name) ?? builder.newLabel()
    labels.set(name, label)
    return label
  }
  lines.forEach(([op, ...operands], place) => {
    if (op === 'label') builder.bind(labelOf(operands[0] as string))
    else {
      const values = operands.map((operand) => {
        if (typeof operand === 'number') return operand
        if (!operand.startsWith('#')) return labelOf(operand)
        return builder.constant({ kind: 'fixnum', value: BigInt(operand.slice(1)) })
      })
      builder.emit(op, values, place)
    }
  })
  return builder.finish()
}
