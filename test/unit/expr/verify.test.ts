// The body verifier: core bodies are good, one bad body for every rule, and sizes far beyond use.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BugError } from '../../../src/base/index.ts'
import {
  type Block,
  type Body,
  type Node,
  parseBody,
  type Terminator,
  verifyBody,
} from '../../../src/expr/index.ts'
import { coreOps, verifyOps } from '../../../src/ops/index.ts'

test('all core bodies are good', () => verifyOps(coreOps))

test('verifyOps names the op and its problems', () => {
  const car = coreOps.find((op) => op.name === 'car')
  assert.ok(car)
  const body = parseBody('b0:\n  v0 = intConst 1\n  next v0')
  assert.throws(
    () => verifyOps([{ ...car, body }]),
    (error: unknown) =>
      error instanceof BugError && /op car.*\n.*b0: next v0: delivers int/.test(error.message),
  )
})

const bad: readonly [rule: string, text: string, problem: RegExp][] = [
  ['single definition', 'b0:\n v0 = self\n v0 = self\n next v0', /v0 is defined a second time/],
  ['dense numbers', 'b0:\n v1 = self\n next v1', /^v0 is never defined/],
  ['values exist', 'b0:\n next v3', /uses v3, which does not exist/],
  ['blocks exist', 'b0:\n jump b7', /goes to b7, which does not exist/],
  ['argument type', 'b0:\n v0 = intConst 1\n v1 = load v0 8\n next v1', /v0 is int, not word/],
  ['argument count', 'b0:\n v0 = self\n v1 = allocPair v0\n next v1', /has 1 arguments, not 2/],
  ['immediate', 'b0:\n v0 = wordConst 1.5\n next v0', /bad immediate 1.5/],
  ['operand', 'b0:\n v0 = operandReg -1 0\n next v0', /bad immediate -1/],
  ['kind', 'b0:\n v0 = allocObject 32\n next v0', /bad immediate 32/],
  ['delivery', 'b0:\n v0 = operandInt 0\n next v0', /delivers int/],
  ['return', 'b0:\n v0 = f64Const 0\n return v0', /v0 is f64, not word/],
  ['goto', 'b0:\n goto 0.5', /0.5 is not an operand/],
  ['edge argument count', 'b0:\n jump b1\nb1(v0: word):\n next v0', /b1 takes 1 arguments, not 0/],
  [
    'edge argument type',
    'b0:\n v0 = intConst 1\n jump b1(v0)\nb1(v1: word):\n next v1',
    /b1 takes word, and v0 is int/,
  ],
  [
    'checked result',
    'b0:\n v0 = self\n checked addFixnum v0 v0 -> b1 overflow b2\nb1(v1: int):\n next\nb2:\n next',
    /b1 takes anything but one word/,
  ],
  [
    'checked has no result parameter',
    'b0:\n v0 = self\n checked addFixnum v0 v0 -> b1 overflow b2\nb1:\n next\nb2:\n next',
    /b1 takes anything but one word/,
  ],
  [
    'overflow edge',
    'b0:\n v0 = self\n checked addFixnum v0 v0 -> b1 overflow b2\n' +
      'b1(v1: word):\n next\nb2(v2: word):\n next',
    /b2 takes 1 arguments, not 0/,
  ],
  ['unused flag', 'b0:\n v0 = self\n v1 = isPair v0\n next', /flag v1 is not used by the branch/],
  [
    'flag not last',
    'b0:\n v0 = self\n v1 = isPair v0\n v2 = self\n branch v1 b1 b1\nb1:\n next',
    /flag v1 is not made by the last node/,
  ],
  [
    'flag of another block',
    'b0:\n v0 = self\n v1 = isPair v0\n branch v1 b1 b2\n' + 'b1:\n branch v1 b2 b2\nb2:\n next',
    /b1: branches on v1, a flag of another block/,
  ],
  [
    'flag as a parameter',
    'b0:\n v0 = self\n v1 = isPair v0\n jump b1(v1)\nb1(v2: flag):\n branch v2 b2 b2\nb2:\n next',
    /b1: parameter v2 is a flag/,
  ],
  [
    'flag as an argument',
    'b0:\n v0 = self\n v1 = isPair v0\n v2 = untag v1\n branch v1 b1 b1\nb1:\n next',
    /v1 is flag, not word/,
  ],
  ['branch on a word', 'b0:\n v0 = self\n branch v0 b1 b1\nb1:\n next', /v0 is not a flag/],
  ['entry parameters', 'b0(v0: word):\n next v0', /b0: the entry takes parameters/],
  ['safepoint without resume point', 'b0:\n poll -> b1\nb1:\n next', /is a safepoint, and goes on/],
  [
    'delivered word',
    'b0:\n request x -> b1\nb1: [k1]\n next',
    /the resume point takes \(\), not \(word\)/,
  ],
  [
    'delivered type',
    'b0:\n request x -> b1\nb1(v0: f64): [k1]\n next v0',
    /the resume point takes \(f64\), not \(word\)/,
  ],
  [
    'poll delivers nothing',
    'b0:\n poll -> b1\nb1(v0: word): [k1]\n next v0',
    /the resume point takes \(word\), not \(\)/,
  ],
  ['resume numbers', 'b0:\n poll -> b1\nb1: [k2]\n next', /resume point k1 has no block/],
  [
    'resume point without safepoint',
    'b0:\n jump b1\nb1: [k1]\n next',
    /b0: goes to resume point b1 without a safepoint/,
  ],
  [
    'resume point shared',
    'b0:\n v0 = self\n v1 = isPair v0\n branch v1 b1 b2\n' +
      'b1:\n poll -> b3\nb2:\n poll -> b3\nb3: [k1]\n next',
    /k1 follows 2 safepoints/,
  ],
  [
    'value across a safepoint',
    'b0:\n v0 = operandReg 0 0\n poll -> b1\nb1: [k1]\n jump b2\nb2:\n next v0',
    /b2: uses v0, which was defined before a safepoint/,
  ],
  [
    'value across a safepoint on one path only',
    'b0:\n v0 = self\n v1 = isPair v0\n branch v1 b1 b3\nb1:\n poll -> b2\n' +
      'b2: [k1]\n jump b3\nb3:\n next v0',
    /b3: uses v0, which was defined before a safepoint/,
  ],
  [
    'use before definition',
    'b0:\n v0 = load v1 8\n v1 = self\n next v0',
    /b0: uses v1, whose definition does not dominate/,
  ],
  [
    'definition on one side only',
    'b0:\n v0 = self\n v1 = isPair v0\n branch v1 b1 b2\nb1:\n v2 = self\n jump b2\nb2:\n next v2',
    /b2: uses v2, whose definition does not dominate/,
  ],
  [
    'definition in an unreachable block',
    'b0:\n next v0\nb1:\n v0 = self\n next v0',
    /b0: uses v0, whose definition does not dominate/,
  ],
  [
    'cycle',
    'b0:\n jump b1\nb1:\n jump b2\nb2:\n v0 = self\n v1 = isPair v0\n branch v1 b1 b3\nb3:\n next',
    /b[12]: is part of a cycle/,
  ],
  ['cycle through a safepoint', 'b0:\n jump b1\nb1: [k1]\n poll -> b1', /b1: is part of a cycle/],
  [
    'allocation after a write',
    'b0:\n v0 = self\n storeGlobal v0 0\n v1 = allocPair v0 v0\n next v1',
    /b0: allocPair may restart the op after a write/,
  ],
  [
    'allocation after a write on one path',
    'b0:\n v0 = self\n v1 = isPair v0\n branch v1 b2 b1\nb1:\n store v0 v0 8\n jump b2\n' +
      'b2:\n v2 = allocProcedure v0\n next v2',
    /b2: allocProcedure may restart the op after a write/,
  ],
  [
    'allocation after a request, which cannot be made again',
    'b0:\n request x -> b1\nb1(v0: word): [k1]\n v1 = allocPair v0 v0\n next v1',
    /b1: allocPair may restart the op after a write/,
  ],
  [
    'boxed delivery after a write',
    'b0:\n v0 = self\n store v0 v0 8\n v1 = f64Const 1\n next v1',
    /b0: next boxes v1/,
  ],
]

for (const [rule, text, problem] of bad) {
  test(`bad: ${rule}`, () => {
    const problems = verifyBody(parseBody(text))
    assert.ok(
      problems.some((found) => problem.test(found)),
      `found: ${problems.join('; ') || 'nothing'}`,
    )
  })
}

test('bad: what the text form cannot say', () => {
  const good = parseBody('b0:\n v0 = self\n poll -> b1\nb1: [k1]\n next')
  assert.deepEqual(verifyBody(good), [])
  const has = (body: Body, problem: RegExp) =>
    assert.ok(verifyBody(body).some((found) => problem.test(found)))
  has({ ...good, resumes: [1, 1] }, /k0 is not b0/)
  has({ ...good, resumes: [0] }, /resume number k1 is not its own/)
  has({ ...good, resumes: [0, 0] }, /resume point k1 has no block/)
  has({ ...good, types: ['int'] }, /v0 is int, not word/)
  has({ ...good, types: [] }, /v0 has no type/)
  has({ ...good, blocks: [], types: [] }, /there is no block/)
  const [entry, resume] = good.blocks as [Block, Block]
  const self = entry.nodes[0] as Node
  has({ ...good, blocks: [{ ...entry, nodes: [{ ...self, a: 3 }] }, resume] }, /bad immediate 3/)
})

test('good: writes before a poll do not matter after it, and tests may share a target', () => {
  const texts = [
    'b0:\n v0 = self\n storeGlobal v0 0\n poll -> b1\n' +
      'b1: [k1]\n v1 = self\n v2 = allocPair v1 v1\n next v2',
    'b0:\n v0 = self\n v1 = isPair v0\n branch v1 b1(v0) b1(v0)\nb1(v2: word):\n next v2',
    'b0:\n v0 = self\n v1 = allocPair v0 v0\n store v1 v0 7\n next v1',
    'b0:\n jump b2\nb1:\n next v0\nb2:\n v0 = self\n jump b1',
    'b0:\n next\nb1: cold\n v0 = self\n next v0',
  ]
  for (const text of texts) assert.deepEqual(verifyBody(parseBody(text)), [], text)
})

const SIZE = 100_000

function plainBlock(nodes: readonly Node[], end: Terminator): Block {
  return { params: [], nodes, end, cold: false, resume: 0 }
}

/** Runs the verifier and insists on a time that only a linear one keeps. */
function verifyQuickly(body: Body): string[] {
  const start = performance.now()
  const problems = verifyBody(body)
  const elapsed = performance.now() - start
  assert.ok(elapsed < 10_000, `took ${elapsed} ms`)
  return problems
}

test('a block of 100,000 nodes', () => {
  const nodes: Node[] = [{ op: 'self', args: [], a: 0, b: 0, result: 0 }]
  for (let i = 1; i < SIZE; i++) {
    nodes.push({ op: 'load', args: [i - 1], a: 8, b: 0, result: i })
  }
  const body: Body = {
    blocks: [plainBlock(nodes, { kind: 'next', value: SIZE - 1 })],
    types: nodes.map(() => 'word'),
    resumes: [0],
  }
  assert.deepEqual(verifyQuickly(body), [])
})

/** A ladder: every rung tests one value and leaves to the next rung or to one common exit. */
function ladder(rungs: number, exitValue: number): Body {
  const edge = (block: number) => ({ block, args: [] })
  const blocks: Block[] = []
  for (let i = 0; i < rungs; i++) {
    const flag = 1 + i
    const test: Node = { op: 'isPair', args: [0], a: 0, b: 0, result: flag }
    const self: Node = { op: 'self', args: [], a: 0, b: 0, result: 0 }
    const end = { kind: 'branch', flag, then: edge(i + 1), else: edge(rungs + 1) } as const
    blocks.push(plainBlock(i === 0 ? [self, test] : [test], end))
  }
  const fresh: Node = { op: 'self', args: [], a: 0, b: 0, result: rungs + 1 }
  blocks.push(plainBlock([fresh], { kind: 'jump', to: edge(rungs + 1) }))
  blocks.push(plainBlock([], { kind: 'next', value: exitValue }))
  const flags = Array.from({ length: rungs }, () => 'flag' as const)
  return { blocks, types: ['word', ...flags, 'word'], resumes: [0] }
}

test('100,000 blocks, and an exit with as many predecessors', () => {
  assert.deepEqual(verifyQuickly(ladder(SIZE, 0)), [])
  assert.match(verifyQuickly(ladder(SIZE, SIZE + 1)).join(), /does not dominate/)
})
