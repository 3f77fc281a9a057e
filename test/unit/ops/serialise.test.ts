// Code files: what is written is read again as it was, and what no compiler writes is refused.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createSource } from '../../../src/base/index.ts'
import { createVm, type SchemeVm } from '../../../src/lang/scheme/index.ts'
import {
  CodeBuilder,
  CodeFileError,
  type CodeTemplate,
  type Constant,
} from '../../../src/ops/index.ts'
import { tryMutants } from '../../fuzz/bytecode-mutants.ts'
import { commitSeed, hash } from '../../sampling.ts'

const folder = fileURLToPath(new URL('../../programs/scheme/', import.meta.url))
const SAMPLE = 10
const MUTANTS = 300

const vm = createVm({ engine: 'reference', write: () => {} })
const { ops } = vm.machine

function build(fill: (code: CodeBuilder) => void, name = 'program', parameters = 0): CodeTemplate {
  const code = new CodeBuilder(ops, name, parameters, false)
  fill(code)
  return code.finish()
}

/** Code that captures one word and returns what `op` makes of it. */
const capturing = (op: 'move' | 'box-ref', index = 0) =>
  build((code) => {
    code.emit('captured-ref', [index, 0], -1)
    code.emit(op, [0, 1], -1)
    code.emit('return', [1], -1)
  }, 'inner')

const reread = (template: CodeTemplate): CodeTemplate => vm.readCode(vm.writeCode(template))

/** Why a file with `template` is refused. */
function refusal(template: CodeTemplate): string {
  try {
    reread(template)
  } catch (error) {
    assert.ok(error instanceof CodeFileError && error.offset > 0, String(error))
    return error.reason
  }
  return 'accepted'
}

function sampleOf(names: readonly string[]): string[] {
  const seed = commitSeed()
  return [...names].sort((a, b) => hash(seed + a) - hash(seed + b)).slice(0, SAMPLE)
}

/** Output and end of a run. */
function runIn(make: (vm: SchemeVm) => CodeTemplate): string {
  let output = ''
  const machine = createVm({
    engine: 'reference',
    write: (text) => {
      output += text
    },
  })
  try {
    output += machine.runTemplate(make(machine))
  } catch (error) {
    output += (error as Error).message
  }
  machine.dispose()
  return output
}

test('what the compiler makes of any program is read', () => {
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.scm'))) {
    const compiler = createVm({ engine: 'reference' })
    const bytes = compiler.writeCode(
      compiler.compile(createSource(name, readFileSync(folder + name, 'utf8'))),
    )
    assert.doesNotThrow(() => compiler.readCode(bytes), name)
    compiler.dispose()
  }
})

for (const name of sampleOf(readdirSync(folder).filter((each) => each.endsWith('.scm')))) {
  test(`${name}: written, read and written again; run again`, () => {
    const source = createSource(name, readFileSync(folder + name, 'utf8'))
    const compiler = createVm({ engine: 'reference' })
    const template = compiler.compile(source)
    for (const options of [{}, { sourceTexts: true, checksum: true }]) {
      const bytes = compiler.writeCode(template, options)
      assert.deepEqual(compiler.writeCode(compiler.readCode(bytes), options), bytes)
    }
    const bytes = compiler.writeCode(template)
    compiler.dispose()
    const direct = runIn((machine) => machine.compile(source))
    // Times differ from run to run.
    if (!/jiffy/.test(source.text))
      assert.equal(
        runIn((each) => each.readCode(bytes)),
        direct,
      )
  })
}

test('constants of every kind, shared and cyclic ones too', () => {
  const text = { kind: 'string', text: 'h\u{1f600}llo' } as const
  const cycle = { kind: 'vector', elements: [] as Constant[] } as const
  const pair: Constant = { kind: 'pair', car: text, cdr: cycle }
  cycle.elements.push(pair, text, { kind: 'symbol', text: 'λ' })
  const constants: Constant[] = [
    { kind: 'fixnum', value: -(2n ** 60n) },
    { kind: 'flonum', value: -0 },
    { kind: 'bignum', value: -(2n ** 200n) },
    { kind: 'ratnum', numerator: -7n, denominator: 3n },
    { kind: 'complex', real: 0n, imaginary: { numerator: 2n ** 90n, denominator: 3n } },
    { kind: 'complex', real: -0, imaginary: Infinity },
    { kind: 'complex', real: { numerator: -1n, denominator: 2n }, imaginary: 2n ** 64n },
    { kind: 'immediate', word: 0x4146 },
    { kind: 'bytes', bytes: Uint8Array.of(0, 255) },
    cycle,
  ]
  const template = build((code) => {
    for (const constant of constants) code.emit('load-constant', [code.constant(constant), 0], -1)
    code.emit('return', [0], -1)
  })
  assert.deepEqual(reread(template).constants, constants)
})

test('a file that ends anywhere is refused, with the place', () => {
  const bytes = vm.writeCode(vm.compile(createSource('x', '(define (f x) (list x "a" 1/2)) (f 1)')))
  for (let length = 0; length < bytes.length; length++) {
    const cut = bytes.slice(0, length)
    assert.throws(() => vm.readCode(cut), CodeFileError)
  }
})

test('code for other ops is refused', () => {
  const bytes = vm.writeCode(simple)
  bytes[6] = (bytes[6] as number) ^ 1
  assert.throws(() => vm.readCode(bytes), /compile the program again/)
})

const simple = build((code) => {
  code.emit('load-fixnum', [1, 0], -1)
  code.emit('return', [0], -1)
})

test('a box must be one on every path', () => {
  const direct = (op: string) =>
    build((code) => {
      code.emit('load-fixnum', [64, 0], -1)
      code.emit(op, [0, 1], -1)
      code.emit('box-ref', [1, 0], -1)
      code.emit('return', [0], -1)
    })
  assert.match(refusal(direct('move')), /box-ref: r1 is not surely a box/)
  assert.equal(refusal(direct('make-box')), 'accepted')
  const captured = (op: string) =>
    build((code) => {
      const inner = code.constant({ kind: 'code', template: capturing('box-ref') })
      code.emit('load-fixnum', [64, 0], -1)
      code.emit(op, [0, 1], -1)
      code.emit('make-procedure-1', [inner, 1, 2], -1)
      code.emit('return', [2], -1)
    })
  assert.match(refusal(captured('move')), /code inner, instruction 1: box-ref/)
  assert.equal(refusal(captured('make-box')), 'accepted')
})

test('captured words exist, and are filled before anybody sees the procedure', () => {
  const fill = (between: string | null, index: number) =>
    build((code) => {
      const inner = code.constant({ kind: 'code', template: capturing('box-ref') })
      code.emit('load-fixnum', [1, 0], -1)
      code.emit('make-box', [0, 1], -1)
      code.emit('make-procedure', [inner, 1, 2], -1)
      if (between === 'call') code.emit('call', [2, 0, 0, 3], -1)
      code.emit('captured-set', [2, index, 1], -1)
      code.emit('return', [2], -1)
    })
  assert.equal(refusal(fill(null, 0)), 'accepted')
  assert.match(refusal(fill(null, 1)), /no captured word 1/)
  assert.match(refusal(fill('call', 0)), /no procedure made just before|not surely a box/)
  const beyond = build((code) => {
    const inner = code.constant({ kind: 'code', template: capturing('move', 1) })
    code.emit('load-fixnum', [1, 0], -1)
    code.emit('make-procedure-1', [inner, 0, 1], -1)
    code.emit('return', [1], -1)
  })
  assert.match(refusal(beyond), /no captured word 1/)
})

test('code is no value', () => {
  const template = build((code) => {
    const inner = code.constant({ kind: 'code', template: simple })
    code.emit('load-constant', [inner, 0], -1)
    code.emit('return', [0], -1)
  })
  assert.match(refusal(template), /the constant is code/)
})

test('what trusts its callers cannot be named', () => {
  const rows = vm.machine.language.runtimeProcedures
  const call = (name: string, op = 'runtime-call-2') =>
    build((code) => {
      const index = rows.findIndex((row) => row.name === name)
      code.emit('load-fixnum', [1, 0], -1)
      code.emit('load-fixnum', [1, 1], -1)
      code.emit(op, [index, 0, 0], -1)
      code.emit('return', [0], -1)
    })
  assert.match(refusal(call('%reinstate')), /may not call %reinstate/)
  assert.match(refusal(call('%reinstate', 'runtime-call-1')), /takes 2 arguments, not 1/)
  const global = (op: string, name: string) =>
    build((code) => {
      code.emit('load-fixnum', [1, 0], -1)
      code.emit('global-define', [0, code.global('mine')], -1)
      if (op === 'global-ref') code.emit(op, [code.global(name), 0], -1)
      else code.emit(op, [0, code.global(name)], -1)
      code.emit('return', [0], -1)
    })
  assert.match(refusal(global('global-ref', '%state')), /may not name %state/)
  assert.match(refusal(global('global-set', 'raise')), /may not assign raise/)
  assert.equal(refusal(global('global-ref', 'car')), 'accepted')
})

test('code that would be verified for ever is refused soon', () => {
  // Each time round the loop one register more holds no box.
  const moves = (registers: number) =>
    build((code) => {
      const head = code.newLabel()
      for (let r = 0; r < registers; r++) code.emit('load-fixnum', [0, r], -1)
      for (let r = 0; r < registers; r++) code.emit('make-box', [r, r], -1)
      code.bind(head)
      code.emit('loop', [], -1)
      for (let r = registers - 1; r > 0; r--) code.emit('move', [r - 1, r], -1)
      code.emit('load-fixnum', [0, 0], -1)
      code.emit('jump', [head], -1)
    })
  // What is live gets through one loop more each time.
  const loops = (count: number) =>
    build((code) => {
      code.emit('load-fixnum', [1, 0], -1)
      for (let i = 0; i < count; i++) {
        const head = code.newLabel()
        code.bind(head)
        code.emit('loop', [], -1)
        code.emit('unless-true', [0, head], -1)
      }
      code.emit('return', [0], -1)
    })
  for (const make of [moves, loops]) {
    assert.equal(refusal(make(100)), 'accepted')
    const begun = performance.now()
    assert.match(refusal(make(make === moves ? 4000 : 40_000)), /takes too long to verify/)
    assert.ok(performance.now() - begun < 20_000)
  }
})

test('false records are shown and measured without being believed', () => {
  const template = build((code) => {
    code.emit('load-fixnum', [4096, 0], -1)
    code.emit('load-fixnum', [1, 1], -1)
    code.emit('record-1', [0, 2], -1)
    code.emit('return', [2], -1)
  })
  assert.equal(vm.runTemplate(reread(template)), '#<record>')
  const several = build((code) => {
    code.emit('global-ref', [code.global('%values-type'), 0], -1)
    code.emit('load-fixnum', [1_000_000, 1], -1)
    code.emit('record-1', [0, 0], -1)
    const row = vm.machine.language.runtimeProcedures.findIndex(
      ({ name }) => name === '%values->list',
    )
    code.emit('runtime-call-1', [row, 0, 0], -1)
    code.emit('return', [0], -1)
  })
  assert.equal(vm.runTemplate(reread(several)), '()')
})

test('mutants of code files are refused or run to an end of the guest', () => {
  const {
    refused = 0,
    finished = 0,
    failed = 0,
  } = tryMutants(hash(commitSeed()) % 1_000_000, MUTANTS, 12)
  assert.ok(refused > 0 && finished + failed > MUTANTS / 10)
})
