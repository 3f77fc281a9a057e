// The programs of examples/ do what they say, in every engine.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createSource } from '../src/base/index.ts'
import { createVm } from '../src/lang/scheme/index.ts'
import { GuestExit } from '../src/vm/index.ts'
import { nativeProblem } from './native-problem.ts'

const folder = join(import.meta.dirname, '../examples')
const engines =
  nativeProblem === false
    ? (['reference', 'threaded', 'lazy', 'auto'] as const)
    : (['reference'] as const)

interface Example {
  readonly input?: string
  readonly exitCode?: number
  /** What is printed, or its SHA-1 if that is long. */
  readonly output: string
}

const examples: Readonly<Record<string, readonly Example[]>> = {
  'queens.scm': [{ output: 'be95db0f289877a59a43ab52c7d7f56559e2b093' }],
  'mandelbrot.scm': [{ output: 'c176f73c8272f84f2d44231168b353ba9e06ba76' }],
  'word-count.scm': [
    {
      input: 'The cat, the dog\nand the Cat: a dog-cat.',
      output: '3 cat\n3 the\n2 dog\n1 a\n1 and\n',
    },
    { input: '', output: '' },
  ],
  'json.scm': [
    {
      input: '{"a": [1, 2.5, "x\\n\\u0041"], "b": null, "c": {}, "d": [true, false, []]}',
      output: `{
  "a": [
    1,
    2.5,
    "x\\nA"
  ],
  "b": null,
  "c": {},
  "d": [
    true,
    false,
    []
  ]
}
`,
    },
    {
      input: '{"a": [1, }',
      exitCode: 1,
      output: 'bad JSON: "expected a value" #\\}\n',
    },
  ],
  'interpreter.scm': [{ output: '610\n(11 12 13)\n12\n' }],
}

function runExample(name: string, engine: (typeof engines)[number], input: string) {
  let output = ''
  let bytes: Uint8Array | null = new TextEncoder().encode(input)
  const write = (text: string) => {
    output += text
  }
  const readInput = () => {
    const next = bytes
    bytes = null
    return next
  }
  const vm = createVm({ engine, write, readInput })
  let exitCode = 0
  try {
    const text = readFileSync(join(folder, name), 'utf8')
    vm.runTemplate(vm.compile(createSource(name, text)))
  } catch (error) {
    if (!(error instanceof GuestExit)) throw error
    exitCode = error.code
  } finally {
    vm.dispose()
  }
  return { output, exitCode }
}

test('every example is tried', () => {
  assert.deepEqual(Object.keys(examples).sort(), readdirSync(folder).sort())
})

for (const [name, runs] of Object.entries(examples)) {
  test(`${name} in ${engines.length} engines`, () => {
    for (const engine of engines) {
      for (const { input = '', exitCode = 0, output } of runs) {
        const outcome = runExample(name, engine, input)
        const isHash = /^[0-9a-f]{40}$/.test(output)
        const text = isHash
          ? createHash('sha1').update(outcome.output).digest('hex')
          : outcome.output
        assert.deepEqual([engine, text, outcome.exitCode], [engine, output, exitCode])
      }
    }
  })
}
