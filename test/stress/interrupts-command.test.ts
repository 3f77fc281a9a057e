// The command when its program does not end by itself: Ctrl-C, limits, exit codes.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { nativeProblem } from '../native-problem.ts'

const main = join(import.meta.dirname, '../../src/cli/main.ts')
const command = (args: readonly string[]) => ['--import', 'tsx', main, ...args]
/** Prints enough to be seen at once, then runs for ever. */
const LOOP =
  '(define (spin n) (if (< n 0) n (spin (+ n 1)))) (display (make-vector 20000 1)) (spin 0)'

function run(...args: string[]) {
  const { status, stderr } = spawnSync(process.execPath, command(args), { encoding: 'utf8' })
  return { status, stderr }
}

for (const engine of ['auto', 'reference']) {
  test(`Ctrl-C ends the program: ${engine}`, { timeout: 30_000 }, async () => {
    const child = spawn(process.execPath, command([`--engine=${engine}`, '-e', LOOP]))
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGINT'), 300))
    child.stdout.resume()
    const [status, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.once('close', (...how) => resolve(how))
    })
    if (nativeProblem) {
      // A busy thread cannot look: the signal's own action ends the process, of which a shell says 130 too.
      assert.deepEqual([status, signal], [null, 'SIGINT'], stderr)
      return
    }
    assert.deepEqual([status, signal], [130, null], stderr)
    assert.match(stderr, /interrupted\n/)
    assert.match(stderr, /at spin \(-e:1:\d+\)/)
  })
}

test('limits have exit codes of their own', { timeout: 60_000 }, () => {
  const time = run('--limits=ms=50', '-e', '(let loop () (loop))')
  assert.equal(time.status, 124)
  assert.match(time.stderr, /error\[time-limit\]: the time limit of 50 ms is reached/)
  const fuel = run('--limits=fuel=1000', '-e', '(let loop () (loop))')
  assert.equal(fuel.status, 124)
  assert.match(fuel.stderr, /error\[fuel-limit\]: the fuel limit of 1000 is reached/)
  const grow = '(let loop ((list (quote ()))) (loop (cons 1 list)))'
  const memory = run('--limits=heap=8m,ms=20000', '-e', grow)
  assert.equal(memory.status, 137, memory.stderr)
  assert.match(memory.stderr, /error\[out-of-memory\]/)
})

test('limits that make no sense are usage errors', { timeout: 30_000 }, () => {
  assert.equal(run('--limits=ms=0', '-e', '1').status, 2)
  assert.equal(run('--limits=speed=9', '-e', '1').status, 2)
})
