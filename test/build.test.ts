// What `npm run build` makes does what the sources do: the faces share their modules, the command runs,
// with its code cache and without.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { bundle } from '../scripts/build.ts'

const root = join(import.meta.dirname, '..')
// Inside the package, because the built files look for it and for what it depends on.
mkdirSync(join(root, '.stress'), { recursive: true })
const folder = mkdtempSync(join(root, '.stress/build-'))
const dist = join(folder, 'dist')
const command = join(folder, 'bin/lazuli.js')
const cache = join(dist, 'command.cache')

before(async () => {
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true })
  await bundle(dist)
})
after(() => rmSync(folder, { recursive: true }))

function node(...args: readonly string[]): { status: number | null; text: string } {
  const { NODE_OPTIONS: _, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
  return { status, text: stdout + stderr }
}

/** What the module `text` prints; FACE and TOOLKIT in it stand for the two faces. */
function printedBy(text: string): string {
  const face = (name: string) => JSON.stringify(pathToFileURL(join(dist, name)).href)
  const source = text.replace('FACE', face('index.js')).replace('TOOLKIT', face('toolkit.js'))
  const { status, text: printed } = node('--input-type=module', '--eval', source)
  assert.equal(status, 0, printed)
  return printed
}

test('the faces have one Machine between them', () => {
  const printed = printedBy(`
    import { createVm } from FACE
    import { Machine } from TOOLKIT
    const vm = createVm()
    console.log(vm.run('(map + (list 1 2) (list 3 4))'), vm.machine instanceof Machine)`)
  assert.equal(printed, '(4 6) true\n')
})

test('the faces export what their sources do', async () => {
  const built = printedBy(`
    import * as face from FACE
    import * as toolkit from TOOLKIT
    console.log(JSON.stringify([Object.keys(face), Object.keys(toolkit)]))`)
  const sources = [
    await import('../src/lang/scheme/index.ts'),
    await import('../src/vm/toolkit.ts'),
  ]
  const names = sources.map((face) => Object.keys(face).sort())
  assert.deepEqual(
    (JSON.parse(built) as string[][]).map((each) => each.sort()),
    names,
  )
})

test('the command knows its version and gives its exit codes', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  assert.deepEqual(node(command, '--version'), { status: 0, text: `lazuli ${version}\n` })
  assert.equal(node(command, '-e', '(car 1)').status, 1)
  assert.equal(node(command, '-e', '(exit 7)').status, 7)
})

test('the code cache is taken', () => {
  const source = `
    const { script } = require(${JSON.stringify(command)})
    process.on('exit', () => console.log(script.cachedDataRejected))`
  const { text } = node('--eval', source, 'name', '-e', '(+ 1 2)')
  assert.equal(text, '3\nfalse\n')
})

test('the command runs without a code cache it can use', () => {
  const run = ['-e', "(display (assq 'b '((a 1) (b 2))))"]
  const expected = { status: 0, text: '(b 2)' }
  assert.deepEqual(node(command, ...run), expected)
  assert.deepEqual(node('--no-opt', command, ...run), expected, 'other flags')
  const bytes = readFileSync(cache)
  writeFileSync(cache, bytes.subarray(0, bytes.length >> 1))
  assert.deepEqual(node(command, ...run), expected, 'half a cache')
  const worn = Buffer.from(bytes)
  worn.fill(0, bytes.length >> 1, (bytes.length >> 1) + 4096)
  writeFileSync(cache, worn)
  assert.deepEqual(node(command, ...run), expected, 'a cache with a hole')
  writeFileSync(cache, '')
  assert.deepEqual(node(command, ...run), expected, 'an empty file')
  rmSync(cache)
  assert.deepEqual(node(command, ...run), expected, 'no cache')
})
