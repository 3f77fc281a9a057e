// No tier knows an op: no op name may occur as a string under src/tiers/.
//
// Names that the op IR itself uses (terminators such as `call` and `return`, nodes such as `self`) and
// operand kinds and fields of the context block mean the IR there, not the op of the same name, and are passed over.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkedSpecs, nodeSpecs } from '../src/expr/index.ts'
import { coreOps } from '../src/ops/index.ts'
import { contextOffsets } from '../src/runtime/index.ts'

const TIERS = join(import.meta.dirname, '../src/tiers')
const irWords = new Set([
  ...Object.keys(nodeSpecs),
  ...Object.keys(checkedSpecs),
  ...['jump', 'branch', 'checked', 'next', 'goto', 'call', 'tailcall', 'return', 'request', 'poll'],
  ...Object.keys(contextOffsets),
  ...['constant', 'global', 'label', 'base', 'count', 'loop'],
])

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : [join(folder, entry.name)],
  )
}

test('no op name occurs under src/tiers', () => {
  const names = new Set(coreOps.map((op) => op.name).filter((name) => !irWords.has(name)))
  const found = sources(TIERS).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/['"`]([a-z-]+)['"`]/g)]
      .map((match) => match[1] as string)
      .filter((word) => names.has(word))
      .map((word) => `${file}: '${word}'`),
  )
  assert.deepEqual(found, [])
})
