// The bytecode verifier: accepts what compilers make, names what is wrong. And the listing.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CodeBuilder,
  type CodeTemplate,
  computeOpFlows,
  coreOps,
  documentOps,
  makeOpSet,
  printTemplate,
  verifyCode,
} from '../../../src/ops/index.ts'

const ops = makeOpSet(coreOps)
const flows = computeOpFlows(ops)

function build(parameters: number, fill: (code: CodeBuilder) => void): CodeTemplate {
  const code = new CodeBuilder(ops, 'test', parameters, false)
  fill(code)
  return code.finish()
}

function problemsOf(template: CodeTemplate): string[] {
  return verifyCode(template, ops, flows).map(
    ({ instruction, message }) => `${instruction}: ${message}`,
  )
}

/** `template` with operand word `index` replaced. */
function corrupt(template: CodeTemplate, index: number, value: number): CodeTemplate {
  const words = template.words.slice()
  words[index] = value
  return { ...template, words }
}

const loopCode = build(1, (code) => {
  const head = code.newLabel()
  const done = code.newLabel()
  code.emit('load-fixnum', [0, 1], 0)
  code.bind(head)
  code.emit('loop', [], 1)
  code.emit('unless-less', [1, 0, done], 2)
  code.emit('add-constant', [1, 1, 1], 3)
  code.emit('jump', [head], 4)
  code.bind(done)
  code.emit('return', [1], 5)
})

test('good code has no problems', () => {
  assert.deepEqual(problemsOf(loopCode), [])
})

test('a register read before it is written on one path only', () => {
  const template = build(1, (code) => {
    const skip = code.newLabel()
    code.emit('unless-true', [0, skip], -1)
    code.emit('load-fixnum', [1, 1], -1)
    code.bind(skip)
    code.emit('return', [1], -1)
  })
  assert.deepEqual(problemsOf(template), ['2: reads r1, which is not written on every path'])
})

test('code that nothing reaches is not asked what it reads', () => {
  const template = build(1, (code) => {
    code.emit('return', [0], -1)
    code.emit('return', [1], -1)
  })
  assert.deepEqual(problemsOf(template), [])
})

test('paths must end', () => {
  const template = build(1, (code) => code.emit('move', [0, 1], -1))
  assert.deepEqual(problemsOf(template), ['0: runs off the end'])
  assert.deepEqual(problemsOf(build(0, () => {})), ['-1: there are no instructions'])
})

test('backward jumps go to polls', () => {
  const start = loopCode.starts[4] as number
  assert.deepEqual(problemsOf(corrupt(loopCode, start + 1, 0)), [
    '4: label: backward jump to an op without a poll',
  ])
})

test('operands out of range', () => {
  const at = (i: number) => loopCode.starts[i] as number
  assert.match(problemsOf(corrupt(loopCode, at(2) + 3, 99)).join(), /2: label: no instruction 99/)
  assert.match(problemsOf(corrupt(loopCode, at(5) + 1, 2)).join(), /5: a: no register 2/)
  assert.match(problemsOf(corrupt(loopCode, at(5) + 1, -1)).join(), /5: a: no register -1/)
  assert.match(problemsOf(corrupt(loopCode, at(5), 9999)).join(), /5: no op has index 9999/)
  const bad = build(1, (code) => {
    code.emit('load-constant', [3, 0], -1)
    code.emit('global-ref', [0, 0], -1)
    code.emit('call', [0, 0, 65, 0], -1)
    code.emit('make-procedure-4', [0, 0, 0], -1)
    code.emit('return', [0], -1)
  })
  const problems = problemsOf(bad).join('\n')
  assert.match(problems, /0: constant: no constant 3/)
  assert.match(problems, /1: global: no global 0/)
  assert.match(problems, /2: more than 64 arguments/)
  assert.match(problems, /2: passes more than the registers/)
  assert.match(problems, /3: reads beyond the last register/)
})

test('the listing', () => {
  const template = build(1, (code) => {
    const list = {
      kind: 'pair',
      car: { kind: 'fixnum', value: 1n },
      cdr: { kind: 'immediate', word: 0x16 },
    } as const
    code.emit('load-constant', [code.constant(list), 1], -1)
    code.emit('global-set', [1, code.global('x')], -1)
    code.emit('load-constant', [code.constant({ kind: 'code', template: loopCode }), 1], -1)
    code.emit('return', [1], -1)
  })
  assert.equal(
    printTemplate(template, ops),
    `code test(1 parameter, 2 registers)
  0  load-constant  constant=#0 (1) -> r1
  1  global-set     a=r1 global=$x
  2  load-constant  constant=#1 code test -> r1
  3  return         a=r1

code test(1 parameter, 2 registers)
  0  load-fixnum   value=0 -> r1
  1  loop
  2  unless-less   a=r1 b=r0 label=@5
  3  add-constant  a=r1 b=1 -> r1
  4  jump          label=@1
  5  return        a=r1
`,
  )
})

test('the documentation names every op once', () => {
  const text = documentOps(ops)
  assert.equal(text.match(/^## /gm)?.length, ops.specs.length)
})
