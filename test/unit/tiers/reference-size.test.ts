// The engine's loop must stay a function that V8 optimises: it gives up on 60 KB of bytecode.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { makeEngineLayout } from '../../../src/tiers/reference/layout.ts'
import { generateLoop } from '../../../src/tiers/reference/loop.ts'
import { ops, ReferenceWorld } from './reference-world.ts'

const LIMIT_BYTES = 60 * 1024
/** Room for the ops that languages add. */
const RESERVE_BYTES = 8 * 1024

test('the loop of the core ops is small enough to be optimised', () => {
  const { text } = generateLoop(makeEngineLayout(ops, new ReferenceWorld()))
  const output = execFileSync(
    process.execPath,
    ['--print-bytecode', '--print-bytecode-filter=loop', '-'],
    { input: `const loop = ${text}\ntry { loop(0, 0, 0) } catch {}`, maxBuffer: 2 ** 26 },
  ).toString()
  const bytes = Number(/Bytecode length: (\d+)/.exec(output)?.[1])
  assert.ok(bytes > 1024, 'V8 printed the loop')
  assert.ok(bytes < LIMIT_BYTES - RESERVE_BYTES, `the loop has ${bytes} bytes of bytecode`)
})
