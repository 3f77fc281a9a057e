// The conversation with the command, and its other ways to be called: piped input, --check, --profile, exit codes.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const main = join(import.meta.dirname, '../src/cli/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'lazuli-'))
after(() => rmSync(folder, { recursive: true }))

function lazuli(args: readonly string[], input = '') {
  const options = { input, encoding: 'utf8' } as const
  const command = ['--import', 'tsx', main, ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, options)
  return { status, stdout, stderr }
}

function fileOf(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('piped input: values, definitions that stay, errors that do not end it', () => {
  const { status, stdout, stderr } = lazuli(
    [],
    `(+ 1 2)
(define (double x)
  (* 2 x))
(double 21) 'symbol "string"
(double)
(car 5)
(define (car x) 'mine)
(car 5)
(define-syntax swap!
  (syntax-rules () ((_ a b) (let ((t a)) (set! a b) (set! b t)))))
(define a 1) (define b 2)
(swap! a b)
(list a b)
)
(display "no newline")
(if #f #f)
,quit
never
`,
  )
  assert.equal(stdout, '3\n42\nsymbol\n"string"\nmine\n(2 1)\nno newline')
  assert.match(stderr, /input:5:1: error\[arity\]: double takes 1 argument, but was given 0\n/)
  assert.match(stderr, /hint: it is defined at input:2:1: \(define \(double x\)/)
  assert.match(stderr, /input:6:1: error\[wrong-type\]: car: expected a pair, got 5\n\(car 5\)\n\^/)
  assert.match(stderr, /input:14:1: error\[syntax\]: this \) closes nothing/)
  assert.equal(status, 0)
})

test('commands: expansion, bytecode, time, names', () => {
  const { stdout } = lazuli(
    [],
    `(define (f x) (* x 2))
,expand (let ((y 1)) (or y 2))
,expand (define (car x) 1)
(car '(1))
,dis f
,time (f 21)
,apropos string-upc
,dis nobody
,steam`,
  )
  assert.match(stdout, /^\(let \(\(y\.0 1\)\)/)
  assert.match(stdout, /\n1\ncode f\(1 parameter[\s\S]*return/)
  assert.match(stdout, /\n42\n[\d.]+ ms, 0 collections\nstring-upcase\nnobody is not defined\n/)
  assert.match(stdout, /there is no ,steam/)
})

test('-i goes on after a program, with its definitions', () => {
  const file = fileOf('start.scm', '(define (greet) (display "hello") (newline))\n(greet)\n')
  const { status, stdout } = lazuli(['-i', file], '(greet)\n(exit 4)\n(greet)\n')
  assert.deepEqual([status, stdout], [4, 'hello\nhello\n'])
})

test('the exit code is what the program says', () => {
  const codes = ['(exit)', '(exit #f)', '(begin (display 1) (exit 3))']
  const outcomes = codes.map((code) => lazuli(['-e', code]))
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    [0, 1, 3],
  )
  assert.equal(outcomes[2]?.stdout, '1')
})

test("what stands behind the file is the program's", () => {
  const file = fileOf('arguments.scm', '(write (cdr (command-line)))')
  const { stdout } = lazuli(['--engine=reference', file, 'a', 'b c', '--stats'])
  assert.equal(stdout, '("a" "b c" "--stats")')
})

test('--check compiles all files and runs none', () => {
  const good = fileOf('good.scm', '(display "ran")')
  const bad = fileOf('bad.scm', '(define (f) (if))')
  const open = fileOf('open.scm', '(define (f)')
  assert.deepEqual(lazuli(['--check', good]), { status: 0, stdout: '', stderr: '' })
  const { status, stdout, stderr } = lazuli(['--check', good, bad, open])
  assert.deepEqual([status, stdout], [1, ''])
  assert.match(stderr, /bad\.scm:1:13: error\[syntax\][\s\S]*open\.scm:1:1: error\[syntax\]/)
})

test('--profile counts ops, procedures and lines', () => {
  const file = fileOf(
    'hot.scm',
    '(define (loop n)\n  (if (= n 0)\n      0\n      (loop (- n 1))))\n(loop 1000)\n',
  )
  const { status, stderr } = lazuli(['--profile=json', file])
  const profile = JSON.parse(stderr)
  assert.equal(status, 0)
  const hot = profile.lines.find(({ name }: { name: string }) => name.endsWith('hot.scm:4'))
  assert.ok(hot.count >= 1000 && hot.text === '(loop (- n 1))))')
  const sum = (rows: { count: number }[]) => rows.reduce((total, { count }) => total + count, 0)
  assert.equal(sum(profile.ops), profile.total)
  assert.equal(sum(profile.procedures), profile.total)
  assert.match(lazuli(['--profile', file]).stderr, /share +count +line\n.*hot\.scm:/)
})
