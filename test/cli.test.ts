// The command as a user meets it: where programs come from, what is printed where, exit codes.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { nativeProblem } from './native-problem.ts'

const main = join(import.meta.dirname, '../src/cli/main.ts')

function lazuli(args: readonly string[], input = '') {
  const options = { input, encoding: 'utf8' } as const
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', main, ...args],
    options,
  )
  return { status, stdout, stderr }
}

test('a program from standard input, with its #! line', () => {
  const { status, stdout } = lazuli(['-'], '#!/usr/bin/env lazuli\n(display (+ 1 2))')
  assert.deepEqual([status, stdout], [0, '3'])
})

test('-e prints the value in every engine', () => {
  const native = nativeProblem === false ? ['threaded', 'lazy'] : []
  for (const engine of ['reference', 'auto', ...native]) {
    const { status, stdout } = lazuli([`--engine=${engine}`, '-e', '(* 6 7)'])
    assert.deepEqual([engine, status, stdout], [engine, 0, '42\n'])
  }
})

test('a guest error has place, caret and frames, and exit code 1', () => {
  const { status, stdout, stderr } = lazuli(['-e', '(define (f x) (+ 1 (car x))) (f 5)'])
  assert.deepEqual([status, stdout], [1, ''])
  assert.match(stderr, /^-e:1:20: error\[wrong-type\]: car: expected a pair, got 5\n/)
  assert.match(stderr, /\^\n {2}at f \(-e:1:20\)/)
})

test('a wrong call of the command is told apart: exit code 2', () => {
  assert.equal(lazuli(['--engine=steam', '-e', '1']).status, 2)
  assert.equal(lazuli(['no-such-file.scm']).status, 2)
})

test('each dump stage shows the wanted procedure', { skip: nativeProblem }, () => {
  const program = '(define (pick x) (car x)) (pick (cons 1 2))'
  for (const stage of ['ops', 'words', 'versions', 'asm']) {
    const args = ['--engine=lazy', `--dump=${stage}`, '--dump-fn=pick', '-e', program]
    const { status, stdout } = lazuli(args)
    assert.equal(status, 0)
    assert.match(stdout, new RegExp(`;; ${stage}\\n[^]*pick`))
  }
})

test('statistics go to standard error as JSON', () => {
  const { stdout, stderr } = lazuli(['--stats=json', '-e', '1'])
  assert.equal(stdout, '1\n')
  assert.equal(typeof JSON.parse(stderr).collections.value, 'number')
})
