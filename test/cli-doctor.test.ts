// `lazuli doctor`, what the command does where machine code cannot run, and its reports about a run.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { nativeProblem } from './native-problem.ts'

const main = join(import.meta.dirname, '../src/cli/main.ts')
/** What tsx needs under the permission model; addons are not among it. */
const withoutAddons = [
  '--experimental-permission',
  ...['--allow-fs-read=*', '--allow-fs-write=*', '--allow-worker', '--allow-child-process'],
]

interface Setting {
  readonly nodeOptions?: readonly string[]
  readonly native?: string
}

function lazuli(args: readonly string[], { nodeOptions = [], native }: Setting = {}) {
  const { LAZULI_NATIVE: _, ...others } = process.env
  const env = { ...others, ...(native === undefined ? {} : { LAZULI_NATIVE: native }) }
  const { status, stdout, stderr, pid } = spawnSync(
    process.execPath,
    [...nodeOptions, '--import', 'tsx', main, ...args],
    { encoding: 'utf8', env },
  )
  return { status, stdout, stderr, pid }
}

const refused: readonly (readonly [string, Setting, RegExp])[] = [
  ['no koffi', { native: 'absent' }, /Cannot find module 'koffi'/],
  ['no addons', { nodeOptions: withoutAddons }, /loading addons is disabled/],
]

test('doctor finds machine code, with figures', { skip: nativeProblem }, () => {
  const { status, stdout } = lazuli(['doctor'])
  assert.equal(status, 0)
  assert.match(stdout, /^ok {2}koffi +version \d/m)
  assert.match(stdout, /^ok {2}native call +\d+ ns$/m)
  assert.match(stdout, /^ok {2}engine lazy +right answer in .*, round trip \d+ ns$/m)
  assert.match(stdout, /^default engine: auto/m)
  assert.doesNotMatch(stdout, /^no /m)
})

for (const [name, setting, reason] of refused) {
  test(`doctor, ${name}: the reason, advice, and still usable`, () => {
    const { status, stdout } = lazuli(['doctor'], setting)
    assert.equal(status, 0)
    const [, found, advice] = /^no {2}koffi +(.*)\n +(.*)$/m.exec(stdout) ?? []
    assert.match(found ?? '', reason)
    assert.match(advice ?? '', /npm install koffi.*--allow-addons/)
    assert.match(stdout, /^default engine: reference/m)
  })

  test(`--engine=lazy, ${name}: refused with the reason`, () => {
    const { status, stdout, stderr } = lazuli(['--engine=lazy', '-e', '(* 6 7)'], setting)
    assert.deepEqual([status, stdout], [2, ''])
    assert.match(stderr, /^lazuli: --engine=lazy needs machine code/m)
    assert.match(stderr, reason)
  })
}

test('without koffi the reference engine runs programs', () => {
  const { status, stdout } = lazuli(['-e', '(* 6 7)'], { native: 'absent' })
  assert.deepEqual([status, stdout], [0, '42\n'])
})

function checkStatistics(json: string): void {
  const rows = JSON.parse(json) as Record<string, { value: number; unit: string }>
  for (const name of ['front end', 'linking', 'running', 'compiling in the lazy tier']) {
    assert.deepEqual([name, rows[name]?.unit], [name, 'ms'])
  }
  assert.ok((rows['code of the lazy tier']?.value ?? 0) > 0)
  assert.ok((rows['allocated']?.value ?? -1) >= 0)
  assert.equal(rows['request %display']?.value, 1)
}

test('statistics by tier and request, and the perf map names code by its addresses', {
  skip: nativeProblem,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lazuli-'))
  const file = join(folder, 'two words.scm')
  writeFileSync(file, "\n(define (twice x) (+ x x))\n(display (eval '(twice 4)))\n")
  const options = ['--stats=json', '--perf-map', '--engine=lazy', '--dump=versions,asm']
  const { stdout, stderr, pid } = lazuli([...options, file])
  checkStatistics(stderr)
  assert.match(stdout, /^ {2}2 \| \(define \(twice x\) \(\+ x x\)\)\n {2}\+0x\w+ /m)
  const map = readFileSync(`/tmp/perf-${pid}.map`, 'utf8')
  rmSync(`/tmp/perf-${pid}.map`)
  rmSync(folder, { recursive: true })
  const rows = [...map.matchAll(/^([0-9a-f]+) ([0-9a-f]+) (.*)$/gm)].map(
    ([, start = '', size = '', name = '']) => {
      return { start: Number.parseInt(start, 16), size: Number.parseInt(size, 16), name }
    },
  )
  assert.equal(rows.length, map.trimEnd().split('\n').length, map)
  rows.slice(1).forEach((row, i) => {
    const before = rows[i] as (typeof rows)[0]
    assert.ok(row.start >= before.start + before.size, `${before.name} runs into ${row.name}`)
  })
  const [, number, first = '', last = ''] =
    /^path (\d+) {2}twice @0 .* \+0x(\w+)\.\.\+0x(\w+)$/m.exec(stdout) ?? []
  const row = rows.find(({ name }) => name === `scm:twice@two_words.scm:2#p${number}`)
  const base = rows.find(({ name }) => name === 'lazuli:exitHeavy')?.start ?? 0
  assert.equal(row?.start, base + Number.parseInt(first, 16), map)
  assert.equal(row?.size, Number.parseInt(last, 16) - Number.parseInt(first, 16))
  assert.ok(rows.some(({ name }) => name === 'lazuli:handler return'))
})
