// `lazuli --compile` and the files it makes: they run like the program, and a broken one says where.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const main = join(import.meta.dirname, '../src/cli/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'lazuli-'))
after(() => rmSync(folder, { recursive: true }))

function lazuli(...args: string[]) {
  const command = ['--import', 'tsx', main, ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
  return { status, stdout, stderr }
}

const text = join(folder, 'program.scm')
const code = join(folder, 'program.lzb')
writeFileSync(text, "(define (first x)\n  (car x))\n(display (first '(ran)))\n(first 5)\n")

test('a compiled program runs, and its errors name the places in the text', () => {
  assert.deepEqual(lazuli('--compile', text), { status: 0, stdout: '', stderr: '' })
  const { status, stdout, stderr } = lazuli(code)
  assert.deepEqual([status, stdout], [1, 'ran'])
  assert.match(
    stderr,
    /program\.scm:2:3: error\[wrong-type\]: car: expected a pair, got 5\n {2}at /,
  )
})

test('with its text in the file, the line is shown', () => {
  const other = join(folder, 'other.lzb')
  assert.equal(lazuli('--with-source', '--compile', text, '-o', other).status, 0)
  assert.match(lazuli(other).stderr, /wrong-type[^\n]*\n {2}\(car x\)\)\n {2}\^/)
})

test('a broken file is refused with the place', () => {
  const bytes = readFileSync(code)
  const broken = join(folder, 'broken.lzb')
  writeFileSync(broken, bytes.subarray(0, bytes.length - 1))
  const { status, stderr } = lazuli(broken)
  assert.equal(status, 1)
  assert.match(stderr, /broken\.lzb: error\[code-file\]: at byte \d+: \d+ bytes follow, not \d+/)
})
